import { planOf } from '../model/plan.ts'
import { isBad, type RunRecord } from '../model/run-record.ts'
import { failedAtOnce, runTest } from './compare.ts'
import { findDependence } from './dependence.ts'
import { isChance, timeIsUp, type Group } from './group.ts'
import type { Lab } from './lab.ts'
import { isPlain, type Observations } from './observations.ts'

/** With fewer each is asked by itself whether it fails again. */
const replayedTogetherMin = 2

/** What failed in some order: whether it is the order, and which of the tests before it. */
export async function judgeOrders(lab: Lab, seen: Observations, { tests, conclude }: Group): Promise<void> {
  await replay(lab, seen, tests)
  const left = tests.filter((test) => !isChance(seen, test) && failedIn(seen, test).length > 0)
  const alone = new Map<string, boolean | undefined>()
  // Of all of them first: it is what tells a victim from a brittle test, whatever there is time for after it.
  await lab.together(
    left.map((test) => async () => {
      alone.set(test, await runTest(lab, test, { plan: planOf([test]), purpose: 'alone' }))
    }),
  )
  const judge = async (test: string): Promise<void> => {
    const runs = seen.plainSightings(test).map(({ run }) => run)
    const orders = { failed: failedIn(seen, test).at(0), passed: passedRun(seen, test), runs }
    const question = { test, isFailedAlone: alone.get(test), isSteady: isSteady(seen, test), ...orders }
    const dependence = await findDependence(lab, question)
    if (dependence.kind === 'found') conclude(test, dependence.verdict)
    else if (dependence.kind === 'stopped') {
      conclude(test, dependence.why === undefined ? timeIsUp() : { kind: 'unexplained', why: dependence.why })
    }
  }
  await lab.together(left.map((test) => async () => judge(test)))
}

/** In the suite's own order it did the same whatever else was changed. */
function isSteady(seen: Observations, test: string): boolean {
  const [native] = seen.runs.filter(({ plan }) => isPlain(plan))
  const own = seen.of(test).filter(({ run }) => run.plan.tests?.join('\0') === native?.plan.tests?.join('\0'))
  return (
    new Set(own.map(({ run, attempt }) => (attempt.repeated === undefined ? isBad(attempt) : failedAtOnce(run, test))))
      .size < 2
  )
}

/** The orders in which several of them failed once more: what passes then failed by chance, and is not asked for its order. */
async function replay(lab: Lab, seen: Observations, tests: readonly string[]): Promise<void> {
  const left = new Set(tests.filter((test) => failedIn(seen, test).length === 1))
  const orders = [...new Set([...left].flatMap((test) => failedIn(seen, test)))]
  for (const { plan } of orders) {
    const failed = [...left].filter((test) => failedIn(seen, test).some((run) => run.plan === plan))
    if (failed.length < replayedTogetherMin || !lab.fits(lab.expectMs(plan))) continue
    const run = await lab.run(plan, 'replay')
    if (lab.isStopped) return
    seen.add(run)
    for (const test of failed) left.delete(test)
  }
}

function failedIn(seen: Observations, test: string): readonly RunRecord[] {
  return seen
    .plainSightings(test)
    .filter(({ isFailed }) => isFailed)
    .map(({ run }) => run)
}

/** A run of the whole suite in which the test passed, the suite's own order before others. */
function passedRun(seen: Observations, test: string): RunRecord | undefined {
  const passed = seen.of(test).filter(({ attempt, run }) => !isBad(attempt) && run.plan.variant.cause === 'none')
  return (passed.find(({ run }) => isPlain(run.plan)) ?? passed[0])?.run
}
