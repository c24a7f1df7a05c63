import { command } from '@groundcrew/core/cli'
import { renderReview } from '../review/render-review.ts'

export const replaceCommand = command({
  name: 'replace',
  summary: 'plan the replacement of a text, or of what a regular expression matches',
  args: [
    { name: 'OLD', description: 'the text to replace, as it is', isRequired: true },
    { name: 'NEW', description: 'what comes in its place; with --regex $1 and \\n mean something', isRequired: true },
    { name: 'PATH', description: 'files, directories and globs; "!" leaves out', isVariadic: true },
  ],
  flags: {
    regex: {
      kind: 'boolean',
      short: 'E',
      description: 'OLD is a JavaScript regular expression; $1, $<name>, $& in NEW',
    },
    word: { kind: 'boolean', short: 'w', description: 'whole words only' },
    'ignore-case': { kind: 'boolean', short: 'i', description: 'any case of OLD' },
    'preserve-case': { kind: 'boolean', description: 'every spelling: fooBar, FooBar, FOO_BAR, foo_bar, foo-bar' },
  },
  examples: [
    "codemod replace 'old name' 'new name'",
    "codemod replace -E 'get(\\w+)\\(' 'read$1(' src '!**/*.test.ts'",
  ],
  async run({ flags, args }, io) {
    const { planRequest } = await import('../codemod.ts')
    const [old = '', fresh = '', ...paths] = args
    const options = {
      old,
      new: fresh,
      isRegex: flags.regex,
      isWord: flags.word,
      preservesCase: flags['preserve-case'],
      ignoresCase: flags['ignore-case'],
      paths,
    }
    return planRequest(io, { verb: 'replace', options })
  },
  render: (review) => renderReview(review),
})
