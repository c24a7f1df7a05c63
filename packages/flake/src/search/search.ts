import { note, type Io } from '@groundcrew/core/cli'
import { planOf, type Plan, type Variant } from '../model/plan.ts'
import type { RunRecord } from '../model/run-record.ts'
import { variantObstacle } from '../run/variant-command.ts'
import { againPurpose } from './group.ts'
import type { Lab } from './lab.ts'
import { Observations } from './observations.ts'
import { pairsOf, reversed, shuffled } from './orders.ts'
import type { Phase } from './phases.ts'
import type { TestChoice } from './test-choice.ts'
import { environmentVariants, parallelVariant, stressVariant } from './variants.ts'

export interface SearchOptions {
  readonly phases: ReadonlySet<Phase>
  /** Looked at are only the tests that it wants; the others of the shard run too where an order needs them. */
  readonly choice: TestChoice
  /** No more runs of the suite than this. */
  readonly runsMax: number
}

interface Experiment {
  readonly purpose: string
  readonly plan: Plan
  /** Of the changed tests alone: it does not count as a run of the suite. */
  readonly isExtra?: boolean
}

/** Changed tests run so often for each time that the others do: of flaky tests 75 % are flaky when they are added (Lam 2020). */
const changedFactor = 10
/** Two runs before anything is changed: what fails in both is looked at as broken. */
const baselineRuns = 2
/** Runs that repeat in one process, how often, and what they may cost at least. */
const againRuns = 2
const againTimes = 20
const againBudgetMs = 1000
const againMsMin = 0.5
/** So many experiments that no longer fit are left out in search of one that does. */
const skippedMax = 20
const shufflesFirst = 2
const shufflesMax = 8

/** Looks for tests that do not always do the same, the cheapest and most telling changes first. Goes on where it stopped. */
export class Search {
  readonly observations: Observations
  readonly #lab: Lab
  readonly #io: Io
  readonly #options: SearchOptions
  readonly #seenPairs = new Set<string>()
  #experiments: AsyncGenerator<Experiment, void> | undefined
  #next: Experiment | undefined
  #suiteRuns = 0

  constructor(lab: Lab, io: Io, options: SearchOptions) {
    this.#lab = lab
    this.#io = io
    this.#options = options
    this.observations = new Observations((test) => options.choice.isWanted(test))
  }

