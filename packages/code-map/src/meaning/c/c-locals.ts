import { lastAtOrBefore } from '@groundcrew/core/text'
import { C, T } from '../../lex/tokens.ts'
import type { TokenView } from '../token-view.ts'
import { isInDirective, NO_TYPES, typeStart } from './c-type.ts'

/** A parameter or variable of a function. */
export interface CLocal {
  /** The token of its name. */
  readonly at: number
  /** The last token that sees it. */
  readonly to: number
  /** The first token of its type; of one of several names that of the first. */
  readonly type: number
}

const LOOK_MAX = 2000
const STATEMENTS: ReadonlySet<string> = new Set(['for', 'if', 'while', 'switch', 'catch'])

/** Where the functions of a file bind names. */
export class CLocals {
  readonly #view: TokenView
  readonly #bound = new Map<string, { readonly all: readonly CLocal[]; readonly starts: Float64Array }>()

  constructor(view: TokenView) {
    this.#view = view
  }

  /** The nearest one that the name at a token means, which may be its own declaration. */
  find(name: string, at: number): CLocal | undefined {
    const { all, starts } = this.#of(name)
    const from = this.#functionAround(at)
    for (let index = lastAtOrBefore(starts, at); index >= 0; index--) {
      const local = all[index] as CLocal
      if (local.at < from) return undefined
      if (at <= local.to) return local
    }
    return undefined
  }

