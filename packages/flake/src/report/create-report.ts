import { rateRuledOut } from '../judge/rates.ts'
import type { TestVerdict } from '../judge/verdict.ts'
import { isBad, type RunRecord } from '../model/run-record.ts'
import { endNotes } from '../search/end-notes.ts'
import type { Lab } from '../search/lab.ts'
import type { Observations } from '../search/observations.ts'
import type { Shard } from '../shards/shards.ts'
import type { TestChoice } from '../search/test-choice.ts'
import type { ChangedTests, CleanTests, FlakeReport, RunFacts, ShardFacts } from './report.ts'

export interface Findings {
  readonly seen: Observations
  readonly verdicts: readonly TestVerdict[]
  readonly choice: TestChoice
}

export function createReport(lab: Lab, { seen, verdicts, choice }: Findings): FlakeReport {
  const { suite } = lab
  const suspects = new Set(seen.suspects)
  const changed = changedFacts(seen, suspects, choice)
  const { commit, isDirty } = lab.place
  const failed = seen.runs.find(({ attempts }) => [...attempts.values()].some(isBad))
  return {
    suite: { runner: suite.adapter.runner, command: suite.command, cwd: suite.cwd, root: suite.root },
    ...(commit === undefined ? {} : { commit }),
    isDirty,
    tests: seen.tests.length,
    runs: lab.runs.map((run) => runFacts(run, suspects)),
    verdicts,
    ok: cleanFacts(seen, suspects, (test) => changed === undefined || !choice.isChanged(test)),
    ...(changed === undefined ? {} : { changed }),
    ...(choice.shard === undefined ? {} : { shards: shardFacts(choice.shard, seen.collected.length) }),
    notes: [...suite.notes, ...choiceNotes(seen, choice), ...endNotes(seen.runs)],
    durationMs: Math.round(lab.elapsedMs),
    isInterrupted: lab.isStopped,
    ...(failed?.logPath === undefined ? {} : { logPath: failed.logPath }),
  }
}

/** With the tests for which `isCounted`. */
function cleanFacts(
  seen: Observations,
  suspects: ReadonlySet<string>,
  isCounted: (test: string) => boolean,
): CleanTests {
  const clean = seen.tests.filter((test) => !suspects.has(test) && isCounted(test))
  const cleanRunsMin = runsMin(seen, clean)
  return { tests: clean.length, cleanRunsMin, rateBelow: rateRuledOut(cleanRunsMin) }
}

function runsMin(seen: Observations, tests: readonly string[]): number {
  return tests.length === 0 ? 0 : Math.min(...tests.map((test) => seen.tally(test).runs))
}

/** Undefined where nothing was looked at more than other things. */
function changedFacts(seen: Observations, suspects: ReadonlySet<string>, choice: TestChoice): ChangedTests | undefined {
  const isChanged = (test: string): boolean => choice.isChanged(test)
  const tests = seen.tests.filter(isChanged)
  if (choice.since === undefined || tests.length === 0) return undefined
  const others = seen.tests.filter((test) => !isChanged(test))
  return {
    since: choice.since,
    tests: tests.length,
    runsMin: runsMin(seen, tests),
    othersRunsMin: runsMin(seen, others),
    ok: cleanFacts(seen, suspects, isChanged),
  }
}

function shardFacts({ index, count }: Shard, testsAll: number): ShardFacts {
  return { count, present: [index], missing: [], testsAll, unseen: [] }
}

function choiceNotes(seen: Observations, choice: TestChoice): readonly string[] {
  const { shard, since } = choice
  const isPart = shard !== undefined && shard.count > 1
  const hasChanged = seen.tests.some((test) => choice.isChanged(test))
  return [
    ...(isPart ? ['what depends on tests of another shard is not seen'] : []),
    ...(since === undefined || hasChanged ? [] : [`no test is in a file that changed since ${since}`]),
  ]
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
