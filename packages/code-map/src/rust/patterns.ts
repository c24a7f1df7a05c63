import { once } from './items.ts'
import type { Range, RustTokens } from './tokens.ts'
import { KIND, UNKNOWN, type RustType } from './types.ts'

/** What the parts of a pattern are, by what it is held against. */
export interface PatternTypes {
  /** Of a tuple, or of an item of a list. */
  part(source: RustType, index: number, count: number): RustType
  /** Of `Path(…)` and `Path { … }`, the path being at a place. */
  field(source: RustType, path: Range, name: string): RustType
}

export interface Bound {
  readonly name: string
  readonly at: number
  readonly type: () => RustType
}

type Source = () => RustType

const DEPTH_MAX = 20

/** The variables of a pattern. */
export function boundBy(tokens: RustTokens, range: Range, source: Source, types: PatternTypes): readonly Bound[] {
  const reader = new PatternReader(tokens, types)
  reader.read(range, source, 0)
  return reader.bound
}

class PatternReader {
  readonly bound: Bound[] = []
  readonly #tokens: RustTokens
  readonly #types: PatternTypes

  constructor(tokens: RustTokens, types: PatternTypes) {
    this.#tokens = tokens
    this.#types = types
  }

  read([start, to]: Range, own: Source, depth: number): void {
    const alternatives = this.#tokens.split(start, to, { sign: '|' })
    if (depth > DEPTH_MAX) return
    if (alternatives.length > 1) {
      for (const one of alternatives) this.read(one, own, depth + 1)
      return
    }
    let from = start
    while (from < to && PREFIX.has(this.#tokens.word(from))) from++
    if (from >= to) return
    const word = this.#tokens.word(from)
    if (word === '(' || word === '[') this.#readList([from + 1, Math.min(to, this.#tokens.partner(from))], own, depth)
    else if (this.#tokens.word(from + 1) === '@') {
      this.bound.push({ name: word, at: from, type: own })
      this.read([from + 2, to], own, depth + 1)
    } else if (/^[A-Za-z_\u0080-\u00FF]/.test(word)) this.#readNamed([from, to], own, depth)
  }

  #readList([from, to]: Range, own: Source, depth: number): void {
    const parts = this.#tokens.split(from, to)
    // `(Pattern)` in brackets for their own sake.
    if (parts.length === 1 && this.#tokens.word(from - 1) === '(' && this.#tokens.word(to - 1) !== ',') {
      this.read([from, to], own, depth + 1)
      return
    }
    let isBehindRest = false
    for (const [index, part] of parts.entries()) {
      if (this.#tokens.word(part[0]) === '..') isBehindRest = true
      const place = isBehindRest ? index - parts.length : index
      this.read(
        part,
        once(() => (this.#isRest(part) ? own() : this.#types.part(own(), place, parts.length))),
        depth + 1,
      )
    }
  }

  /** `rest @ ..` */
  #isRest([from, to]: Range): boolean {
    return this.#tokens.word(to - 1) === '..' && this.#tokens.word(from + 1) !== '('
  }

  #readNamed([from, to]: Range, own: Source, depth: number): void {
    let at = from + 1
    while (this.#tokens.word(at) === '::' && at < to)
      at = this.#tokens.word(at + 1) === '<' ? this.#tokens.afterAngles(at + 1) : at + 2
    const path: Range = [from, at]
    const open = this.#tokens.word(at)
    if (at < to && (open === '(' || open === '{')) {
      const parts = this.#tokens.split(at + 1, Math.min(to, this.#tokens.partner(at)))
      for (const [index, part] of parts.entries()) {
        if (open === '(')
          this.read(
            part,
            once(() => this.#types.field(own(), path, String(index))),
            depth + 1,
          )
        else this.#readKey(part, path, own, depth)
      }
      return
    }
    const word = this.#tokens.word(from)
    if (at === from + 1 && at >= to && /^(?:[a-z_\u0080-\u00FF]|r#)/.test(word) && word !== '_' && !LITERAL.has(word))
      this.bound.push({ name: word, at: from, type: own })
  }

  /** `name`, `ref mut name`, `name: Pattern` */
  #readKey([start, to]: Range, path: Range, own: Source, depth: number): void {
    let from = start
    while (from < to && PREFIX.has(this.#tokens.word(from))) from++
    while (this.#tokens.word(from) === '#' && from < to) from = this.#tokens.partner(from + 1) + 1
    const name = this.#tokens.word(from)
    if (name === '..' || from >= to) return
    const type = once(() => this.#types.field(own(), path, name.replace(/^r#/, '')))
    if (this.#tokens.word(from + 1) === ':') this.read([from + 2, to], type, depth + 1)
    else this.bound.push({ name, at: from, type })
  }
}

const PREFIX: ReadonlySet<string> = new Set(['&', '&&', 'mut', 'ref', 'box'])
const LITERAL: ReadonlySet<string> = new Set(['true', 'false', 'self', 'crate', 'super'])

/** Of a tuple's or a list's place; from its end where it is negative. */
export function partOf(source: RustType, index: number): RustType {
  if (source.name !== KIND.tuple) return UNKNOWN
  return source.args.at(index) ?? UNKNOWN
}
