import type { ImportFact } from '../facts.ts'
import { C, T } from '../lex/tokens.ts'
import {
  BindingsByName,
  innermost,
  type Binding,
  type Hint,
  type KeyFound,
  type NamesInFile,
  type Place,
} from './names-in-file.ts'
import { Nesting } from './nesting.ts'
import { beginsField, BEGINS_TYPE, GoValues, listEnd, listStart, LOOK_MAX } from './go-values.ts'
import type { TokenView } from './token-view.ts'

const DECLARATORS: ReadonlySet<string> = new Set(['var', 'const', 'type'])
const FOLLOWS_VALUE: ReadonlySet<number> = new Set([C.openBrace, C.open, C.openBracket, C.dot, C.comma, C.semicolon])
const HEADS: ReadonlySet<string> = new Set(['if', 'for', 'switch'])
const CLAUSES: ReadonlySet<string> = new Set(['case', 'default'])

/** What names mean in Go, by the tokens alone. */
export class GoNames implements NamesInFile {
  readonly #view: TokenView
  readonly #nesting = new Nesting()
  readonly #bindings: BindingsByName
  readonly #values: GoValues

  constructor(view: TokenView) {
    this.#view = view
    this.#values = new GoValues(view)
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
    const name = view.kind(open - 1) === C.closeBracket ? view.pair(open - 1) - 1 : open - 1
    // A block, and no value.
    if (view.isAfterNewline(open) && view.isName(name)) return undefined
    if (view.isName(name)) return this.#values.type(this.#values.typeStart(name))
    const struct = view.kind(open - 1) === C.closeBrace ? view.pair(open - 1) - 1 : -1
    if (view.word(struct) === 'struct') return this.#values.type(this.#values.typeStart(struct))
    if (![C.openBrace, C.comma, C.colon].includes(view.kind(open - 1) as never)) return undefined
    const around = view.around(open)
    const isOuter = view.kind(around) === C.openBrace
    const of = isOuter ? this.#nesting.within(() => this.#literalType(around)) : undefined
    if (of === undefined) return undefined
    return of.kind === 'list' ? of.of : { kind: 'element', of }
  }

  /** `Type{name: value}`. */
  #isKey(at: number): boolean {
    const view = this.#view
    const before = view.kind(at - 1)
    return (
      view.kind(at + 1) === C.colon &&
      view.kind(view.around(at)) === C.openBrace &&
      (before === C.openBrace || (before === C.comma && !this.#isInCase(at)))
    )
  }

  /** `case one, two, name:` */
  #isInCase(at: number): boolean {
    const view = this.#view
    const around = view.around(at)
    for (let place = at - 1; place > around && at - place < LOOK_MAX; place = view.skipBack(place) - 1) {
      if (view.word(place) === 'case') return true
      if (view.kind(place) === C.colon || view.kind(place) === C.semicolon) return false
    }
    return false
  }

  #bindingAt(at: number): Binding | undefined {
    const view = this.#view
    if (view.kind(at) !== T.name || view.kind(at - 1) === C.dot) return undefined
    const list = this.#parameterList(at)
    if (list !== undefined) return { token: at, ...this.#functionRange(list) }
    const generic = this.#genericRange(at)
    if (generic !== undefined) return { token: at, ...generic }
    const isInBody = this.#block(at).to < view.count || view.around(at) !== -1
    const isDeclared = DECLARATORS.has(view.word(at - 1)) || this.#isInGroup(at)
    if (this.#isDefined(at)) {
      const { to } = this.#statement(at) ?? this.#block(at)
      return { token: at, from: this.#behindValue(at), to }
    }
    return isDeclared && isInBody && !this.#isOutside(at) ? { token: at, from: at, to: this.#block(at).to } : undefined
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
    const first = listStart(view, at)
    return first !== at && DECLARATORS.has(view.word(first - 1))
  }

  /** `a, b := …`, `for i, x := range …`. */
  #isDefined(at: number): boolean {
    const view = this.#view
    const before = view.kind(at - 1)
    return view.kind(listEnd(view, at) + 1) === T.define && before !== C.dot && before !== C.openBracket
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

  /** Where a type parameter is seen: `func name[T any](`, `type Name[T any]`, and in the receiver `func (x *Name[T])`. */
  #genericRange(at: number): { readonly from: number; readonly to: number } | undefined {
    const view = this.#view
    const open = view.around(at)
    const before = view.kind(at - 1)
    if (view.kind(open) !== C.openBracket || (before !== C.openBracket && before !== C.comma)) return undefined
    const outer = view.around(open)
    if (view.kind(outer) === C.open && view.word(outer - 1) === 'func' && view.symbolAt(view.pair(outer) + 1) !== -1)
      return { from: outer, to: this.#functionRange(outer).to }
    const symbol = view.symbolAt(open - 1)
    const next = view.kind(listEnd(view, at) + 1)
    // The length of an array is followed by nothing.
    if (symbol === -1 || (!BEGINS_TYPE.has(next) && next !== C.tilde)) return undefined
    const isFunction = this.#isFunctionSymbol(symbol)
    const to = isFunction
      ? this.#functionRange(view.pair(open) + 1).to
      : view.tokenAt(view.open.symbols[symbol]?.end ?? 0)
    return { from: open, to }
  }

  #isOfFunction(open: number): boolean {
    const view = this.#view
    return this.#isHead(open) || (view.kind(open - 1) === C.close && this.#isHead(view.pair(open - 1)))
  }

