import { ToolError, type Io } from '@groundcrew/core/cli'
import type { History } from '@groundcrew/core/history'
import { describeOutcome, formatCommand } from '@groundcrew/core/process'
import { changedFiles, parseSelection, requireRepository } from '@groundcrew/core/repo'
import { escapeLine } from '@groundcrew/core/text'
import { rateRuledOut } from './judge/rates.ts'
import { verdictKinds, type TestVerdict } from './judge/verdict.ts'
import { isBad, type RunRecord } from './model/run-record.ts'
import { publish, type PublishOptions } from './report/publish.ts'
import type { FlakeReport, RunFacts } from './report/report.ts'
import { findClusters } from './search/clusters.ts'
import { endNotes } from './search/end-notes.ts'
import { investigate } from './search/investigate.ts'
import type { Lab } from './search/lab.ts'
import type { Observations } from './search/observations.ts'
import { phases, type Phase } from './search/phases.ts'
import { Search } from './search/search.ts'
import { withLab } from './search/with-lab.ts'

export interface FlakeOptions extends PublishOptions {
  readonly command: readonly string[]
  readonly report?: string
  readonly timeMs: number
  readonly runsMax: number
  readonly phases?: readonly Phase[]
  /** Look only at the tests that have one of these in their ids. */
  readonly tests?: readonly string[]
  /** Look only at the tests in files that changed since this commit. */
  readonly changed?: string
}

/** The search has a third of the time, then what it found is looked into, then both go on. */
const searchShares = [0.35, 0.7, 1] as const
/**
 * Runs a suite in many ways and says of every test that failed what it is.
 *
 * @throws ToolError NO_SUITE, NOTHING_RAN.
 */
export async function flake(io: Io, options: FlakeOptions): Promise<FlakeReport> {
  return withLab(io, options, async (lab) => {
    const search = new Search(lab, io, {
      phases: new Set(options.phases ?? phases),
      runsMax: options.runsMax,
      isWanted: await chooseTests(io, options),
    })
    const verdicts = await searchAndJudge(lab, search)
    const report = createReport(lab, search.observations, verdicts)
    await saveVerdicts(io, lab.history, report)
    publish(io, report, search.observations.runs, options)
    return report
  })
}

async function chooseTests(io: Io, { tests, changed }: FlakeOptions): Promise<(test: string) => boolean> {
  const words = tests ?? []
  const isNamed = (test: string): boolean =>
    words.length === 0 || words.some((word) => test.includes(word) || escapeLine(test).includes(word))
  if (changed === undefined) return isNamed
  const repository = await requireRepository(io.cwd, io.env)
  const selection = parseSelection({ since: changed })
  const files = new Set((await changedFiles(repository, selection)).map(({ path }) => path))
  return (test) => isNamed(test) && files.has(test.split(/ > |::/)[0] ?? test)
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

/** @throws ToolError NOTHING_RAN when no test was seen, NO_SUCH_TEST when none that was asked for. */
function refuseEmpty(lab: Lab, seen: Observations): void {
  if (lab.isStopped) return
  if (seen.runs.some(({ attempts }) => attempts.size > 0)) {
    if (seen.tests.length > 0) return
    throw new ToolError('NO_SUCH_TEST', `none of the ${seen.collected.length} tests is one that was asked for`, {
      hint: 'flake run looks at all',
      exitCode: 2,
    })
  }
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

function byKind(a: TestVerdict, b: TestVerdict): number {
  return verdictKinds.indexOf(a.verdict.kind) - verdictKinds.indexOf(b.verdict.kind) || (a.test < b.test ? -1 : 1)
}

function createReport(lab: Lab, seen: Observations, verdicts: readonly TestVerdict[]): FlakeReport {
  const { suite } = lab
  const suspects = new Set(seen.suspects)
  const clean = seen.tests.filter((test) => !suspects.has(test))
  const cleanRunsMin = Math.min(...clean.map((test) => seen.tally(test).runs))
  const { commit, isDirty } = lab.place
  const failed = seen.runs.find(({ attempts }) => [...attempts.values()].some(isBad))
  return {
    suite: { runner: suite.adapter.runner, command: suite.command, cwd: suite.cwd, root: suite.root },
    ...(commit === undefined ? {} : { commit }),
    isDirty,
    tests: seen.tests.length,
    runs: lab.runs.map((run) => runFacts(run, suspects)),
    verdicts,
    ok: {
      tests: clean.length,
      cleanRunsMin: clean.length === 0 ? 0 : cleanRunsMin,
      rateBelow: clean.length === 0 ? 1 : rateRuledOut(cleanRunsMin),
    },
    notes: [...suite.notes, ...endNotes(seen.runs)],
    durationMs: Math.round(lab.elapsedMs),
    isInterrupted: lab.isStopped,
    ...(failed?.logPath === undefined ? {} : { logPath: failed.logPath }),
  }
}

function runFacts(run: RunRecord, suspects: ReadonlySet<string>): RunFacts {
  const { purpose, plan, outcome, attempts, durationMs, leftovers, logPath } = run
  return {
    purpose,
    variant: plan.variant.name,
    outcome,
    tests: attempts.size,
    failed: [...attempts].filter(([, attempt]) => isBad(attempt)).map(([test]) => test),
    ran: [...attempts.keys()].filter((test) => suspects.has(test)),
    durationMs,
    leftovers,
    ...(logPath === undefined ? {} : { logPath }),
  }
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
