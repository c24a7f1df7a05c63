import { planOf } from '../model/plan.ts'
import { comparePlans, hasFailed, runTest } from './compare.ts'
import type { Group } from './group.ts'
import type { Lab } from './lab.ts'
import type { Observations } from './observations.ts'
import { stretchedVariant } from './variants.ts'

/** So many runs alone, without a pass, call a test broken that never passed anywhere; fewer where there are many such tests. */
const aloneRunsForBroken = 3
const brokenForAllRuns = 5

/** Broken is only what fails also alone, and also where everything that waits has ten times as long. */
export async function judgeNeverPassed(lab: Lab, seen: Observations, { tests, conclude }: Group): Promise<void> {
  const failed = tests.filter((test) => seen.tally(test).failures === seen.tally(test).runs)
  const slow = await judgeSlow(lab, seen, { tests: failed, conclude })
  const left = failed.filter((test) => !slow.has(test))
  const { selects } = lab.suite.adapter.steering
  const runsWanted = !selects ? 0 : left.length > brokenForAllRuns ? 1 : aloneRunsForBroken
  const judge = async (test: string): Promise<void> => {
    const alone = { failures: 0, runs: 0 }
    while (alone.runs < runsWanted) {
      const isFailed = await runTest(lab, test, { plan: planOf([test]), purpose: 'alone' })
      if (isFailed === undefined) break
      alone.runs += 1
      if (isFailed) alone.failures += 1
      else break
    }
    if (alone.failures < alone.runs) return
    const isShown = selects ? alone.runs > 0 : seen.tally(test).runs >= aloneRunsForBroken
    if (isShown) conclude(test, { kind: 'broken', alone })
    else conclude(test, { kind: 'unexplained', why: 'it never passed, and the time was up before it was run alone' })
  }
  await lab.together(left.map((test) => async () => judge(test)))
}

/** A test that waits too short for a busy machine never passes there: it does where its waits take longer. Those that pass so. */
async function judgeSlow(lab: Lab, seen: Observations, { tests, conclude }: Group): Promise<ReadonlySet<string>> {
  const { selects, stretchesTime } = lab.suite.adapter.steering
  if (!selects || !stretchesTime || tests.length === 0) return new Set()
  const stretched = planOf(tests, stretchedVariant)
  const first = lab.fits(lab.expectMs(stretched)) ? await lab.run(stretched, 'stretched') : undefined
  const slow = tests.filter((test) => first !== undefined && hasFailed(first, test) === false)
  if (slow.length === 0) return new Set()
  const compared = await comparePlans(lab, {
    conditions: [{ failing: planOf(slow), tests: slow }],
    passing: planOf(slow, stretchedVariant),
    seen: (test) => ({ failing: seen.tally(test), passing: { failures: 0, runs: 1 } }),
  })
  for (const [test, { difference, condition: _, ...comparison }] of compared) {
    const isShown = difference === 'always' || difference === 'more often'
    conclude(
      test,
      isShown
        ? { kind: 'timing', comparison: { ...comparison, difference } }
        : { kind: 'unexplained', why: 'it failed until all that waits had ten times as long, then it passed' },
    )
  }
  return new Set(slow)
}
