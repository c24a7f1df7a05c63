import { command, readStdin, usageError } from '@groundcrew/core/cli'
import { captureCommand } from '@groundcrew/core/process'
import { count } from '@groundcrew/core/text'
import { pathsOf } from './arguments.ts'
import { noteSummary } from './note-summary.ts'
import { printableLines } from './printable.ts'
import { isOwn, isStraight, runsProgram } from './ripgrep-options.ts'
import { ripgrepPath } from './ripgrep-program.ts'
import { problemLines, refusal } from './ripgrep.ts'

interface Answer {
  /** What ripgrep printed. */
  readonly output: string
  /** The closing line; empty under `-q`. */
  readonly summary: string
  /** What ripgrep could not read. */
  readonly problems: readonly string[]
  /** It was written as it is: it has NULs or colours that were asked for. */
  readonly isWritten: boolean
  readonly isFailure: boolean
  /** A path that was named is not there. */
  readonly isPathMissing: boolean
}

/** What csearch prints anyway; a later option of the call overrides it. */
const DEFAULTS = ['--no-config', '--no-heading', '--color=never', '--sort=path']
/** The lines of stdin have no file, and are given on as they came. */
const DEFAULTS_OF_FILES = ['--line-number', '--with-filename']
/** As long as a slow disk may take. */
const SEARCH_TIMEOUT_MS = 3_600_000
/** `-rn`: recursive and numbered to grep, "replace by n" to ripgrep. */
const RECURSIVE_GREP = /^-r[a-zA-Z]+$/
const RAW = /^(?:-0|--null|--null-data|-p|--pretty|--color=(?:always|ansi))$/
const MISSING = /: No such file or directory \(os error 2\)$/
const OUTPUT_BYTES_MAX = 1_000_000_000

/** Calls with options that are ripgrep's alone: its answer as it is. */
export const straightCommand = noteSummary(
  command({
    name: 'ripgrep',
    summary: "ripgrep's answer as it is: what --files, --replace, --heading, … come to by themselves",
    flags: {},
    rest: { name: 'OPTION', description: "ripgrep's options, the pattern, and paths" },
    async run({ rest, isJson }, io): Promise<Answer> {
      const end = rest.indexOf('--')
      const options = end === -1 ? rest : rest.slice(0, end)
      refuse(options)
      const isStdin = pathsOf(rest)?.includes('-') === true
      const defaults = isStdin ? DEFAULTS : [...DEFAULTS, ...DEFAULTS_OF_FILES]
      const { outcome, stdout, stderr } = await captureCommand([await ripgrepPath(), ...defaults, ...rest], {
        cwd: io.cwd,
        env: io.env,
        signal: io.signal,
        outputBytesMax: OUTPUT_BYTES_MAX,
        timeoutMs: SEARCH_TIMEOUT_MS,
        ...(isStdin && { stdin: { input: (await readStdin(io)) ?? '' } }),
      })
      const exitCode = outcome.kind === 'exited' ? outcome.code : 2
      const problems = stderr.toString().trim()
      if (exitCode > 1 && stdout.length === 0) throw refusal(problems)
      const isWritten = options.some((option) => RAW.test(option)) && !isJson
      if (isWritten) io.stdout.write(stdout)
      const isQuiet = options.some((option) => option === '-q' || option === '--quiet')
      const output = stdout.toString()
      return {
        output,
        summary: isQuiet ? '' : summaryOf({ output, options, isStdin, problems: problemLines(problems) }),
        problems: problemLines(problems),
        isWritten,
        isFailure: isQuiet && exitCode === 1,
        isPathMissing: exitCode > 1 && problemLines(problems).some((line) => MISSING.test(line)),
      }
    },
    render: ({ output, isWritten }) => (isWritten ? '' : printableLines(output.replace(/\n$/, ''))),
    exitCode: ({ isFailure, isPathMissing }) => (isPathMissing ? 2 : isFailure ? 1 : 0),
    isUnbounded: true,
  }),
)

function refuse(options: readonly string[]): void {
  const own = options.find(isOwn)
  const straight = options.find(isStraight) ?? '-'
  if (own !== undefined)
    throw usageError(`${nameOf(own)} and ${nameOf(straight)} do not go together`, 'leave one of them out')
  const program = options.find(runsProgram)
  if (program !== undefined)
    throw usageError(`${nameOf(program)} runs a program, and is not passed on`, 'leave it out, or ask rg itself')
  if (options.some((option) => RECURSIVE_GREP.test(option)))
    throw usageError(
      "-r is ripgrep's --replace=TEXT, and not grep's -r",
      'leave it out: every search is recursive; to replace write --replace=TEXT',
    )
}

interface Spoken {
  readonly output: string
  readonly options: readonly string[]
  readonly isStdin: boolean
  readonly problems: readonly string[]
}

function summaryOf({ output, options, isStdin, problems }: Spoken): string {
  const lines = output === '' ? 0 : output.split('\n').length - (output.endsWith('\n') ? 1 : 0)
  const unreadable = problems.length === 0 ? '' : `; ${problems[0]}`
  if (isStdin) return `stdin was searched: ${count(lines, 'line')}; csearch PATTERN ./ searches the tree${unreadable}`
  const option = options.find(isStraight)
  const because = option === undefined ? '' : ` (${nameOf(option)})`
  return `${count(lines, 'line')} as ripgrep prints them${because}; what the call leaves out was not looked at${unreadable}`
}

function nameOf(option: string): string {
  return option.startsWith('--') ? option.replace(/=.*/s, '') : option.slice(0, 2)
}
