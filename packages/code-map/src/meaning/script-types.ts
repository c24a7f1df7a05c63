import { C, T } from '../lex/tokens.ts'
import type { Hint } from './names-in-file.ts'
import { CONTROLS, LOOK_MAX, type ScriptScopes } from './script-scopes.ts'
import type { TokenView } from './token-view.ts'

/** Whose members are those of what they wrap, for whoever waits or looks through. */
const WRAPPERS: ReadonlySet<string> = new Set(['Promise', 'Readonly', 'Partial', 'Required', 'NonNullable', 'Awaited'])
const LISTS: ReadonlySet<string> = new Set(['Array', 'ReadonlyArray', 'Set', 'ReadonlySet', 'Iterable', 'Generator'])
const FUNCTION_KINDS: ReadonlySet<string> = new Set(['function', 'method', 'constructor'])
const TYPE_WORDS: ReadonlySet<string> = new Set(['keyof', 'typeof', 'readonly', 'infer', 'unique'])
const DECLARING: ReadonlySet<string> = new Set(['const', 'let', 'using', 'var'])
/** What cannot stand between a name with its type and the assignment. */
const BEFORE_TYPED: ReadonlySet<number> = new Set([C.semicolon, C.comma, C.equals, T.arrow])
const ENDS_OF_VALUE: ReadonlySet<number> = new Set([
  C.semicolon,
  C.comma,
  C.close,
  C.closeBrace,
  C.closeBracket,
  C.bang,
])

/** What types are written for names in JavaScript and TypeScript, by the tokens alone. */
export class ScriptTypes {
  readonly #view: TokenView
  readonly #scopes: ScriptScopes

  constructor(view: TokenView, scopes: ScriptScopes) {
    this.#view = view
    this.#scopes = scopes
  }

  /** The type that is expected of an object, or of what a pattern takes apart, by its opening bracket. */
  contextOf(open: number): Hint | undefined {
    const view = this.#view
    const behind = view.pair(open) + 1
    if (view.word(behind) === 'as' || view.word(behind) === 'satisfies') return this.#typeHint(behind + 1)
    const isPattern = this.#scopes.pattern(open) !== undefined
    return (
      (isPattern ? this.#takenApart(open, behind) : undefined) ??
      this.#memberContext(open) ??
      (isPattern ? undefined : this.#expected(open))
    )
  }

  /** What a pattern takes apart, by what stands behind it. */
  #takenApart(open: number, behind: number): Hint | undefined {
    const view = this.#view
    if (view.kind(behind) === C.colon) return this.#typeHint(behind + 1)
    if (view.kind(behind) === C.equals && view.kind(open - 1) !== C.open) return this.#valueHint(behind + 1)
    return view.word(behind) === 'of' ? this.#elementHint(behind + 1) : undefined
  }

  /** `{ key: {` in something whose type is expected. */
  #memberContext(open: number): Hint | undefined {
    const view = this.#view
    const around = view.around(open)
    if (view.kind(open - 1) !== C.colon || view.kind(around) !== C.openBrace || !view.isName(open - 2)) return undefined
    const of = this.contextOf(around)
    return of === undefined ? undefined : { kind: 'member', of, name: view.word(open - 2) }
  }

  /** The type that an assignment, a `return` or a call expects. */
  #expected(open: number): Hint | undefined {
    const view = this.#view
    const [before, around] = [open - 1, view.around(open)]
    if (view.kind(before) === C.equals) return this.#assignedType(before)
    if (view.word(before) === 'return') return this.#returnedType(before)
    const isArgument = before === around || view.kind(before) === C.comma
    if (view.kind(around) !== C.open || !view.isName(around - 1) || !isArgument) return undefined
    return { kind: 'parameter', at: around - 1, index: this.#argumentIndex(around, open) }
  }

