import { ToolError, type Io } from '@groundcrew/core/cli'
import { extractFailures, formatLocation, type Cause, type CauseKind } from '@groundcrew/core/failures'
import { captureCommand, describeOutcome, siblingPath, type Captured } from '@groundcrew/core/process'
import type { Place } from '../plan/place.ts'

/** The tests may take so long in all. */
const testsMsMax = 1_800_000
const outputBytesMax = 256 * 1024 * 1024

export interface TestOutcome {
  /** What was run; undefined where no test reaches the files. */
  readonly command: readonly string[] | undefined
  readonly failures: readonly TestFailure[]
  readonly output: string
}

export interface TestFailure {
  /** Where that is known: of several tests with one message only the first has its name. */
  readonly test: string | undefined
  readonly file: string
  /** Without numbers: they differ from run to run. */
  readonly message: string
  readonly text: string
}

/**
 * Runs the tests that files reach, as the sibling `impact` selects them.
 *
 * @throws ToolError NOT_VERIFIED where `impact` gives no answer, or the tests do not run.
 */
export async function runAffectedTests(io: Io, place: Place, files: readonly string[]): Promise<TestOutcome> {
  const impact = [process.execPath, siblingPath('impact'), '--stdin0', '--run', '--json'] as const
  const input = files.map((file) => `${file}\0`).join('')
  const { outcome, stdout, stderr } = await capture(io, place, { command: impact, input })
  const run = readRun(stdout.toString('utf8'))
  if (run === undefined) {
    const said = errorOf(stdout.toString('utf8')) ?? describeOutcome(outcome)
    throw notVerified(`impact does not tell which tests to run: ${said}`)
  }
  const failed = { command: run.command, exitCode: run.exitCode, output: stderr.toString('utf8') }
  const result = judge(place, failed)
  if (run.exitCode !== 0 && result.failures.every(({ message }) => message === endMessage)) {
    throw notVerified(result.failures[0]?.text ?? 'the tests do not run')
  }
  return result
}

/** Runs the same tests again. An end without a failed test that can be told is a failure of its own. */
export async function repeatTests(io: Io, place: Place, command: readonly string[]): Promise<TestOutcome> {
  const [program = '', ...args] = command
  const { outcome, stdout, stderr } = await capture(io, place, { command: [program, ...args], input: '' })
  const output = `${stdout.toString('utf8')}\n${stderr.toString('utf8')}`
  const exitCode = outcome.kind === 'exited' ? outcome.code : -1
  return judge(place, { command, exitCode, output })
}

async function capture(
  io: Io,
  place: Place,
  { command, input }: { readonly command: readonly [string, ...string[]]; readonly input: string },
): Promise<Captured> {
  return await captureCommand(command, {
    cwd: place.root,
    env: io.env,
    unset: ['FORCE_COLOR'],
    timeoutMs: testsMsMax,
    outputBytesMax,
    signal: io.signal,
    stdin: { input },
  })
}

interface Run {
  readonly command: readonly string[] | undefined
  readonly exitCode: number
}

function readRun(text: string): Run | undefined {
  const { data } = parse(text) as { readonly data?: { readonly run?: Partial<Run> } | null }
  const { command, exitCode } = data?.run ?? {}
  return typeof exitCode === 'number' ? { command, exitCode } : undefined
}

function errorOf(text: string): string | undefined {
  const { error } = parse(text) as { readonly error?: { readonly message?: string } }
  return error?.message
}

function parse(text: string): object {
  try {
    return (JSON.parse(text) as object | null) ?? {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

const endMessage = 'end'
/** What speaks of tests, and not of the machine or the command line. */
const kinds: readonly CauseKind[] = ['test', 'runner', 'crash', 'diagnostic']

function judge(place: Place, { command, exitCode, output }: Run & { readonly output: string }): TestOutcome {
  if (exitCode === 0) return { command, failures: [], output }
  const { causes, total } = extractFailures(output, { root: place.root, cwd: place.root, failed: true })
  const failures = causes.filter(({ kind }) => kinds.includes(kind)).flatMap(failuresOf)
  if (failures.length > 0) return { command, failures: [...failures, ...uncounted(total - failures.length)], output }
  const said = causes[0]?.message ?? lastLine(output)
  const text = `the tests end with ${exitCode === -1 ? 'no code' : `code ${exitCode}`}: ${said}`
  return { command, failures: [{ test: undefined, file: '', message: endMessage, text }], output }
}

/** One for each place of a cause: it stands for all failures with the same message. */
function failuresOf({ location, places = [], test, message, count }: Cause): readonly TestFailure[] {
  const found = [...(location === undefined ? [] : [location]), ...places]
  return Array.from({ length: Math.max(count, 1) }, (_, index): TestFailure => {
    const at = found[index]
    const name = index === 0 ? test : undefined
    return {
      test: name,
      file: at?.file ?? '',
      message: message.replaceAll(/\d+/g, '0'),
      text: [at === undefined ? undefined : formatLocation(at), name, message].filter(Boolean).join(': '),
    }
  })
}

/** What a report of failures has no room for counts all the same. */
function uncounted(amount: number): readonly TestFailure[] {
  const one: TestFailure = { test: undefined, file: '', message: 'more', text: 'one more failure' }
  return Array.from({ length: Math.max(0, amount) }, () => one)
}

/** The failures that were not there before: a test of the same name was, or one without a name with the same message in the same file. */
export function newFailures(before: readonly TestFailure[], after: readonly TestFailure[]): readonly TestFailure[] {
  const left = [...before]
  const take = (isSame: (known: TestFailure) => boolean): boolean => {
    const at = left.findIndex(isSame)
    if (at !== -1) left.splice(at, 1)
    return at !== -1
  }
  const unknown = after.filter(({ test, file }) => {
    return test === undefined || !take((known) => known.test === test && known.file === file)
  })
  return unknown.filter(({ test, file, message }) => {
    const isNameless = (known: TestFailure): boolean => known.test === undefined || test === undefined
    return !take((known) => isNameless(known) && known.file === file && known.message === message)
  })
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)?.trim() ?? ''
}

function notVerified(message: string): ToolError {
  return new ToolError('NOT_VERIFIED', `${message}; nothing was written`, {
    hint: 'leave out --verify, and run the repository’s own checks',
  })
}