  /** The token with which the outermost function around begins. */
  #functionAround(at: number): number {
    const view = this.#view
    let from = 0
    let index = view.symbolAround(at, isFunction(view))
    while (index !== -1) {
      from = view.tokenAt(view.open.symbols[index]?.start ?? 0)
      const inner = index
      index = view.symbolAround(at, (one) => one < inner && isFunction(view)(one))
    }
    return from
  }

  #of(name: string): { readonly all: readonly CLocal[]; readonly starts: Float64Array } {
    const known = this.#bound.get(name)
    if (known !== undefined) return known
    const all = this.#view.placesOf(name).flatMap((at) => this.#localAt(at) ?? [])
    const found = { all, starts: Float64Array.from(all, ({ at }) => at) }
    this.#bound.set(name, found)
    return found
  }

  #localAt(at: number): CLocal | undefined {
    const view = this.#view
    if (!ENDS_DECLARATOR.has(view.kind(at + 1)) || isComparison(view, at + 1) || TAGS.has(view.word(at - 1)))
      return undefined
    const type = this.#typeBefore(at)
    if (type === undefined) return undefined
    const around = view.around(at)
    const scope = this.#scopeOf(around, at)
    if (scope === undefined || view.symbolAt(at) !== -1) return undefined
    const isParameter = scope.isParameter
    if (!isParameter && !this.#beginsStatement(type)) return undefined
    if (CONDITIONS.has(view.word(around - 1)) && view.kind(at + 1) !== C.equals) return undefined
    return { at, to: scope.to, type }
  }

  /** The first token of the type of the name at a token. */
  #typeBefore(at: number): number | undefined {
    const view = this.#view
    const start = typeStart(view, at - 1)
    if (start !== undefined) return start
    let before = at - 1
    while (view.kind(before) === C.star || view.kind(before) === C.ampersand) before--
    if (view.kind(before) === C.comma) return this.#firstOfSeveral(before)
    // `auto [a, b] =`
    const open = view.around(at)
    if (view.kind(open) !== C.openBracket) return undefined
    return view.kind(view.pair(open) + 1) === C.equals || view.kind(view.pair(open) + 1) === C.colon
      ? typeStart(view, open - 1)
      : undefined
  }

  /** `Type a = 1, *b;`: the type before the first one. */
  #firstOfSeveral(comma: number): number | undefined {
    const view = this.#view
    const around = view.around(comma)
    const kind = view.kind(around)
    if (around !== -1 && kind !== C.openBrace && !STATEMENTS.has(view.word(around - 1))) {
      // `auto [a, b]`
      return kind === C.openBracket && view.kind(view.pair(around) + 1) === C.equals
        ? typeStart(view, around - 1)
        : undefined
    }
    let at = comma
    for (let count = 0; count < LOOK_MAX && at > around; count++) {
      const before = view.skipBack(at - 1)
      const end = view.kind(before)
      if (before <= around || end === C.semicolon || end === C.openBrace || end === C.closeBrace) break
      at = before
    }
    return view.isName(at) && !NO_TYPES.has(view.word(at)) && this.#isTyped(at) ? at : undefined
  }

  /** `Type name` and `Type *name` begin at a token. */
  #isTyped(from: number): boolean {
    const view = this.#view
    for (let at = from + 1; at < view.count && at - from < LOOK_MAX; at++) {
      const kind = view.kind(at)
      if (view.isName(at) && ENDS_DECLARATOR.has(view.kind(at + 1)))
        return typeStart(view, at - 1) === from && view.kind(at - 1) !== T.scope
      if (kind === C.semicolon || kind === C.open || kind === C.comma) return false
    }
    return false
  }

  /** Where what stands in a bracket is known; undefined where it declares nothing. */
  #scopeOf(around: number, at: number): { readonly to: number; readonly isParameter: boolean } | undefined {
    const view = this.#view
    const kind = view.kind(around)
    if (around === -1) return undefined
    if (kind === C.openBrace)
      return this.#isInFunction(around) ? { to: view.pair(around), isParameter: false } : undefined
    if (kind === C.openBracket && view.around(around) !== around) return this.#scopeOf(view.around(around), at)
    if (kind !== C.open) return undefined
    const close = view.pair(around)
    if (STATEMENTS.has(view.word(around - 1)) || view.word(around - 1) === 'constexpr')
      return { to: this.#endOfStatement(close + 1), isParameter: view.word(around - 1) === 'catch' }
    const symbol = this.#symbolBefore(around)
    if (symbol !== -1) return { to: Math.max(close, this.#endOf(symbol)), isParameter: true }
    const body = this.#bodyBehind(close)
    if (view.kind(around - 1) === C.closeBracket && body !== undefined)
      return { to: view.pair(body), isParameter: true }
    // Of a function's pointer, or a function that is no symbol.
    return body !== undefined && view.isName(around - 1) ? { to: view.pair(body), isParameter: true } : undefined
  }

  /** Whether a brace is that of a function's body, or inside of one. */
  #isInFunction(open: number): boolean {
    const view = this.#view
    const around = view.symbolAround(open, () => true)
    const symbol = view.open.symbols[around]
    return symbol !== undefined && isFunction(view)(around) && symbol.nameStart < view.start(open)
  }

  /** The function whose name stands before a bracket. */
  #symbolBefore(open: number): number {
    const view = this.#view
    let at = open - 1
    for (let count = 0; at >= 0 && count < 8 && !view.isName(at); count++) at--
    const symbol = view.symbolAt(at)
    return symbol !== -1 && isFunction(view)(symbol) ? symbol : -1
  }

  #endOf(symbol: number): number {
    return this.#view.tokenAt(this.#view.open.symbols[symbol]?.end ?? 0) - 1
  }

  /** The brace of a function's or lambda's body behind its parameters. */
  #bodyBehind(close: number): number | undefined {
    const view = this.#view
    for (let at = close + 1; at < view.count && at - close < SUFFIX_TOKENS_MAX; at = view.skip(at) + 1) {
      const kind = view.kind(at)
      if (kind === C.openBrace) return at
      if (!view.isName(at) && !IN_SUFFIX.has(kind)) return undefined
    }
    return undefined
  }

  #endOfStatement(from: number): number {
    const view = this.#view
    let at = from
    for (let count = 0; at < view.count && count < LOOK_MAX; count++) {
      if (view.kind(at) === C.openBrace) return view.pair(at)
      if (view.kind(at) === C.semicolon || view.kind(at) === C.closeBrace) return at
      at = view.skip(at) + 1
    }
    return at
  }

  /** Whether a type that begins at a token begins a statement, or what `for`, `if` and the like take. */
  #beginsStatement(type: number): boolean {
    const view = this.#view
    const before = view.kind(type - 1)
    if (BEGINS_STATEMENT.has(before)) return true
    if (before === C.open) return STATEMENTS.has(view.word(type - 2)) || view.word(type - 2) === 'constexpr'
    // Behind a directive, a macro, or the condition of a statement.
    return view.isAfterNewline(type) && (before === C.close || isInDirective(view, type - 1))
  }
}

/** What may stand between the parameters of a function and its body. */
const IN_SUFFIX: ReadonlySet<number> = new Set([T.arrow, C.star, C.ampersand, T.scope, C.less, C.greater, C.open])
const SUFFIX_TOKENS_MAX = 40
const TAGS: ReadonlySet<string> = new Set(['class', 'struct', 'union', 'enum'])
const CONDITIONS: ReadonlySet<string> = new Set(['if', 'while', 'switch'])
const ENDS_DECLARATOR: ReadonlySet<number> = new Set([
  C.semicolon,
  C.equals,
  C.comma,
  C.close,
  C.openBracket,
  C.closeBracket,
  C.openBrace,
  C.open,
  C.colon,
])
const BEGINS_STATEMENT: ReadonlySet<number> = new Set([C.semicolon, C.openBrace, C.closeBrace, C.colon, 0])

/** `==` */
function isComparison(view: TokenView, at: number): boolean {
  return view.kind(at) === C.equals && view.kind(at + 1) === C.equals && view.start(at + 1) === view.start(at) + 1
}

function isFunction(view: TokenView): (symbol: number) => boolean {
  return (symbol) => {
    const kind = view.open.symbols[symbol]?.kind
    return kind === 'function' || kind === 'method' || kind === 'constructor'
  }
}
