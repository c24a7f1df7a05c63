import { command } from '@groundcrew/core/cli'
import { renderReview } from '../review/render-review.ts'

const scriptExtensions = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs']

export const scriptCommand = command({
  name: 'script',
  summary: 'plan what a script makes of each file: (file, api) => text or edits; also transforms of jscodeshift',
  args: [
    { name: 'SCRIPT', description: 'JavaScript or TypeScript that exports the function', isRequired: true },
    { name: 'PATH', description: 'files, directories and globs; "!" leaves out', isVariadic: true },
  ],
  flags: {
    ext: { kind: 'list', value: 'EXT', separator: ',', description: 'files with these extensions (default: scripts)' },
    set: { kind: 'list', value: 'NAME=VALUE', description: 'the third argument of the function' },
    parser: { kind: 'string', value: 'NAME', description: 'of jscodeshift: babel, ts, tsx, flow, …' },
    'file-timeout': { kind: 'integer', value: 'SECONDS', min: 1, description: 'for one file (default: 10)' },
    'skip-errors': { kind: 'boolean', description: 'plan the files in which the script does not fail' },
  },
  examples: [
    'codemod script ./to-object-has-own.ts src',
    'codemod script transform.js --parser tsx --set quote=double',
  ],
  async run({ flags, args }, io) {
    const { planRequest } = await import('../codemod.ts')
    const [script = '', ...paths] = args
    const options = {
      script,
      hash: '',
      paths,
      extensions:
        flags.ext.length === 0 ? scriptExtensions : flags.ext.map((extension) => extension.replace(/^\./, '')),
      settings: flags.set,
      parser: flags.parser,
      fileSecondsMax: flags['file-timeout'] ?? 10,
      skipsErrors: flags['skip-errors'],
    }
    return planRequest(io, { verb: 'script', options })
  },
  render: (review) => renderReview(review),
})
