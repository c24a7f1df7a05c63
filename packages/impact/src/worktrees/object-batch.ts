import type { Repository } from '@groundcrew/core/repo'
import { readObjects } from '../change/tree-files.ts'

/** Reads objects, all that are asked for at about the same time with one call of git. */
export class ObjectBatch {
  readonly #repository: Repository
  #names = new Set<string>()
  #pending: Promise<ReadonlyMap<string, Buffer>> | undefined

  constructor(repository: Repository) {
    this.#repository = repository
  }

  /** Names such as `1a2b3c:src/a.ts`. */
  async read(names: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    for (const name of names) this.#names.add(name)
    this.#pending ??= this.#readSoon()
    return await this.#pending
  }

  async #readSoon(): Promise<ReadonlyMap<string, Buffer>> {
    await new Promise(setImmediate)
    const names = [...this.#names]
    this.#names = new Set()
    this.#pending = undefined
    return await readObjects(this.#repository, names)
  }
}
