import type { Reach } from './reach.ts'

/** A queue by distance, which only ever grows by a few steps. */
export class NearestFirst {
  readonly #byDistance: Reach[][] = []
  #nearest = 0

  push(reach: Reach): void {
    ;(this.#byDistance[reach.distance] ??= []).push(reach)
    this.#nearest = Math.min(this.#nearest, reach.distance)
  }

  take(): Reach | undefined {
    for (; this.#nearest < this.#byDistance.length; this.#nearest++) {
      const next = this.#byDistance[this.#nearest]?.pop()
      if (next !== undefined) return next
    }
    return undefined
  }
}
