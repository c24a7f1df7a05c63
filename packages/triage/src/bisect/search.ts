import { candidates, nextTests, posterior, type Candidate, type Tally } from './posterior.ts'

/** `skip`: it cannot be built, or cannot be told. */
export type Trial = 'pass' | 'fail' | 'skip'

export interface SearchOptions {
  /** How many commits lie after the good one; the last is the bad one. */
  readonly count: number
  /** Runs at one time. */
  readonly jobs: number
  /** In all. */
  readonly runsMax: number
  /** `index` -1 is the good commit. `worker` is below `jobs`, and busy with one trial at a time. */
  readonly tryCommit: (index: number, worker: number) => Promise<Trial>
  readonly onProgress?: (best: Candidate, runs: number) => void
}

export type SearchResult =
  /** The first bad commit is one of those from `first.from` to `first.to`; it is one where the two are the same. */
  | {
      readonly kind: 'found'
      readonly first: Candidate
      readonly isSure: boolean
      readonly runs: number
      readonly untestable: number
      readonly tallies: ReadonlyMap<number, Tally>
    }
  | { readonly kind: 'good-fails' | 'bad-passes'; readonly tally: Tally }
  | { readonly kind: 'good-untestable' | 'bad-untestable' }

/** With this much certainty the search ends. */
const sureness = 0.9995
/** An end is believed when it was so many times more often what it is said to be than not, and refused when it was so many more times not. */
const endLead = 2
const refusalLead = 6
const endTriesMax = 40

/** Finds the first commit at which a command fails, though it may err at times and not every commit can be tried. */
export async function searchFirstBad(options: SearchOptions): Promise<SearchResult> {
  const { count, jobs, runsMax } = options
  const state = new SearchState(options)
  const problem = await state.tryEnds()
  if (problem !== undefined) return problem
  for (;;) {
    const chances = posterior(state.sightings)
    const groups = candidates(chances, state.untestable)
    const best = groups.reduce((most, group) => (group.chance > most.chance ? group : most))
    options.onProgress?.(best, state.runs)
    const isSure = best.chance >= sureness && isClear(state.sightings, best.to)
    if (isSure || state.runs >= runsMax || count === 1) {
      const tallies = new Map([[-1, state.sightings.good], ...state.sightings.commits.entries()])
      return {
        kind: 'found',
        first: best,
        isSure: isSure || count === 1,
        runs: state.runs,
        untestable: state.untestable.size,
        tallies,
      }
    }
    await state.tryAll(nextTests(chances, state.sightings, { untestable: state.untestable, count: jobs }))
  }
}

/** Of the runs from the commit on most failed, and of those before most passed: otherwise the command errs too often to tell anything. */
function isClear({ commits, good }: SearchState['sightings'], first: number): boolean {
  const sum = (tallies: readonly Tally[], pick: (tally: Tally) => number): number =>
    tallies.reduce((all, tally) => all + pick(tally), 0)
  const [before, after] = [[good, ...commits.slice(0, first)], commits.slice(first)]
  const failed = ({ failures }: Tally): number => failures
  const passed = ({ passes }: Tally): number => passes
  return sum(before, passed) > sum(before, failed) && sum(after, failed) > sum(after, passed)
}

class SearchState {
  readonly untestable = new Set<number>()
  runs = 0
  #good: Tally = { passes: 0, failures: 0 }
  readonly #commits: Tally[]
  readonly #options: SearchOptions

  constructor(options: SearchOptions) {
    this.#options = options
    this.#commits = Array.from({ length: options.count }, () => ({ passes: 0, failures: 0 }))
  }

  get sightings(): { readonly commits: readonly Tally[]; readonly good: Tally } {
    return { commits: this.#commits, good: this.#good }
  }

  /** Tries these at the same time, one for each worker. */
  async tryAll(indexes: readonly number[]): Promise<void> {
    const trials = await Promise.all(indexes.map((index, worker) => this.#options.tryCommit(index, worker)))
    for (const [place, trial] of trials.entries()) this.#note(indexes[place] ?? -1, trial)
  }

  /** Both ends have to be what they are said to be, clearly more often than not. */
  async tryEnds(): Promise<SearchResult | undefined> {
    const last = this.#options.count - 1
    for (let tries = 0; tries < endTriesMax; tries += 1) {
      const { good } = this.sightings
      const bad = this.#commits[last] ?? good
      const leads = [good.passes - good.failures, bad.failures - bad.passes]
      if (this.untestable.has(-1)) return { kind: 'good-untestable' }
      if (this.untestable.has(last)) return { kind: 'bad-untestable' }
      if ((leads[0] ?? 0) <= -refusalLead) return { kind: 'good-fails', tally: good }
      if ((leads[1] ?? 0) <= -refusalLead) return { kind: 'bad-passes', tally: bad }
      const open = [-1, last].filter((_end, place) => (leads[place] ?? 0) < endLead)
      if (open.length === 0) return undefined
      if (this.#options.jobs > 1) await this.tryAll(open)
      else for (const index of open) await this.tryAll([index])
    }
    return { kind: 'good-fails', tally: this.#good }
  }

  #note(index: number, trial: Trial): void {
    this.runs += 1
    if (trial === 'skip') {
      this.untestable.add(index)
      return
    }
    const old = index < 0 ? this.#good : this.#commits[index]
    if (old === undefined) return
    const tally = trial === 'pass' ? { ...old, passes: old.passes + 1 } : { ...old, failures: old.failures + 1 }
    if (index < 0) this.#good = tally
    else this.#commits[index] = tally
  }
}
