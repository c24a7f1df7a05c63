import { C, T } from '../lex/tokens.ts'
import type { Hint } from './names-in-file.ts'
import { beforeTypeParameter, LOOK_MAX, type ScriptScopes } from './script-scopes.ts'
import { Nesting } from './nesting.ts'
import { oneOf } from './one-of.ts'
import type { ScriptTypes } from './script-types.ts'
import type { ScriptValues } from './script-values.ts'
import type { TokenView } from './token-view.ts'

const FUNCTION_KINDS: ReadonlySet<string> = new Set(['function', 'method', 'constructor'])
const DECLARING: ReadonlySet<string> = new Set(['const', 'let', 'using', 'var'])
/** What cannot stand between a name with its type and the assignment. */
const BEFORE_TYPED: ReadonlySet<number> = new Set([C.semicolon, C.comma, C.equals])
/** What stands before a type, or a part of one. */
const BEFORE_TYPE: ReadonlySet<number> = new Set([C.colon, C.bar, C.ampersand, T.arrow])
const BEFORE_VALUE: ReadonlySet<number> = new Set([
  C.semicolon,
  C.comma,
  C.equals,
  C.open,
  C.openBrace,
  C.openBracket,
  T.arrow,
])
const BEFORE_KEY: ReadonlySet<number> = new Set([C.openBrace, C.comma])
const CHOICES: ReadonlySet<string> = new Set(['??', '||', '&&'])
/** Methods of lists and sets that take what these hold. */
const HOLDS: ReadonlySet<string> = new Set(['push', 'unshift', 'add', 'fill'])
/** Methods that give each thing of a list to a function, by the places in which it takes them. */
const TAKES_ELEMENT: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  ...'forEach map filter find findIndex findLast findLastIndex some every flatMap'
    .split(' ')
    .map((name): [string, number[]] => [name, [0]]),
  ['sort', [0, 1]],
  ['toSorted', [0, 1]],
  ['reduce', [1]],
  ['reduceRight', [1]],
])

/** What is expected or given where a name or an object stands in JavaScript and TypeScript, by the tokens alone. */
export class ScriptContexts {
  readonly #view: TokenView
  readonly #scopes: ScriptScopes
  readonly #types: ScriptTypes
  readonly #values: ScriptValues
  readonly #nesting = new Nesting()

  constructor(view: TokenView, scopes: ScriptScopes, types: ScriptTypes, values: ScriptValues) {
    this.#view = view
    this.#scopes = scopes
    this.#types = types
    this.#values = values
  }

  /** The type that is expected of an object or a list, or of what a pattern takes apart, by its opening bracket. */
  contextOf(open: number): Hint | undefined {
    return this.#nesting.within(() => this.#readContext(open))
  }

  #readContext(open: number): Hint | undefined {
    const view = this.#view
    const behind = view.pair(open) + 1
    const isChecked = view.word(behind) === 'as' || view.word(behind) === 'satisfies'
    if (isChecked && view.word(behind + 1) !== 'const') return this.#types.at(behind + 1)
    const isPattern = this.#scopes.pattern(open) !== undefined
    return (
      (isPattern ? this.#takenApart(open, behind) : undefined) ??
      this.#outerContext(open, isPattern) ??
      (isPattern ? undefined : this.#expected(open))
    )
  }

  /** What a pattern takes apart, by what stands around it. */
  #takenApart(open: number, behind: number): Hint | undefined {
    const view = this.#view
    if (view.kind(behind) === C.colon) return this.#types.at(behind + 1)
    if (view.word(behind) === 'of') return this.#elementFrom(behind + 1)
    const isParameter = view.kind(view.around(open)) === C.open
    if (isParameter) return this.#givenTo(open)
    const isInner = view.kind(open - 1) === C.colon || view.kind(view.around(open)) === C.openBracket
    return view.kind(behind) === C.equals && !isInner ? this.#values.from(behind + 1) : undefined
  }

  /** Of something whose type is expected: `{ key: {`, `[{`. */
  #outerContext(open: number, isPattern: boolean): Hint | undefined {
    const view = this.#view
    const around = view.around(open)
    const kind = view.kind(around)
    const before = view.kind(open - 1)
    if (kind === C.openBracket && (before === C.openBracket || before === C.comma)) {
      const of = this.contextOf(around)
      if (of === undefined) return undefined
      return isPattern ? placeInList(of, this.#indexIn(around, open)) : { kind: 'element', of }
    }
    const key = before === C.colon && kind === C.openBrace ? this.#keyAt(open - 2) : undefined
    if (key === undefined) return undefined
    const of = this.contextOf(around)
    return of === undefined ? undefined : { kind: 'member', of, name: key, isKey: true }
  }

