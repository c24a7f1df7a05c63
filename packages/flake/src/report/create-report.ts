import { rateRuledOut } from '../judge/rates.ts'
import type { TestVerdict } from '../judge/verdict.ts'
import { isBad, type RunRecord } from '../model/run-record.ts'
import { endNotes } from '../search/end-notes.ts'
import type { Lab } from '../search/lab.ts'
import { isPlain, type Observations } from '../search/observations.ts'
import type { Shard } from '../shards/shards.ts'
import type { TestChoice } from '../search/test-choice.ts'
import type { ChangedTests, CleanTests, FlakeReport, RunFacts, RunTrouble, ShardFacts } from './report.ts'

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
  const failed = seen.runs.find(({ attempts, problems }) => problems.length > 0 || [...attempts.values()].some(isBad))
  return {
    suite: { runner: suite.adapter.runner, command: suite.command, cwd: suite.cwd, root: suite.root },
    ...(commit === undefined ? {} : { commit }),
    isDirty,
    tests: seen.tests.length,
    runs: lab.runs.map((run) => runFacts(run, suspects)),
    verdicts,
    troubles: troublesOf(seen),
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

/** Of the runs with nothing changed, in which all of the suite ran. */
function troublesOf(seen: Observations): readonly RunTrouble[] {
  const whole = seen.runs.filter(({ plan }) => isPlain(plan))
  const counts = new Map<string, number>()
  for (const { problems } of whole) {
    const messages = problems.flatMap(({ file, message }) => (file === undefined ? [message] : []))
    for (const message of new Set(messages)) counts.set(message, (counts.get(message) ?? 0) + 1)
  }
  return [...counts].map(([message, failures]) => ({ message, failures, runs: whole.length }))
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
