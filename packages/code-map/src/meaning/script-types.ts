import { C, T } from '../lex/tokens.ts'
import type { Hint, Mapped } from './names-in-file.ts'
import { Nesting } from './nesting.ts'
import { oneOf } from './one-of.ts'
import { LOOK_MAX } from './script-scopes.ts'
import type { TokenView } from './token-view.ts'

/** Whose members are those of what they wrap, for whoever waits or looks through. */
const WRAPPERS: ReadonlySet<string> = new Set(
  'Promise PromiseLike Readonly Partial Required NonNullable Awaited Omit Pick Exclude Extract NoInfer InstanceType WeakRef'.split(
    ' ',
  ),
)
/** What holds things of its first type, and what does of its last. */
const LISTS: ReadonlySet<string> = new Set(
  'Array ReadonlyArray Set ReadonlySet WeakSet Iterable Iterator IterableIterator AsyncIterable Generator AsyncGenerator'.split(
    ' ',
  ),
)
const MAPS: ReadonlySet<string> = new Set(['Map', 'ReadonlyMap', 'WeakMap', 'Record'])
const TYPE_WORDS: ReadonlySet<string> = new Set(['keyof', 'typeof', 'readonly', 'infer', 'unique'])
const NO_NAMED_TYPE: ReadonlySet<string> = new Set(['keyof', 'infer', 'asserts', 'unique', 'abstract', 'new'])
/** What types are put together with. */
const BETWEEN_TYPES: ReadonlySet<number> = new Set([C.bar, C.ampersand])

const ENDS_OF_CHOICE: ReadonlySet<number> = new Set([
  C.semicolon,
  C.comma,
  C.equals,
  C.close,
  C.closeBracket,
  C.closeBrace,
])

const BEFORE_CHECKED: ReadonlySet<number> = new Set([
  C.equals,
  C.question,
  C.colon,
  C.comma,
  C.open,
  C.openBrace,
  C.semicolon,
])

/** So many ways to call what is declared with braces are looked at. */
const SIGNATURES_MAX = 8

/** A type, and the token behind it. */
interface Read {
  readonly hint: Hint | undefined
  readonly behind: number
}

/** The types that are written in JavaScript and TypeScript, by the tokens alone. */
export class ScriptTypes {
  readonly #view: TokenView
  readonly #nesting = new Nesting()

  constructor(view: TokenView) {
    this.#view = view
  }

