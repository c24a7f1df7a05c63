import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { createProgress, note, ToolError, type Io } from '@groundcrew/core/cli'
import { openHistory, type History } from '@groundcrew/core/history'
import { describeOutcome, formatCommand, takeCores } from '@groundcrew/core/process'
import { findRepository, readHead, runGit, stateDirectory } from '@groundcrew/core/repo'
import { formatDuration } from '@groundcrew/core/text'
import { rateRuledOut } from './judge/rates.ts'
import type { TestVerdict } from './judge/verdict.ts'
import { isBad, type RunRecord } from './model/run-record.ts'
import type { FlakeReport, RunFacts } from './report/report.ts'
import { findClusters } from './search/clusters.ts'
import { investigate } from './search/investigate.ts'
import { Lab, type Place } from './search/lab.ts'
import type { Observations } from './search/observations.ts'
import { phases, Search, type Phase } from './search/search.ts'
import { findSuite } from './suite/find-suite.ts'
import type { Suite } from './suite/suite.ts'

export interface FlakeOptions {
  readonly command: readonly string[]
  readonly timeMs: number
  readonly runsMax: number
  readonly phases?: readonly Phase[]
  readonly tests?: readonly string[]
}

/** The search has a third of the time, then what it found is looked into, then both go on. */
const searchShares = [0.35, 0.7, 1] as const
/** Logs of this many calls are kept, the newest. */
const keptLogsMax = 20

/**
 * Runs a suite in many ways and says of every test that failed what it is.
 *
 * @throws ToolError NO_SUITE, NOTHING_RAN.
 */
export async function flake(io: Io, options: FlakeOptions): Promise<FlakeReport> {
  const suite = await findSuite(io, options.command)
  const state = await stateDirectory(io.cwd, io.env)
  const cores = await takeCores(1, {
    env: io.env,
    signal: io.signal,
    onWait: (pids) => note(io, `note: waiting for a core that process ${pids.join(', ')} holds`),
  })
  if (cores === undefined) throw new ToolError('INTERRUPTED', 'stopped while waiting for a core')
  const history = await openHistory(state)
  try {
    const lab = await createLab(io, { suite, state, history, timeMs: options.timeMs, environment: cores.environment })
    const search = new Search(lab, io, {
      phases: new Set(options.phases ?? phases),
      runsMax: options.runsMax,
      ...(options.tests === undefined ? {} : { tests: options.tests }),
    })
    const verdicts = await searchAndJudge(lab, search)
    const report = createReport({ suite, place: await describePlace(io), lab, seen: search.observations, verdicts })
    await saveVerdicts(io, history, report)
    return report
  } finally {
    history?.close()
    cores.release()
  }
}

interface LabParts {
  readonly suite: Suite
  readonly state: string
  readonly history: History | undefined
  readonly timeMs: number
  readonly environment: Readonly<Record<string, string>>
}

async function createLab(io: Io, parts: LabParts): Promise<Lab> {
  const progress = createProgress(io)
  return new Lab({
    ...parts,
    io,
    place: await describePlace(io),
    logDirectory: await createLogDirectory(io, parts.state),
    onRun: (run, lab) => {
      const failed = [...run.attempts.values()].filter(isBad).length
      progress.update(
        `run ${lab.runs.length}: ${run.purpose}, ${failed} of ${run.attempts.size} failed, ${formatDuration(Math.max(0, lab.leftMs))} left`,
      )
      if (lab.leftMs <= 0) progress.clear()
    },
  })
}

async function createLogDirectory(io: Io, state: string): Promise<string> {
  const parent = path.join(state, 'logs', 'flake')
  const name = `${new Date(io.now()).toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${process.pid}`
  await mkdir(path.join(parent, name), { recursive: true })
  const old = (await readdir(parent)).sort().slice(0, -keptLogsMax)
  for (const entry of old) await rm(path.join(parent, entry), { recursive: true, force: true })
  return path.join(parent, name)
}

async function describePlace(io: Io): Promise<Place> {
  const repository = await findRepository(io.cwd, io.env)
  if (repository?.root === undefined) return { worktree: io.cwd, isDirty: false }
  const head = await readHead(repository)
  const place = { worktree: repository.root, isDirty: true }
  if (head.kind === 'unborn') return place
  const { stdout } = await runGit(repository, ['status', '--porcelain', '--untracked-files=no'])
  return { ...place, commit: head.commit, isDirty: stdout.length > 0 }
}

