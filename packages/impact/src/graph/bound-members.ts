import { C, T, type OpenFile } from '@groundcrew/code-map'
import { textAt } from './token-text.ts'

/**
 * Whether the names that a look at all members gives only serve to put each member back as it is, bound to its object:
 * `for (const key of Object.getOwnPropertyNames(of)) if (typeof me[key] === 'function') me[key] = me[key].bind(me)`. That reads all members
 * and calls none. `at` is the word `getOwnPropertyNames`. Says no when in doubt.
 */
export function bindsMembers(open: OpenFile, at: number, owners: Int32Array): boolean {
  const unit = new Unit(open, owners, at)
  const keys = unit.keysOf(at)
  return keys !== undefined && keys.length > 0 && keys.every((key) => unit.isOnlyBound(key))
}

/** The code of one unit. */
class Unit {
  readonly #open: OpenFile
  readonly #tokens: readonly number[]

  constructor(open: OpenFile, owners: Int32Array, at: number) {
    this.#open = open
    this.#tokens = [...owners.keys()].filter((token) => owners[token] === owners[at])
  }

  /** The variables that hold one of the names each, by the token where they are declared; undefined where the names go elsewhere. */
  keysOf(at: number): readonly number[] | undefined {
    const start = this.#kind(at - 1) === C.dot ? at - 2 : at
    if (this.#text(start - 1) === 'of') return [start - 2]
    const direct = this.#keyOfEach(this.#afterCall(at + 1))
    if (direct !== undefined) return [direct]
    const isDeclared = this.#kind(start - 1) === C.equals && /^(?:const|let|var)$/.test(this.#text(start - 3))
    if (!isDeclared || this.#kind(this.#afterCall(at + 1)) === C.dot) return undefined
    const uses = this.#places(this.#text(start - 2)).filter((token) => token !== start - 2)
    const keys = uses.map((use) => (this.#text(use - 1) === 'of' ? use - 2 : this.#keyOfEach(use + 1)))
    return keys.every((key) => key !== undefined) ? keys : undefined
  }

  /** Of `.forEach((key) =>` or `.forEach(key =>` the key. */
  #keyOfEach(dot: number): number | undefined {
    if (this.#kind(dot) !== C.dot || this.#text(dot + 1) !== 'forEach') return undefined
    const inner = this.#kind(dot + 3) === C.open ? dot + 4 : dot + 3
    const arrow = inner + (inner === dot + 4 ? 2 : 1)
    return this.#kind(inner) === T.name && this.#kind(arrow) === T.arrow ? inner : undefined
  }

  isOnlyBound(key: number): boolean {
    const name = this.#text(key)
    return this.#places(name).every((at) => at === key || this.#isCompared(at) || this.#isBoundAt(at))
  }

  #isCompared(at: number): boolean {
    return [at - 1, at + 1].some((token) => /^[!=]==?$/.test(this.#text(token)))
  }

  /** `typeof me[key]`, `me[key] =`, and there `me[key].bind(`. */
  #isBoundAt(at: number): boolean {
    if (this.#kind(at - 1) !== C.openBracket || this.#kind(at + 1) !== C.closeBracket) return false
    if (this.#kind(at - 2) !== T.name || this.#kind(at - 3) === C.dot) return false
    if (this.#text(at - 3) === 'typeof' || this.#kind(at + 2) === C.equals) return true
    const isPutBack = this.#kind(at - 3) === C.equals && this.#kind(at - 4) === C.closeBracket
    const isSame = this.#text(at - 5) === this.#text(at)
    return isPutBack && isSame && this.#text(at + 3) === 'bind' && this.#kind(at + 4) === C.open
  }

  #places(name: string): readonly number[] {
    return this.#tokens.filter((token) => this.#kind(token) === T.name && this.#text(token) === name)
  }

  #afterCall(opening: number): number {
    let depth = 0
    for (let at = opening; at < this.#open.extraction.tokens.count; at++) {
      if (this.#kind(at) === C.open) depth++
      else if (this.#kind(at) === C.close) depth--
      if (depth === 0) return at + 1
    }
    return opening
  }

  #kind(token: number): number | undefined {
    return this.#open.extraction.tokens.kind[token]
  }

  #text(token: number): string {
    return textAt(this.#open, token)
  }
}