  /** The type of what stands before an assignment: `name: Type = {`, `name = {`, `object.name = {`. */
  #assignedType(equals: number): Hint | undefined {
    const view = this.#view
    const last = equals - 1
    if (view.isDot(last - 1) || (view.isName(last) && view.isAfterNewline(last))) return { kind: 'value', at: last }
    const around = view.around(equals)
    for (let at = last; at > around && equals - at < LOOK_MAX; at--) {
      if (view.kind(at) === C.colon) {
        const isTyped = view.isName(at - 1) || view.kind(at - 1) === C.question
        return isTyped ? this.#typeHint(at + 1) : undefined
      }
      if (BEFORE_TYPED.has(view.kind(at)) || DECLARING.has(view.word(at))) return undefined
      at = Math.min(at, view.skipBack(at))
    }
    return undefined
  }

  /** What the function gives whose own body a `return` is in. */
  #returnedType(at: number): Hint | undefined {
    const view = this.#view
    const body = this.#scopes.functionBody(at).from
    const symbol = view.open.symbols.findIndex(
      ({ signatureEnd, kind }) => FUNCTION_KINDS.has(kind) && view.tokenAt(signatureEnd) === body,
    )
    return symbol === -1 ? undefined : { kind: 'result', symbol }
  }

  #argumentIndex(open: number, at: number): number {
    const view = this.#view
    let index = 0
    for (let token = open + 1; token < at; token = view.skip(token) + 1) if (view.kind(token) === C.comma) index++
    return index
  }

  hintAt(token: number): Hint | undefined {
    const view = this.#view
    let at = token + 1
    if (view.kind(at) === C.question || view.kind(at) === C.bang) at++
    if (view.kind(at) === C.colon && !this.#isRenamed(token)) return this.#typeHint(at + 1)
    const taken = this.#takenOut(token)
    if (taken !== undefined) return taken
    if (view.kind(at) === C.equals) return this.#valueHint(at + 1)
    return view.word(at) === 'of' ? this.#elementHint(at + 1) : undefined
  }

  #isRenamed(token: number): boolean {
    const around = this.#view.around(token)
    return this.#view.kind(around) === C.openBrace && this.#scopes.pattern(around) !== undefined
  }

  /** `const { name } = …`, `const { key: name } = …`. */
  #takenOut(token: number): Hint | undefined {
    const view = this.#view
    const around = view.around(token)
    if (view.kind(around) !== C.openBrace || this.#scopes.pattern(around) === undefined) return undefined
    const of = this.contextOf(around)
    if (of === undefined) return undefined
    return { kind: 'member', of, name: view.word(view.kind(token - 1) === C.colon ? token - 2 : token) }
  }

  #elementHint(from: number): Hint | undefined {
    const of = this.#valueHint(from)
    return of === undefined ? undefined : { kind: 'element', of }
  }

  #valueHint(from: number): Hint | undefined {
    const view = this.#view
    const at = view.word(from) === 'await' ? from + 1 : from
    if (view.word(at) === 'new') return { kind: 'type', at: view.chainEnd(at + 1) }
    if (!view.isName(at)) return undefined
    const end = view.chainEnd(at)
    let behind = end + 1
    if (view.kind(behind) === C.less) behind = this.#afterTypeArguments(behind)
    const isCall = view.kind(behind) === C.open
    if (isCall) behind = view.pair(behind) + 1
    if (view.kind(behind) === C.bang) behind++
    if (view.word(behind) === 'as') return this.#typeHint(behind + 1)
    if (!this.#endsValue(behind)) return undefined
    return { kind: isCall ? 'call' : 'value', at: end }
  }

  hintOfValue(at: number): Hint | undefined {
    const view = this.#view
    const kind = view.kind(at)
    if (kind === C.bang) return { kind: 'value', at: at - 1 }
    const open = view.pair(at)
    if (open >= at) return undefined
    if (kind === C.closeBracket) return { kind: 'element', of: { kind: 'value', at: open - 1 } }
    if (kind !== C.close) return undefined
    if (view.isName(open - 1) && !CONTROLS.has(view.word(open - 1))) {
      return { kind: view.word(open - 2) === 'new' ? 'type' : 'call', at: open - 1 }
    }
    // `(name as Type)`
    for (let index = at - 1; index > open; index--) {
      if (view.around(index) === open && view.word(index) === 'as') return this.#typeHint(index + 1)
    }
    return view.isName(at - 1) && view.chainEnd(open + 1) === at - 1 ? { kind: 'value', at: at - 1 } : undefined
  }

  #endsValue(at: number): boolean {
    const view = this.#view
    if (at >= view.count || ENDS_OF_VALUE.has(view.kind(at))) return true
    return view.isAfterNewline(at) && view.kind(at) === T.name
  }

  #afterTypeArguments(less: number): number {
    const view = this.#view
    let depth = 0
    for (let at = less; at < view.count && at - less < LOOK_MAX; at++) {
      depth += view.angles(at)
      if (depth <= 0) return at + 1
    }
    return less
  }

  /** The first named type behind a colon; what is a list of it has other members. */
  #typeHint(from: number): Hint | undefined {
    const view = this.#view
    let at = from
    while (view.kind(at) === C.bar || view.word(at) === 'readonly') at++
    if (!view.isName(at) || ['typeof', 'keyof', 'infer', 'asserts'].includes(view.word(at))) return undefined
    const end = view.chainEnd(at)
    let behind = end + 1
    if (view.kind(behind) === C.less) {
      if (WRAPPERS.has(view.word(end))) return this.#typeHint(behind + 1)
      if (LISTS.has(view.word(end))) {
        const element = this.#typeHint(behind + 1)
        return element?.kind === 'type' && element.isList !== true ? { ...element, isList: true } : undefined
      }
      behind = this.#afterTypeArguments(behind)
    }
    const isList = view.kind(behind) === C.openBracket && !view.isAfterNewline(behind)
    if (isList && view.kind(behind + 1) !== C.closeBracket) return undefined
    return { kind: 'type', at: end, isList }
  }

  resultOf(symbol: number): Hint | undefined {
    const open = this.#parametersOf(symbol)
    if (open === undefined) return undefined
    const behind = this.#view.pair(open) + 1
    const isTyped =
      this.#view.kind(behind) === C.colon || (this.#view.kind(behind) === T.arrow && this.#isSignature(symbol))
    return isTyped ? this.#typeHint(behind + 1) : undefined
  }

  /** `name: (…) => Type`: its arrow is that of a type. */
  #isSignature(symbol: number): boolean {
    const at = this.#view.tokenOf(symbol) + 1
    return (
      this.#view.kind(this.#view.kind(at) === C.question ? at + 1 : at) === C.colon &&
      this.#view.open.symbols[symbol]?.kind === 'property'
    )
  }

  parameterOf(symbol: number, index: number): Hint | undefined {
    const view = this.#view
    const open = this.#parametersOf(symbol)
    if (open === undefined) return undefined
    const end = view.pair(open)
    let left = index
    let depth = 0
    for (let at = open + 1; at < end && left >= 0; at = view.skip(at) + 1) {
      depth += view.angles(at)
      if (view.kind(at) === C.comma && depth === 0) left--
      if (view.kind(at) === C.colon && left === 0) return this.#typeHint(at + 1)
    }
    return undefined
  }

  /** The bracket of a function's parameters, also of one that is assigned. */
  #parametersOf(symbol: number): number | undefined {
    const view = this.#view
    let at = view.tokenOf(symbol) + 1
    if (at === 0) return undefined
    if (view.kind(at) === C.question) at++
    // `const f = (…): T =>`, `f: (…) => T`
    if (view.kind(at) === C.equals || view.kind(at) === C.colon) at++
    if (view.word(at) === 'async') at++
    if (view.word(at) === 'function') at++
    if (view.kind(at) === C.less) at = this.#afterTypeArguments(at)
    return view.kind(at) === C.open ? at : undefined
  }

  basesOf(symbol: number): readonly number[] {
    const view = this.#view
    const declared = view.open.symbols[symbol]
    const first = view.tokenOf(symbol) + 1
    if (declared === undefined || first === 0) return []
    const isAlias = declared.kind === 'type'
    const end = view.tokenAt(isAlias ? declared.end : declared.signatureEnd)
    const found: number[] = []
    let isBase = isAlias && view.kind(first) === C.equals
    for (let at = first; at < end; at = view.skip(at) + 1) {
      const word = view.word(at)
      if (view.kind(at) === C.less && at > first) at = this.#afterTypeArguments(at) - 1
      else if (word === 'extends' || word === 'implements') isBase = true
      else if (isBase && word !== '' && !TYPE_WORDS.has(word)) {
        at = view.chainEnd(at)
        found.push(at)
      }
    }
    return found
  }
}
