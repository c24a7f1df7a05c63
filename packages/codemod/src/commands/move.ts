import { command } from '@groundcrew/core/cli'
import { renderReview } from '../review/render-review.ts'

export const moveCommand = command({
  name: 'move',
  summary: 'plan a new place for a file or a directory, and for all that names it by a path',
  args: [
    { name: 'SRC', description: 'a file or a directory', isRequired: true },
    { name: 'DST', description: 'its new path, or a directory that it comes into', isRequired: true },
  ],
  flags: {
    symbol: {
      kind: 'boolean',
      description: 'SRC is FILE#NAME, or FILE#ONE,TWO: only these declarations move, to the file DST',
    },
  },
  examples: [
    'codemod move src/a.ts src/b/a.ts',
    'codemod move src/old src/new',
    'codemod move --symbol src/a.ts#name src/b.ts',
  ],
  async run({ args, flags }, io) {
    const { planRequest } = await import('../codemod.ts')
    const [source = '', target = ''] = args
    if (!flags.symbol) return planRequest(io, { verb: 'move', options: { source, target, paths: [] } })
    const { parseSymbols } = await import('../move/symbol/move-symbol.ts')
    return planRequest(io, { verb: 'move', options: { ...parseSymbols(source), target, paths: [] } })
  },
  render: (review) => renderReview(review),
})
