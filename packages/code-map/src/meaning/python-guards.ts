import { lastAtOrBefore } from '@groundcrew/core/text'
import { C } from '../lex/tokens.ts'
import { innermost, type Binding, type Hint } from './names-in-file.ts'
import { oneOf } from './one-of.ts'
import { statementStart } from './python-statement.ts'
import type { PythonTypes } from './python-types.ts'
import type { TokenView } from './token-view.ts'

const LEAVES: ReadonlySet<string> = new Set(['return', 'raise', 'continue', 'break'])
const CONDITIONS: ReadonlySet<string> = new Set(['if', 'elif', 'while'])
const FOLLOWS_CHECK: ReadonlySet<number> = new Set([C.closeBracket, C.closeBrace, C.comma, C.colon, C.semicolon])
/** Of so many checks of one name in a file something is told: code that has more is made by a program. */
const CHECKS_MAX = 500
/** Of so many checks that hold at a place, the last ones. */
const AT_ONCE_MAX = 8
const LINE_FEED = 10

interface Range {
  readonly from: number
  /** Exclusive. */
  readonly to: number
}

/** What is known of a name among some tokens. */
interface Guarded extends Range {
  readonly name: number
  readonly hint: Hint
}

/** The first tokens of the statements that begin a line, and how far in they stand. */
interface Statements {
  readonly tokens: readonly number[]
  readonly columns: readonly number[]
}

/** What `isinstance(name, Type)` tells of a name in Python: in the same condition, in what stands under it, behind it. */
export class PythonGuards {
  readonly #view: TokenView
  readonly #types: PythonTypes
  readonly #known = new Map<string, readonly Guarded[]>()
  #statements: Statements | undefined

  constructor(view: TokenView, types: PythonTypes) {
    this.#view = view
    this.#types = types
  }

  /** What the conditions around or before a token say of the name there, as far as it was bound by the same binding. */
  at(token: number, bindings: readonly Binding[]): Hint | undefined {
    const guards = this.#of(this.#view.word(token))
      .filter(({ from, to }) => from <= token && token < to)
      .slice(-AT_ONCE_MAX)
    const own = guards.length === 0 ? undefined : innermost(bindings, token)
    return oneOf(
      guards
        .filter(({ name }) => innermost(bindings, name) === own)
        .filter(({ name }) => !bindings.some(({ token: bound }) => name < bound && bound < token))
        .map(({ hint }) => hint),
    )
  }

  #of(name: string): readonly Guarded[] {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const found = this.#view
      .placesOf(name)
      .filter((at) => this.#isChecked(at))
      .slice(0, CHECKS_MAX)
      .flatMap((at) => this.#guardedBy(at))
    this.#known.set(name, found)
    return found
  }

  /** `isinstance(name, …` */
  #isChecked(name: number): boolean {
    const view = this.#view
    const open = view.around(name)
    return view.word(open - 1) === 'isinstance' && name === open + 1 && view.kind(name + 1) === C.comma
  }

