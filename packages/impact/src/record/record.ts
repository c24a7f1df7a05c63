import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { openCodeMap } from '@groundcrew/code-map'
import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { describeOutcome, runCommand, type Command } from '@groundcrew/core/process'
import { requireRepository, type Repository } from '@groundcrew/core/repo'
import { count } from '@groundcrew/core/text'
import type { Script } from '@groundcrew/core/workspace'
import { parseJson } from '../parse-json.ts'
import { findTests } from '../tests/test-files.ts'
import { impact } from '../impact.ts'
import { addCoverage, type Learned, type TestCoverage } from './coverage-store.ts'
import { readCoverageReport } from './read-report.ts'
import { readIfThere } from './executed-declarations.ts'
import { nodeRecorder } from './node-recorder.ts'
import type { Recorder } from './recorder.ts'

export interface RecordOptions {
  /** Each test is run by itself: its path from the current directory is added to the command. */
  readonly command: readonly string[]
  /** Relative to the current directory; none: those that the current change reaches. */
  readonly tests: readonly string[]
  readonly isAll: boolean
  /** A report to read instead of a command to run. */
  readonly from: string | undefined
  readonly test: string | undefined
}

export interface Recording {
  readonly tests: readonly { readonly path: string; readonly files: number; readonly exitCode: number | undefined }[]
  /** Tests that left no coverage: nothing was learned of them. */
  readonly silent: readonly string[]
  /** What to do where all were silent. */
  readonly hint?: string
}

/** Learns which test executes what, and keeps it for all work trees of the clone. */
export async function record(io: Io, options: RecordOptions): Promise<Recording> {
  const repository = await requireRepository(io.cwd, io.env)
  const { root } = repository
  if (root === undefined) throw usageError('there is no work tree to record tests of', 'go to a work tree')
  const at = new Date(io.now()).toISOString()
  if (options.from !== undefined) {
    const test = options.test === undefined ? undefined : relative(root, resolve(io.cwd, options.test))
    return await keepReport(repository, { file: resolve(io.cwd, options.from), root, from: io.cwd, test, at })
  }
  const [program, ...args] = options.command
  if (program === undefined) throw usageError('what is to be recorded?', 'impact record -- npx vitest run')
  const tests = await wantedTests(io, root, options)
  const recorder = await recorderOf(io.cwd, [program, ...args])
  const recorded: Record<string, Learned> = {}
  const done: Recording['tests'][number][] = []
  try {
    for (const test of tests) {
      const { executed, exitCode } = await recordTest(io, { recorder, root, command: [program, ...args], test })
      const files = Object.keys(executed).filter((file) => file !== test).length
      if (files > 0) recorded[test] = { at, executed, hasFailed: exitCode !== 0 }
      done.push({ path: test, files, exitCode })
    }
  } catch (error) {
    if (io.signal.aborted) throw stopped(done, tests, options)
    throw error
  } finally {
    if (Object.keys(recorded).length > 0) await addCoverage(repository, recorded)
  }
  return { tests: done, silent: done.filter(({ files }) => files === 0).map(({ path }) => path), hint: recorder.hint }
}

function stopped(done: readonly unknown[], tests: readonly string[], options: RecordOptions): ToolError {
  const rest = tests.slice(done.length)
  const again = options.isAll ? ['--all'] : options.tests
  const words = [...(rest.length > restShown ? again : rest), '--', ...options.command]
  const ran = `${done.length} of ${count(tests.length, 'test')} had run`
  return new ToolError('INTERRUPTED', `interrupted: ${ran}, and what they executed is kept`, {
    hint: `${rest.length > restShown ? 'once more' : 'the rest'}: impact record ${words.join(' ')}`,
  })
}

