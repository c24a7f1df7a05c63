import { C, T } from '../lex/tokens.ts'
import type { Hint, KeyFound } from './names-in-file.ts'
import { Nesting } from './nesting.ts'
import type { TokenView } from './token-view.ts'

export const LOOK_MAX = 400
export const BEGINS_TYPE: ReadonlySet<number> = new Set([T.name, C.star, C.openBracket, T.ellipsis])

/** What a bracket may follow without a call. */
const KEYWORDS: ReadonlySet<string> = new Set('return case range go defer if for switch select'.split(' '))

/** What values and types of Go are, by the tokens of a file. */
export class GoValues {
  readonly #view: TokenView
  readonly #nesting = new Nesting()

  constructor(view: TokenView) {
    this.#view = view
  }

  /** What a name in a place gets of `value, value` or of a call that gives several. */
  assigned(from: number, index: number): Hint | undefined {
    let at = from
    for (let place = 0; place < index; place++) {
      const comma = this.#commaBehind(at)
      if (comma === undefined) {
        const given = place === 0 ? this.value(from) : undefined
        return given?.kind === 'call' ? { ...given, result: index } : undefined
      }
      at = comma + 1
    }
    return this.value(at)
  }

  /** The comma behind a value of a statement. */
  #commaBehind(from: number): number | undefined {
    const view = this.#view
    const around = view.around(from)
    for (let at = from; view.around(at) === around && at - from < LOOK_MAX; at = view.skip(at) + 1) {
      if (view.kind(at) === C.comma) return at
      if (view.kind(at) === C.semicolon || (at > from && view.isAfterNewline(at))) return undefined
    }
    return undefined
  }

  /** What the value that begins at a token is. */
  value(from: number): Hint | undefined {
    const view = this.#view
    const at = view.kind(from) === C.ampersand || view.kind(from) === C.star ? from + 1 : from
    if (view.kind(at) === C.openBracket || view.word(at) === 'map') return this.type(at)
    if (!view.isName(at)) return undefined
    if (view.word(at) === 'new' && view.kind(at + 1) === C.open) return this.type(at + 2)
    if (this.#isStruct(at) || this.#isFunction(at)) return this.type(at)
    const type = view.chainEnd(at)
    const given = view.kind(type + 1) === C.openBracket ? view.pair(type + 1) : type
    const isLiteral = view.kind(given + 1) === C.openBrace && !view.isAfterNewline(given + 1)
    if (isLiteral && !this.#isCondition(from)) return { kind: 'type', at: type }
    const end = this.operandEnd(at)
    return view.isName(end) ? { kind: 'value', at: end } : this.ofValue(end)
  }

  /** The last token of `a.b(c).(Type)[d].e`, which begins at a token. */
  operandEnd(from: number): number {
    const view = this.#view
    let at = from
    for (;;) {
      const next = view.kind(at + 1)
      if (next === C.open || next === C.openBracket) at = view.pair(at + 1)
      else if (next === C.dot) at += 2
      else return at
      if (view.kind(at) === C.open) at = view.pair(at)
    }
  }

  /** `for _, x := range list {`: the bracket is that of the loop. */
  #isCondition(from: number): boolean {
    return this.#view.word(from - 1) === 'range'
  }

  /** As `NamesInFile.hintOfValue`. */
  ofValue(at: number): Hint | undefined {
    const view = this.#view
    const open = view.pair(at)
    if (open >= at) return undefined
    if (view.kind(at) === C.closeBracket) {
      const of: Hint = { kind: 'value', at: open - 1 }
      return this.#isSlice(open) ? of : { kind: 'element', of }
    }
    if (view.kind(at) === C.closeBrace && view.isName(open - 1)) return { kind: 'type', at: open - 1 }
    if (view.kind(at) !== C.close) return undefined
    // `value.(Type)`
    if (view.kind(open - 1) === C.dot) return this.type(open + 1)
    if (view.word(open - 1) === 'new' && view.kind(open - 2) !== C.dot) return this.type(open + 1)
    if (view.isName(open - 1) && !KEYWORDS.has(view.word(open - 1))) {
      const type = this.typeStart(open - 1)
      return view.isName(type) ? { kind: 'call', at: open - 1 } : this.type(type)
    }
    return view.kind(open - 1) === C.closeBracket
      ? this.#generic(open - 1)
      : this.#nesting.within(() => this.value(open + 1))
  }

  /** `list[from:to]` */
  #isSlice(open: number): boolean {
    const view = this.#view
    for (let at = open + 1; at < view.pair(open); at = view.skip(at) + 1) if (view.kind(at) === C.colon) return true
    return false
  }

  /** `name[Type](…)` */
  #generic(at: number): Hint | undefined {
    const name = this.#view.pair(at) - 1
    return this.#view.isName(name) ? { kind: 'call', at: name } : undefined
  }

  /** The type that begins at a token. */
  type(from: number): Hint | undefined {
    return this.#nesting.within(() => this.#readType(from))
  }

  #readType(from: number): Hint | undefined {
    const view = this.#view
    const kind = view.kind(from)
    if (kind === C.star) return this.type(from + 1)
    const isMap = view.word(from) === 'map' && view.kind(from + 1) === C.openBracket
    if (kind === T.ellipsis || kind === C.openBracket || isMap) {
      const of = this.type(kind === T.ellipsis ? from + 1 : view.pair(isMap ? from + 1 : from) + 1)
      return of === undefined ? undefined : { kind: 'list', of }
    }
    if (this.#isStruct(from)) return { kind: 'object', open: from + 1, isType: true }
    if (this.#isFunction(from)) return { kind: 'function', open: from + 1 }
    return view.isName(from) ? { kind: 'type', at: view.chainEnd(from) } : undefined
  }

  #isStruct(at: number): boolean {
    return this.#view.word(at) === 'struct' && this.#view.kind(at + 1) === C.openBrace
  }

  #isFunction(at: number): boolean {
    return this.#view.word(at) === 'func' && this.#view.kind(at + 1) === C.open
  }

  /** A field of a struct without a name. */
  keyIn({ open }: Hint & { readonly kind: 'object' }, name: string): KeyFound | undefined {
    const view = this.#view
    for (const at of view.placesOf(name)) {
      if (view.around(at) !== open) continue
      const behind = listEnd(view, at) + 1
      const isTyped = !view.isAfterNewline(behind) && view.kind(behind) !== C.closeBrace
      if (isTyped && beginsField(view, listStart(view, at))) return { token: at, hint: this.type(behind) }
    }
    return undefined
  }

  /** What the function gives in a place whose parameters stand in a bracket. */
  resultAt(open: number, place = 0): Hint | undefined {
    const view = this.#view
    const behind = view.pair(open) + 1
    if (view.kind(behind) !== C.open) return place === 0 ? this.type(behind) : undefined
    let at = behind + 1
    for (let left = place; left > 0; left--) {
      const comma = this.#commaBehind(at)
      if (comma === undefined) return undefined
      at = comma + 1
    }
    // `(name Type, err error)` and `(Type, error)`
    const last = listEnd(view, at)
    const isNamed = view.isName(at) && BEGINS_TYPE.has(view.kind(last + 1))
    return this.type(isNamed ? last + 1 : at)
  }

  /** Where the type begins that ends with a name. */
  typeStart(name: number): number {
    const view = this.#view
    let at = name
    while (view.kind(at - 1) === C.dot && view.isName(at - 2)) at -= 2
    for (;;) {
      if (view.kind(at - 1) === C.star && view.kind(at - 2) === C.closeBracket) at--
      else if (view.kind(at - 1) === C.closeBracket) at = view.pair(at - 1)
      else return view.word(at - 1) === 'map' && view.kind(at) === C.openBracket ? at - 1 : at
      if (view.word(at - 1) === 'map') at--
    }
  }
}

/** The first name of `a, b, c`, in which a token is. */
export function listStart(view: TokenView, at: number): number {
  let first = at
  while (view.kind(first - 1) === C.comma && view.kind(first - 2) === T.name) first -= 2
  return first
}

/** The last one. */
export function listEnd(view: TokenView, at: number): number {
  let last = at
  while (view.kind(last + 1) === C.comma && view.kind(last + 2) === T.name) last += 2
  return last
}

/** Whether a token is the first of a line in the braces of a struct. */
export function beginsField(view: TokenView, at: number): boolean {
  return view.isAfterNewline(at) || view.kind(at - 1) === C.openBrace || view.kind(at - 1) === C.semicolon
}
