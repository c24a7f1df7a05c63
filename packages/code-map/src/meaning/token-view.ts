import { lastAtOrBefore } from '@groundcrew/core/text'
import type { CodeSymbol, OpenFile } from '../code-map.ts'
import { C, T, type Tokens } from '../lex/tokens.ts'

const CLOSERS: ReadonlyMap<number, number> = new Map([
  [C.close, C.open],
  [C.closeBracket, C.openBracket],
  [C.closeBrace, C.openBrace],
  [T.interpolationClose, T.interpolationOpen],
])
const OPENERS: ReadonlySet<number> = new Set(CLOSERS.values())

/** So many names are looked for one by one. */
const LOOKS_MAX = 32

/** The tokens of a file by their place, with the brackets around each. */
export class TokenView {
  readonly open: OpenFile
  readonly count: number
  /** For each token the innermost bracket that was open before it, or -1; a closing bracket has that of its opening one. */
  readonly #around: Int32Array
  /** For each bracket the other one of its pair, or -1. */
  readonly #pair: Int32Array
  readonly #texts = new Map<number, string>()
  readonly #places = new Map<string, readonly number[]>()
  #byId: ReadonlyMap<number, readonly number[]> | undefined
  #declared: ReadonlyMap<number, number> | undefined
  /** For each symbol the last one before it inside which it begins, or -1. */
  #outer: Int32Array | undefined
  /** Where each symbol begins, ascending. */
  #starts: Float64Array | undefined

  constructor(open: OpenFile) {
    this.open = open
    const { tokens } = open.lexed
    this.count = tokens.count
    this.#around = new Int32Array(tokens.count)
    this.#pair = new Int32Array(tokens.count).fill(-1)
    const stack: number[] = []
    for (let at = 0; at < tokens.count; at++) {
      const kind = tokens.kind[at] as number
      const opener = CLOSERS.get(kind)
      const isClosing =
        opener !== undefined &&
        (tokens.kind[stack.at(-1) ?? -1] === opener || stack.some((open) => tokens.kind[open] === opener))
      if (isClosing) {
        let open = stack.pop() as number
        while (tokens.kind[open] !== opener) open = stack.pop() as number
        this.#pair[open] = at
        this.#pair[at] = open
      }
      this.#around[at] = stack.at(-1) ?? -1
      if (OPENERS.has(kind)) stack.push(at)
    }
  }

  kind(at: number): number {
    return this.open.lexed.tokens.kind[at] ?? 0
  }

  start(at: number): number {
    return this.open.lexed.tokens.start[at] ?? Number.POSITIVE_INFINITY
  }

  line(at: number): number {
    return this.open.lexed.tokens.line[at] ?? 0
  }

  isAfterNewline(at: number): boolean {
    return this.open.lexed.tokens.isAfterNewline[at] === 1
  }

  /** The innermost bracket around a token, or -1. */
  around(at: number): number {
    return this.#around[at] ?? -1
  }

  /** The other bracket of a pair; the last token where it is missing. */
  pair(at: number): number {
    const found = this.#pair[at] ?? -1
    return found === -1 ? this.count - 1 : found
  }

  /** The last token of what begins at a token: of a bracket its pair. */
  skip(at: number): number {
    return OPENERS.has(this.kind(at)) ? this.pair(at) : at
  }

  /** The first token of what ends at a token: of a bracket its pair, of one that nothing opens itself. */
  skipBack(at: number): number {
    return CLOSERS.has(this.kind(at)) ? Math.min(at, this.pair(at)) : at
  }

  isDot(at: number): boolean {
    const kind = this.kind(at)
    return kind === C.dot || kind === T.optionalChain
  }

  /** How many `<` a token opens; less than none for `>` and `>>`. */
  angles(at: number): number {
    const kind = this.kind(at)
    if (kind === C.less) return 1
    if (kind === C.greater) return -1
    if (kind !== T.operator) return 0
    const text = this.text(at)
    return /^>+$/.test(text) ? -text.length : 0
  }