  /** The type that begins at a token: of a union any of its parts. */
  at(from: number): Hint | undefined {
    return this.#nesting.within(() => {
      const read = this.#union(from)
      const chosen = this.#view.word(read.behind) === 'extends' ? this.#chosen(read.behind + 1) : undefined
      return chosen === undefined ? read.hint : oneOf(chosen.map((at) => this.at(at)))
    })
  }

  /** Where the two types begin of which `A extends B ? C : D` is one, by the token behind its `extends`. */
  #chosen(from: number): readonly [number, number] | undefined {
    const view = this.#view
    let depth = 0
    let first: number | undefined
    let open = 0
    for (let at = from; at < view.count && at - from < LOOK_MAX; at = view.skip(at) + 1) {
      const kind = view.kind(at)
      depth += view.angles(at)
      if (depth < 0 || ENDS_OF_CHOICE.has(kind)) return undefined
      if (kind === C.question) {
        first ??= at + 1
        open++
      } else if (kind === C.colon && --open <= 0) return first === undefined ? undefined : [first, at + 1]
    }
    return undefined
  }

  #union(from: number): Read {
    const view = this.#view
    const parts: Hint[] = []
    let at = BETWEEN_TYPES.has(view.kind(from)) ? from + 1 : from
    for (;;) {
      const { hint, behind } = this.#single(at)
      if (hint !== undefined) parts.push(hint)
      if (behind === at || !BETWEEN_TYPES.has(view.kind(behind))) return { hint: oneOf(parts), behind }
      at = behind + 1
    }
  }

  /** A type with the brackets behind it: `Name<…>[]['key']`. */
  #single(from: number): Read {
    const view = this.#view
    if (view.word(from) === 'readonly') return this.#single(from + 1)
    let { hint, behind } = this.#operand(from)
    while (behind > from && view.kind(behind) === C.openBracket && !view.isAfterNewline(behind)) {
      const inner = behind + 1
      const of: Hint | undefined = hint
      if (of !== undefined) {
        const key = view.kind(inner) === T.string ? view.text(inner).slice(1, -1) : undefined
        if (view.kind(inner) === C.closeBracket) hint = { kind: 'list', of }
        else if (this.#namesKeys(inner)) hint = { kind: 'members', of }
        else hint = key === undefined ? { kind: 'element', of } : { kind: 'member', of, name: key }
      }
      behind = view.pair(behind) + 1
    }
    return { hint, behind }
  }

  /** `Type[keyof Type]`, `Type[Extract<keyof Type, 'a' | 'b'>]` */
  #namesKeys(inner: number): boolean {
    const view = this.#view
    return view.word(inner) === 'keyof' || (view.kind(inner + 1) === C.less && view.word(inner + 2) === 'keyof')
  }

  /** What `infer Name` stands for in `A extends B ? C : D`, by the token of the name: the part of A that is in its place. */
  inferredAt(name: number): Hint | undefined {
    const view = this.#view
    const before = name - 2
    const around = view.around(name)
    const checked = (first: number): Hint | undefined => {
      const last = view.word(first - 1) === 'readonly' ? first - 2 : first - 1
      return view.word(last) === 'extends' ? this.#checkedBefore(last) : undefined
    }
    const isResult = view.kind(before) === T.arrow && view.kind(before - 1) === C.close
    if (isResult) return wrap(checked(view.pair(before - 1)), (of) => ({ kind: 'returned', of }))
    if (view.kind(before) === C.less) {
      const list = LISTS.has(view.word(before - 1)) ? checked(before - 1) : undefined
      return WRAPPERS.has(view.word(before - 1)) ? checked(before - 1) : wrap(list, (of) => ({ kind: 'element', of }))
    }
    const isKey = view.kind(around) === C.openBrace && view.kind(before) === C.colon
    if (isKey) return wrap(checked(around), (of) => ({ kind: 'member', of, name: view.word(before - 1) }))
    if (view.kind(around) !== C.open) return undefined
    const isList = view.kind(view.pair(around) + 1) === C.openBracket && before === around
    if (isList) return wrap(checked(around), (of) => ({ kind: 'element', of }))
    const index = this.#arguments(around, name).length - 1
    return wrap(checked(around), (of) => ({ kind: 'argument', of, index }))
  }

  /** The type that is checked: what stands before an `extends`. */
  #checkedBefore(last: number): Hint | undefined {
    const view = this.#view
    let depth = 0
    for (let at = last - 1; at >= 0 && last - at < LOOK_MAX; at = view.skipBack(at) - 1) {
      depth -= view.angles(at)
      if (depth < 0 || (depth === 0 && BEFORE_CHECKED.has(view.kind(at)))) return this.#union(at + 1).hint
    }
    return undefined
  }

  #operand(from: number): Read {
    const view = this.#view
    const kind = view.kind(from)
    if (kind === C.open) return this.#inBrackets(from)
    // `<T>(name: T) => …`
    if (kind === C.less) {
      const open = this.afterArguments(from)
      return view.kind(open) === C.open ? this.#inBrackets(open) : { hint: undefined, behind: from }
    }
    if (kind === C.openBracket) return { hint: this.#tuple(from), behind: view.pair(from) + 1 }
    if (kind === C.openBrace) return { hint: { kind: 'object', open: from, isType: true }, behind: view.pair(from) + 1 }
    if (kind === T.string || kind === T.number) return { hint: undefined, behind: from + 1 }
    if (!view.isName(from)) return { hint: undefined, behind: from }
    if (view.word(from) === 'typeof') {
      const end = view.chainEnd(from + 1)
      return { hint: { kind: 'value', at: end }, behind: end + 1 }
    }
    return NO_NAMED_TYPE.has(view.word(from)) ? { hint: undefined, behind: from } : this.#named(from)
  }

  /** `(A | B)`, `(name: A) => B`. */
  #inBrackets(open: number): Read {
    const view = this.#view
    const behind = view.pair(open) + 1
    if (view.kind(behind) !== T.arrow) return { hint: this.at(open + 1), behind }
    return { hint: { kind: 'function', open }, behind: this.#union(behind + 1).behind }
  }

  #tuple(open: number): Hint | undefined {
    const parts = this.#arguments(open, this.#view.pair(open)).flatMap((at) => this.at(at) ?? [])
    const of = oneOf(parts)
    return of === undefined ? undefined : { kind: 'list', of }
  }

  #named(from: number): Read {
    const view = this.#view
    const end = view.chainEnd(from)
    const less = end + 1
    if (view.word(from) === 'this') return { hint: { kind: 'self' }, behind: less }
    if (view.kind(less) !== C.less) return { hint: { kind: 'type', at: end }, behind: less }
    const behind = this.afterArguments(less)
    const name = view.word(end)
    const types = this.#arguments(less, behind - 1)
    if (WRAPPERS.has(name)) return { hint: this.at(types[0] ?? less + 1), behind }
    if (name === 'ReturnType' || name === 'Parameters') return this.#ofFunction(name, types[0] ?? less + 1, behind)
    if (!LISTS.has(name) && !MAPS.has(name)) return { hint: { kind: 'type', at: end }, behind }
    const of = this.at((LISTS.has(name) ? types[0] : types.at(-1)) ?? less + 1)
    return { hint: of === undefined ? undefined : { kind: 'list', of }, behind }
  }

  /** `ReturnType<F>`, `Parameters<F>[0]`. */
  #ofFunction(name: 'ReturnType' | 'Parameters', at: number, behind: number): Read {
    const view = this.#view
    const of = this.at(at)
    if (of === undefined || name === 'ReturnType') return { hint: of && { kind: 'returned', of }, behind }
    const isPlace = view.kind(behind) === C.openBracket && view.kind(behind + 1) === T.number
    if (!isPlace) return { hint: undefined, behind }
    return { hint: { kind: 'argument', of, index: Number(view.text(behind + 1)) }, behind: view.pair(behind) + 1 }
  }

  /** Where the types of a list begin, which stands between two tokens. */
  #arguments(open: number, close: number): readonly number[] {
    const view = this.#view
    const found = [open + 1]
    let depth = 0
    for (let at = open + 1; at < close && at - open < LOOK_MAX; at = view.skip(at) + 1) {
      depth += view.angles(at)
      if (view.kind(at) === C.comma && depth === 0) found.push(at + 1)
    }
    return found
  }

  /** The types between the angle brackets that open at a token. */
  argumentsOf(less: number): readonly number[] {
    return this.#arguments(less, this.afterArguments(less) - 1)
  }

  /** The token behind the angle brackets that open at a token; that token itself where they do not end. */
  afterArguments(less: number): number {
    const view = this.#view
    let depth = 0
    for (let at = less; at < view.count && at - less < LOOK_MAX; at++) {
      depth += view.angles(at)
      if (depth <= 0) return at + 1
    }
    return less
  }

  /** The braces of an interface. */
  bodyOf(symbol: number): number | undefined {
    const view = this.#view
    const declared = view.open.symbols[symbol]
    const open = declared?.kind === 'interface' ? view.tokenAt(declared.signatureEnd) : -1
    return view.kind(open) === C.openBrace ? open : undefined
  }

  /** `{ (name: A): B; <T>(name: T): T }`, by the brackets of the parameters. */
  callSignaturesIn(open: number): readonly number[] {
    const view = this.#view
    const found: number[] = []
    for (const at of this.#membersOf(open)) {
      const bracket = view.kind(at) === C.less ? this.afterArguments(at) : at
      if (view.kind(bracket) === C.open && found.length < SIGNATURES_MAX) found.push(bracket)
    }
    return found
  }

  /** `{ [name: string]: Type }`, `{ [Name in Keys]: Type }`. */
  indexedIn(open: number): Hint | undefined {
    const view = this.#view
    for (const at of this.#membersOf(open)) {
      const bracket = view.word(at) === 'readonly' ? at + 1 : at
      const behind = view.pair(bracket) + 1
      const colon = view.kind(behind) === C.question ? behind + 1 : behind
      const isKey = view.kind(bracket) === C.openBracket && view.isName(bracket + 1)
      const isIndex = isKey && (view.kind(bracket + 2) === C.colon || view.word(bracket + 2) === 'in')
      if (isIndex && view.kind(colon) === C.colon) return this.at(colon + 1)
    }
    return undefined
  }

  /** `{ [Name in keyof Type as …]: … }`: that type, whose keys it has, and what each leads to. */
  mappedIn(open: number): Mapped | undefined {
    const view = this.#view
    let at = open + 1
    while (['readonly', '+', '-'].includes(view.text(at))) at++
    const isMapped = view.kind(at) === C.openBracket && view.word(at + 2) === 'in' && view.word(at + 3) === 'keyof'
    if (!isMapped) return undefined
    const of = this.at(at + 4)
    let colon = view.pair(at) + 1
    while (['?', '+', '-'].includes(view.text(colon))) colon++
    if (of === undefined || view.kind(colon) !== C.colon) return undefined
    const last = view.chainEnd(colon + 1)
    const isSame = view.kind(last + 1) === C.openBracket && view.word(last + 2) === view.word(at + 1)
    return { of, isSame, hint: this.at(colon + 1) }
  }

  /** `<Name = Type>`, `<Name extends Other = Type>`: the type that a parameter has where none is given. */
  defaultOf(name: number): Hint | undefined {
    const view = this.#view
    const behind = view.word(name + 1) === 'extends' ? this.#union(name + 2).behind : name + 1
    return view.kind(behind) === C.equals ? this.at(behind + 1) : undefined
  }

  /** Where the members of a type in braces begin, so far as a look goes. */
  #membersOf(open: number): readonly number[] {
    const view = this.#view
    const found: number[] = []
    for (let at = open + 1; at < view.pair(open) && at - open < LOOK_MAX; at = view.skip(at) + 1) {
      const isFirst = [C.openBrace, C.semicolon, C.comma].includes(view.kind(at - 1) as never)
      if (isFirst || view.isAfterNewline(at)) found.push(at)
    }
    return found
  }

  /** What a class or an interface extends. */
  basesOf(symbol: number): readonly number[] {
    const view = this.#view
    const declared = view.open.symbols[symbol]
    const first = view.tokenOf(symbol) + 1
    if (declared === undefined || declared.kind === 'type' || first === 0) return []
    const end = view.tokenAt(declared.signatureEnd)
    const found: number[] = []
    let isBase = false
    for (let at = first; at < end; at = view.skip(at) + 1) {
      const word = view.word(at)
      // Brackets that are too long, or no brackets, are gone through.
      if (view.kind(at) === C.less && at > first) at = Math.max(at, this.afterArguments(at) - 1)
      else if (word === 'extends' || word === 'implements') isBase = true
      else if (isBase && word !== '' && !TYPE_WORDS.has(word)) {
        // `extends Omit<Base, 'key'>`
        const isWrapped = WRAPPERS.has(word) && view.kind(at + 1) === C.less && view.isName(at + 2)
        if (isWrapped) {
          found.push(view.chainEnd(at + 2))
          continue
        }
        at = view.chainEnd(at)
        found.push(at)
      }
    }
    return found
  }

  /** What a name of a type stands for: `type Name<T> = …`. */
  aliased(symbol: number): Hint | undefined {
    const view = this.#view
    let at = view.tokenOf(symbol) + 1
    if (view.open.symbols[symbol]?.kind !== 'type' || at === 0) return undefined
    if (view.kind(at) === C.less) at = this.afterArguments(at)
    return view.kind(at) === C.equals ? this.at(at + 1) : undefined
  }
}

function wrap(of: Hint | undefined, around: (of: Hint) => Hint): Hint | undefined {
  return of === undefined ? undefined : around(of)
}
