import { chanceOfMore, type Tally } from '../judge/rates.ts'
import { planOf, type Plan } from '../model/plan.ts'
import { hasFailed } from './compare.ts'
import type { Lab } from './lab.ts'

/** Of those that an order-dependent test is asked about: it, what ran before it in the run's order, and which way it depends on them. */
export interface OrderCase {
  readonly test: string
  readonly before: readonly string[]
  /** It fails without them, and passes after them. */
  readonly isBrittle: boolean
  /** Runs of the same tests that were made for other reasons. */
  readonly seen: readonly OrderSighting[]
  /** Under no condition it did something else in one and the same order. */
  readonly isSteady?: boolean
  /** Whether to ask in the end if the others do it too. That all of them do was seen just before. */
  readonly asksOthers?: boolean
}

/** What ran before the test in one run, and whether the test did then what it does after all of them. */
export interface OrderSighting {
  readonly before: readonly string[]
  readonly isShown: boolean
}

/** How often it is shown behind what does it, and behind what does not. */
export interface OrderRates {
  readonly with: number
  readonly without: number
}

const askedAtMost = 12
const calibrationPairs = 6
/** After so many without showing it no more are made. */
const missesMax = 3
/** What may be chance in a difference that is searched for. */
const differenceChanceMax = 0.1
/** An answer is one that is so many times as likely as the opposite (Wald 1945). */
const oddsWanted = 50
/** No rate that was measured in a few runs is taken for certain. */
const rateMargin = 0.005

/**
 * Answers whether a part of the predecessors still does it. Where they do it only at times, or the test does it without them at times, it
 * asks again until one answer is much likelier than the other.
 */
export class OrderOracle {
  readonly #lab: Lab
  readonly #case: OrderCase
  #rates: OrderRates | undefined
  #runs = 0
  #isStopped = false
  readonly #asked: OrderSighting[] = []

  constructor(lab: Lab, orderCase: OrderCase, rates?: OrderRates) {
    this.#lab = lab
    this.#case = orderCase
    this.#rates = rates
  }

  /** Undefined as long as one run is an answer. */
  get rates(): OrderRates | undefined {
    return this.#rates
  }

  get runs(): number {
    return this.#runs
  }

  /** The time was up, or the user stopped it. */
  get isStopped(): boolean {
    return this.#isStopped
  }

  /** These predecessors, in the order of the run, and the test. */
  plan(part: readonly string[]): Plan {
    const wanted = new Set(part)
    return planOf([...this.#case.before.filter((id) => wanted.has(id)), this.#case.test])
  }

  /** Undefined when it could not be asked any more. */
  async holds(part: readonly string[]): Promise<boolean | undefined> {
    const rates = this.#rates
    if (rates === undefined) return this.#ask(part)
    let logOdds = 0
    for (let asked = 0; asked < askedAtMost && Math.abs(logOdds) < Math.log(oddsWanted); asked += 1) {
      const isShown = await this.#ask(part)
      if (isShown === undefined) return undefined
      logOdds += isShown ? Math.log(rates.with / rates.without) : Math.log((1 - rates.with) / (1 - rates.without))
    }
    return logOdds > 0
  }

  /** Of all runs so far: in how many it was shown behind all of these, in how many not without one of them, and in how many not behind all. */
  evidence(part: readonly string[]): { readonly with: number; readonly without: number; readonly against: number } {
    const runs = [...this.#case.seen, ...this.#asked].map(({ before, isShown }) => {
      const known = new Set(before)
      return { hasAll: part.every((id) => known.has(id)), isShown }
    })
    return {
      with: runs.filter(({ hasAll, isShown }) => hasAll && isShown).length,
      without: runs.filter(({ hasAll, isShown }) => !hasAll && !isShown).length,
      against: runs.filter(({ hasAll, isShown }) => hasAll && !isShown).length,
    }
  }

  /** What one run behind exactly these, in this order, showed. */
  seen(part: readonly string[]): boolean | undefined {
    const key = part.join('\0')
    return [...this.#case.seen, ...this.#asked].find(({ before }) => before.join('\0') === key)?.isShown
  }

  /** Measures how often all of them do it, and how often the test does it alone. False where chance explains the difference. */
  async calibrate(): Promise<boolean> {
    const [withAll, alone] = [
      { failures: 0, runs: 0 },
      { failures: 0, runs: 0 },
    ]
    while (withAll.runs < calibrationPairs) {
      for (const [part, tally] of [
        [this.#case.before, withAll],
        [[], alone],
      ] as const) {
        const isShown = await this.#ask(part)
        if (isShown === undefined) return false
        tally.runs += 1
        if (isShown) tally.failures += 1
      }
      if (withAll.failures === 0 && withAll.runs >= missesMax) return false
    }
    if (chanceOfMore(withAll, alone) > differenceChanceMax) return false
    this.expect(withAll, alone)
    return true
  }

  /** Asks from here on as often as these rates need. */
  expect(shownWith: Tally, shownWithout: Tally): void {
    const rateOf = ({ failures, runs }: Tally): number =>
      Math.min(1 - rateMargin, Math.max(rateMargin, failures / runs))
    // One run may have shown it by chance, or not: neither is certain.
    this.#rates = { with: Math.min(rateOf(shownWith), 1 - 1 / (2 * shownWith.runs)), without: rateOf(shownWithout) }
  }

  async #ask(part: readonly string[]): Promise<boolean | undefined> {
    const plan = this.plan(part)
    const run = this.#isStopped ? undefined : await this.#lab.ask(plan, 'bisect')
    if (run === undefined) {
      this.#isStopped = true
      return undefined
    }
    this.#runs += 1
    // Where a predecessor ended the process nothing was shown of the test.
    const isFailed = hasFailed(run, this.#case.test)
    const isShown = isFailed !== undefined && isFailed !== this.#case.isBrittle
    if (isFailed !== undefined) this.#asked.push({ before: plan.tests?.slice(0, -1) ?? [], isShown })
    return isShown
  }
}
