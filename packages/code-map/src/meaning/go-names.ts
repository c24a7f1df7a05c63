import type { ImportFact } from '../facts.ts'
import { C, T } from '../lex/tokens.ts'
import { BindingsByName, innermost, type Binding, type Hint, type NamesInFile, type Place } from './names-in-file.ts'
import { Nesting } from './nesting.ts'
import type { TokenView } from './token-view.ts'

const DECLARATORS: ReadonlySet<string> = new Set(['var', 'const', 'type'])
const LOOK_MAX = 400
const FOLLOWS_VALUE: ReadonlySet<number> = new Set([C.openBrace, C.open, C.openBracket, C.dot, C.comma, C.semicolon])
const HEADS: ReadonlySet<string> = new Set(['if', 'for', 'switch'])
const BEGINS_TYPE: ReadonlySet<number> = new Set([T.name, C.star, C.openBracket, T.ellipsis])

/** What names mean in Go, by the tokens alone. */
export class GoNames implements NamesInFile {
  readonly #view: TokenView
  readonly #nesting = new Nesting()
  readonly #bindings: BindingsByName

  constructor(view: TokenView) {
    this.#view = view
    this.#bindings = new BindingsByName(view, (places) => places.flatMap((at) => this.#bindingAt(at) ?? []))
  }

  placeOf(at: number): Place {
    const view = this.#view
    const symbol = view.symbolAt(at)
    if (symbol !== -1) return { kind: 'declaration', symbol }
    if (view.kind(at - 1) === C.dot) return { kind: 'member', of: at - 2 }
    if (this.#isKey(at)) {
      const of = this.#literalType(view.around(at))
      // The keys of a map are values.
      if (of?.kind !== 'list') return { kind: 'key', of }
    }
    return this.bareAt(view.word(at), at)
  }

  bareAt(name: string, at: number): Place {
    const view = this.#view
    const bindings = this.#bindings.of(name)
    const binding = bindings.find(({ token }) => token === at) ?? innermost(bindings, at)
    if (binding !== undefined) {
      const declared = view.symbolAt(binding.token)
      return declared === -1 ? { kind: 'local', binding } : { kind: 'declaration', symbol: declared }
    }
    for (const fact of view.open.imports) {
      if (fact.names.some(({ local }) => local === name) || isPackageOf(fact, name))
        return { kind: 'imported', fact, imported: '*' }
    }
    return { kind: 'free' }
  }

