import { C } from '../lex/tokens.ts'
import type { Hint, MeaningOptions } from './names-in-file.ts'
import { Nesting } from './nesting.ts'
import { oneOf } from './one-of.ts'
import type { TokenView } from './token-view.ts'

const ENDS_OF_VALUE: ReadonlySet<number> = new Set([
  C.comma,
  C.close,
  C.closeBracket,
  C.closeBrace,
  C.colon,
  C.semicolon,
])
/** Functions that give what they are given, in another order or with numbers. */
const LIST_OF_ARGUMENT: ReadonlySet<string> = new Set('list sorted reversed set tuple iter enumerate'.split(' '))
/** Functions that give one of what they are given. */
const ONE_OF_ARGUMENT: ReadonlySet<string> = new Set('next max min choice'.split(' '))
/** Functions that give what they are given, or what that gives when it is waited for. */
const SAME_AS_ARGUMENT: ReadonlySet<string> = new Set('run run_until_complete wait_for shield replace'.split(' '))
/** Methods that put what they are given last into a list. */
const PUTTING: ReadonlySet<string> = new Set('append appendleft add insert push put put_nowait'.split(' '))
/** So many places where something is put into one list are looked at. */
const PUT_MAX = 3
const NO_VALUE: ReadonlySet<string> = new Set('lambda not yield None True False'.split(' '))
const LOOK_MAX = 400

/** What values are in Python, by the tokens alone. */
export class PythonValues {
  readonly #view: TokenView
  readonly #nesting = new Nesting()

  readonly #isGuessing: boolean
  #symbolNames: ReadonlySet<string> | undefined

  constructor(view: TokenView, { isGuessing }: MeaningOptions) {
    this.#view = view
    this.#isGuessing = isGuessing
  }

  /** The value of the expression that begins at a token. */
  from(from: number): Hint | undefined {
    return this.#nesting.within(() => this.#read(from))
  }

  #read(from: number): Hint | undefined {
    const view = this.#view
    const first = view.word(from) === 'await' ? from + 1 : from
    const end = this.#operandEnd(first)
    if (end === undefined) return undefined
    const own = this.#valueOf(first, end)
    const behind = end + 1
    const word = view.word(behind)
    if (word === 'or') return oneOf([own, this.from(behind + 1)])
    if (word === 'and') return this.from(behind + 1)
    if (word === 'if') return oneOf([own, this.#otherwise(behind)])
    return word === 'for' || word === 'else' || this.#ends(behind) ? own : undefined
  }

  /** `one if condition else other`: the other. */
  #otherwise(condition: number): Hint | undefined {
    const view = this.#view
    for (let at = condition; at < view.count && at - condition < LOOK_MAX; at = view.skip(at) + 1) {
      if (view.word(at) === 'else') return this.from(at + 1)
      if (ENDS_OF_VALUE.has(view.kind(at))) return undefined
    }
    return undefined
  }

  /** The last token of `a.b(c)[d]`, which begins at a token. */
  #operandEnd(from: number): number | undefined {
    const view = this.#view
    const kind = view.kind(from)
    const isBracket = kind === C.open || kind === C.openBracket || (this.#isGuessing && kind === C.openBrace)
    if (!isBracket && (!view.isName(from) || NO_VALUE.has(view.word(from)))) return undefined
    let at = view.skip(from)
    for (;;) {
      const next = view.kind(at + 1)
      const isFurther = !view.isAfterNewline(at + 1) || view.around(at + 1) !== -1
      if (next === C.dot && view.isName(at + 2)) at += 2
      else if ((next === C.open || next === C.openBracket) && isFurther) at = view.pair(at + 1)
      else return at
    }
  }

