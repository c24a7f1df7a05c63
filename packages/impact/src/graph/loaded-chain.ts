import type { Reach } from './reach.ts'

/** One of the steps that lead to a place. */
export interface Step {
  /** undefined of the change itself. */
  readonly from: Reach | undefined
  readonly line: number
  /** It only loads the file. */
  readonly isLoad: boolean
}

/** A reach, and the part of the chain that was followed from it to the end. */
interface Partial {
  readonly reach: Reach
  readonly rest: Rest | undefined
}

interface Rest {
  readonly from: Reach
  readonly line: number
  readonly to: Reach
  readonly rest: Rest | undefined
}

interface Known {
  /** The steps that lead to a reach, also those that are not on its shortest chain. */
  readonly stepsTo: (reach: Reach) => readonly Step[]
  readonly isLoaded: (file: number) => boolean
}

/** A chain from the change to one of some reaches over files that are loaded, by the steps that are known; undefined where these make none. */
export function loadedChain(ends: readonly Reach[], { stepsTo, isLoaded }: Known): Reach | undefined {
  const seen = new Set<Reach>(ends)
  const waiting = ends.map((reach): Partial => ({ reach, rest: undefined }))
  for (const { reach, rest } of waiting) {
    if (reach.from === undefined) return chainOf(reach, rest)
    for (const { from, line } of [{ from: reach.from, line: reach.line }, ...stepsTo(reach)]) {
      if (from === undefined || from.isTypeOnly || seen.has(from) || !isLoaded(from.file)) continue
      seen.add(from)
      waiting.push({ reach: from, rest: { from, line, to: reach, rest } })
    }
  }
  return undefined
}

/** Steps count as on the shortest chain, others as one. */
function chainOf(change: Reach, steps: Rest | undefined): Reach {
  let end = change
  for (let step = steps; step !== undefined; step = step.rest) {
    const { to, from, line } = step
    const cost = to.from === from ? to.distance - from.distance : 1
    end = { ...to, line, from: end, distance: end.distance + cost }
  }
  return end
}
