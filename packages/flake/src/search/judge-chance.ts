import { rateInterval, type Tally } from '../judge/rates.ts'
import { planOf } from '../model/plan.ts'
import { hasFailed } from './compare.ts'
import { againPurpose, type Group } from './group.ts'
import { hintOf } from './hints.ts'
import type { Lab } from './lab.ts'
import { isOrderAlone, type Observations } from './observations.ts'
import { findSeeds } from './seeds.ts'

/** Where that many runs came after the one that showed it no more are made. */
const rateRuns = 20

/** Nothing that was changed on purpose explains it: perhaps a seed does, where there is time for that, else it has a rate. */
export async function judgeChance(
  lab: Lab,
  seen: Observations,
  { tests, conclude, asksSeeds }: Group & { readonly asksSeeds: boolean },
): Promise<void> {
  const left = new Set(tests)
  if (asksSeeds && lab.suite.adapter.steering.selects && left.size > 0) {
    for (const [test, verdict] of await findSeeds(lab, tests)) {
      conclude(test, verdict)
      left.delete(test)
    }
  }
  if (asksSeeds) await runForRates(lab, [...left])
  for (const test of left) {
    const later = laterTally(lab, test)
    const rate = later.runs > 0 ? later : seen.tally(test)
    const hint = hintOf(seen.failures(test).map(({ attempt }) => attempt.message ?? ''))
    conclude(test, {
      kind: 'random',
      rate,
      interval: rateInterval(rate),
      where: later.runs > 0 ? 'in later runs' : 'in the suite',
      ...repeatedFacts(seen, test),
      ...(hint === undefined ? {} : { hint }),
    })
  }
}

function repeatedFacts(seen: Observations, test: string): { readonly repeated?: Tally } {
  const repeats = seen.of(test).flatMap(({ run, attempt }) => {
    return run.purpose === againPurpose && attempt.repeated !== undefined ? [attempt.repeated] : []
  })
  const failures = repeats.reduce((sum, { failed }) => sum + failed.length, 0)
  const runs = repeats.reduce((sum, { times }) => sum + times, 0)
  return failures === 0 ? {} : { repeated: { failures, runs } }
}

/** As many runs as are missing for all of them, or none: a number of runs that depends on what they show has no honest interval. */
async function runForRates(lab: Lab, tests: readonly string[]): Promise<void> {
  const missing = Math.max(0, ...tests.map((test) => rateRuns - laterTally(lab, test).runs))
  const { selects } = lab.suite.adapter.steering
  const plan = planOf([...tests])
  if (!selects || missing === 0 || !lab.fits(lab.expectMs(plan) * missing)) return
  await lab.together(Array.from({ length: missing }, () => async () => void (await lab.ask(plan, 'rate'))))
}

/** Runs that are made because of what a single test did do not count for its rate. */
const adaptivePurposes = new Set(['alone', 'bisect', 'confirm'])

function laterTally(lab: Lab, test: string): Tally {
  const first = lab.runs.findIndex((run) => hasFailed(run, test) === true)
  const outcomes = lab.runs
    .slice(first + 1)
    .filter(({ plan, purpose }) => isOrderAlone(plan) && !adaptivePurposes.has(purpose))
    .map((run) => hasFailed(run, test))
    .filter((isFailed) => isFailed !== undefined)
  return { failures: outcomes.filter(Boolean).length, runs: outcomes.length }
}
