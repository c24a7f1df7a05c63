import { command } from '@groundcrew/core/cli'
import { renderReview } from '../review/render-review.ts'

export const moveCommand = command({
  name: 'move',
  summary: 'plan a new place for a file or a directory, and for all that names it by a path',
  args: [
    { name: 'SRC', description: 'a file or a directory', isRequired: true },
    { name: 'DST', description: 'its new path, or a directory that it comes into', isRequired: true },
  ],
  flags: {},
  examples: ['codemod move src/a.ts src/b/a.ts', 'codemod move src/old src/new'],
  async run({ args }, io) {
    const { planRequest } = await import('../codemod.ts')
    const [source = '', target = ''] = args
    return planRequest(io, { verb: 'move', options: { source, target, paths: [] } })
  },
  render: (review) => renderReview(review),
})