/** By the runner that the command starts in the end, over scripts of the package too. */
async function recorderOf(cwd: string, command: Command): Promise<Recorder> {
  const { readTestInvocations } = await import('@groundcrew/core/workspace')
  const runner = readTestInvocations(command, await scriptsIn(cwd)).at(0)?.runner
  if (runner === 'pytest') return (await import('./python-recorder.ts')).pythonRecorder
  return runner === 'go' ? (await import('./go-recorder.ts')).goRecorder : nodeRecorder
}

async function scriptsIn(directory: string): Promise<readonly Script[]> {
  const manifest = parseJson((await readIfThere(join(directory, 'package.json')))?.toString('utf8') ?? '')
  const { scripts = {} } = (manifest ?? {}) as { readonly scripts?: Readonly<Record<string, unknown>> }
  return Object.entries(scripts).flatMap(([name, body]) =>
    typeof body === 'string' ? [{ name, body, evidence: { file: 'package.json', line: 1 } }] : [],
  )
}

async function wantedTests(io: Io, root: string, { tests, isAll }: RecordOptions): Promise<readonly string[]> {
  if (tests.length > 0) {
    return tests.map((test) => {
      const path = relative(root, resolve(io.cwd, test))
      if (path.startsWith('..') || isAbsolute(path)) throw usageError(`${test} is outside of the repository`)
      return path
    })
  }
  const isHere = (path: string): boolean => !relative(io.cwd, join(root, path)).startsWith('..')
  if (isAll) {
    const tests = await findTests(await openCodeMap('impact', io))
    return tests.flatMap(({ path }) => (isHere(path) ? [path] : []))
  }
  const report = await impact({
    cwd: io.cwd,
    env: io.env,
    request: { kind: 'branch' },
    openMap: async (listener) => await openCodeMap('impact', io, listener),
  })
  const selected = report.tests.selected.flatMap(({ path }) => (isHere(path) ? [path] : []))
  if (selected.length > 0) return selected
  throw new ToolError('NO_TESTS', 'the current change reaches no test', {
    exitCode: 2,
    hint: 'name tests before the --, or record them all: impact record --all -- COMMAND',
  })
}

interface TestToRecord {
  readonly recorder: Recorder
  readonly root: string
  readonly command: Command
  readonly test: string
}

/** A test that is killed has run until then. */
async function recordTest(
  io: Io,
  { recorder, root, command, test }: TestToRecord,
): Promise<{ readonly executed: TestCoverage; readonly exitCode: number | undefined }> {
  const directory = await mkdtemp(join(tmpdir(), 'impact-'))
  try {
    const prepared = await recorder.prepare({ root, cwd: io.cwd, command, test, directory })
    if (prepared === undefined) return { executed: {}, exitCode: undefined }
    const { outcome } = await runCommand(prepared.command, {
      cwd: prepared.cwd,
      env: { ...io.env, ...prepared.environment },
      signal: io.signal,
      onOutput: (chunk) => io.stderr.write(chunk),
    })
    if (outcome.kind !== 'exited' && outcome.kind !== 'signaled')
      throw new ToolError('CANNOT_RUN', `${prepared.command[0]}: ${describeOutcome(outcome)}`, {
        hint: 'run the command by hand',
      })
    const executed = (await prepared.read(io)).get(test) ?? {}
    return { executed, exitCode: outcome.kind === 'exited' ? outcome.code : SIGNAL_EXIT }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const restShown = 3

/** What a shell says of a command that a signal ended, at least. */
const SIGNAL_EXIT = 128

async function keepReport(
  repository: Repository,
  { at, ...question }: Parameters<typeof readCoverageReport>[0] & { readonly at: string },
): Promise<Recording> {
  const found = await readCoverageReport(question)
  await addCoverage(
    repository,
    Object.fromEntries([...found].map(([path, executed]) => [path, { at, executed, hasFailed: false }])),
  )
  const tests = [...found].map(([path, executed]) => ({
    path,
    files: Object.keys(executed).length,
    exitCode: undefined,
  }))
  return { tests, silent: [] }
}
