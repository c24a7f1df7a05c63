import { planOf, type Plan } from '../model/plan.ts'
import { hasFailed } from './compare.ts'
import type { Lab } from './lab.ts'

/** Of those that an order-dependent test is asked about: it, what ran before it in the run's order, and which way it depends on them. */
export interface OrderCase {
  readonly test: string
  readonly before: readonly string[]
  /** It fails without them, and passes after them. */
  readonly isBrittle: boolean
  /** Whether a run in which all of them did it, and one alone in which nothing did, have just been made: else it is asked first. */
  readonly isSeen?: boolean
}

/** A rate that is missed in all tries in less than 1 of 100 cases. */
const missedMax = 0.01
const triesAtMost = 12
const calibrationRuns = 6

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
  #lastShown: readonly string[] | undefined

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
      if (isShown === true) this.#lastShown = part
      if (isShown !== false) return isShown
    }
    return false
  }

  /** Whether the last answer that it did it was given to a single question, and for exactly these. */
  hasShown(part: readonly string[]): boolean {
    const shown = this.#lastShown
    return this.#tries === 1 && shown?.length === part.length && part.every((id) => shown.includes(id))
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
    if (!this.#lab.fits(this.#lab.expectMs(plan))) this.#isStopped = true
    if (this.#isStopped) return undefined
    const run = await this.#lab.run(plan, 'bisect')
    this.#isStopped = this.#lab.isStopped
    if (this.#isStopped) return undefined
    this.#runs += 1
    // Where a predecessor ended the process nothing was shown of the test.
    const isFailed = hasFailed(run, this.#case.test)
    return isFailed !== undefined && isFailed !== this.#case.isBrittle
  }
}