  /** Runs experiments until they end, or no further one fits into this share of the time; the last time shorter ones stand in for those that do not. */
  async continue(share: number, isLast: boolean): Promise<void> {
    this.#experiments ??= this.#withChanged(this.#plan())
    let skipped = 0
    while (!this.#lab.isStopped) {
      this.#next ??= await this.#take(this.#experiments)
      if (this.#next === undefined) return
      const { plan, isExtra = false } = this.#next
      if (!isExtra && this.#suiteRuns >= this.#options.runsMax) return
      const isFitting = this.#suiteRuns < baselineRuns || this.#lab.fits(this.#lab.expectMs(plan), share)
      if (isFitting) await this.#run(this.#next)
      else if (!isLast || ++skipped > skippedMax) return
      this.#next = undefined
    }
  }

  async #take(experiments: AsyncGenerator<Experiment, void>): Promise<Experiment | undefined> {
    const result = await experiments.next()
    return result.done === true ? undefined : result.value
  }

  async #run({ plan, purpose, isExtra = false }: Experiment): Promise<void> {
    const run = await this.#lab.run(plan, purpose)
    if (this.#lab.isStopped) return
    if (!isExtra) this.#suiteRuns += 1
    if (run.attempts.size > 0) this.#options.choice.learn(testsOf(run))
    this.observations.add(run)
    for (const pair of pairsOf([...run.attempts.keys()])) this.#seenPairs.add(pair)
  }

  /** After each run of the suite so many of the changed tests that these have run ten times as often as the others, whenever it ends. */
  async *#withChanged(experiments: AsyncGenerator<Experiment, void>): AsyncGenerator<Experiment, void> {
    const { choice } = this.#options
    for await (const experiment of experiments) {
      yield experiment
      for (let extra = 1; extra < changedFactor; extra += 1) {
        const looked = this.#tests.filter((test) => choice.isWanted(test))
        const tests = looked.filter((test) => choice.isChanged(test))
        const isPart = tests.length > 0 && tests.length < looked.length
        if (!isPart || !this.#lab.suite.adapter.steering.selects) break
        yield { purpose: 'changed', plan: this.#extraPlan(tests, experiment.plan, extra), isExtra: true }
      }
    }
  }

  /** Orders and load are repeated, as chance has a part in them; a time zone does the same every time. */
  #extraPlan(tests: readonly string[], { tests: order, variant, repeats }: Plan, seed: number): Plan {
    const isOrder = order !== undefined && variant.cause === 'none' && repeats === 1
    if (isOrder && this.#canOrder) return planOf(this.#shuffled(tests, seed))
    return planOf(tests, variant.cause === 'load' ? variant : undefined)
  }

  #shuffled(tests: readonly string[], seed: number): readonly string[] {
    const separator = this.#lab.suite.adapter.steering.isPython ? '::' : ' > '
    return shuffled(tests, { seed, separator, seenPairs: this.#seenPairs })
  }

  async *#plan(): AsyncGenerator<Experiment, void> {
    for (let run = 0; run < baselineRuns; run += 1) yield { purpose: 'baseline', plan: this.#native() }
    // Nothing runs, or nothing that is looked for is there: more runs do not change that.
    if (this.observations.runs.every(({ attempts }) => attempts.size === 0)) return
    if (this.#tests.length === 0 || this.observations.tests.length === 0) return
    const { repeats } = this.#lab.suite.adapter.steering
    // First of all, since it tells chance from the rest: what is known to fail by chance is not asked for its order or its surroundings.
    yield* this.#onlyIf('repeat', repeats, this.#again())
    yield* this.#onlyIf('reverse', this.#canOrder, [{ purpose: 'reverse', plan: planOf(reversed(this.#tests)) }])
    yield* this.#onlyIf('twice', repeats, [{ purpose: 'twice', plan: { ...this.#native(), repeats: 2 } }])
    for (let shuffle = 1; shuffle <= shufflesFirst; shuffle += 1) yield* this.#shuffle(shuffle)
    for (const variant of environmentVariants) {
      if (await this.#canTry('environment', variant)) yield { purpose: variant.name, plan: this.#native(variant) }
    }
    if (await this.#canTry('parallel', parallelVariant))
      yield { purpose: 'parallel', plan: this.#native(parallelVariant) }
    // Several times as long as the others: what does not fit into the time is not to stand in the way of what does.
    if (await this.#canTry('stress', stressVariant)) yield { purpose: 'stress', plan: this.#native(stressVariant) }
    for (let shuffle = shufflesFirst + 1; shuffle <= shufflesMax; shuffle += 1) yield* this.#shuffle(shuffle)
    while (this.#options.phases.has('repeat')) {
      yield { purpose: 'repeat', plan: this.#native() }
      if (await this.#canTry('stress', stressVariant)) yield { purpose: 'stress', plan: this.#native(stressVariant) }
    }
  }

  /** What is fast, many times in one process: that costs as much as one more run of the suite, and shows what fails once in twenty times. */
  #again(): readonly Experiment[] {
    const { choice } = this.#options
    const durationOf = (test: string): number =>
      Math.max(...this.observations.of(test).map(({ attempt }) => attempt.durationMs ?? 0), againMsMin)
    // What failed is repeated too: where it does not fail at each repeat, chance has a part in it.
    const ending = this.#tests.filter((test) => choice.isWanted(test) && !this.#hasEndedRun(test))
    const sorted = [...ending].sort((a, b) => durationOf(a) - durationOf(b))
    let leftMs = Math.max(againBudgetMs, this.#lab.expectMs(this.#native()))
    const fast = new Set<string>()
    for (const test of sorted) {
      leftMs -= durationOf(test) * againTimes
      if (leftMs < 0) break
      fast.add(test)
    }
    const tests = this.#tests.filter((test) => fast.has(test))
    const plan = { ...planOf(tests), repeats: againTimes }
    return tests.length === 0 ? [] : Array.from({ length: againRuns }, () => ({ purpose: againPurpose, plan }))
  }

  *#onlyIf(phase: Phase, isPossible: boolean, experiments: readonly Experiment[]): Generator<Experiment> {
    if (isPossible && this.#options.phases.has(phase)) yield* experiments
  }

  *#shuffle(number: number): Generator<Experiment> {
    if (!this.#canOrder || !this.#options.phases.has('shuffle')) return
    yield { purpose: `shuffle ${number}`, plan: planOf(this.#shuffled(this.#tests, number)) }
  }

  async #canTry(phase: Phase, variant: Variant): Promise<boolean> {
    if (!this.#options.phases.has(phase)) return false
    const obstacle = await variantObstacle(variant, this.#io.env)
    if (obstacle !== undefined) note(this.#io, `note: not tried: ${variant.name}: ${obstacle}`)
    return obstacle === undefined
  }

  get #canOrder(): boolean {
    const { selects, order } = this.#lab.suite.adapter.steering
    return selects && order !== 'none' && this.#tests.length > 1
  }

  /** All of the suite, or of its shard, without those that end the process they run in: they would take the others with them. */
  get #tests(): readonly string[] {
    const { collected, tests } = this.observations
    return (collected.length > 0 ? collected : tests).filter(
      (test) => !this.#isDeadly(test) && this.#options.choice.isInShard(test),
    )
  }

  #hasEndedRun(test: string): boolean {
    return this.observations.of(test).some(({ attempt: { outcome } }) => outcome === 'hung' || outcome === 'killed')
  }

  #isDeadly(test: string): boolean {
    const ends = this.observations.of(test)
    return (
      ends.length >= baselineRuns &&
      ends.every(({ attempt: { outcome } }) => outcome === 'hung' || outcome === 'killed')
    )
  }

  /** Those that are looked at, in the suite's own order; as a list only where they are not all. */
  #native(variant?: Variant): Plan {
    const { selects } = this.#lab.suite.adapter.steering
    const tests = this.#tests.filter((test) => this.#options.choice.isWanted(test))
    const isWhole = tests.length === this.observations.collected.length
    return planOf(isWhole || tests.length === 0 || !selects ? undefined : tests, variant)
  }
}

/** Everything that a run of the whole suite knows, also the files that do not load. */
function testsOf({ collected, attempts, problems }: RunRecord): readonly string[] {
  return [...collected, ...attempts.keys(), ...problems.flatMap(({ file }) => (file === undefined ? [] : [file]))]
}
