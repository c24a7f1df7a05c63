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
  /** Whether to ask in the end if the others do it too. That all of them do was seen just before. */
  readonly asksOthers?: boolean
}

/** What ran before the test in one run, and whether the test did then what it does after all of them. */
export interface OrderSighting {
  readonly before: readonly string[]
  readonly isShown: boolean
}

/** A rate that is missed in all tries in less than 1 of 100 cases. */
const missedMax = 0.01
const triesAtMost = 12
const calibrationRuns = 6
/** After so many without showing it no more are made. */
const missesMax = 3

/**
 * Answers whether a part of the predecessors still does it. A polluter that works only at times is asked again: one run that shows it is
 * an answer, and only `tries` runs that do not are the opposite one.
 */
export class OrderOracle {
  readonly #lab: Lab
  readonly #case: OrderCase
  #tries: number
  #runs = 0
  #isStopped = false
  readonly #asked: OrderSighting[] = []

  constructor(lab: Lab, orderCase: OrderCase, tries = 1) {
    this.#lab = lab
    this.#case = orderCase
    this.#tries = tries
  }

  get tries(): number {
    return this.#tries
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
    for (let attempt = 0; attempt < this.#tries; attempt += 1) {
      const isShown = await this.#ask(part)
      if (isShown !== false) return isShown
    }
    return false
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

  /**
   * Measures how often all of them do it and takes as many tries as that needs. False where chance explains it: they never did it again,
   * or the test does the same without them.
   */
  async calibrate(): Promise<boolean> {
    let shown = 0
    for (let run = 0; run < calibrationRuns; run += 1) {
      const [withAll, without] = [await this.#ask(this.#case.before), await this.#ask([])]
      if (withAll === undefined || without !== false) return false
      if (withAll) shown += 1
      if (shown === 0 && run + 1 >= missesMax) return false
    }
    if (shown === 0) return false
    this.expectRate(Math.min(shown, calibrationRuns - 1) / calibrationRuns)
    return true
  }

  /** Takes as many tries as a part needs that does it at this rate. */
  expectRate(rate: number): void {
    this.#tries = rate >= 1 ? 1 : Math.min(triesAtMost, Math.ceil(Math.log(missedMax) / Math.log(1 - rate)))
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
