import { escapeLine } from '@groundcrew/core/text'
import { chanceOfMore, type Tally } from '../judge/rates.ts'
import type { Verdict } from '../judge/verdict.ts'
import { planOf } from '../model/plan.ts'
import type { RunRecord } from '../model/run-record.ts'
import { comparePlans, hasFailed, type Comparison } from './compare.ts'
import type { Lab } from './lab.ts'
import { minimize, type Minimized } from './minimize.ts'
import { OrderOracle, type OrderCase, type OrderRates, type OrderSighting } from './order-oracle.ts'
import { rankPredecessors, type Ranked } from './rank.ts'

export interface OrderQuestion {
  readonly test: string
  /** Undefined where there was no time to run it alone. */
  readonly isFailedAlone: boolean | undefined
  readonly isSteady: boolean
  /** A run in which it failed for no other reason than its order. */
  readonly failed: RunRecord | undefined
  /** A run of several tests in which it passed. */
  readonly passed: RunRecord | undefined
  /** All runs with nothing changed but the order, those two among them. */
  readonly runs: readonly RunRecord[]
}

export type OrderVerdict = Extract<Verdict, { readonly kind: 'order-victim' | 'order-brittle' }>

export type Dependence =
  /** `othersDoIt`: whether the other predecessors do it too; undefined where that was not asked, or the time was up. */
  | {
      readonly kind: 'found'
      readonly verdict: OrderVerdict
      /** Where more than one run was an answer. */
      readonly rates: OrderRates | undefined
      readonly othersDoIt: boolean | undefined
    }
  | { readonly kind: 'none' }
  /** `smallest`: the least that was seen to do it before the search was stopped. */
  | { readonly kind: 'stopped'; readonly why?: string; readonly smallest?: readonly string[] }

/** Whether it is the tests before it that decide, and which of them. */
export async function findDependence(
  lab: Lab,
  { test, isFailedAlone, isSteady, failed, passed, runs }: OrderQuestion,
): Promise<Dependence> {
  if (isFailedAlone === undefined) return { kind: 'stopped' }
  const run = isFailedAlone ? passed : failed
  if (run === undefined) return { kind: 'none' }
  const before = predecessors(run, test)
  if (before.length === 0) return { kind: 'none' }
  const seen = [{ before: [], isShown: false }, ...sightingsOf(runs, test, isFailedAlone)]
  return searchDependence(lab, { test, before, isBrittle: isFailedAlone, seen, isSteady })
}

function sightingsOf(runs: readonly RunRecord[], test: string, isBrittle: boolean): readonly OrderSighting[] {
  return runs.flatMap((run) => {
    const isFailed = hasFailed(run, test)
    return isFailed === undefined ? [] : [{ before: predecessors(run, test), isShown: isFailed !== isBrittle }]
  })
}

const pairsForSeveral = 4
/** So often all of the predecessors were seen to do it before they are not asked again. */
const shownEnough = 2

/**
 * The smallest set of predecessors that does it, confirmed; a second time with repeated questions where chance misled the first. `rates`
 * are those of a search that is known to need more than one.
 */
export async function searchDependence(lab: Lab, orderCase: OrderCase, rates?: OrderRates): Promise<Dependence> {
  const oracle = new OrderOracle(lab, orderCase, rates)
  const isKnown = orderCase.asksOthers === true || oracle.evidence(orderCase.before).with >= shownEnough
  if (!isKnown && (await oracle.holds(orderCase.before)) !== true)
    return oracle.isStopped
      ? stopped(oracle, orderCase, { items: orderCase.before, isMinimal: false })
      : { kind: 'none' }
  const ranked = await rankPredecessors(lab, orderCase)
  const first = await searchOnce(lab, oracle, { orderCase, ranked })
  if (first.kind === 'stopped') return first
  if (first.kind === 'found') {
    const { difference, failing, passing } = first.verdict.comparison
    const members = membersOf(first.verdict)
    if (difference !== 'more often' || oracle.rates !== undefined) return first
    // It works only at times, so that a single run may have kept what is not needed: among the few that are left every question is repeated.
    if (orderCase.isBrittle) oracle.expect(passes(passing), passes(failing))
    else oracle.expect(failing, passing)
    if (members.length < 2)
      return { ...first, rates: oracle.rates, othersDoIt: await askOthers(oracle, orderCase, members) }
    return searchOnce(lab, oracle, { orderCase, ranked: { tests: members, weights: [] } })
  }
  if (!(await oracle.calibrate())) return { kind: oracle.isStopped ? 'stopped' : 'none' }
  return searchOnce(lab, oracle, { orderCase, ranked })
}

export function membersOf(verdict: OrderVerdict): readonly string[] {
  return verdict.kind === 'order-victim' ? verdict.polluters : verdict.setters
}

function passes({ failures, runs }: Tally): Tally {
  return { failures: runs - failures, runs }
}