async function searchAndJudge(lab: Lab, search: Search): Promise<readonly TestVerdict[]> {
  const { observations } = search
  const verdicts = new Map<string, TestVerdict>()
  for (const share of searchShares) {
    await search.continue(share)
    refuseEmpty(lab, observations)
    for (const cluster of findClusters(observations, verdicts)) verdicts.set(cluster.test, cluster)
    await investigate(lab, observations, verdicts)
  }
  return [...verdicts.values()].map((verdict) => ({ ...verdict, seen: observations.tally(verdict.test) })).sort(byKind)
}

/** @throws ToolError NOTHING_RAN when no test was seen. */
function refuseEmpty(lab: Lab, seen: Observations): void {
  if (lab.isStopped || seen.runs.some(({ attempts }) => attempts.size > 0)) return
  const last = seen.runs.at(-1)
  const [problem] = last?.problems ?? []
  const command = formatCommand(lab.suite.command)
  const what = problem === undefined ? `${command} ran no test (${describe(last)})` : `${command}: ${problem.message}`
  throw new ToolError('NOTHING_RAN', what, {
    hint: last?.logPath === undefined ? `run it by itself: ${command}` : `see ${last.logPath}`,
  })
}

function describe(run: RunRecord | undefined): string {
  return run === undefined ? 'no run ended' : describeOutcome(run.outcome)
}

const kindOrder = [
  'broken',
  'order-victim',
  'order-brittle',
  'non-idempotent',
  'timing',
  'environment',
  'random',
  'infrastructure',
  'unexplained',
]

function byKind(a: TestVerdict, b: TestVerdict): number {
  return kindOrder.indexOf(a.verdict.kind) - kindOrder.indexOf(b.verdict.kind) || (a.test < b.test ? -1 : 1)
}

interface Finished {
  readonly suite: Suite
  readonly place: Place
  readonly lab: Lab
  readonly seen: Observations
  readonly verdicts: readonly TestVerdict[]
}

function createReport({ suite, place, lab, seen, verdicts }: Finished): FlakeReport {
  const suspects = new Set(seen.suspects)
  const clean = seen.tests.filter((test) => !suspects.has(test))
  const cleanRunsMin = Math.min(...clean.map((test) => seen.tally(test).runs))
  const { commit, isDirty } = place
  const failed = seen.runs.find(({ attempts }) => [...attempts.values()].some(isBad))
  return {
    suite: { runner: suite.adapter.runner, command: suite.command, cwd: suite.cwd, root: suite.root },
    ...(commit === undefined ? {} : { commit }),
    isDirty,
    tests: seen.tests.length,
    runs: lab.runs.map(runFacts),
    verdicts,
    ok: {
      tests: clean.length,
      cleanRunsMin: clean.length === 0 ? 0 : cleanRunsMin,
      rateBelow: clean.length === 0 ? 1 : rateRuledOut(cleanRunsMin),
    },
    notes: [...suite.notes, ...leftoverNotes(seen)],
    durationMs: Math.round(lab.elapsedMs),
    isInterrupted: lab.isStopped,
    ...(failed?.logPath === undefined ? {} : { logPath: failed.logPath }),
  }
}

function runFacts({ purpose, plan, outcome, attempts, durationMs, leftovers, logPath }: RunRecord): RunFacts {
  return {
    purpose,
    variant: plan.variant.name,
    outcome,
    tests: attempts.size,
    failed: [...attempts].filter(([, attempt]) => isBad(attempt)).map(([test]) => test),
    durationMs,
    leftovers,
    ...(logPath === undefined ? {} : { logPath }),
  }
}

function leftoverNotes(seen: Observations): readonly string[] {
  const count = seen.runs.filter(({ leftovers }) => leftovers).length
  if (count === 0) return []
  return [`${count} of ${seen.runs.length} runs left processes behind, which were stopped`]
}

async function saveVerdicts(io: Io, history: History | undefined, report: FlakeReport): Promise<void> {
  const { commit, verdicts } = report
  const atMs = io.now()
  await history?.saveVerdicts(
    verdicts.map((data) => ({
      test: data.test,
      atMs,
      ...(commit === undefined ? {} : { commit }),
      kind: data.verdict.kind,
      data,
    })),
  )
}
