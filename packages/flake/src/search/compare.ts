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

/**
 * Whatever was seen before, so many runs of each are made in turn by default. Together they have to leave less to chance than `chanceMaxDefault`: five
 * failures against five passes do, three against seven too.
 */
const pairsWantedDefault = 2
const pairsMax = 12
/** After so many runs of the failing plan without a failure there is nothing to look for. */
const missesMax = 3
const chanceMaxDefault = 0.01
/** After so many pairs that leave so much to chance no more are made. */
const futile = [
  { pairs: 3, chance: 0.3 },
  { pairs: 6, chance: 0.1 },
] as const

/** A plan under which some tests are to fail, and others than under the passing one. */
export interface Condition {
  readonly failing: Plan
  /** Each is judged by itself, by the same runs. */
  readonly tests: readonly string[]
  /** It does the same every time: what does not, is not of its making. */
  readonly isCertain?: boolean
}

export interface ComparedPlans {
  /** What a test does under an earlier one settles it. */
  readonly conditions: readonly Condition[]
  readonly passing: Plan
  /** Runs like these that were seen before: how often it failed with the condition, and what it did without. */
  readonly seen?: (test: string, condition: Condition) => { readonly failing: Tally; readonly passing: Tally }
  /** Whether one of these was a run of exactly this plan. */
  readonly isSeen?: { readonly failing: boolean; readonly passing: boolean }
  readonly pairsWanted?: number
  /** What all runs together may leave to chance. */
  readonly chanceMax?: number
}

export interface Compared extends Comparison {
  readonly condition: Condition
}

interface Counted {
  failures: number
  runs: number
  /** What was seen before. It was chosen for what it showed: it counts only where all agree. */
  readonly seen: Tally
}

/** Of each test what its conditions show: the first that makes a difference, else the first that may, else the first. */
export async function comparePlans(lab: Lab, options: ComparedPlans): Promise<ReadonlyMap<string, Compared>> {
  const experiment = new Experiment(lab, options)
  let isStopped = false
  for (let pair = 0; pair < pairsMax && !isStopped && experiment.open.length > 0; pair += 1)
    isStopped = !(await experiment.runPair())
  return experiment.results(isStopped || lab.isStopped)
}

class Experiment {
  readonly #lab: Lab
  readonly #passing: Plan
  readonly #conditions: readonly (Condition & { readonly tallies: ReadonlyMap<string, Counted> })[]
  /** Of the passing plan, by condition: what was seen before may differ. */
  readonly #good: readonly ReadonlyMap<string, Counted>[]
  readonly #tests: readonly string[]
  readonly #pairsWanted: number
  readonly #chanceMax: number
  /** Of the first pair. */
  readonly #isSeen: { readonly failing: boolean; readonly passing: boolean }
  #pairs = 0

  constructor(lab: Lab, options: ComparedPlans) {
    const { conditions, passing, seen, pairsWanted = pairsWantedDefault } = options
    this.#pairsWanted = pairsWanted
    this.#chanceMax = options.chanceMax ?? chanceMaxDefault
    this.#isSeen = options.isSeen ?? { failing: false, passing: false }
    const counted = (condition: Condition, side: 'failing' | 'passing'): ReadonlyMap<string, Counted> =>
      new Map(condition.tests.map((test) => [test, { ...nothing, seen: seen?.(test, condition)[side] ?? nothing }]))
    this.#lab = lab
    this.#passing = passing
    this.#conditions = conditions.map((condition) => ({ ...condition, tallies: counted(condition, 'failing') }))
    this.#good = conditions.map((condition) => counted(condition, 'passing'))
    this.#tests = [...new Set(conditions.flatMap(({ tests }) => tests))]
  }