async function searchOnce(
  lab: Lab,
  oracle: OrderOracle,
  { orderCase, ranked }: { readonly orderCase: OrderCase; readonly ranked: Ranked },
): Promise<Dependence> {
  const { test, before, isBrittle } = orderCase
  const minimized = await minimize(ranked.tests, async (part) => oracle.holds(part), ranked.weights)
  const items = before.filter((id) => minimized.items.includes(id))
  const searchRuns = oracle.runs
  const together = oracle.plan(items)
  const alone = planOf([test])
  const othersDoIt = await askOthers(oracle, orderCase, items)
  // A search whose questions are repeated was misled by a single answer: only what is run from here on counts.
  const shown = oracle.rates === undefined ? oracle.evidence(items) : { with: 0, without: 0 }
  const does = (runs: number, isFailure: boolean): Tally => ({ failures: isFailure ? runs : 0, runs })
  const seen = isBrittle
    ? { failing: does(shown.without, true), passing: does(shown.with, false) }
    : { failing: does(shown.with, true), passing: does(shown.without, false) }
  const [isPair, isAlone] = [oracle.seen(items) === true, oracle.seen([]) === false]
  const [failing, passing] = isBrittle ? [alone, together] : [together, alone]
  const compared = await comparePlans(lab, {
    conditions: [{ failing, tests: [test] }],
    passing,
    seen: () => seen,
    // One that works only at times makes others look as if they were needed too.
    ...(items.length > 1 ? { pairsWanted: pairsForSeveral } : {}),
    ...(oracle.rates === undefined
      ? { isSeen: isBrittle ? { failing: isAlone, passing: isPair } : { failing: isPair, passing: isAlone } }
      : {}),
    ...(orderCase.asksOthers === true ? { chanceMax: chanceOfFew(before.length) } : {}),
  })
  const { condition: _, ...comparison } = compared.get(test) ?? { condition: undefined }
  if (!('difference' in comparison)) throw new Error(`${test} was not compared`)
  const { isMinimal } = minimized
  if (comparison.difference === 'none') return { kind: 'none' }
  if (comparison.difference === 'stopped' && !(isMinimal && isShown(comparison)))
    return stopped(oracle, orderCase, { items, isMinimal })
  const verdict = orderVerdict(orderCase, items, { isMinimal, comparison, searchRuns })
  return { kind: 'found', verdict, rates: oracle.rates, othersDoIt }
}

function orderVerdict(
  { isBrittle }: OrderCase,
  items: readonly string[],
  common: Pick<OrderVerdict, 'isMinimal' | 'comparison' | 'searchRuns'>,
): OrderVerdict {
  return isBrittle
    ? { kind: 'order-brittle', setters: items, ...common }
    : { kind: 'order-victim', polluters: items, ...common }
}

async function askOthers(
  oracle: OrderOracle,
  { before, asksOthers }: OrderCase,
  members: readonly string[],
): Promise<boolean | undefined> {
  const others = before.filter((id) => !members.includes(id))
  if (asksOthers !== true) return undefined
  if (others.length === 0) return false
  return (oracle.rates === undefined ? oracle.seen(others) : undefined) ?? oracle.holds(others)
}

/** Where somebody asks which of a few tests it is, fewer runs than elsewhere have to do. */
function chanceOfFew(tests: number): number {
  return tests <= 2 ? 0.051 : 0.02
}

/** Of so many runs each way, all of which agree, it is said that the order decides, though not by which test. */
const agreeingMin = 2
const chanceMaxUnfinished = 0.051

function stopped(oracle: OrderOracle, orderCase: OrderCase, { items, isMinimal }: Minimized<string>): Dependence {
  const { isBrittle, before, isSteady } = orderCase
  const seen = oracle.evidence(items)
  const tallies = [
    { failures: seen.with, runs: seen.with },
    { failures: 0, runs: seen.without },
  ] as const
  const isClear = Math.min(seen.with, seen.without) >= agreeingMin && chanceOfMore(...tallies) < chanceMaxUnfinished
  if (isClear && seen.against === 0 && isSteady === true) {
    const [failing, passing] = [oracle.plan(isBrittle ? [] : items), oracle.plan(isBrittle ? items : [])]
    const [failed, passed] = isBrittle ? [seen.without, seen.with] : [seen.with, seen.without]
    const comparison: Comparison = {
      failing: { failures: failed, runs: failed, plan: failing },
      passing: { failures: 0, runs: passed, plan: passing },
      difference: 'stopped',
    }
    const verdict = orderVerdict(orderCase, items, { isMinimal, comparison, searchRuns: oracle.runs })
    return { kind: 'found', verdict, rates: oracle.rates, othersDoIt: undefined }
  }
  if (items.length === before.length) return { kind: 'stopped' }
  const [smallest] = items
  const more = items.length > 1 ? ` and ${items.length - 1} more` : ''
  const does = isBrittle ? 'failed alone, passed' : 'passed alone, failed'
  const how = isMinimal ? 'the confirmation was stopped' : 'the search was stopped'
  return {
    kind: 'stopped',
    why: `${how}: ${does} once after '${escapeLine(smallest ?? '')}'${more}, the smallest so far`,
    smallest: items,
  }
}

/** A stopped comparison still shows something when both plans have run twice and did what they should. */
function isShown({ failing, passing }: Comparison): boolean {
  return failing.runs >= 2 && passing.runs >= 2 && failing.failures === failing.runs && passing.failures === 0
}

/** What ran before it, in that order. */
export function predecessors(run: RunRecord, test: string): readonly string[] {
  const order = [...run.attempts].filter(([, { outcome }]) => outcome !== 'skipped').map(([id]) => id)
  return order.slice(0, Math.max(0, order.indexOf(test)))
}
