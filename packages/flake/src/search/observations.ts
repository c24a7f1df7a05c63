import type { Tally } from '../judge/rates.ts'
import type { Plan } from '../model/plan.ts'
import { isBad, type Attempt, type RunRecord } from '../model/run-record.ts'

/** One test in one run. */
export interface Sighting {
  readonly run: RunRecord
  readonly attempt: Attempt
}

/** What the search has seen of every test. A file that does not load is looked at as a test of its own name. */
export class Observations {
  readonly #sightings = new Map<string, Sighting[]>()
  readonly #collected = new Set<string>()
  readonly #runs: RunRecord[] = []
  readonly #isWanted: (test: string) => boolean

  /** What is not wanted is collected, and otherwise not looked at. */
  constructor(isWanted: (test: string) => boolean) {
    this.#isWanted = isWanted
  }

  add(run: RunRecord): void {
    this.#runs.push(run)
    for (const test of run.collected) this.#collected.add(test)
    const broken = new Set(run.problems.flatMap(({ file }) => (file === undefined ? [] : [file])))
    for (const { file, message } of run.problems) {
      if (file !== undefined) this.#see(file, { run, attempt: { outcome: 'failed', message } })
    }
    for (const [test, attempt] of run.attempts) {
      if (attempt.outcome !== 'skipped') this.#see(test, { run, attempt })
    }
    for (const file of this.#sightings.keys()) {
      const isLoaded = !broken.has(file) && [...run.attempts.keys()].some((test) => isIn(test, file))
      if (isLoaded) this.#see(file, { run, attempt: { outcome: 'passed' } })
    }
  }

  get runs(): readonly RunRecord[] {
    return this.#runs
  }

  /** Every test that any run has found, in the order of the runner. */
  get collected(): readonly string[] {
    return [...this.#collected]
  }

  get tests(): readonly string[] {
    return [...this.#sightings.keys()]
  }

  of(test: string): readonly Sighting[] {
    return this.#sightings.get(test) ?? []
  }

  failures(test: string): readonly Sighting[] {
    return this.of(test).filter(({ attempt }) => isBad(attempt))
  }

  tally(test: string): Tally {
    return { failures: this.failures(test).length, runs: this.of(test).length }
  }

  /** In the runs with nothing changed but the order. */
  plainSightings(test: string): readonly { readonly run: RunRecord; readonly isFailed: boolean }[] {
    return this.of(test)
      .filter(({ run }) => isOrderAlone(run.plan))
      .map(({ run, attempt }) => ({ run, isFailed: isBad(attempt) }))
  }

  /** Everything that failed at least once. */
  get suspects(): readonly string[] {
    return this.tests.filter((test) => this.failures(test).length > 0)
  }

  #see(test: string, sighting: Sighting): void {
    if (!this.#isWanted(test)) return
    const known = this.#sightings.get(test)
    if (known === undefined) this.#sightings.set(test, [sighting])
    else known.push(sighting)
  }
}

/** An id begins with the file, and goes on after a separator. */
function isIn(test: string, file: string): boolean {
  return test.startsWith(`${file} > `) || test.startsWith(`${file}::`)
}

export function isOrderAlone({ repeats, variant }: Plan): boolean {
  return repeats === 1 && variant.cause === 'none'
}

export function isPlain({ tests, repeats, variant }: Plan): boolean {
  return tests === undefined && repeats === 1 && variant.cause === 'none'
}
