import { rateInterval, type Tally } from '../judge/rates.ts'
import type { TestVerdict, Verdict } from '../judge/verdict.ts'
import { planOf, type Plan } from '../model/plan.ts'
import { isBad } from '../model/run-record.ts'
import { comparePlans, hasFailed, runTest, type Comparison } from './compare.ts'
import { findDependence } from './dependence.ts'
import { hintOf } from './hints.ts'
import type { Lab } from './lab.ts'
import { isPlain, type Observations, type Sighting } from './observations.ts'
import { findSeeds } from './seeds.ts'

/** So many runs alone, without a pass, call a test broken that never passed anywhere. */
const aloneRunsForBroken = 3
/** Runs of a fixed number, apart from those in which the failure was found: only such a number has an honest interval. */
const rateRuns = 20

/**
 * Says what each test is that failed at least once, where that is not known yet, and adds it to `verdicts`. Answers are confirmed in
 * fresh processes; what only has to be shown under some condition is shown for all its tests by the same runs.
 */
export async function investigate(lab: Lab, seen: Observations, verdicts: Map<string, TestVerdict>): Promise<void> {
  const open = (): readonly string[] => seen.suspects.filter((test) => isOpen(verdicts.get(test), seen))
  const conclude = (test: string, verdict: Verdict): void => {
    verdicts.set(test, concluded(lab, seen, { test, verdict }))
  }
  for (const test of open()) verdicts.delete(test)
  await judgeNeverPassed(lab, seen, { tests: open(), conclude })
  if (lab.suite.adapter.steering.selects) {
    const tests = open().filter((test) => !isChance(seen, test))
    await judgeOrders(lab, seen, { tests, conclude })
  }
  await judgeConditions(lab, seen, { tests: open(), conclude })
  // What could not be looked into for want of time is not called chance.
  const tests = open().filter((test) => verdicts.get(test)?.verdict.kind !== 'unexplained' || isChance(seen, test))
  await judgeChance(lab, seen, { tests, conclude })
}

const timeIsUp: Verdict = { kind: 'unexplained', why: 'the time was up before its cause was found' }

interface Group {
  readonly tests: readonly string[]
  readonly conclude: (test: string, verdict: Verdict) => void
}

/** Nothing is known of it, too little was, or what was said of it has been refuted since. */
function isOpen(known: TestVerdict | undefined, seen: Observations): boolean {
  if (known === undefined || known.verdict.kind === 'unexplained') return true
  return known.verdict.kind === 'broken' && seen.tally(known.test).failures < seen.tally(known.test).runs
}

/** It has both passed and failed with nothing changed. */
function isChance(seen: Observations, test: string): boolean {
  const { failures, runs } = seen.plainTally(test)
  return failures > 0 && failures < runs
}

async function judgeNeverPassed(lab: Lab, seen: Observations, { tests, conclude }: Group): Promise<void> {
  for (const test of tests) {
    const all = seen.tally(test)
    if (all.failures < all.runs) continue
    const alone = { failures: 0, runs: 0 }
    while (lab.suite.adapter.steering.selects && alone.runs < aloneRunsForBroken) {
      const isFailed = await runTest(lab, test, { plan: planOf([test]), purpose: 'alone' })
      if (isFailed === undefined) break
      alone.runs += 1
      if (isFailed) alone.failures += 1
      else break
    }
    if (alone.failures < alone.runs) continue
    const isShown = lab.suite.adapter.steering.selects ? alone.runs > 0 : all.runs >= aloneRunsForBroken
    if (isShown) conclude(test, { kind: 'broken', alone })
    else conclude(test, { kind: 'unexplained', why: 'it never passed, and the time was up before it was run alone' })
  }
}

async function judgeOrders(lab: Lab, seen: Observations, { tests, conclude }: Group): Promise<void> {
  for (const test of tests) {
    const failed = seen.failures(test).find(({ run }) => isOrderAlone(run.plan))?.run
    if (failed === undefined) continue
    const dependence = await findDependence(lab, { test, failed, passed: passedRun(seen, test) })
    if (dependence.kind === 'found') conclude(test, dependence.verdict)
    else if (dependence.kind === 'stopped') {
      conclude(test, dependence.why === undefined ? timeIsUp : { kind: 'unexplained', why: dependence.why })
    }
  }
}

function isOrderAlone({ repeats, variant }: Plan): boolean {
  return repeats === 1 && variant.cause === 'none'
}

/** The failures were seen in runs that had something special: each such condition is tried on its own, for all its tests at once. */
async function judgeConditions(lab: Lab, seen: Observations, { tests, conclude }: Group): Promise<void> {
  const { selects } = lab.suite.adapter.steering
  const left = new Set(tests)
  for (const { plan, tests: failed } of conditionsOf(seen, tests)) {
    const group = failed.filter((test) => left.has(test))
    if (group.length === 0) continue
    // A runner that cannot be told what to run runs everything.
    const failing = selects ? { ...plan, tests: group } : plan
    const passing = planOf(selects ? group : undefined)
    const compared = await comparePlans(lab, { tests: group, failing, passing })
    for (const test of group) {
      const comparison = compared.get(test)
      const verdict = comparison === undefined ? undefined : conditionVerdict(plan, comparison)
      if (verdict === undefined) continue
      conclude(test, verdict)
      left.delete(test)
    }
  }
}

