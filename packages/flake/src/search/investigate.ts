import type { TestVerdict, Verdict } from '../judge/verdict.ts'
import { planOf, type Plan } from '../model/plan.ts'
import { hasFailed } from './compare.ts'
import { isChance, isOpen } from './group.ts'
import { judgeChance } from './judge-chance.ts'
import { judgeConditions } from './judge-conditions.ts'
import { judgeNeverPassed } from './judge-never-passed.ts'
import { judgeOrders } from './judge-orders.ts'
import type { Lab } from './lab.ts'
import { isOrderAlone, type Observations } from './observations.ts'

export interface Investigated {
  readonly lab: Lab
  readonly seen: Observations
  /** Whether there is time to ask if seeds decide, and to measure rates. */
  readonly asksSeeds: boolean
}

/**
 * Says what each test is that failed at least once, where that is not known yet, and adds it to `verdicts`. Answers are confirmed in
 * fresh processes; what only has to be shown under some condition is shown for all its tests by the same runs.
 */
export async function investigate(
  { lab, seen, asksSeeds }: Investigated,
  verdicts: Map<string, TestVerdict>,
): Promise<void> {
  const open = (): readonly string[] => seen.suspects.filter((test) => isOpen(verdicts.get(test), seen))
  const conclude = (test: string, verdict: Verdict): void => {
    verdicts.set(test, concluded(lab, seen, { test, verdict }))
  }
  for (const test of open()) verdicts.delete(test)
  await judgeNeverPassed(lab, seen, { tests: open(), conclude })
  const conditional = open().filter((test) => !verdicts.has(test) && !isChance(seen, test))
  await judgeConditions(lab, seen, { tests: conditional.filter((test) => !failsInOrders(seen, test)), conclude })
  if (lab.suite.adapter.steering.selects) {
    const tests = open().filter((test) => failsInOrders(seen, test))
    await judgeOrders(lab, seen, { tests, conclude })
    // What an order does not explain may still fail under another condition too.
    const rest = tests.filter((test) => verdicts.get(test) === undefined && !isChance(seen, test))
    await judgeConditions(lab, seen, { tests: rest, conclude })
  }
  await judgeConditions(lab, seen, { tests: open().filter((test) => isChance(seen, test)), conclude })
  const random = [...verdicts.values()].filter(({ verdict }) => verdict.kind === 'random').map(({ test }) => test)
  // What could not be looked into for want of time is not called chance.
  const tests = open().filter((test) => verdicts.get(test)?.verdict.kind !== 'unexplained' || isChance(seen, test))
  await judgeChance(lab, seen, { tests: [...new Set([...random, ...tests])], conclude, asksSeeds })
}

/** It failed in a run with nothing changed but perhaps the order; one that fails by chance too may do so more often under load. */
function failsInOrders(seen: Observations, test: string): boolean {
  return !isChance(seen, test) && seen.plainSightings(test).some(({ isFailed }) => isFailed)
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
    plan: shortestPlan(lab, verdict, { test, first: first.run.plan }),
  }
}

function shortestPlan(
  lab: Lab,
  verdict: Verdict,
  { test, first }: { readonly test: string; readonly first: Plan },
): Plan {
  if ('comparison' in verdict) {
    const { plan } = verdict.comparison.failing
    const isWhole = verdict.kind === 'order-victim' || plan.tests === undefined
    return isWhole ? plan : { ...plan, tests: [test] }
  }
  if (!lab.suite.adapter.steering.selects) return first
  const isApart = verdict.kind === 'broken' || (verdict.kind === 'random' && hasFailedApart(lab, test))
  if (isApart) return planOf([test])
  return first.repeats > 1 ? { ...first, tests: [test] } : first
}

/** In a run of those tests alone that are looked into. */
const apartPurposes = new Set(['alone', 'control', 'rate'])

function hasFailedApart(lab: Lab, test: string): boolean {
  return lab.runs.some(
    (run) => apartPurposes.has(run.purpose) && isOrderAlone(run.plan) && hasFailed(run, test) === true,
  )
}
