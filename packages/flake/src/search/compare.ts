import { chanceOfMore, type Tally } from '../judge/rates.ts'
import type { Plan } from '../model/plan.ts'
import { isBad, type RunRecord } from '../model/run-record.ts'
import type { Lab } from './lab.ts'

/** Two plans, each run several times in fresh processes, turn by turn. */
export interface Comparison {
  readonly failing: Tally & { readonly plan: Plan }
  readonly passing: Tally & { readonly plan: Plan }
  /**
   * `always`: one always failed, the other never. `more often`: the difference is not chance. `none`: no difference was shown.
   * `stopped`: the time was up before either.
   */
  readonly difference: 'always' | 'more often' | 'none' | 'stopped'
}

/** Five failures against five passes: chance does that once in a thousand times to a test that fails half the time. */
const pairsForAlways = 5
const pairsMax = 12
/** After so many runs of the failing plan without a failure there is nothing to look for. */
const missesMax = 3
const chanceMax = 0.01

export interface ComparedPlans {
  /** Each is judged by itself, by the same runs. */
  readonly tests: readonly string[]
  readonly failing: Plan
  readonly passing: Plan
  /** Runs like these that were seen to do what they should before, of each test. */
  readonly seen?: { readonly failing: number; readonly passing: number }
}

interface Counted {
  failures: number
  runs: number
}

export async function comparePlans(
  lab: Lab,
  { tests, failing, passing, seen = { failing: 0, passing: 0 } }: ComparedPlans,
): Promise<ReadonlyMap<string, Comparison>> {
  const bad = new Map(tests.map((test) => [test, { failures: seen.failing, runs: seen.failing }]))
  const good = new Map(tests.map((test) => [test, { failures: 0, runs: seen.passing }]))
  const decide = (test: string, isLast: boolean): Comparison => {
    const tallies = {
      failing: { ...tallyOf(bad, test), plan: failing },
      passing: { ...tallyOf(good, test), plan: passing },
    }
    return { ...tallies, difference: differenceOf(tallies) ?? (isLast ? 'none' : 'stopped') }
  }
  for (let pair = 0; pair < pairsMax; pair += 1) {
    for (const [tallies, plan] of [
      [bad, failing],
      [good, passing],
    ] as const) {
      if (!lab.fits(lab.expectMs(plan))) return new Map(tests.map((test) => [test, decide(test, false)]))
      count(tallies, await lab.run(plan, 'confirm'))
    }
    if (tests.every((test) => decide(test, false).difference !== 'stopped')) break
  }
  return new Map(tests.map((test) => [test, decide(test, !lab.isStopped)]))
}

/** Undefined as long as more runs may tell. */
function differenceOf({
  failing: bad,
  passing: good,
}: {
  readonly failing: Tally
  readonly passing: Tally
}): Comparison['difference'] | undefined {
  if (bad.failures === 0 && bad.runs >= missesMax) return 'none'
  const isClear = bad.failures === bad.runs && good.failures === 0
  if (isClear) return bad.runs >= pairsForAlways && good.runs >= pairsForAlways ? 'always' : undefined
  return bad.runs >= pairsForAlways && chanceOfMore(bad, good) < chanceMax ? 'more often' : undefined
}

function tallyOf(tallies: ReadonlyMap<string, Counted>, test: string): Tally {
  return { ...(tallies.get(test) ?? { failures: 0, runs: 0 }) }
}

function count(tallies: ReadonlyMap<string, Counted>, run: RunRecord): void {
  for (const [test, tally] of tallies) {
    const isFailed = hasFailed(run, test)
    if (isFailed === undefined) continue
    tally.runs += 1
    if (isFailed) tally.failures += 1
  }
}

/** Undefined where it was not run. A file that does not load is a test of its own name. */
export function hasFailed(run: RunRecord, test: string): boolean | undefined {
  const attempt = run.attempts.get(test)
  if (attempt !== undefined) return attempt.outcome === 'skipped' ? undefined : isBad(attempt)
  return run.problems.some(({ file }) => file === test) ? true : undefined
}

/** Runs a plan for one of its tests: whether that failed, undefined where it was not run or the time is up. */
export async function runTest(
  lab: Lab,
  test: string,
  planned: { readonly plan: Plan; readonly purpose: string },
): Promise<boolean | undefined> {
  if (!lab.fits(lab.expectMs(planned.plan))) return undefined
  const run = await lab.run(planned.plan, planned.purpose)
  return lab.isStopped ? undefined : hasFailed(run, test)
}
