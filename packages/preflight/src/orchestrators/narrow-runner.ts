import type { Step } from '../report.ts'

/** The part of the repository that a change is about. */
export interface ChangedPart {
  /** Packages with changed files. */
  readonly directories: readonly string[]
  /** All changed files, relative to the root. */
  readonly files: readonly string[]
}

/** More do not belong on a command line. */
const filesMax = 500

/**
 * A step of a task runner, narrowed to the packages that a change is in and those that depend on them, as the task runner knows it. The
 * step as it is where its command line cannot be narrowed.
 */
export function narrowRunner(step: Step, { directories, files }: ChangedPart): Step {
  const { through, argv } = step
  if (through === undefined || argv.some((word) => /^--(?:filter|projects)=/.test(word))) return step
  const [program, ...args] = argv
  const why = `${step.why}; only what the change reaches`
  const { expects: _, ...part } = through
  if (through.runner === 'turbo' && through.append !== undefined) {
    const filters = directories.map((directory) => `--filter=...{./${directory}}`)
    return { ...step, argv: [program, ...args, ...through.append, ...filters], through: part, why }
  }
  const verb = argv.indexOf('run-many')
  if (through.runner === 'nx' && verb > 0 && files.length <= filesMax && !files.some((file) => file.includes(','))) {
    const affected = args.map((word) => (word === 'run-many' ? 'affected' : word))
    return { ...step, argv: [program, ...affected, `--files=${files.join(',')}`], through: part, why }
  }
  return step
}
