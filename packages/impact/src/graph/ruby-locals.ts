import { C, T, TokenView, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from './token-text.ts'

/** What has variables of its own, which nothing around it and nothing in it sees. */
const CLOSED_KINDS: readonly string[] = ['method', 'function', 'class', 'module']

/** By token of Ruby: 1 where a bare name is a variable or a parameter, and so calls nothing. What is not sure is none. */
export function rubyLocals(open: OpenFile): Uint8Array {
  return new RubyLocals(open).find()
}

/** Goes through the tokens once: from where a name is bound it is a variable, up to the end of the block or the method around it. */
class RubyLocals {
  readonly #open: OpenFile
  readonly #view: TokenView
  readonly #found: Uint8Array
  /** For each token the method or class that it is in, by its place among the symbols; -1 outside of all. */
  readonly #closedIn: Int32Array
  /** By name the token up to which it is bound, and in which method. */
  readonly #bound = new Map<number, { readonly until: number; readonly closedIn: number }[]>()
  /** The ends of the blocks around the token at hand. */
  readonly #blocks: number[] = []

  constructor(open: OpenFile) {
    this.#open = open
    this.#view = new TokenView(open)
    this.#found = new Uint8Array(open.extraction.tokens.count)
    this.#closedIn = closedIn(open)
  }

  find(): Uint8Array {
    const { count, id, kind } = this.#open.extraction.tokens
    for (let at = 0; at < count; at++) {
      while ((this.#blocks.at(-1) ?? count) <= at) this.#blocks.pop()
      if (kind[at] === C.openBrace) this.#openBlock(at, this.#view.pair(at))
      else if (kind[at] === T.name && textAt(this.#open, at) === 'do') this.#openBlock(at, this.#endOfLines(at))
      else if ((id[at] as number) >= 0) this.#name(at)
    }
    return this.#found
  }

  /** Its parameters: `|name, (other, third), *rest|`. */
  #openBlock(at: number, until: number): void {
    const { kind, id, isAfterNewline } = this.#open.extraction.tokens
    this.#blocks.push(until)
    if (kind[at + 1] !== C.bar) return
    for (let one = at + 2; kind[one] !== C.bar && one < until && isAfterNewline[one] !== 1; one++)
      if ((id[one] as number) >= 0) this.#bind(one, until)
  }

  /** The first token that begins a line no further in than the line of a token: there a block has ended. */
  #endOfLines(at: number): number {
    const { count, isAfterNewline, start } = this.#open.extraction.tokens
    const column = this.#open.columnAt(start[this.#firstOnLine(at)] as number)
    for (let next = at + 1; next < count; next++)
      if (isAfterNewline[next] === 1 && this.#open.columnAt(start[next] as number) <= column) return next
    return count
  }

  #name(at: number): void {
    const { kind, id, start, end } = this.#open.extraction.tokens
    if (this.#isParameter(at)) {
      this.#bind(at, this.#endOfClosed(at))
      return
    }
    if (kind[at] !== T.name || kind[at - 1] === C.dot || kind[at - 1] === T.optionalChain) return
    // `name()` is a call at any rate.
    if (kind[at + 1] === C.open && start[at + 1] === end[at]) return
    const known = this.#bound.get(id[at] as number) ?? []
    if (known.some(({ until, closedIn: inside }) => at < until && inside === this.#closedIn[at])) this.#found[at] = 1
    else if (this.#isAssigned(at))
      this.#bind(at, Math.min(this.#blocks.at(-1) ?? this.#found.length, this.#endOfClosed(at)))
  }

  #bind(at: number, until: number): void {
    const id = this.#open.extraction.tokens.id[at] as number
    const others = (this.#bound.get(id) ?? []).filter((known) => known.until > at)
    this.#bound.set(id, [...others, { until, closedIn: this.#closedIn[at] as number }])
    this.#found[at] = 1
  }

  #isParameter(at: number): boolean {
    const { symbols, tokens } = this.#open.extraction
    const method = symbols[this.#closedIn[at] as number]
    const start = tokens.start[at] as number
    if (method === undefined || !['method', 'function'].includes(method.kind)) return false
    if (start <= method.nameStart || start >= method.signatureEnd) return false
    if (tokens.kind[at] === T.label) return true
    const before = tokens.kind[at - 1] as number
    const isFirst = (tokens.start[at - 1] as number) === method.nameStart
    return isFirst || [C.open, C.comma, C.star, C.ampersand, T.operator].includes(before as never)
  }

  #endOfClosed(at: number): number {
    const symbol = this.#open.extraction.symbols[this.#closedIn[at] as number]
    return symbol === undefined ? this.#found.length : tokenAt(this.#open, symbol.end)
  }

  /** `name = …`, `name ||= …`, `name, other = …`, `rescue Error => name`. */
  #isAssigned(at: number): boolean {
    const { kind, isAfterNewline } = this.#open.extraction.tokens
    if (isAfterNewline[at] !== 1 && kind[at + 1] === C.comma) {
      const isInList = kind[at - 1] === C.comma && this.#found[at - 2] === 1
      if (!isInList) return false
    }
    let last = at
    while (kind[last + 1] === C.comma && kind[last + 2] === T.name && isAfterNewline[last + 2] !== 1) last += 2
    if (kind[last + 1] === C.equals) return true
    const next = textAt(this.#open, last + 1)
    if (last === at && kind[last + 1] === T.operator && /^(?:[-+*/%|&^]|\|\||&&|<<|>>|\*\*)=$/.test(next)) return true
    return textAt(this.#open, at - 1) === '=>' && this.#isInRescue(at)
  }

  #isInRescue(at: number): boolean {
    return textAt(this.#open, this.#firstOnLine(at)) === 'rescue'
  }

  #firstOnLine(at: number): number {
    const { isAfterNewline } = this.#open.extraction.tokens
    let first = at
    while (first > 0 && isAfterNewline[first] !== 1) first--
    return first
  }
}

/** For each token the innermost method, class or module. */
function closedIn(open: OpenFile): Int32Array {
  const { symbols, tokens } = open.extraction
  const found = new Int32Array(tokens.count).fill(-1)
  for (const [index, { kind, start, end }] of symbols.entries())
    if (CLOSED_KINDS.includes(kind)) found.fill(index, tokenAt(open, start), tokenAt(open, end))
  return found
}