  /** `(a, b int)`: whether a type stands behind a later name of the list. */
  #isTypedLater(at: number): boolean {
    const last = listEnd(this.#view, at)
    // `(A, package.B)` are two types.
    return last !== at && this.#view.kind(last + 1) !== C.close && this.#view.kind(last + 1) !== C.dot
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

  /** The body of a function with a list of parameters: their types do not see them. */
  #functionRange(list: number): { readonly from: number; readonly to: number } {
    const view = this.#view
    for (let at = list; at < view.count && at - list < LOOK_MAX; at++) {
      const kind = view.kind(at)
      if (kind === C.openBrace && !['interface', 'struct'].includes(view.word(at - 1)))
        return { from: at, to: view.pair(at) + 1 }
      if (kind === C.open || kind === C.openBracket || kind === C.openBrace) at = view.pair(at)
      else if (view.isAfterNewline(at + 1)) break
    }
    return { from: list, to: list }
  }

  /** The first token behind `name := value`: in the value the name is still that of something else. */
  #behindValue(at: number): number {
    const view = this.#view
    const around = view.around(at)
    let end = listEnd(view, at) + 2
    while (end < view.count && view.around(end) === around && view.kind(end) !== C.semicolon) {
      const isBody =
        view.kind(end) === C.openBrace && this.#isBody(end) && HEADS.has(view.word(listStart(view, at) - 1))
      if (view.isAfterNewline(end) || isBody) break
      end = view.skip(end) + 1
    }
    return end
  }

  /** `if name := …; … { … } else { … }`: all of the statement. */
  #statement(at: number): { readonly from: number; readonly to: number } | undefined {
    const view = this.#view
    const first = listStart(view, at)
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

  /** The braces around a token; of `switch` and `select` the clause. */
  #block(at: number): { readonly from: number; readonly to: number } {
    const view = this.#view
    let inner = at
    for (let open = view.around(at); open !== -1; open = view.around(open)) {
      if (view.kind(open) === C.openBrace)
        return CLAUSES.has(view.word(open + 1)) ? this.#clause(inner, open) : { from: open, to: view.pair(open) + 1 }
      inner = open
    }
    return { from: 0, to: view.count }
  }

  #clause(at: number, open: number): { readonly from: number; readonly to: number } {
    const view = this.#view
    const from = this.#clauseStart(at, open)
    let to = view.skip(at) + 1
    while (to < view.pair(open) && !CLAUSES.has(view.word(to))) to = view.skip(to) + 1
    return { from, to }
  }

  /** The `case` or `default` in a bracket that a token of it stands behind. */
  #clauseStart(at: number, open: number): number {
    const view = this.#view
    let from = at
    while (from > open + 1 && !CLAUSES.has(view.word(from))) from = view.skipBack(from - 1)
    return from
  }

  hintAt(token: number): Hint | undefined {
    const view = this.#view
    // Names and commas take turns.
    const index = (token - listStart(view, token)) / 2
    const end = listEnd(view, token)
    const next = view.kind(end + 1)
    if (next === T.define || next === C.equals) {
      if (view.word(end + 2) !== 'range') return this.#values.assigned(end + 2, index)
      const of = index === 1 ? this.#values.value(end + 3) : undefined
      return of === undefined ? undefined : { kind: 'element', of }
    }
    return this.#values.type(end + 1)
  }

  hintOfValue(at: number): Hint | undefined {
    return this.#values.ofValue(at)
  }

  keyIn(object: Hint & { readonly kind: 'object' }, name: string): KeyFound | undefined {
    return this.#values.keyIn(object, name)
  }

  resultAt(open: number, place?: number): Hint | undefined {
    return this.#values.resultAt(open, place)
  }

  /** `switch name := value.(type) { case Type: … }`: the type where the case has one alone, and else that of the value. */
  guardedAt(at: number): Hint | undefined {
    const view = this.#view
    const token = innermost(this.#bindings.of(view.word(at)), at)?.token
    if (token === undefined || view.kind(token + 1) !== T.define || view.word(token - 1) !== 'switch') return undefined
    const close = this.#values.operandEnd(token + 2)
    const open = view.pair(close)
    if (view.word(open + 1) !== 'type' || view.kind(open - 1) !== C.dot) return undefined
    const from = this.#caseAround(at, close + 1)
    const end = from === undefined ? -1 : this.#caseEnd(from)
    return from === undefined || view.kind(end) !== C.colon
      ? { kind: 'value', at: open - 2 }
      : this.#values.type(from + 1)
  }

  /** The `case` of a body that a token stands behind. */
  #caseAround(at: number, body: number): number | undefined {
    const view = this.#view
    let place = at
    while (view.around(place) !== body && place > body) place = view.around(place)
    const from = place > body ? this.#clauseStart(place, body) : -1
    return view.word(from) === 'case' ? from : undefined
  }

  /** The comma behind the first type of a `case`, or the colon. */
  #caseEnd(from: number): number {
    const view = this.#view
    let at = from
    while (at < view.count && view.kind(at) !== C.comma && view.kind(at) !== C.colon) at = view.skip(at) + 1
    return at
  }

  /** `type Name map[Key]Type`, `type Name = Other`. */
  aliased(symbol: number): Hint | undefined {
    const behind = this.#view.tokenOf(symbol) + 1
    return this.#values.type(this.#view.kind(behind) === C.equals ? behind + 1 : behind)
  }

  resultOf(symbol: number, place = 0): Hint | undefined {
    const view = this.#view
    let open = view.tokenOf(symbol) + 1
    if (view.kind(open) === C.openBracket) open = view.pair(open) + 1
    return view.kind(open) === C.open ? this.resultAt(open, place) : undefined
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
      if (!view.isName(at) || !beginsField(view, view.kind(at - 1) === C.star ? at - 1 : at)) continue
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
