import { command } from '@groundcrew/core/cli'
import { renderReview } from '../review/render-review.ts'

export const moveCommand = command({
  name: 'move',
  summary: 'plan a new place for a file, a directory or a symbol, and for all that refers to it',
  args: [
    { name: 'SRC', description: 'a file or a directory; with --symbol FILE#NAME', isRequired: true },
    { name: 'DST', description: 'its new path, or a directory that it comes into', isRequired: true },
  ],
  flags: {
    symbol: { kind: 'boolean', description: 'move a declaration at the top of a module to the module DST' },
  },
  examples: [
    'codemod move src/a.ts src/b/a.ts',
    'codemod move src/old src/new',
    'codemod move --symbol src/a.ts#foo src/b.ts',
  ],
  async run({ flags, args }, io) {
    const { planRequest } = await import('../codemod.ts')
    const [source = '', target = ''] = args
    return planRequest(io, { verb: 'move', options: { source, target, isSymbol: flags.symbol, paths: [] } })
  },
  render: (review) => renderReview(review),
})