  #guardedBy(name: number): readonly Guarded[] {
    const view = this.#view
    const open = view.around(name)
    const to = view.pair(open) + 1
    const hint = this.#isWhole(to) ? this.#classes(name + 2) : undefined
    if (hint === undefined) return []
    return this.#where({ from: open - 1, to }).map((range) => ({ ...range, name, hint }))
  }

  /** Not `isinstance(name, Type) == False` or `(isinstance(name, Type)) is False`. */
  #isWhole(behind: number): boolean {
    const view = this.#view
    let at = behind
    while (view.kind(at) === C.close) at++
    const isEnd = at >= view.count || (view.isAfterNewline(at) && view.around(at) === -1)
    return (
      isEnd || FOLLOWS_CHECK.has(view.kind(at)) || ['and', 'or', 'if', 'else', 'for', 'async'].includes(view.word(at))
    )
  }

  /** `Type`, `A | B`, `(A, B)`. */
  #classes(from: number): Hint | undefined {
    const view = this.#view
    if (view.kind(from) !== C.open) return this.#types.at(from)
    const found: (Hint | undefined)[] = []
    for (let at = from + 1; at < view.pair(from); at = view.skip(at) + 1)
      if (view.kind(at - 1) === C.open || view.kind(at - 1) === C.comma) found.push(this.#types.at(at))
    return oneOf(found)
  }

  /** Where a check holds: behind it up to where another condition may hold in its place, and where its whole condition does. */
  #where({ from, to }: Range): readonly Range[] {
    const isDenied = this.#view.word(from - 1) === 'not'
    const other = isDenied ? 'and' : 'or'
    const [start, end] = [this.#conditionStart(isDenied ? from - 1 : from), this.#conditionEnd(to)]
    const rest: Range = { from: to, to: this.#find(other, { from: to, to: end }) ?? end }
    if (this.#find(other, { from: start, to: end }) !== undefined) return [rest]
    const around = this.#view.around(from)
    const isDeep = around !== -1 && this.#view.around(around) !== -1
    const range = this.#whereAll(this.#keywordBefore(start), { end, isDenied, isDeep })
    return range === undefined ? [rest] : [rest, range]
  }

  /** Where a condition holds that a keyword introduces, or where it does not. */
  #whereAll(
    keyword: number,
    { end, isDenied, isDeep }: { readonly end: number; readonly isDenied: boolean; readonly isDeep: boolean },
  ): Range | undefined {
    const view = this.#view
    const word = view.word(keyword)
    const statement = statementStart(this.#view, keyword)
    const isOfStatement = keyword === statement && view.around(keyword) === -1
    if (!isOfStatement)
      return word === 'if' && !isDenied ? { from: this.#conditionStart(keyword - 1, true), to: keyword } : undefined
    // `if isinstance(name, Type) if other else …`
    if (isDeep || (view.word(end) === 'if' && !view.isAfterNewline(end))) return undefined
    if (word === 'assert') return isDenied ? undefined : this.#behind(statement, end)
    if (!CONDITIONS.has(word)) return undefined
    const body = this.#bodyOf(statement)
    if (!isDenied) return body
    return word === 'if' && this.#leaves(body) ? this.#behind(statement, body.to) : undefined
  }

  /** The first token of the condition that a token stands in; of all of the expression with `isWhole`. */
  #conditionStart(from: number, isWhole = false): number {
    const view = this.#view
    const around = view.around(from)
    let at = from
    for (; at - 1 > around; at = view.skipBack(at - 1)) {
      const before = at - 1
      const kind = view.kind(before)
      const isEdge = kind === C.comma || kind === C.equals || kind === C.colon || kind === C.semicolon
      const isWord = ['return', 'assert', 'elif', 'while', 'yield'].includes(view.word(before))
      if (isEdge || isWord || (!isWhole && view.word(before) === 'if')) return at
      if (around === -1 && view.isAfterNewline(at)) return at
    }
    return at
  }

  #conditionEnd(from: number): number {
    const view = this.#view
    const around = view.around(from - 1)
    const end = around === -1 ? view.count : view.pair(around)
    for (let at = from; at < end; at = view.skip(at) + 1) {
      const kind = view.kind(at)
      const isEdge = kind === C.comma || kind === C.colon || kind === C.semicolon
      if (isEdge || ['else', 'for', 'if'].includes(view.word(at)) || (around === -1 && view.isAfterNewline(at)))
        return at
    }
    return end
  }

  /** `and` or `or` of a condition. */
  #find(word: string, { from, to }: Range): number | undefined {
    for (let at = from; at < to; at = this.#view.skip(at) + 1) if (this.#view.word(at) === word) return at
    return undefined
  }

  /** What introduces a condition, which may stand in brackets. */
  #keywordBefore(start: number): number {
    const view = this.#view
    const before = start - 1
    return view.kind(before) === C.open && this.#view.around(before) === -1 ? before - 1 : before
  }

  /** What stands under a statement, or behind its colon. */
  #bodyOf(statement: number): Range {
    const view = this.#view
    let colon = statement
    while (colon < view.count && view.kind(colon) !== C.colon) colon = view.skip(colon) + 1
    const { tokens, columns } = this.#lines()
    const line = this.#lineOf(statement)
    let next = line + 1
    if (view.isAfterNewline(colon + 1))
      while (next < tokens.length && (columns[next] as number) > (columns[line] as number)) next++
    return { from: colon + 1, to: tokens[next] ?? view.count }
  }

  /** From a token to the end of the block that a statement stands in. */
  #behind(statement: number, from: number): Range {
    const { tokens, columns } = this.#lines()
    const line = this.#lineOf(statement)
    let next = line + 1
    while (next < tokens.length && (columns[next] as number) >= (columns[line] as number)) next++
    return { from, to: tokens[next] ?? this.#view.count }
  }

  /** Whether what comes behind a block does not follow it. */
  #leaves({ from, to }: Range): boolean {
    const view = this.#view
    if (!view.isAfterNewline(from)) return LEAVES.has(view.word(from))
    const { tokens, columns } = this.#lines()
    const first = this.#lineOf(from)
    let last = first
    for (let line = first; line < tokens.length && (tokens[line] as number) < to; line++)
      if (columns[line] === columns[first]) last = line
    return LEAVES.has(view.word(tokens[last] as number))
  }

  /** The place among the lines of the one that a token is in. */
  #lineOf(token: number): number {
    return lastAtOrBefore(this.#lines().tokens, token)
  }

  #lines(): Statements {
    if (this.#statements !== undefined) return this.#statements
    const view = this.#view
    const tokens: number[] = []
    for (let at = 0; at < view.count; at++)
      if ((at === 0 || view.isAfterNewline(at)) && view.around(at) === -1) tokens.push(at)
    const columns = tokens.map((at) => view.start(at) - view.open.source.lastIndexOf(LINE_FEED, view.start(at)))
    this.#statements = { tokens, columns }
    return this.#statements
  }
}
