import type { LastWriters } from './last-writers.ts'
import type { PastCommit } from './read-history.ts'

/** How often files changed together. */
export class CoChanges {
  readonly #commits: readonly PastCommit[]
  readonly #byFile = new Map<string, number[]>()

  /** The latest commit first. */
  constructor(commits: readonly PastCommit[]) {
    this.#commits = commits
    for (const [index, { files }] of commits.entries()) {
      for (const file of files) {
        const list = this.#byFile.get(file)
        if (list === undefined) this.#byFile.set(file, [index])
        else list.push(index)
      }
    }
  }

  get commitCount(): number {
    return this.#commits.length
  }

  /** The number of commits that changed a file. */
  countOf(file: string): number {
    return this.#byFile.get(file)?.length ?? 0
  }

  /** The files that changed together with this one, each with the number of commits. */
  partnersOf(file: string): ReadonlyMap<string, number> {
    const found = new Map<string, number>()
    for (const index of this.#byFile.get(file) ?? []) {
      for (const other of this.#commits[index]?.files ?? []) {
        if (other !== file) found.set(other, (found.get(other) ?? 0) + 1)
      }
    }
    return found
  }

  /**
   * How much each file belongs to a change of `files`, from 0 to 1: the share of a changed file's commits in which it changed too, as if that
   * were a chance, and each changed file another one. A small commit says more than a large one, a late one more than an early one, one that
   * wrote the very lines that change now much more than the others, and one commit alone says little.
   */
  likeness(files: readonly string[], lastWriters: LastWriters): ReadonlyMap<string, number> {
    const found = new Map<string, number>()
    for (const file of files) {
      const commits = this.#byFile.get(file) ?? []
      const shares = lastWriters.get(file)
      const together = new Map<string, number>()
      let sum = PRIOR
      for (const [age, index] of commits.entries()) {
        const { key = '', files: others = [] } = this.#commits[index] ?? {}
        const weight = Math.exp(-age / FADING) + OF_LAST_WRITER * (shares?.get(key) ?? 0)
        sum += weight
        for (const other of others) together.set(other, (together.get(other) ?? 0) + weight / Math.sqrt(others.length))
      }
      for (const [other, weight] of together) {
        if (other !== file) found.set(other, 1 - (1 - (found.get(other) ?? 0)) * (1 - weight / sum))
      }
    }
    return found
  }
}

/** Commits that are taken to have changed the file alone. */
const PRIOR = 1
/** After so many commits of a file an earlier one counts for a third. */
const FADING = 15
/** A commit that wrote all of the lines counts for so many more. */
const OF_LAST_WRITER = 8