  /** The key of an object that ends at a token; empty where it is computed. */
  #keyAt(last: number): string | undefined {
    const view = this.#view
    const kind = view.kind(last)
    if (view.isName(last) || kind === T.number) return view.text(last)
    if (kind === T.string) return view.text(last).slice(1, -1)
    const isKey = kind === C.closeBracket && BEFORE_KEY.has(view.kind(view.pair(last) - 1))
    return isKey ? '' : undefined
  }

  /** The type that an assignment, a `return`, an arrow or a call expects. */
  #expected(open: number): Hint | undefined {
    const view = this.#view
    const [before, around] = [open - 1, view.around(open)]
    const choice = this.#choiceAround(before)
    if (choice !== undefined) return this.#outerContext(choice, false) ?? this.#expected(choice)
    if (view.kind(before) === C.equals) return this.#assignedType(before)
    if (view.word(before) === 'return') return this.#returnedType(before)
    // What an arrow gives without a `return`: a brace behind it has statements.
    if (view.kind(before) === T.arrow && view.kind(open) !== C.openBrace) return this.#resultBefore(before)
    const isBody = view.kind(before) === C.open && view.kind(before - 1) === T.arrow
    if (isBody) return this.#resultBefore(before - 1)
    const name = this.#callAround(open)
    return name === undefined ? undefined : this.#parameter(name, this.#indexIn(around, open))
  }

  /** What a call takes in a place; lists and maps take what they hold. */
  #parameter(name: number, index: number): Hint | undefined {
    const view = this.#view
    const taken: Hint = { kind: 'parameter', at: name, index }
    const isHeld = view.isDot(name - 1) && (HOLDS.has(view.word(name)) || (view.word(name) === 'set' && index === 1))
    return isHeld ? oneOf([taken, { kind: 'element', of: { kind: 'value', at: name - 2 } }]) : taken
  }

  /** Where `condition ? a : b` and `a ?? b` begin, by the sign before one of the values. */
  #choiceAround(sign: number): number | undefined {
    const view = this.#view
    const isSign = view.kind(sign) === C.question || view.kind(sign) === C.colon || CHOICES.has(view.text(sign))
    if (!isSign) return undefined
    let hasQuestion = view.kind(sign) !== C.colon
    for (let at = sign - 1; at >= 0 && sign - at < LOOK_MAX; at = view.skipBack(at) - 1) {
      const kind = view.kind(at)
      hasQuestion ||= kind === C.question
      const isKey = kind === C.colon && BEFORE_KEY.has(view.kind(at - 2))
      if (BEFORE_VALUE.has(kind) || view.word(at) === 'return' || isKey) return hasQuestion ? at + 1 : undefined
    }
    return undefined
  }

  /** The name of the call whose argument begins at a token. */
  #callAround(first: number): number | undefined {
    const view = this.#view
    const around = view.around(first)
    const isArgument = first - 1 === around || view.kind(first - 1) === C.comma
    return view.kind(around) === C.open && isArgument ? this.#values.calledAt(around) : undefined
  }

  /** The type that is expected of a call, by the token of its name. */
  expectedOf(name: number): Hint | undefined {
    const view = this.#view
    let first = this.#chainStart(name)
    if (view.isDot(first - 1)) return undefined
    if (['await', 'new'].includes(view.word(first - 1))) first--
    return this.#nesting.within(() => this.#outerContext(first, false) ?? this.#expected(first))
  }

  /** The type of what stands before an assignment: `name: Type = {`, `name = {`, `object.name = {`. */
  #assignedType(equals: number): Hint | undefined {
    const view = this.#view
    const last = equals - 1
    const value: Hint = { kind: 'value', at: last }
    // What is assigned may be declared there too.
    if (view.isDot(last - 1) && !BEFORE_TYPE.has(view.kind(this.#chainStart(last) - 1)))
      return oneOf([value, { kind: 'member', of: { kind: 'value', at: last - 2 }, name: view.word(last) }])
    if (view.isName(last) && view.isAfterNewline(last)) return value
    if (this.#isIndexed(last)) return { kind: 'element', of: { kind: 'value', at: view.pair(last) - 1 } }
    return this.#typeBefore(equals)
  }

  /** `name: Type =` */
  #typeBefore(equals: number): Hint | undefined {
    const view = this.#view
    const last = equals - 1
    const around = view.around(equals)
    let hasArrow = false
    let angles = 0
    for (let at = last; at > around && equals - at < LOOK_MAX; at--) {
      angles -= view.angles(at)
      if (angles > 0) continue
      if (view.kind(at) === C.colon) {
        const isTyped = view.isName(at - 1) || view.kind(at - 1) === C.question
        const isDeclared = !hasArrow || DECLARING.has(view.word(at - 2)) || view.isAfterNewline(at - 1)
        return isTyped && isDeclared ? this.#types.at(at + 1) : undefined
      }
      hasArrow ||= view.kind(at) === T.arrow
      if (BEFORE_TYPED.has(view.kind(at)) || DECLARING.has(view.word(at))) return undefined
      at = Math.min(at, view.skipBack(at))
    }
    return undefined
  }

  #chainStart(last: number): number {
    const view = this.#view
    let first = last
    while (view.isDot(first - 1) && view.isName(first - 2)) first -= 2
    return first
  }

  /** `object.list[index]` at the beginning of a statement, by its last token. */
  #isIndexed(last: number): boolean {
    const view = this.#view
    if (view.kind(last) !== C.closeBracket || !view.isName(view.pair(last) - 1)) return false
    const first = this.#chainStart(view.pair(last) - 1)
    return (
      view.isAfterNewline(first) || [C.semicolon, C.openBrace, C.closeBrace].includes(view.kind(first - 1) as never)
    )
  }

  /** What the function gives whose own body a `return` is in. */
  #returnedType(at: number): Hint | undefined {
    const body = this.#scopes.functionBody(at).from
    return this.#resultBefore(this.#view.kind(body - 1) === T.arrow ? body - 1 : body)
  }

  /** The written or expected result of the function whose body or arrow a token is. */
  #resultBefore(end: number): Hint | undefined {
    const view = this.#view
    const symbol = view.open.symbols.findIndex(
      ({ signatureEnd, kind }) => FUNCTION_KINDS.has(kind) && view.tokenAt(signatureEnd) === end,
    )
    const first = view.skipBack(end - 1)
    const isTyped = view.kind(first - 1) === C.colon && view.tokenOf(symbol) !== first - 2
    const isWritten = symbol !== -1 && (view.kind(end - 1) !== C.close || isTyped)
    const own: Hint | undefined = isWritten ? { kind: 'result', symbol } : undefined
    const of = this.#functionExpected(end)
    return of === undefined ? own : oneOf([own, { kind: 'returned', of }])
  }

  /** What is expected where a function without a written result stands, by its body or its arrow. */
  #functionExpected(end: number): Hint | undefined {
    const view = this.#view
    const last = end - 1
    const isBare = view.kind(end) === T.arrow && view.isName(last)
    const first = view.skipBack(last)
    if (!isBare && view.kind(last) !== C.close) return undefined
    const method = view.kind(end) === C.openBrace ? this.#methodContext(first) : undefined
    if (method !== undefined) return method
    const start = this.#functionStart(first)
    return this.#outerContext(start, false) ?? this.#expected(start)
  }

  /** The place of what begins at a token in the list that opens at another one, from 0. */
  #indexIn(open: number, at: number): number {
    const view = this.#view
    let index = 0
    for (let token = open + 1; token < at; token = view.skip(token) + 1) if (view.kind(token) === C.comma) index++
    return index
  }

  /** What the name at a token is, where it is bound or declared. */
  hintAt(token: number): Hint | undefined {
    const view = this.#view
    if (view.word(token - 1) === 'infer') return this.#types.inferredAt(token)
    let at = token + 1
    if (view.kind(at) === C.question || view.kind(at) === C.bang) at++
    if (view.kind(at) === C.colon && !this.#isRenamed(token)) return this.#types.at(at + 1)
    const before = view.kind(beforeTypeParameter(view, token))
    const isTypeParameter = before === C.less || before === C.comma
    if (isTypeParameter && view.word(at) === 'extends') return this.#types.at(at + 1)
    if (before === C.less && view.kind(at) === C.equals) return this.#types.at(at + 1)
    const taken = this.#takenOut(token)
    if (taken !== undefined) return taken
    if (view.kind(at) === C.equals) return this.#values.from(at + 1)
    if (view.word(at) === 'of' && DECLARING.has(view.word(token - 1))) return this.#elementFrom(at + 1)
    return this.#givenTo(token)
  }

  #isRenamed(token: number): boolean {
    const around = this.#view.around(token)
    return this.#view.kind(around) === C.openBrace && this.#scopes.pattern(around) !== undefined
  }

  /** `const { name } = …`, `const { key: name } = …`, `const [name] = …`. */
  #takenOut(token: number): Hint | undefined {
    const view = this.#view
    const around = view.around(token)
    const kind = view.kind(around)
    if ((kind !== C.openBrace && kind !== C.openBracket) || this.#scopes.pattern(around) === undefined) return undefined
    const of = this.contextOf(around)
    if (of === undefined) return undefined
    if (kind === C.openBracket) return placeInList(of, this.#indexIn(around, token))
    return { kind: 'member', of, name: view.word(view.kind(token - 1) === C.colon ? token - 2 : token) }
  }

  #elementFrom(from: number): Hint | undefined {
    const of = this.#values.from(from)
    return of === undefined ? undefined : { kind: 'element', of }
  }

  /** What the call gives to the parameter of a function that is handed to it: `list.map((name) => …)`. */
  #givenTo(parameter: number): Hint | undefined {
    const view = this.#view
    const list = view.around(parameter)
    const isBare = view.kind(parameter + 1) === T.arrow
    const first = isBare ? parameter : list
    if (!isBare && view.kind(list) !== C.open) return undefined
    const index = isBare ? 0 : this.#indexIn(list, parameter)
    if (!isBare && !this.#isFunction(list)) return this.#takenBy(this.#methodContext(list), index)
    const start = this.#functionStart(first)
    const name = this.#callAround(start)
    if (name === undefined) return this.#takenBy(this.#outerContext(start, false) ?? this.#expected(start), index)
    const call = view.around(start)
    const taken: Hint = { kind: 'callback', at: name, index: this.#indexIn(call, start), parameter: index }
    if (!view.isDot(name - 1)) return taken
    const value: Hint = { kind: 'value', at: name - 2 }
    if (view.word(name) === 'then' && index === 0) return oneOf([taken, value])
    const isElement = TAKES_ELEMENT.get(view.word(name))?.includes(index) === true
    return isElement ? oneOf([taken, { kind: 'element', of: value }]) : taken
  }

  #takenBy(of: Hint | undefined, index: number): Hint | undefined {
    return of === undefined ? undefined : { kind: 'argument', of, index }
  }

  /** What is expected of a method of an object, by the bracket of its parameters: `{ name(…) { … } }`. */
  #methodContext(list: number): Hint | undefined {
    const view = this.#view
    const around = view.around(list)
    const name = list - 1
    const isMethod = view.isName(name) && view.kind(view.pair(list) + 1) === C.openBrace
    const isMember = [C.openBrace, C.comma].includes(view.kind(name - 1) as never) || view.word(name - 1) === 'async'
    if (!isMethod || !isMember || view.kind(around) !== C.openBrace) return undefined
    const of = this.contextOf(around)
    return of === undefined ? undefined : { kind: 'member', of, name: view.word(name), isKey: true }
  }

  /** Whether a round bracket has the parameters of a function that is a value. */
  #isFunction(open: number): boolean {
    const view = this.#view
    const behind = view.kind(view.pair(open) + 1)
    return (
      behind === T.arrow ||
      behind === C.colon ||
      view.word(open - 1) === 'function' ||
      view.word(open - 2) === 'function'
    )
  }

  #functionStart(first: number): number {
    const view = this.#view
    let start = first
    if (view.isName(start - 1) && view.word(start - 2) === 'function') start--
    if (view.word(start - 1) === 'function') start--
    return view.word(start - 1) === 'async' ? start - 1 : start
  }
}

/** What a pattern takes from a place of a list; of a map's entries the second is what it holds. */
function placeInList(of: Hint, index: number): Hint {
  const element: Hint = { kind: 'element', of }
  return index === 1 ? { kind: 'either', of: [of, element] } : element
}
