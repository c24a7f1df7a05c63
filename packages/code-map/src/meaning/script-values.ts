import { C, T } from '../lex/tokens.ts'
import type { Hint, KeyFound } from './names-in-file.ts'
import { CONTROLS } from './script-scopes.ts'
import { Nesting } from './nesting.ts'
import { oneOf } from './one-of.ts'
import type { ScriptTypes } from './script-types.ts'
import type { TokenView } from './token-view.ts'

const ENDS_OF_VALUE: ReadonlySet<number> = new Set([
  C.semicolon,
  C.comma,
  C.colon,
  C.close,
  C.closeBrace,
  C.closeBracket,
  T.interpolationClose,
])
/** Methods of lists and maps that give a list of the same things, and those that give one of them. */
const GIVES_LIST: ReadonlySet<string> = new Set(
  'filter slice concat reverse sort splice toSorted toReversed toSpliced values entries flat'.split(' '),
)
const GIVES_ELEMENT: ReadonlySet<string> = new Set('find findLast at pop shift get'.split(' '))
/** Functions that give a list of what is in the one they are given. */
const LIST_OF_ARGUMENT: ReadonlySet<string> = new Set(['Object.values', 'Object.entries', 'Array.from', 'Promise.all'])
const IN_LIST_MAX = 4
const OPENS: ReadonlySet<number> = new Set([C.open, C.openBracket, C.openBrace])

/** What values are in JavaScript and TypeScript, by the tokens alone. */
export class ScriptValues {
  readonly #view: TokenView
  readonly #types: ScriptTypes
  readonly #nesting = new Nesting()

  constructor(view: TokenView, types: ScriptTypes) {
    this.#view = view
    this.#types = types
  }

  /** The value of the expression that begins at a token. */
  from(from: number): Hint | undefined {
    return this.#nesting.within(() => this.#read(from))
  }

  #read(from: number): Hint | undefined {
    const view = this.#view
    const first = ['await', 'yield'].includes(view.word(from)) ? from + 1 : from
    const end = this.#operandEnd(first)
    if (end === undefined) return undefined
    const behind = end + 1
    const word = view.word(behind)
    if ((word === 'as' || word === 'satisfies') && view.word(behind + 1) !== 'const') return this.#types.at(behind + 1)
    const own = this.#valueOf(first, end)
    if (this.#ends(behind) || word === 'as') return own
    if (view.kind(behind) === C.question) return oneOf([this.from(behind + 1), this.#alternative(behind)])
    const operator = view.text(behind)
    if (operator === '&&') return this.from(behind + 1)
    return operator === '??' || operator === '||' ? oneOf([own, this.from(behind + 1)]) : undefined
  }

  /** `condition ? one : other`: the other. */
  #alternative(question: number): Hint | undefined {
    const view = this.#view
    for (let at = question + 1; at < view.count; at = view.skip(at) + 1) {
      if (view.kind(at) === C.colon) return this.from(at + 1)
      if (view.kind(at) === C.question || ENDS_OF_VALUE.has(view.kind(at))) return undefined
    }
    return undefined
  }

  /** The last token of `a.b(c)[d]!`, which begins at a token; undefined for what has no members that are known. */
  #operandEnd(from: number): number | undefined {
    const view = this.#view
    const first = view.word(from) === 'new' ? from + 1 : from
    const isBracket = OPENS.has(view.kind(first))
    if (!isBracket && (!view.isName(first) || NO_VALUE.has(view.word(first)))) return undefined
    let at = view.skip(first)
    if (view.kind(at + 1) === T.arrow) return undefined
    for (let next = this.#further(at); next !== at; next = this.#further(at)) at = next
    return at
  }

  /** The last token with one more `.name`, `(…)`, `[…]` or `!`. */
  #further(at: number): number {
    const view = this.#view
    const next = view.kind(at + 1)
    if (view.isDot(at + 1)) return view.skip(at + 2)
    if (next === C.open || (next === C.openBracket && !view.isAfterNewline(at + 1))) return view.pair(at + 1)
    if (next === C.bang) return at + 1
    const isTyped = next === C.less && this.#isTypeArguments(at + 1)
    return isTyped ? view.pair(this.#types.afterArguments(at + 1)) : at
  }

  #isTypeArguments(less: number): boolean {
    const behind = this.#types.afterArguments(less)
    return behind !== less && this.#view.kind(behind) === C.open
  }