  /** The last name of `a.b.c`, which begins at a token. */
  chainEnd(from: number): number {
    let at = from
    while (this.isDot(at + 1) && this.isName(at + 2)) at += 2
    return at
  }

  isName(at: number): boolean {
    const kind = this.kind(at)
    return kind === T.name || kind === T.jsxName
  }

  /** The text of a name; empty for any other token. */
  word(at: number): string {
    return this.isName(at) ? this.spelled(at) : ''
  }

  /** The name that a token is or has, as `:name` does in Ruby. */
  spelled(at: number): string {
    const { tokens, names } = this.open.lexed
    const id = tokens.id[at] as number
    const known = this.#texts.get(id)
    if (known !== undefined) return known
    const text = id < 0 ? '' : names.text(id)
    this.#texts.set(id, text)
    return text
  }

  /** The text of any token. */
  text(at: number): string {
    const { tokens } = this.open.lexed
    return this.open.source.toString('utf8', tokens.start[at], tokens.end[at])
  }

  /** Where a name stands, in the order of the file. */
  placesOf(name: string): readonly number[] {
    const known = this.#places.get(name)
    if (known !== undefined) return known
    const id = this.open.lexed.names.find(name)
    const found = id === undefined ? [] : this.#placesOfId(id)
    this.#places.set(name, found)
    return found
  }

  /** Of the first names by a look through all tokens each; then all are put in order at once. */
  #placesOfId(id: number): readonly number[] {
    const { tokens } = this.open.lexed
    if (this.#places.size < LOOKS_MAX) {
      const found: number[] = []
      for (let at = tokens.id.indexOf(id); at !== -1; at = tokens.id.indexOf(id, at + 1)) found.push(at)
      return found
    }
    this.#byId ??= placesById(tokens)
    return this.#byId.get(id) ?? []
  }

  /** The symbol whose name stands at a token, or -1. */
  symbolAt(at: number): number {
    this.#declared ??= new Map(this.open.symbols.map(({ nameStart }, index) => [nameStart, index]))
    return this.#declared.get(this.start(at)) ?? -1
  }

  /** The token of a symbol's name, or -1. */
  tokenOf(symbol: number): number {
    const declared = this.open.symbols[symbol]
    return declared === undefined ? -1 : this.tokenAt(declared.nameStart)
  }

  /** The token that begins at an offset or is the first behind it. */
  tokenAt(offset: number): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.start(middle) < offset) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The innermost symbol around a token for which `isWanted` holds, or -1. */
  symbolAround(at: number, isWanted: (index: number) => boolean): number {
    const offset = this.start(at)
    const { symbols } = this.open
    this.#outer ??= outerOf(symbols)
    this.#starts ??= Float64Array.from(symbols, (symbol) => symbol.start)
    for (let index = lastAtOrBefore(this.#starts, offset); index !== -1; index = this.#outer[index] as number) {
      const { end, nameStart } = symbols[index] as CodeSymbol
      if (offset < end && nameStart !== offset && isWanted(index)) return index
    }
    return -1
  }
}

function placesById({ id: ids, count }: Tokens): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>()
  for (let at = 0; at < count; at++) {
    const id = ids[at] as number
    if (id < 0) continue
    const list = found.get(id)
    if (list === undefined) found.set(id, [at])
    else list.push(at)
  }
  return found
}

/** Symbols are in the order in which they begin, so what is around one is around the last before it, or is that one. */
function outerOf(symbols: readonly CodeSymbol[]): Int32Array {
  const outer = new Int32Array(symbols.length)
  for (const [index, { start }] of symbols.entries()) {
    let around = index - 1
    while (around !== -1 && (symbols[around] as CodeSymbol).end <= start) around = outer[around] as number
    outer[index] = around
  }
  return outer
}
