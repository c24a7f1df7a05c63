import type { Tally } from '../judge/rates.ts'
import type { Verdict } from '../judge/verdict.ts'
import { planOf, type Plan, type VariantCause } from '../model/plan.ts'
import { isBad } from '../model/run-record.ts'
import { comparePlans, failedAtOnce, type Compared, type Condition } from './compare.ts'
import { isChance, timeIsUp, type Group } from './group.ts'
import type { Lab } from './lab.ts'
import { isOrderAlone, type Observations } from './observations.ts'
import { stretchedVariant } from './variants.ts'

/**
 * The failures were seen in runs that had something special: each such condition is tried again for all its tests at once, and the same
 * runs without any are set against all of them.
 */
export async function judgeConditions(lab: Lab, seen: Observations, { tests, conclude }: Group): Promise<void> {
  const { selects, stretchesTime } = lab.suite.adapter.steering
  const found = conditionsOf(seen, tests)
  if (found.length === 0) return
  // A runner that cannot be told what to run runs everything.
  const conditions = found.map(({ failing, tests: failed }) => ({
    failing: selects ? { ...failing, tests: failed } : failing,
    tests: failed,
    isCertain: !uncertainCauses.has(failing.variant.cause) && failing.repeats === 1,
  }))
  const all = [...new Set(conditions.flatMap((condition) => condition.tests))]
  // On a busy machine what waits too short also fails with nothing changed.
  const isBusy = all.every((test) => isChance(seen, test)) && selects && stretchesTime
  const passing = planOf(selects ? all : undefined, isBusy ? stretchedVariant : undefined)
  const known = (test: string, { failing }: Condition): { readonly failing: Tally; readonly passing: Tally } => ({
    failing: seenUnder(seen, test, failing),
    passing: isBusy ? { failures: 0, runs: 0 } : tallyOf(seen.plainSightings(test)),
  })
  for (const [test, compared] of await comparePlans(lab, { conditions, passing, seen: known })) {
    const verdict = conditionVerdict(compared)
    if (verdict !== undefined) conclude(test, verdict)
  }
}

/** Whether it fails is also a matter of moments. */
const uncertainCauses = new Set<VariantCause>(['load', 'itself in parallel', 'network'])

/** The conditions other than an order under which something failed: the second time in one process, load, then in the order of their runs. */
function conditionsOf(seen: Observations, tests: readonly string[]): readonly Condition[] {
  const byName = new Map<string, { failing: Plan; tests: string[] }>()
  for (const test of tests) {
    for (const { run } of seen.failures(test)) {
      const { repeats, variant } = run.plan
      // What fails by chance also failed under this and that; only load may have made it more likely.
      if (isOrderAlone(run.plan) || (isChance(seen, test) && variant.cause !== 'load')) continue
      if (failedAtOnce(run, test)) continue
      const failing = { variant, repeats: repeats > 1 ? firstFailure(seen, test) : 1 }
      const condition: { failing: Plan; tests: string[] } = byName.get(nameOf(failing)) ?? { failing, tests: [] }
      byName.set(nameOf(failing), condition)
      if (!condition.tests.includes(test)) condition.tests.push(test)
    }
  }
  const precedence = ({ failing }: Condition): number =>
    failing.repeats > 1 ? 0 : failing.variant.cause === 'load' ? 1 : 2
  return [...byName.values()].sort((a, b) => precedence(a) - precedence(b))
}

/** In runs that repeat it in one process: so many repeats are enough. */
function firstFailure(seen: Observations, test: string): number {
  return Math.min(...seen.failures(test).flatMap(({ attempt }) => attempt.repeated?.failed[0] ?? []))
}

function nameOf({ variant, repeats }: Pick<Plan, 'variant' | 'repeats'>): string {
  return `${variant.name} ${repeats}`
}

function seenUnder(seen: Observations, test: string, plan: Plan): Tally {
  const isUnder = ({ variant, repeats }: Plan): boolean =>
    variant.name === plan.variant.name && (repeats === plan.repeats || (plan.repeats > 1 && repeats > plan.repeats))
  const under = seen.of(test).filter(({ run }) => isUnder(run.plan))
  return tallyOf(under.map(({ attempt }) => ({ isFailed: isBad(attempt) })))
}

function tallyOf(sightings: readonly { readonly isFailed: boolean }[]): Tally {
  return { failures: sightings.filter(({ isFailed }) => isFailed).length, runs: sightings.length }
}

function conditionVerdict({ condition, ...comparison }: Compared): Verdict | undefined {
  const { repeats, variant } = condition.failing
  if (comparison.difference === 'stopped') return timeIsUp(leadOf(comparison))
  if (comparison.difference === 'none') return undefined
  if (repeats > 1) return { kind: 'non-idempotent', comparison }
  if (variant.cause === 'load') return { kind: 'timing', comparison }
  return { kind: 'environment', cause: variant.cause, variant: variant.name, comparison }
}

function leadOf({ failing, passing }: Pick<Compared, 'failing' | 'passing'>): string {
  const { variant, repeats } = failing.plan
  const how = repeats > 1 ? `run ${repeats} times in one process` : `with ${variant.name}`
  return `${how} it failed ${failing.failures} of ${failing.runs}, else ${passing.failures} of ${passing.runs}`
}
