import type { Remainder } from '../plan/types.ts'

const placesMax = 3

/** Counts places by the reason why they are left alone. */
export class RemainderCounter {
  readonly #places = new Map<string, string[]>()
  readonly #counts = new Map<string, number>()

  add(reason: string, place: string): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1)
    const places = this.#places.get(reason) ?? []
    if (places.length < placesMax) places.push(place)
    this.#places.set(reason, places)
  }

  get result(): readonly Remainder[] {
    return [...this.#counts]
      .map(([reason, amount]) => ({ reason, count: amount, places: this.#places.get(reason) ?? [] }))
      .sort((left, right) => right.count - left.count || (left.reason < right.reason ? -1 : 1))
  }
}
