import type { ChangedFile } from '@groundcrew/core/repo'
import type { Step } from '../report.ts'

/** More do not belong on a command line. */
const filesMax = 1000

/** A step of a hook manager with the changed files in place of all. */
export function narrowHooks(step: Step, changes: readonly ChangedFile[]): Step {
  const flag = fileFlags[step.runner]
  const at = step.argv.indexOf('--all-files')
  const files = changes.filter(({ status }) => status !== 'deleted').map(({ path }) => path)
  if (flag === undefined || at < 1 || files.length === 0 || files.length > filesMax) return step
  const [program, ...args] = step.argv
  const argv = [program, ...args.slice(0, at - 1), ...flag(files), ...args.slice(at)] as const
  return { ...step, argv, ...(step.hooks === undefined ? {} : { hooks: { ...step.hooks, isPart: true } }) }
}

const fileFlags: Readonly<Record<string, (files: readonly string[]) => readonly string[]>> = {
  'pre-commit': (files) => ['--files', ...files.map(asArgument)],
  lefthook: (files) => files.map((file) => `--file=${file}`),
}

/** No file name is taken for an option. */
function asArgument(file: string): string {
  return file.startsWith('-') ? `./${file}` : file
}
