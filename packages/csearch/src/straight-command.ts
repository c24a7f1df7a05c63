import { command, usageError } from '@groundcrew/core/cli'
import { captureCommand } from '@groundcrew/core/process'
import { count } from '@groundcrew/core/text'
import { noteSummary } from './note-summary.ts'
import { printableLines } from './render.ts'
import { isStraight } from './ripgrep-options.ts'
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
}

/** What csearch prints anyway; a later option of the call overrides it. */
const DEFAULTS = ['--no-config', '--line-number', '--with-filename', '--no-heading', '--color=never', '--sort=path']
/** Options of csearch that need to understand each match, which ripgrep's own print is no longer. */
const OWN_OPTION =
  /^--(?:def|ref|call|import|importers|path|structural|words|rank|enclosing|in|budget|limit|changed|query|lang|path-prefix|index|no-index|kind)(?:=|$)/
/** `-rn`: recursive and numbered to grep, "replace by n" to ripgrep. */
const RECURSIVE_GREP = /^-r[a-zA-Z]+$/
const RAW = /^(?:-0|--null|--null-data|-p|--pretty|--color=(?:always|ansi))$/
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
      const { outcome, stdout, stderr } = await captureCommand([await ripgrepPath(), ...DEFAULTS, ...rest], {
        cwd: io.cwd,
        env: io.env,
        signal: io.signal,
        outputBytesMax: OUTPUT_BYTES_MAX,
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
        summary: isQuiet ? '' : summaryOf(output, options, problemLines(problems)),
        problems: problemLines(problems),
        isWritten,
        isFailure: isQuiet && exitCode === 1,
      }
    },
    render: ({ output, isWritten }) => (isWritten ? '' : printableLines(output.replace(/\n$/, ''))),
    exitCode: ({ isFailure }) => (isFailure ? 1 : 0),
    isUnbounded: true,
  }),
)

function refuse(options: readonly string[]): void {
  const own = options.find((option) => OWN_OPTION.test(option))
  const straight = options.find(isStraight)
  if (own !== undefined)
    throw usageError(`${nameOf(own)} and ${nameOf(straight ?? '')} do not go together`, 'leave one of them out')
  if (options.some((option) => RECURSIVE_GREP.test(option)))
    throw usageError(
      "-r is ripgrep's --replace=TEXT, and not grep's -r",
      'leave it out: every search is recursive; to replace write --replace=TEXT',
    )
}

function summaryOf(output: string, options: readonly string[], problems: readonly string[]): string {
  const straight = nameOf(options.find(isStraight) ?? '')
  const lines = output === '' ? 0 : output.split('\n').length - (output.endsWith('\n') ? 1 : 0)
  const unreadable = problems.length === 0 ? '' : `; ${problems[0]}`
  return `${count(lines, 'line')} as ripgrep prints them (${straight}); what the call leaves out was not looked at${unreadable}`
}

function nameOf(option: string): string {
  return option.startsWith('--') ? option.replace(/=.*/s, '') : option.slice(0, 2)
}