interface Condition {
  readonly plan: Plan
  readonly tests: readonly string[]
}

/** The conditions other than an order under which something failed, in the order of their runs. */
function conditionsOf(seen: Observations, tests: readonly string[]): readonly Condition[] {
  const byName = new Map<string, { plan: Plan; tests: string[] }>()
  for (const test of tests) {
    for (const { run } of seen.failures(test)) {
      const { repeats, variant } = run.plan
      // What fails by chance also failed under this and that; only load may have made it more likely.
      if (isOrderAlone(run.plan) || (isChance(seen, test) && variant.cause !== 'load')) continue
      const name = `${variant.name} ${repeats}`
      const condition = byName.get(name) ?? { plan: { repeats, variant }, tests: [] }
      byName.set(name, condition)
      if (!condition.tests.includes(test)) condition.tests.push(test)
    }
  }
  return [...byName.values()]
}

function conditionVerdict({ repeats, variant }: Plan, comparison: Comparison): Verdict | undefined {
  if (comparison.difference === 'stopped') return timeIsUp
  if (comparison.difference === 'none') return undefined
  if (repeats > 1) return { kind: 'non-idempotent', comparison }
  if (variant.cause === 'load') return { kind: 'timing', comparison }
  return { kind: 'environment', cause: variant.cause, variant: variant.name, comparison }
}

/** Nothing that was changed on purpose explains it: perhaps a seed does, else its rate is measured. */
async function judgeChance(lab: Lab, seen: Observations, { tests, conclude }: Group): Promise<void> {
  const left = new Set(tests)
  if (lab.suite.adapter.steering.selects && left.size > 0) {
    for (const [test, verdict] of await findSeeds(lab, tests)) {
      conclude(test, verdict)
      left.delete(test)
    }
  }
  const measured = await measureRates(lab, [...left])
  for (const test of left) {
    const alone = measured.get(test) ?? { failures: 0, runs: 0 }
    const isSeenApart = alone.failures > 0
    const rate = isSeenApart ? alone : seen.tally(test)
    const hint = hintOf(seen.failures(test).map(({ attempt }) => attempt.message ?? ''))
    conclude(test, {
      kind: 'random',
      rate,
      interval: rateInterval(rate),
      where: isSeenApart ? 'apart from the suite' : 'in the suite',
      ...(hint === undefined ? {} : { hint }),
    })
  }
}

async function measureRates(lab: Lab, tests: readonly string[]): Promise<ReadonlyMap<string, Tally>> {
  const tallies = new Map(tests.map((test) => [test, { failures: 0, runs: 0 }]))
  if (tests.length === 0 || !lab.suite.adapter.steering.selects) return tallies
  const plan = planOf(tests)
  // All of them or none: a number of runs that depends on what they show has no honest interval.
  if (!lab.fits(lab.expectMs(plan) * rateRuns)) return tallies
  for (let run = 0; run < rateRuns; run += 1) {
    const record = await lab.run(plan, 'rate')
    if (lab.isStopped) return new Map()
    for (const [test, tally] of tallies) {
      const isFailed = hasFailed(record, test)
      if (isFailed === undefined) continue
      tally.runs += 1
      if (isFailed) tally.failures += 1
    }
  }
  return tallies
}

/** A run of the whole suite in which the test passed, the suite's own order before others. */
function passedRun(seen: Observations, test: string): Sighting['run'] | undefined {
  const passed = seen.of(test).filter(({ attempt, run }) => !isBad(attempt) && run.plan.variant.cause === 'none')
  return (passed.find(({ run }) => isPlain(run.plan)) ?? passed[0])?.run
}

function concluded(
  lab: Lab,
  seen: Observations,
  { test, verdict }: { readonly test: string; readonly verdict: Verdict },
): TestVerdict {
  const [first] = seen.failures(test)
  if (first === undefined) throw new Error(`${test} never failed`)
  const { message } = first.attempt
  return {
    test,
    verdict,
    seen: seen.tally(test),
    ...(message === undefined ? {} : { message }),
    plan: shortestPlan(lab, verdict, { test, first }),
  }
}

function shortestPlan(
  lab: Lab,
  verdict: Verdict,
  { test, first }: { readonly test: string; readonly first: Sighting },
): Plan {
  if ('comparison' in verdict) {
    const { plan } = verdict.comparison.failing
    const isWhole = verdict.kind === 'order-victim' || plan.tests === undefined
    return isWhole ? plan : { ...plan, tests: [test] }
  }
  const isApart = verdict.kind === 'broken' || (verdict.kind === 'random' && verdict.where !== 'in the suite')
  return isApart && lab.suite.adapter.steering.selects ? planOf([test]) : first.run.plan
}