  /** Tests that more runs may tell more of. */
  get open(): readonly string[] {
    return this.#tests.filter((test) => {
      const known = this.#comparisonsOf(test)
      return !known.some(isShown) && known.some(({ difference }) => difference === 'stopped')
    })
  }

  /** False where the time is up. */
  async runPair(): Promise<boolean> {
    const open = new Set(this.open)
    const isSeen = this.#pairs === 0 ? this.#isSeen : { failing: false, passing: false }
    for (const { failing, tests, tallies } of this.#conditions) {
      const isOpen = tests.some((test) => open.has(test) && this.#isOpen(test, failing))
      if (isOpen && !isSeen.failing && !(await this.#run(failing, [tallies]))) return false
    }
    if (!isSeen.passing && !(await this.#run(this.#passing, this.#good))) return false
    this.#pairs += 1
    return true
  }

  results(isStopped: boolean): ReadonlyMap<string, Compared> {
    return new Map(
      this.#tests.flatMap((test) => {
        const known = this.#comparisonsOf(test)
        const best =
          known.find(isShown) ?? (isStopped ? known.find(({ difference }) => difference === 'stopped') : undefined)
        const told = best ?? known[0]
        if (told === undefined) return []
        const isOpen = told.difference === 'stopped' && !isStopped
        return [[test, isOpen ? { ...told, difference: 'none' as const } : told] as const]
      }),
    )
  }

  #isOpen(test: string, failing: Plan): boolean {
    return this.#comparisonsOf(test).some(
      ({ condition, difference }) => condition.failing === failing && difference === 'stopped',
    )
  }

  async #run(plan: Plan, counted: readonly ReadonlyMap<string, Counted>[]): Promise<boolean> {
    const run = await this.#lab.ask(plan, plan === this.#passing ? 'control' : 'confirm')
    if (run === undefined) return false
    for (const tallies of counted) count(tallies, run)
    return true
  }

  #comparisonsOf(test: string): readonly Compared[] {
    return this.#conditions.flatMap(({ tallies, ...condition }, index) => {
      if (!condition.tests.includes(test)) return []
      const plans = { failing: condition.failing, passing: this.#passing }
      const counted = { failing: tallies.get(test), passing: this.#good[index]?.get(test) }
      const compared = this.#compare(counted, plans)
      const isRefuted = condition.isCertain === true && !isClear(compared)
      return [{ condition, ...compared, ...(isRefuted ? { difference: 'none' as const } : {}) }]
    })
  }

  /** The difference is `stopped` as long as more runs may tell. */
  #compare(
    { failing, passing }: { readonly failing: Counted | undefined; readonly passing: Counted | undefined },
    plans: { readonly failing: Plan; readonly passing: Plan },
  ): Comparison {
    const all = { failing: withSeen(failing), passing: withSeen(passing) }
    const { failing: bad, passing: good } = isClear(all)
      ? all
      : { failing: freshTally(failing), passing: freshTally(passing) }
    const tallies = { failing: { ...bad, plan: plans.failing }, passing: { ...good, plan: plans.passing } }
    const chance = chanceOfMore(bad, good)
    const isNone = bad.failures === 0 && bad.runs >= missesMax
    if (isNone || futile.some((limit) => this.#pairs >= limit.pairs && chance > limit.chance))
      return { ...tallies, difference: 'none' }
    if (this.#pairs < this.#pairsWanted || chance >= this.#chanceMax) return { ...tallies, difference: 'stopped' }
    return { ...tallies, difference: isClear(all) ? 'always' : 'more often' }
  }
}

function isClear({ failing, passing }: { readonly failing: Tally; readonly passing: Tally }): boolean {
  return failing.failures === failing.runs && passing.failures === 0
}

const nothing: Tally = { failures: 0, runs: 0 }

function withSeen(counted: Counted | undefined): Tally {
  const { failures, runs, seen } = counted ?? { ...nothing, seen: nothing }
  return { failures: failures + seen.failures, runs: runs + seen.runs }
}

function freshTally({ failures, runs }: Tally = nothing): Tally {
  return { failures, runs }
}

function isShown({ difference }: Comparison): boolean {
  return difference === 'always' || difference === 'more often'
}

function count(tallies: ReadonlyMap<string, Counted>, run: RunRecord): void {
  for (const [test, tally] of tallies) {
    const isFailed = hasFailed(run, test)
    if (isFailed === undefined) continue
    tally.runs += 1
    // What already fails the first time is not shown by running it again.
    if (isFailed && !failedAtOnce(run, test)) tally.failures += 1
  }
}

export function failedAtOnce({ attempts }: RunRecord, test: string): boolean {
  return attempts.get(test)?.repeated?.failed[0] === 1
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
  const run = await lab.ask(planned.plan, planned.purpose)
  return run === undefined ? undefined : hasFailed(run, test)
}
