import { escapeLine } from '@groundcrew/core/text'
import type { Verdict } from '../judge/verdict.ts'
import { planOf } from '../model/plan.ts'
import type { RunRecord } from '../model/run-record.ts'
import { comparePlans, runTest, type Comparison } from './compare.ts'
import type { Lab } from './lab.ts'
import { minimize } from './minimize.ts'

export interface OrderQuestion {
  readonly test: string
  /** A run in which it failed for no other reason than its order. */
  readonly failed: RunRecord
  /** A run of several tests in which it passed. */
  readonly passed: RunRecord | undefined
}

export type Dependence =
  | { readonly kind: 'found'; readonly verdict: Verdict }
  | { readonly kind: 'none' }
  | { readonly kind: 'stopped'; readonly why?: string }

/** Whether it is the tests before it that decide, and which of them. */
export async function findDependence(lab: Lab, { test, failed, passed }: OrderQuestion): Promise<Dependence> {
  const alone = planOf([test])
  const isFailedAlone = await runTest(lab, test, { plan: alone, purpose: 'alone' })
  if (isFailedAlone === undefined) return { kind: 'stopped' }
  const run = isFailedAlone ? passed : failed
  if (run === undefined) return { kind: 'none' }
  const before = predecessors(run, test)
  if (before.length === 0) return { kind: 'none' }
  return searchDependence(lab, { test, before, isBrittle: isFailedAlone })
}

interface DependenceSearch {
  readonly test: string
  readonly before: readonly string[]
  readonly isBrittle: boolean
}

async function searchDependence(lab: Lab, { test, before, isBrittle }: DependenceSearch): Promise<Dependence> {
  const firstRun = lab.runs.length
  let isStopped = false
  const holds = async (part: readonly string[]): Promise<boolean | undefined> => {
    const isFailed = await runTest(lab, test, { plan: planOf([...part, test]), purpose: 'bisect' })
    isStopped ||= isFailed === undefined
    return isFailed === undefined ? undefined : isFailed !== isBrittle
  }
  const all = await holds(before)
  if (all !== true) return { kind: isStopped ? 'stopped' : 'none' }
  const near = sameFile(lab, before, test)
  const isNear = near.length > 0 && near.length < before.length && (await holds(near)) === true
  const { items, isMinimal } = await minimize(isNear ? near : before, holds)
  const searchRuns = lab.runs.length - firstRun
  const together = planOf([...items, test])
  const plans = isBrittle
    ? { failing: planOf([test]), passing: together }
    : { failing: together, passing: planOf([test]) }
  const comparison = (await comparePlans(lab, { tests: [test], ...plans })).get(test)
  if (comparison === undefined) throw new Error(`${test} was not compared`)
  if (comparison.difference === 'none') return { kind: 'none' }
  if (comparison.difference === 'stopped' && !isShown(comparison)) {
    const [smallest] = items
    const more = items.length > 1 ? ` and ${items.length - 1} more` : ''
    const does = isBrittle ? 'failed alone, passed' : 'passed alone, failed'
    return {
      kind: 'stopped',
      why: `the search was stopped: ${does} once after '${escapeLine(smallest ?? '')}'${more}, the smallest so far`,
    }
  }
  const common = { isMinimal, comparison, searchRuns }
  const verdict: Verdict = isBrittle
    ? { kind: 'order-brittle', setters: items, ...common }
    : { kind: 'order-victim', polluters: items, ...common }
  return { kind: 'found', verdict }
}

/** A stopped comparison still shows something when both plans have run twice and did what they should. */
function isShown({ failing, passing }: Comparison): boolean {
  return failing.runs >= 2 && passing.runs >= 2 && failing.failures === failing.runs && passing.failures === 0
}

/** What ran before it, in that order. */
function predecessors(run: RunRecord, test: string): readonly string[] {
  const order = [...run.attempts].filter(([, { outcome }]) => outcome !== 'skipped').map(([id]) => id)
  return order.slice(0, Math.max(0, order.indexOf(test)))
}

/** State in memory is shared within a file at least, and most dependence is there. */
function sameFile(lab: Lab, before: readonly string[], test: string): readonly string[] {
  const separator = lab.suite.adapter.steering.isPython ? '::' : ' > '
  const file = test.split(separator)[0]
  return before.filter((id) => id.split(separator)[0] === file)
}
