import { C, T } from '../lex/tokens.ts'
import type { Hint } from './names-in-file.ts'
import { Nesting } from './nesting.ts'
import { oneOf } from './one-of.ts'
import { LOOK_MAX } from './script-scopes.ts'
import type { TokenView } from './token-view.ts'

/** Whose members are those of what they wrap, for whoever waits or looks through. */
const WRAPPERS: ReadonlySet<string> = new Set(
  'Promise PromiseLike Readonly Partial Required NonNullable Awaited Omit Pick WeakRef'.split(' '),
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
    return this.#nesting.within(() => this.#union(from).hint)
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
        else hint = key === undefined ? { kind: 'element', of } : { kind: 'member', of, name: key }
      }
      behind = view.pair(behind) + 1
    }
    return { hint, behind }
  }

  #operand(from: number): Read {
    const view = this.#view
    const kind = view.kind(from)
    if (kind === C.open) return this.#inBrackets(from)
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
    return { hint: view.kind(behind) === T.arrow ? { kind: 'function', open } : this.at(open + 1), behind }
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
    if (!LISTS.has(name) && !MAPS.has(name)) return { hint: { kind: 'type', at: end }, behind }
    const of = this.at((LISTS.has(name) ? types[0] : types.at(-1)) ?? less + 1)
    return { hint: of === undefined ? undefined : { kind: 'list', of }, behind }
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

  /** What a class, an interface or another name of a type extends. */
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
      // Brackets that are too long, or no brackets, are gone through.
      if (view.kind(at) === C.less && at > first) at = Math.max(at, this.afterArguments(at) - 1)
      else if (word === 'extends' || word === 'implements') isBase = true
      else if (isBase && word !== '' && !TYPE_WORDS.has(word)) {
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
