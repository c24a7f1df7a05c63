import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { extractFailures } from '@groundcrew/core/failures'
import {
  describeOutcome,
  isSuccess,
  runUnattended,
  type Outcome,
  type UnattendedResult,
} from '@groundcrew/core/process'
import type { RunPlace } from '../adapters/adapter.ts'
import { planOf, type Plan } from '../model/plan.ts'
import { isBad, type RunProblem, type RunRecord } from '../model/run-record.ts'
import type { Suite } from '../suite/suite.ts'
import { assetsDirectory } from './assets.ts'
import { haveAllEnded, parseRecords, readRecords, type Records } from './read-records.ts'
import { calmVariable, variantCommand, variantEnvironment } from './variant-command.ts'

export interface RunOptions {
  readonly purpose: string
  /** Of the whole run. */
  readonly timeoutMs: number
  /** How long a runner all of whose tests have ended may be silent before it is stopped. */
  readonly lingerMs: number
  /** Where the logs of the run go, without the ending. */
  readonly logPath?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** Runs a plan in fresh processes. Whatever the suite does is in the record; nothing is thrown for it. */
export async function runPlan(io: Io, suite: Suite, plan: Plan, options: RunOptions): Promise<RunRecord> {
  const startedMs = performance.now()
  const { copies = 1 } = plan.variant
  const runs = await Promise.all(
    Array.from({ length: copies }, async (_, copy) => runOnce(io, suite, plan, { ...options, copy })),
  )
  return {
    ...mergeCopies(runs),
    purpose: options.purpose,
    plan,
    durationMs: Math.round(performance.now() - startedMs),
  }
}

/**
 * Runs several plans one after another in one process of the runner, each in processes or with modules of its own for its files. The
 * answer is shorter than what was asked where the runner ended before: what follows is to be asked again.
 */
export async function runPasses(
  io: Io,
  suite: Suite,
  passes: readonly { readonly plan: Plan; readonly purpose: string }[],
  options: RunOptions,
): Promise<readonly RunRecord[]> {
  const tests = [...new Set(passes.flatMap(({ plan }) => plan.tests ?? []))]
  const [first] = passes
  if (first === undefined) throw new Error('no plans to run')
  const startedMs = Date.now()
  const plans = passes.map(({ plan }, pass) => ({ ...plan, pass }))
  const runs = await runSteps(
    io,
    suite,
    { ...planOf(tests, first.plan.variant), passes: plans },
    { ...options, copy: 0 },
  )
  return runs.map(({ atMs, endMs, ...run }, index) => ({
    ...run,
    purpose: passes[index]?.purpose ?? '',
    plan: passes[index]?.plan ?? first.plan,
    durationMs: endMs - (index === 0 ? startedMs : atMs),
    isPass: true,
  }))
}

type OneRun = Omit<RunRecord, 'purpose' | 'plan' | 'durationMs'>

/** A test that failed in one of the copies has failed. */
function mergeCopies(runs: readonly OneRun[]): OneRun {
  const [first] = runs
  if (first === undefined) throw new Error('a plan was run no times')
  const attempts = new Map(first.attempts)
  for (const run of runs.slice(1)) {
    for (const [test, attempt] of run.attempts) if (isBad(attempt) || !attempts.has(test)) attempts.set(test, attempt)
  }
  return {
    ...first,
    attempts,
    problems: runs.flatMap(({ problems }) => problems),
    leftovers: runs.some(({ leftovers }) => leftovers),
    lingered: runs.some(({ lingered }) => lingered),
  }
}

async function runOnce(
  io: Io,
  suite: Suite,
  plan: Plan,
  options: RunOptions & { readonly copy: number },
): Promise<OneRun> {
  return joinSteps(await runSteps(io, suite, plan, options))
}

/** What a runner is told: one plan, or several to be run after another. */
type Task = Plan & { readonly passes?: readonly Plan[] }

interface Part extends OneRun {
  readonly atMs: number
  readonly endMs: number
}

/** One for each process, or for each of several plans that one process was given. */
async function runSteps(
  io: Io,
  suite: Suite,
  plan: Task,
  options: RunOptions & { readonly copy: number },
): Promise<readonly Part[]> {
  const directory = mkdtempSync(path.join(tmpdir(), 'groundcrew-flake-'))
  const place = { directory, assets: assetsDirectory(), env: io.env }
  const recordsFile = path.join(directory, 'records.jsonl')
  const planFile = path.join(directory, 'plan.json')
  try {
    writeFileSync(planFile, JSON.stringify({ ...plan, root: suite.root }))
    const env = {
      // Not set, since suites behave otherwise with it: what fails here is to fail by hand.
      CI: '',
      ...io.env,
      ...suite.environment,
      ...options.environment,
      ...variantEnvironment(plan.variant, place),
      ...(plan.watch === undefined ? {} : { TMPDIR: makeTemporaryDirectory(directory) }),
      GROUNDCREW_FLAKE_PLAN: planFile,
    }
    const joined: Part[] = []
    let leftMs = options.timeoutMs
    for (const [index, step] of (await suite.adapter.steps(suite, plan, place)).entries()) {
      writeFileSync(recordsFile, '')
      const startedMs = Date.now()
      const calmFile = path.join(directory, 'calm')
      using _calm = keepCalm(suite, plan, { recordsFile, calmFile })
      const result = await runUnattended(variantCommand(step.command, plan.variant), {
        cwd: suite.cwd,
        env: { ...env, ...step.environment, GROUNDCREW_FLAKE_RECORDS: recordsFile, [calmVariable]: calmFile },
        timeoutMs: Math.max(1, leftMs),
        isTold: () => haveAllEnded(readFileSync(recordsFile, 'utf8')),
        lingerMs: options.lingerMs,
        // Whatever lives on would be there for the next run, and after the last one.
        stopsDaemons: true,
        signal: io.signal,
        ...(options.logPath === undefined ? {} : { logPath: `${options.logPath}${suffixOf(options.copy, index)}.log` }),
      })
      leftMs -= result.durationMs
      const written = await readWritten(suite, place, { recordsFile, result, startedMs })
      joined.push(...readParts(suite, written, { ...result, startedMs, isSplit: plan.passes !== undefined }))
      if (io.signal.aborted || leftMs <= 0) break
    }
    return joined
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
  }
}

const calmCheckMs = 100

/** Keeps a file while no test runs, where the runner tells that. */
function keepCalm(
  { adapter }: Suite,
  { variant }: Plan,
  { recordsFile, calmFile }: { readonly recordsFile: string; readonly calmFile: string },
): Disposable {
  rmSync(calmFile, { force: true })
  if (variant.stress === undefined || adapter.readRecords !== undefined) return { [Symbol.dispose]: () => {} }
  const check = (): void => {
    const records = readFileSync(recordsFile, 'utf8')
    if (records === '' || haveAllEnded(records)) writeFileSync(calmFile, '')
    else rmSync(calmFile, { force: true })
  }
  check()
  const timer = setInterval(check, calmCheckMs)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

function makeTemporaryDirectory(parent: string): string {
  const directory = path.join(parent, 'tmp')
  mkdirSync(directory)
  return directory
}

function suffixOf(copy: number, index: number): string {
  return `${copy === 0 ? '' : `-copy${copy}`}${index === 0 ? '' : `-${index}`}`
}

interface Written {
  readonly recordsFile: string
  readonly result: UnattendedResult
  readonly startedMs: number
}

async function readWritten(
  suite: Suite,
  place: RunPlace,
  { recordsFile, result, startedMs }: Written,
): Promise<readonly unknown[]> {
  const { adapter } = suite
  if (adapter.readRecords === undefined) return parseRecords(readFileSync(recordsFile, 'utf8'))
  return adapter.readRecords(suite, place, {
    outcome: result.outcome,
    startedMs,
    output: result.output.text(),
  })
}

interface StepResult extends UnattendedResult {
  readonly startedMs: number
  readonly isSplit: boolean
}

/** The records of each plan follow a line that says when it began. What ended the process is a matter of the last one. */
function readParts(suite: Suite, written: readonly unknown[], result: StepResult): readonly Part[] {
  const { startedMs, isSplit } = result
  const endMs = Date.now()
  if (!isSplit) return [{ ...readStep(suite, written, result), atMs: startedMs, endMs }]
  const passes: { readonly atMs: number; readonly written: unknown[] }[] = []
  for (const entry of written as readonly { readonly pass?: unknown; readonly atMs?: unknown }[]) {
    if (typeof entry.pass === 'number' && entry.pass !== passes.length) break
    if (typeof entry.pass === 'number') passes.push({ atMs: Number(entry.atMs), written: [] })
    else passes.at(-1)?.written.push(entry)
  }
  return passes.map(({ atMs, written: own }, index) => {
    const next = passes[index + 1]?.atMs
    const records = readRecords(own, { kind: 'exited', code: 0 })
    const outcome = outcomeOfTests(records)
    const isOwnEnd = next === undefined && (result.outcome.kind !== 'exited' || isSuccess(outcome))
    const { lingered: _, ...others } = result
    const told = isOwnEnd ? result : { ...others, outcome, leftovers: false }
    return { ...readStep(suite, own, told), atMs, endMs: next ?? endMs }
  })
}

function readStep(suite: Suite, written: readonly unknown[], result: UnattendedResult): OneRun {
  const { leftovers, logPath, lingered = false } = result
  const records = readRecords(written, result.outcome)
  // What its tests say is its result: the end that it did not come to would have said the same.
  const outcome = lingered ? outcomeOfTests(records) : result.outcome
  return {
    ...records,
    problems: [...records.problems, ...unexplained(suite, records, { ...result, outcome })],
    outcome,
    leftovers,
    lingered,
    ...(logPath === undefined ? {} : { logPath }),
  }
}

function outcomeOfTests({ attempts, problems }: Records): Outcome {
  const hasFailed = problems.length > 0 || [...attempts.values()].some(isBad)
  return { kind: 'exited', code: hasFailed ? 1 : 0 }
}

/** The runner failed and none of its tests did, nor did it say why: its output does. */
function unexplained(
  suite: Suite,
  { attempts, problems }: Records,
  { outcome, output }: UnattendedResult,
): readonly RunProblem[] {
  if (isSuccess(outcome) || outcome.kind === 'aborted' || problems.length > 0 || [...attempts.values()].some(isBad))
    return []
  if (outcome.kind === 'not-found' || outcome.kind === 'not-executable') return [{ message: describeOutcome(outcome) }]
  const report = extractFailures(output.text(), { root: suite.root, cwd: suite.cwd, failed: true })
  const [cause] = report.causes
  const message = cause?.message ?? report.tail.at(-1) ?? ''
  const ended = attempts.size === 0 ? 'the runner ended before any test' : 'the runner ended after its tests'
  return [
    {
      ...(cause?.location === undefined ? {} : { file: cause.location.file }),
      message: `${ended} (${describeEnd(outcome)})${message === '' ? '' : `: ${message}`}`,
    },
  ]
}

function describeEnd(outcome: Outcome): string {
  if (outcome.kind === 'exited') return `exit ${outcome.code}`
  if (outcome.kind === 'signaled') return outcome.signal
  return outcome.kind
}

/** A run of several processes is as bad as the worst of them. */
function joinSteps(steps: readonly OneRun[]): OneRun {
  const attempts = new Map(steps.flatMap((step) => [...step.attempts]))
  const bad = steps.find(({ outcome }) => !isSuccess(outcome))
  const log = (bad ?? steps.at(-1))?.logPath
  const state = steps.findLast((step) => step.state !== undefined)?.state
  const restored = steps.findLast((step) => step.restored !== undefined)?.restored
  return {
    attempts,
    collected: steps.flatMap(({ collected }) => collected),
    problems: steps.flatMap(({ problems }) => problems),
    outcome: bad?.outcome ?? { kind: 'exited', code: 0 },
    leftovers: steps.some(({ leftovers }) => leftovers),
    lingered: steps.some(({ lingered }) => lingered),
    ...(log === undefined ? {} : { logPath: log }),
    ...(state === undefined ? {} : { state }),
    ...(restored === undefined ? {} : { restored }),
  }
}