  #valueOf(first: number, end: number): Hint | undefined {
    const view = this.#view
    if (view.isName(end)) return { kind: 'value', at: end }
    if (view.kind(first) === C.openBracket && view.pair(first) === end) return listOf(this.from(first + 1))
    if (view.kind(first) === C.openBrace && view.pair(first) === end) return this.#inBraces(first)
    return this.endingAt(end)
  }

  /** `{key: value}`, `{value}`: of a map what it holds is one step further in. */
  #inBraces(open: number): Hint | undefined {
    const view = this.#view
    for (let at = open + 1; at < view.pair(open) && at - open < LOOK_MAX; at = view.skip(at) + 1) {
      if (view.kind(at) === C.colon) return listOf(listOf(this.from(at + 1)))
      if (view.kind(at) === C.comma || view.word(at) === 'for') break
    }
    return listOf(this.from(open + 1))
  }

  /** What is put into a list or map that begins empty, by the name that it is assigned to: `name.append(value)`, `name[key] = value`. */
  putInto(token: number): Hint | undefined {
    const view = this.#view
    if (!this.#isEmptyHolder(token + 2)) return undefined
    const owner = view.kind(token - 1) === C.dot ? view.word(token - 2) : ''
    const found: (Hint | undefined)[] = []
    for (const at of view.placesOf(view.word(token))) {
      if (at === token || (view.kind(at - 1) === C.dot ? view.word(at - 2) : '') !== owner) continue
      const put = found.length < PUT_MAX ? this.#putAt(at) : undefined
      if (put !== undefined) found.push(put)
    }
    return oneOf(found)
  }

  /** `[]`, `{}`, `list()`, `defaultdict(list)`. */
  #isEmptyHolder(from: number): boolean {
    const view = this.#view
    const isBracket = view.kind(from) === C.openBracket || view.kind(from) === C.openBrace
    if (isBracket) return view.pair(from) === from + 1
    const end = view.chainEnd(from)
    return (
      /^(?:list|dict|set|deque|defaultdict|OrderedDict|Queue)$/.test(view.word(end)) && view.kind(end + 1) === C.open
    )
  }

  #putAt(at: number): Hint | undefined {
    const view = this.#view
    if (view.kind(at + 1) === C.openBracket) {
      const close = view.pair(at + 1)
      // `name[key].append(value)`
      if (view.kind(close + 1) === C.dot) return listOf(this.#given(close + 2))
      return view.kind(close + 1) === C.equals ? listOf(listOf(this.from(close + 2))) : undefined
    }
    if (view.kind(at + 1) !== C.dot) return undefined
    if (view.word(at + 2) !== 'setdefault' || view.kind(at + 3) !== C.open) return this.#given(at + 2)
    const close = view.pair(at + 3)
    return view.kind(close + 1) === C.dot ? listOf(this.#given(close + 2)) : undefined
  }

  /** A list of what the method at a token is given last. */
  #given(name: number): Hint | undefined {
    const view = this.#view
    const open = name + 1
    if (!PUTTING.has(view.word(name)) || view.kind(open) !== C.open) return undefined
    const last = view.word(name) === 'insert' ? this.placeOf(open + 1, 1) : open + 1
    return last === undefined ? undefined : listOf(this.from(last))
  }

  #ends(at: number): boolean {
    const view = this.#view
    return at >= view.count || view.isAfterNewline(at) || ENDS_OF_VALUE.has(view.kind(at))
  }

  /** The value that ends at a token. */
  endingAt(at: number): Hint | undefined {
    const view = this.#view
    if (view.isName(at)) return { kind: 'value', at }
    const open = view.pair(at)
    if (open >= at) return undefined
    if (view.kind(at) === C.closeBracket) return this.#indexed(open)
    if (view.kind(at) !== C.close) return undefined
    return view.isName(open - 1) ? this.#call(open) : this.from(open + 1)
  }

  /** Of a list one of its things, of a map what it holds. */
  #indexed(open: number): Hint | undefined {
    const view = this.#view
    const before = view.kind(open - 1)
    const isIndex = view.isName(open - 1) || before === C.close || before === C.closeBracket
    if (!isIndex) return listOf(this.from(open + 1))
    for (let at = open + 1; at < view.pair(open); at = view.skip(at) + 1)
      if (view.kind(at) === C.colon) return { kind: 'value', at: open - 1 }
    return held({ kind: 'value', at: open - 1 })
  }

  #call(open: number): Hint | undefined {
    const view = this.#view
    const name = open - 1
    const call: Hint = { kind: 'call', at: name }
    const word = view.word(name)
    if (word === 'deepcopy') return this.from(open + 1)
    if (this.#isGuessing && this.#isOfLibrary(name)) {
      if (SAME_AS_ARGUMENT.has(word)) return this.from(open + 1)
      if (ONE_OF_ARGUMENT.has(word)) return elementOf(this.from(open + 1))
    }
    if (view.kind(name - 1) !== C.dot) return LIST_OF_ARGUMENT.has(word) ? this.from(open + 1) : call
    const of: Hint = { kind: 'value', at: name - 2 }
    // `value.copy()`, `copy.copy(value)`
    if (word === 'copy') return oneOf([call, of, this.from(open + 1)])
    if (word === 'pop' || word === 'get' || word === 'setdefault') return oneOf([call, held(of)])
    return word === 'values' || word === 'items' ? oneOf([call, { kind: 'element', of }]) : call
  }

  /** Not `self.run(…)` and what else the repository may have of the name. */
  #isOfLibrary(name: number): boolean {
    const view = this.#view
    if (view.kind(name - 1) !== C.dot) {
      this.#symbolNames ??= new Set(view.open.symbols.map((symbol) => symbol.name))
      return !this.#symbolNames.has(view.word(name))
    }
    return /^(?:asyncio|copy|dataclasses|random|anyio|loop)$/.test(view.word(name - 2))
  }

  /** `name, self.name = value, value` */
  unpacked(token: number): Hint | undefined {
    const view = this.#view
    let place = 0
    let first = this.#chainStart(token)
    for (; view.kind(first - 1) === C.comma && view.isName(first - 2); first = this.#chainStart(first - 2)) place++
    let last = token
    while (view.kind(last + 1) === C.comma && view.isName(last + 2)) last = view.chainEnd(last + 2)
    if ((place === 0 && last === token) || view.kind(last + 1) !== C.equals) return undefined
    const from = last + 2
    if (this.placeOf(from, 1) !== undefined) {
      const at = this.placeOf(from, place)
      return at === undefined ? undefined : this.from(at)
    }
    const whole = this.from(from)
    if (whole?.kind === 'call') return { ...whole, result: place }
    return whole === undefined ? undefined : { kind: 'element', of: whole }
  }

  /** The first name of `a.b.c`, which ends at a token. */
  #chainStart(end: number): number {
    const view = this.#view
    let at = end
    while (view.kind(at - 1) === C.dot && view.isName(at - 2)) at -= 2
    return at
  }

  /** Where the value in a place begins, from 0, of `value, value`; undefined where there are not so many. */
  placeOf(from: number, place: number): number | undefined {
    const view = this.#view
    const around = view.around(from)
    let at = from
    for (let left = place; left > 0; left--) {
      while (view.kind(at) !== C.comma) {
        at = view.skip(at) + 1
        if (at >= view.count || view.around(at) !== around || (around === -1 && view.isAfterNewline(at)))
          return undefined
      }
      at++
    }
    return at
  }

  /** `for name in list`, `for number, name in enumerate(list)`, `for key, name in map.items()`. */
  loopVariable(token: number): Hint | undefined {
    const view = this.#view
    const isSecond = view.kind(token - 1) === C.comma && view.word(token - 3) === 'for'
    const first = isSecond ? token - 2 : token
    if (view.word(first - 1) !== 'for' || view.word(token + 1) !== 'in') return undefined
    const list = token + 2
    const isCounted = view.word(list) === 'enumerate' || view.word(view.chainEnd(list)) === 'items'
    if (isSecond && !isCounted) return undefined
    const of = this.from(list)
    return elementOf(of)
  }
}

function elementOf(of: Hint | undefined): Hint | undefined {
  return of === undefined ? undefined : { kind: 'element', of }
}

function listOf(of: Hint | undefined): Hint | undefined {
  return of === undefined ? undefined : { kind: 'list', of }
}

function held(of: Hint): Hint {
  const element: Hint = { kind: 'element', of }
  return { kind: 'either', of: [element, { kind: 'element', of: element }] }
}
