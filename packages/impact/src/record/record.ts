import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { openCodeMap } from '@groundcrew/code-map'
import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { describeOutcome, runCommand, type Command } from '@groundcrew/core/process'
import { requireRepository, type Repository } from '@groundcrew/core/repo'
import { findTests } from '../tests/test-files.ts'
import { impact } from '../impact.ts'
import { addCoverage, type RecordedCoverage, type TestCoverage } from './coverage-store.ts'
import { readCoverageReport } from './read-report.ts'
import { readV8Coverage } from './read-v8.ts'

export interface RecordOptions {
  /** Each test is run by itself: its path is added to the command. */
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
}

/** Learns which test executes what, and keeps it for all work trees of the clone. */
export async function record(io: Io, options: RecordOptions): Promise<Recording> {
  const repository = await requireRepository(io.cwd, io.env)
  const { root } = repository
  if (root === undefined) throw usageError('there is no work tree to record tests of', 'go to a work tree')
  const at = new Date(io.now()).toISOString()
  if (options.from !== undefined) {
    const test = options.test === undefined ? undefined : relative(root, resolve(io.cwd, options.test))
    return await keepReport(repository, { file: resolve(io.cwd, options.from), root, test, at })
  }
  const [program, ...args] = options.command
  if (program === undefined) throw usageError('what is to be recorded?', 'impact record -- npx vitest run')
  const tests = await wantedTests(io, root, options)
  const recorded: Record<string, RecordedCoverage['tests'][string]> = {}
  const done: Recording['tests'][number][] = []
  for (const path of tests) {
    const { executed, exitCode } = await recordTest(io, { command: [program, ...args, path], root })
    const files = Object.keys(executed).filter((file) => file !== path).length
    if (files > 0) recorded[path] = { at, executed }
    done.push({ path, files, exitCode })
  }
  if (Object.keys(recorded).length > 0) await addCoverage(repository, recorded)
  return { tests: done, silent: done.filter(({ files }) => files === 0).map(({ path }) => path) }
}

async function wantedTests(io: Io, root: string, { tests, isAll }: RecordOptions): Promise<readonly string[]> {
  if (tests.length > 0) {
    return tests.map((test) => {
      const path = relative(root, resolve(io.cwd, test))
      if (path.startsWith('..') || isAbsolute(path)) throw usageError(`${test} is outside of the repository`)
      return path
    })
  }
  if (isAll) return findTests(await openCodeMap('impact', io)).map(({ path }) => path)
  const report = await impact({
    cwd: io.cwd,
    env: io.env,
    request: { kind: 'branch' },
    openMap: async (listener) => await openCodeMap('impact', io, listener),
  })
  const selected = report.tests.selected.map(({ path }) => path)
  if (selected.length > 0) return selected
  throw new ToolError('NO_TESTS', 'the current change reaches no test', {
    exitCode: 2,
    hint: 'name tests before the --, or record them all: impact record --all -- COMMAND',
  })
}

async function recordTest(
  io: Io,
  { command, root }: { readonly command: Command; readonly root: string },
): Promise<{ readonly executed: TestCoverage; readonly exitCode: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'impact-'))
  try {
    const { outcome } = await runCommand(command, {
      cwd: root,
      env: { ...io.env, NODE_V8_COVERAGE: directory },
      signal: io.signal,
      onOutput: (chunk) => io.stderr.write(chunk),
    })
    if (outcome.kind !== 'exited')
      throw new ToolError('CANNOT_RUN', `${command[0]}: ${describeOutcome(outcome)}`, {
        hint: 'run the command by hand',
      })
    return { executed: await readV8Coverage(directory, root), exitCode: outcome.code }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function keepReport(
  repository: Repository,
  {
    at,
    ...question
  }: { readonly file: string; readonly root: string; readonly test: string | undefined; readonly at: string },
): Promise<Recording> {
  const found = await readCoverageReport(question)
  await addCoverage(repository, Object.fromEntries([...found].map(([path, executed]) => [path, { at, executed }])))
  const tests = [...found].map(([path, executed]) => ({
    path,
    files: Object.keys(executed).length,
    exitCode: undefined,
  }))
  return { tests, silent: [] }
}