  /** The type of `Type{`, `[]Type{`, `map[Key]Type{`, and of the `{` of things in them. */
  #literalType(open: number): Hint | undefined {
    const view = this.#view
    if (view.isName(open - 1)) return this.#typeHint(this.#typeStart(open - 1))
    if (![C.openBrace, C.comma, C.colon].includes(view.kind(open - 1) as never)) return undefined
    const around = view.around(open)
    const isOuter = view.kind(around) === C.openBrace
    const of = isOuter ? this.#nesting.within(() => this.#literalType(around)) : undefined
    return of === undefined ? undefined : { kind: 'element', of }
  }

  /** Where the type begins that ends with a name. */
  #typeStart(name: number): number {
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

  /** `Type{name: value}`. */
  #isKey(at: number): boolean {
    const view = this.#view
    const before = view.kind(at - 1)
    return (
      view.kind(at + 1) === C.colon &&
      view.kind(view.around(at)) === C.openBrace &&
      (before === C.openBrace || before === C.comma)
    )
  }

  #bindingAt(at: number): Binding | undefined {
    const view = this.#view
    if (view.kind(at) !== T.name || view.kind(at - 1) === C.dot) return undefined
    const list = this.#parameterList(at)
    if (list !== undefined) return { token: at, ...this.#functionRange(list) }
    const isInBody = this.#block(at).to < view.count || view.around(at) !== -1
    const isDeclared = DECLARATORS.has(view.word(at - 1)) || this.#isInGroup(at)
    if (this.#isDefined(at)) {
      const { to } = this.#statement(at) ?? this.#block(at)
      return { token: at, from: this.#behindValue(at), to }
    }
    return isDeclared && isInBody && !this.#isOutside(at) ? { token: at, ...this.#block(at) } : undefined
  }

  /** Of the package, not of a function. */
  #isOutside(at: number): boolean {
    const { symbols } = this.#view.open
    return this.#view.symbolAround(at, (index) => ['function', 'method'].includes(symbols[index]?.kind ?? '')) === -1
  }

  /** `var ( name = 1 )`, and the names behind the first of `var a, b`. */
  #isInGroup(at: number): boolean {
    const view = this.#view
    const around = view.around(at)
    if (view.kind(around) === C.open && DECLARATORS.has(view.word(around - 1))) return view.isAfterNewline(at)
    const first = this.#listStart(at)
    return first !== at && DECLARATORS.has(view.word(first - 1))
  }

  /** `a, b := …`, `for i, x := range …`. */
  #isDefined(at: number): boolean {
    const view = this.#view
    const before = view.kind(at - 1)
    return view.kind(this.#listEnd(at) + 1) === T.define && before !== C.dot && before !== C.openBracket
  }

  /** The first name of `a, b, c`, in which a token is. */
  #listStart(at: number): number {
    const view = this.#view
    let first = at
    while (view.kind(first - 1) === C.comma && view.kind(first - 2) === T.name) first -= 2
    return first
  }

  /** The last one. */
  #listEnd(at: number): number {
    const view = this.#view
    let last = at
    while (view.kind(last + 1) === C.comma && view.kind(last + 2) === T.name) last += 2
    return last
  }

  /** The bracket of the parameters, results or receiver that a name is declared in. */
  #parameterList(at: number): number | undefined {
    const view = this.#view
    const open = view.around(at)
    const before = view.kind(at - 1)
    if (view.kind(open) !== C.open || (before !== C.open && before !== C.comma)) return undefined
    const next = view.kind(at + 1)
    const isTyped = next === C.comma ? this.#isTypedLater(at) : BEGINS_TYPE.has(next)
    return isTyped && this.#isOfFunction(open) ? open : undefined
  }

  #isOfFunction(open: number): boolean {
    const view = this.#view
    return this.#isHead(open) || (view.kind(open - 1) === C.close && this.#isHead(view.pair(open - 1)))
  }

  /** `(a, b int)`: whether a type stands behind a later name of the list. */
  #isTypedLater(at: number): boolean {
    const last = this.#listEnd(at)
    return last !== at && this.#view.kind(last + 1) !== C.close
  }

  #isHead(open: number): boolean {
    const view = this.#view
    // `func name[Type any](`
    const name = view.kind(open - 1) === C.closeBracket ? view.pair(open - 1) - 1 : open - 1
    return view.word(open - 1) === 'func' || this.#isFunctionSymbol(view.symbolAt(name))
  }

  #isFunctionSymbol(symbol: number): boolean {
    return ['function', 'method'].includes(this.#view.open.symbols[symbol]?.kind ?? '')
  }

  /** From a list of parameters to the end of the function's body. */
  #functionRange(list: number): { readonly from: number; readonly to: number } {
    const view = this.#view
    let from = list
    while (from > 0 && view.word(from) !== 'func' && list - from < LOOK_MAX) from--
    for (let at = list; at < view.count && at - list < LOOK_MAX; at++) {
      const kind = view.kind(at)
      if (kind === C.openBrace && !['interface', 'struct'].includes(view.word(at - 1)))
        return { from, to: view.pair(at) + 1 }
      if (kind === C.open || kind === C.openBracket || kind === C.openBrace) at = view.pair(at)
      else if (view.isAfterNewline(at + 1)) return { from, to: at + 1 }
    }
    return { from, to: list + 1 }
  }

  /** The first token behind `name := value`: in the value the name is still that of something else. */
  #behindValue(at: number): number {
    const view = this.#view
    const around = view.around(at)
    let end = this.#listEnd(at) + 2
    while (end < view.count && view.around(end) === around && view.kind(end) !== C.semicolon) {
      const isBody =
        view.kind(end) === C.openBrace && this.#isBody(end) && HEADS.has(view.word(this.#listStart(at) - 1))
      if (view.isAfterNewline(end) || isBody) break
      end = view.skip(end) + 1
    }
    return end
  }

  /** `if name := …; … { … } else { … }`: all of the statement. */
  #statement(at: number): { readonly from: number; readonly to: number } | undefined {
    const view = this.#view
    const first = this.#listStart(at)
    if (!HEADS.has(view.word(first - 1))) return undefined
    const around = view.around(first)
    let to = first
    for (;;) {
      while (to < view.count && view.around(to) === around && view.kind(to) !== C.openBrace) to = view.skip(to) + 1
      // `range []Type{…} {`: the bracket of the body is the last one of its line.
      while (view.kind(to) === C.openBrace && !this.#isBody(to)) to = view.pair(to) + 1
      if (view.kind(to) !== C.openBrace) return undefined
      to = view.pair(to) + 1
      if (view.word(to) !== 'else') return { from: first, to }
    }
  }

  /** Not that of a value, behind which something follows in its line. */
  #isBody(open: number): boolean {
    const view = this.#view
    const behind = view.pair(open) + 1
    return view.isAfterNewline(behind) || !FOLLOWS_VALUE.has(view.kind(behind))
  }

  #block(at: number): { readonly from: number; readonly to: number } {
    const view = this.#view
    for (let open = view.around(at); open !== -1; open = view.around(open)) {
      if (view.kind(open) === C.openBrace) return { from: open, to: view.pair(open) + 1 }
    }
    return { from: 0, to: view.count }
  }

  hintAt(token: number): Hint | undefined {
    const view = this.#view
    // Names and commas take turns.
    const index = (token - this.#listStart(token)) / 2
    const end = this.#listEnd(token)
    const next = view.kind(end + 1)
    if (next === T.define || next === C.equals) {
      if (view.word(end + 2) !== 'range') return index > 0 ? undefined : this.#valueHint(end + 2)
      const of = index === 1 ? this.#valueHint(end + 3) : undefined
      return of === undefined ? undefined : { kind: 'element', of }
    }
    return this.#typeHint(end + 1)
  }

  #valueHint(from: number): Hint | undefined {
    const view = this.#view
    const at = view.kind(from) === C.ampersand || view.kind(from) === C.star ? from + 1 : from
    if (view.kind(at) === C.openBracket || view.word(at) === 'map') return this.#typeHint(at)
    if (!view.isName(at)) return undefined
    if (view.word(at) === 'new' && view.kind(at + 1) === C.open) return this.#typeHint(at + 2)
    const type = view.chainEnd(at)
    if (view.kind(type + 1) === C.openBrace && !this.#isCondition(from)) return { kind: 'type', at: type }
    const end = this.#operandEnd(at)
    return view.isName(end) ? { kind: 'value', at: end } : this.hintOfValue(end)
  }

  /** The last token of `a.b(c).(Type)[d].e`, which begins at a token. */
  #operandEnd(from: number): number {
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

  hintOfValue(at: number): Hint | undefined {
    const view = this.#view
    const open = view.pair(at)
    if (open >= at) return undefined
    if (view.kind(at) === C.closeBracket) return { kind: 'element', of: { kind: 'value', at: open - 1 } }
    if (view.kind(at) === C.closeBrace && view.isName(open - 1)) return { kind: 'type', at: open - 1 }
    if (view.kind(at) !== C.close) return undefined
    // `value.(Type)`
    if (view.kind(open - 1) === C.dot) return this.#typeHint(open + 1)
    if (view.isName(open - 1)) {
      const type = this.#typeStart(open - 1)
      return view.isName(type) ? { kind: 'call', at: open - 1 } : this.#typeHint(type)
    }
    return view.kind(open - 1) === C.closeBracket
      ? this.#generic(open - 1)
      : this.#nesting.within(() => this.#valueHint(open + 1))
  }

  /** `name[Type](…)` */
  #generic(at: number): Hint | undefined {
    const name = this.#view.pair(at) - 1
    return this.#view.isName(name) ? { kind: 'call', at: name } : undefined
  }

  #typeHint(from: number): Hint | undefined {
    return this.#nesting.within(() => this.#readType(from))
  }

  #readType(from: number): Hint | undefined {
    const view = this.#view
    const kind = view.kind(from)
    if (kind === C.star) return this.#typeHint(from + 1)
    const isMap = view.word(from) === 'map' && view.kind(from + 1) === C.openBracket
    if (kind === T.ellipsis || kind === C.openBracket || isMap) {
      const of = this.#typeHint(kind === T.ellipsis ? from + 1 : view.pair(isMap ? from + 1 : from) + 1)
      return of === undefined ? undefined : { kind: 'list', of }
    }
    return view.isName(from) ? { kind: 'type', at: view.chainEnd(from) } : undefined
  }

  /** `type Name map[Key]Type`, `type Name = Other`. */
  aliased(symbol: number): Hint | undefined {
    const behind = this.#view.tokenOf(symbol) + 1
    return this.#typeHint(this.#view.kind(behind) === C.equals ? behind + 1 : behind)
  }

  resultOf(symbol: number): Hint | undefined {
    const view = this.#view
    let open = view.tokenOf(symbol) + 1
    if (view.kind(open) === C.openBracket) open = view.pair(open) + 1
    if (view.kind(open) !== C.open) return undefined
    const behind = view.pair(open) + 1
    if (view.kind(behind) !== C.open) return this.#typeHint(behind)
    // `(name Type, err error)` and `(Type, error)`
    const isNamed = view.isName(behind + 1) && [T.name, C.star].includes(view.kind(behind + 2) as never)
    return this.#typeHint(behind + (isNamed ? 2 : 1))
  }

  /** Embedded types. */
  basesOf(symbol: number): readonly number[] {
    const view = this.#view
    const declared = view.open.symbols[symbol]
    if (declared === undefined || !['struct', 'interface', 'type'].includes(declared.kind)) return []
    const first = view.tokenOf(symbol) + 1
    const end = view.tokenAt(declared.end)
    const found: number[] = []
    for (let at = first; at < end; at++) {
      if (view.kind(at) === C.open || view.kind(at) === C.openBracket) at = view.pair(at)
      if (!view.isName(at) || !view.isAfterNewline(view.kind(at - 1) === C.star ? at - 1 : at)) continue
      const last = view.chainEnd(at)
      const isAlone =
        view.isAfterNewline(last + 1) || view.kind(last + 1) === T.string || view.kind(last + 1) === C.closeBrace
      if (isAlone) found.push(last)
      at = last
    }
    return found
  }
}

/** Whether an import without another name is that of a package, whose path may end with its version: `example.org/name/v2`, `example.org/name.v2`. */
function isPackageOf({ specifier, names }: ImportFact, name: string): boolean {
  const last = specifier.split('/').at(-1) ?? ''
  const path = specifier.replace(/[/.]v\d+$/, '')
  return path !== specifier && names.some(({ local }) => local === last) && path.split('/').at(-1) === name
}
