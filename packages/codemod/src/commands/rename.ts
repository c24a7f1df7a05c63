import { command, usageError } from '@groundcrew/core/cli'
import { renderReview } from '../review/render-review.ts'

export const renameCommand = command({
  name: 'rename',
  summary: 'plan a new name for a symbol, and for all that refer to it',
  args: [
    {
      name: 'SYMBOL',
      description: 'FILE#NAME, FILE#CLASS.MEMBER, FILE:LINE:COLUMN, or NAME where one declaration has it',
      isRequired: true,
    },
    { name: 'NEW', description: 'the new name', isRequired: true },
  ],
  flags: {
    'keep-public': { kind: 'boolean', description: 'exports keep the old name, by an alias' },
    'same-name': {
      kind: 'boolean',
      description: 'without types: also what only has the same name, as shapes of its own',
    },
    'through-exports': { kind: 'boolean', description: 'exports and imports get the new name (the default)' },
  },
  examples: ['codemod rename src/warning.ts#warn report', 'codemod rename src/user.ts:12:7 accountId --keep-public'],
  async run({ flags, args }, io) {
    if (flags['keep-public'] && flags['through-exports'])
      throw usageError('--keep-public or --through-exports, not both')
    const { planRequest } = await import('../codemod.ts')
    const [target = '', newName = ''] = args
    const options = { target, newName, keepsPublic: flags['keep-public'], takesSameName: flags['same-name'], paths: [] }
    return planRequest(io, { verb: 'rename', options })
  },
  render: (review) => renderReview(review),
})