  #valueOf(first: number, end: number): Hint | undefined {
    const view = this.#view
    if (first === end || view.isName(end)) return { kind: 'value', at: end }
    if (end === view.pair(first)) {
      if (view.kind(first) === C.openBrace) return { kind: 'object', open: first, isType: false }
      if (view.kind(first) === C.openBracket) return this.#listOf(first)
    }
    if (view.word(first) === 'new' && view.chainEnd(first + 1) === end) return this.#types.at(first + 1)
    return this.endingAt(end)
  }

  /** `[a, b]` */
  #listOf(open: number): Hint | undefined {
    const view = this.#view
    const parts: (Hint | undefined)[] = []
    let at = open + 1
    while (at < view.pair(open) && parts.length < IN_LIST_MAX) {
      const isSpread = view.kind(at) === T.ellipsis
      const value = this.from(isSpread ? at + 1 : at)
      parts.push(isSpread && value !== undefined ? { kind: 'element', of: value } : value)
      while (at < view.pair(open) && view.kind(at) !== C.comma) at = view.skip(at) + 1
      at++
    }
    const of = oneOf(parts)
    return of === undefined ? undefined : { kind: 'list', of }
  }

  /** The value that ends at a token which is no name. */
  endingAt(at: number): Hint | undefined {
    const view = this.#view
    const kind = view.kind(at)
    if (kind === C.bang) return { kind: 'value', at: at - 1 }
    const open = view.pair(at)
    if (open >= at) return undefined
    if (kind === C.closeBracket) return this.isIndex(open) ? elementOf(open - 1) : this.#listOf(open)
    if (kind !== C.close) return undefined
    const name = this.calledAt(open)
    return name === undefined ? this.from(open + 1) : this.#call(name, open)
  }

  /** Whether a square bracket behind a value takes something out of it. */
  isIndex(open: number): boolean {
    const view = this.#view
    const before = view.kind(open - 1)
    const isBehindValue = view.isName(open - 1) || before === C.close || before === C.closeBracket || before === C.bang
    return (isBehindValue && !NO_VALUE.has(view.word(open - 1))) || view.isDot(open - 1)
  }

  /** The name before the bracket of a call: `name(`, `name?.(`, `name<Type>(`. */
  calledAt(open: number): number | undefined {
    const view = this.#view
    let at = open - 1
    if (view.kind(at) === T.optionalChain) at--
    let depth = view.angles(at)
    const last = at
    while (depth < 0 && last - at < TYPE_ARGUMENTS_MAX) depth += view.angles(--at)
    if (depth !== 0) return undefined
    if (at < last) at--
    const isWord = CONTROLS.has(view.word(at)) || NO_VALUE.has(view.word(at))
    return view.isName(at) && (!isWord || view.isDot(at - 1)) ? at : undefined
  }

  #call(name: number, open: number): Hint | undefined {
    const view = this.#view
    if (view.word(name) === 'import') return this.#module(open + 1)
    let first = name
    while (view.isDot(first - 1) && view.isName(first - 2)) first -= 2
    if (view.word(first - 1) === 'new') return this.#types.at(first)
    const call: Hint = { kind: 'call', at: name }
    if (!view.isDot(name - 1)) return call
    const word = view.word(name)
    if (LIST_OF_ARGUMENT.has(`${view.word(name - 2)}.${word}`)) return this.from(open + 1)
    if (GIVES_LIST.has(word)) return oneOf([call, { kind: 'value', at: name - 2 }])
    if (GIVES_ELEMENT.has(word)) return oneOf([call, elementOf(name - 2)])
    if (word !== 'map') return call
    const of = this.#givenByArrow(open + 1)
    return of === undefined ? call : oneOf([call, { kind: 'list', of }])
  }

  /** `import('x')`, by the token of what is imported. */
  #module(at: number): Hint | undefined {
    const view = this.#view
    const specifier = view.text(at).slice(1, -1)
    const fact = view.open.imports.find((own) => own.kind === 'dynamic' && own.specifier === specifier)
    return fact === undefined ? undefined : { kind: 'module', fact }
  }

  /** What `x => value`, which begins at a token, gives. */
  #givenByArrow(from: number): Hint | undefined {
    const view = this.#view
    const first = view.word(from) === 'async' ? from + 1 : from
    const arrow = view.skip(first) + 1
    return view.kind(arrow) === T.arrow && view.kind(arrow + 1) !== C.openBrace ? this.from(arrow + 1) : undefined
  }

  #ends(at: number): boolean {
    const view = this.#view
    if (at >= view.count || ENDS_OF_VALUE.has(view.kind(at))) return true
    return view.isAfterNewline(at) && [T.name, C.at, C.openBrace].includes(view.kind(at) as never)
  }

  #beginsMember(at: number): boolean {
    const before = this.#view.kind(at - 1)
    const isFirst = [C.openBrace, C.comma, C.semicolon].includes(before as never)
    return isFirst || this.#view.isAfterNewline(at)
  }

  /** The key of an object or of an object's type, and what it is: `{ name: … }`. */
  keyIn({ open, isType }: Hint & { readonly kind: 'object' }, name: string): KeyFound | undefined {
    const view = this.#view
    for (const at of view.placesOf(name)) {
      if (view.around(at) !== open) continue
      const colon = view.kind(at + 1) === C.question ? at + 2 : at + 1
      const kind = view.kind(colon)
      if (kind === C.colon && view.kind(at - 1) !== C.question)
        return { token: at, hint: isType ? this.#types.at(colon + 1) : this.from(colon + 1) }
      const before = view.kind(at - 1)
      const isFirst = before === C.openBrace || before === C.comma
      if (!isType && isFirst && (kind === C.comma || kind === C.closeBrace))
        return { token: at, hint: { kind: 'value', at } }
      if (kind === C.open && this.#beginsMember(at)) return { token: at, hint: { kind: 'function', open: at + 1 } }
    }
    return undefined
  }
}

const TYPE_ARGUMENTS_MAX = 60
/** Words that begin something else than a value with members. */
const NO_VALUE: ReadonlySet<string> = new Set(
  'async function class typeof void delete null undefined true false return case of in throw else do'.split(' '),
)

function elementOf(at: number): Hint {
  return { kind: 'element', of: { kind: 'value', at } }
}
