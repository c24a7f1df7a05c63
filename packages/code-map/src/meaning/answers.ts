import type { Typed } from './declared.ts'

/** So much is followed for one use: types that count or compute would go on for hours. */
const FOLLOWED_MAX = 2500

/** What was found already. In a circle, what is being looked for leads to nothing, and what hangs on that is looked for again elsewhere. */
export class Answers {
  readonly #known = new Map<string, readonly Typed[]>()
  /** How far down each is that is being looked for. */
  readonly #open = new Map<string, number>()
  /** The uppermost of those that the one being looked for hangs on. */
  #uppermost = Number.POSITIVE_INFINITY
  #followed = 0

  /** Another question begins: so much may be followed again. */
  begin(): void {
    this.#followed = 0
  }

  /** Whether one step more may be taken. */
  mayFollow(): boolean {
    return this.#followed++ < FOLLOWED_MAX
  }

  once(key: string, find: () => readonly Typed[]): readonly Typed[] {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const above = this.#open.get(key)
    if (above !== undefined || !this.mayFollow()) {
      this.#uppermost = Math.min(this.#uppermost, above ?? -1)
      return []
    }
    const depth = this.#open.size
    const outer = this.#uppermost
    this.#uppermost = Number.POSITIVE_INFINITY
    this.#open.set(key, depth)
    const found = find()
    this.#open.delete(key)
    const isWhole = this.#uppermost >= depth && this.#followed <= FOLLOWED_MAX
    if (isWhole) this.#known.set(key, found)
    this.#uppermost = isWhole ? outer : Math.min(outer, this.#uppermost)
    return found
  }
}
