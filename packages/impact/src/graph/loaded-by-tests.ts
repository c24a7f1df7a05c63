import { isScript, isTokenized } from '../change/token-words.ts'
import type { Graph } from './graph.ts'
import type { Reach } from './reach.ts'

/**
 * What each of some tests loads, over imports of any kind: no other code runs in it. Of a test that may load code which nothing names all
 * of the code base counts.
 */
export class LoadedByTests {
  readonly #graph: Graph
  readonly #places: ReadonlyMap<number, number>
  /** By file a bit for each test that loads it. */
  readonly #loaders = new Map<number, Uint32Array>()
  readonly #unknown: Uint32Array

  constructor(graph: Graph, tests: readonly number[]) {
    this.#graph = graph
    this.#places = new Map(tests.map((test, place) => [test, place]))
    this.#unknown = new Uint32Array(Math.ceil(tests.length / BITS))
    this.#spread(tests)
    for (const [file, tests] of this.#loaders) if (this.#mayLoadMore(file)) join(this.#unknown, tests)
  }

  #spread(tests: readonly number[]): void {
    for (const [place, test] of tests.entries()) setBit(this.#loadersOf(test), place)
    const waiting = new Set(tests)
    for (const file of waiting) {
      // Added again at the end where it is found to be loaded by more.
      waiting.delete(file)
      const loaders = this.#loadersOf(file)
      for (const loaded of this.#graph.loadsOf(file))
        if (loaded !== file && join(this.#loadersOf(loaded), loaders)) waiting.add(loaded)
    }
  }

  #loadersOf(file: number): Uint32Array {
    const known = this.#loaders.get(file)
    if (known !== undefined) return known
    const made = new Uint32Array(this.#unknown.length)
    this.#loaders.set(file, made)
    return made
  }

  #mayLoadMore(file: number): boolean {
    const units = this.#graph.units(file)
    if (units !== undefined) return units.loadsComputed
    const { language } = this.#graph.map.file(file)
    return isTokenized(language) || ['vue', 'svelte'].includes(language)
  }

  /** Whether a test loads a file. Says yes when in doubt. */
  isLoaded(test: number, file: number): boolean {
    const place = this.#places.get(test)
    if (place === undefined || file >= this.#graph.map.fileCount || hasBit(this.#unknown, place)) return true
    const loaders = this.#loaders.get(file)
    return loaders !== undefined && hasBit(loaders, place)
  }

  /** Whether all code on the way to a test is loaded by it. */
  isWhole(test: number, reach: Reach): boolean {
    for (let at: Reach | undefined = reach; at !== undefined; at = at.from)
      if (!this.isLoaded(test, at.file)) return false
    return true
  }

  /** Languages in which a file runs only where something imports it. */
  static isKnownOf(graph: Graph, test: number): boolean {
    const { language } = graph.map.file(test)
    return isScript(language) || language === 'go'
  }
}

const BITS = 32

function setBit(bits: Uint32Array, place: number): void {
  bits[place >>> 5] = (bits[place >>> 5] as number) | (1 << (place & 31))
}

function hasBit(bits: Uint32Array, place: number): boolean {
  return ((bits[place >>> 5] as number) & (1 << (place & 31))) !== 0
}

/** Whether that added any. An index, since an iterator takes ten times as long here. */
function join(bits: Uint32Array, others: Uint32Array): boolean {
  let isMore = false
  for (let at = 0; at < bits.length; at++) {
    const before = bits[at] as number
    const both = before | (others[at] as number)
    if (both >>> 0 === before) continue
    bits[at] = both
    isMore = true
  }
  return isMore
}
