import { C } from '../lex/tokens.ts'
import { innermost, type Hint } from './names-in-file.ts'
import { oneOf } from './one-of.ts'
import type { Range, ScriptScopes } from './script-scopes.ts'
import type { ScriptValues } from './script-values.ts'
import type { TokenView } from './token-view.ts'

const LEAVES: ReadonlySet<string> = new Set(['return', 'throw', 'continue', 'break'])
const ENDS_OF_CONDITION: ReadonlySet<number> = new Set([C.semicolon, C.comma, C.colon])

/** What is known of a name among some tokens. */
interface Guarded extends Range {
  readonly name: number
  readonly hint: Hint
}

/** A check of a name: `name instanceof Type`, `isType(name)`. */
interface Check extends Range {
  readonly hint: Hint
}

/** What conditions tell of names in JavaScript and TypeScript: behind `instanceof`, type guards and assertions. */
export class ScriptGuards {
  readonly #view: TokenView
  readonly #scopes: ScriptScopes
  readonly #values: ScriptValues
  readonly #known = new Map<string, readonly Guarded[]>()

  constructor(view: TokenView, scopes: ScriptScopes, values: ScriptValues) {
    this.#view = view
    this.#scopes = scopes
    this.#values = values
  }

  /** What the conditions around or before a token say of the name there. */
  at(token: number): Hint | undefined {
    const guards = this.#of(this.#view.word(token)).filter(({ from, to }) => from <= token && token < to)
    if (guards.length === 0) return undefined
    const bindings = this.#scopes.bindingsOf(this.#view.word(token))
    const own = innermost(bindings, token)
    return oneOf(guards.filter(({ name }) => innermost(bindings, name) === own).map(({ hint }) => hint))
  }

  #of(name: string): readonly Guarded[] {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const found = this.#view.placesOf(name).flatMap((at) => this.#guardedBy(at))
    this.#known.set(name, found)
    return found
  }

  #guardedBy(name: number): readonly Guarded[] {
    const view = this.#view
    if (view.isDot(name - 1)) return []
    if (view.word(name + 1) === 'instanceof' && view.isName(name + 2)) {
      const last = view.chainEnd(name + 2)
      const isDenied = view.kind(name - 1) === C.open && view.kind(name - 2) === C.bang
      const range = isDenied ? { from: name - 1, to: view.pair(name - 1) + 1 } : { from: name, to: last + 1 }
      return this.#where(name, { ...range, hint: { kind: 'type', at: last } })
    }
    const isArgument = [C.comma, C.close].includes(view.kind(name + 1) as never)
    return isArgument && view.kind(view.around(name)) === C.open ? this.#guardedByCall(name, view.around(name)) : []
  }

  #guardedByCall(name: number, open: number): readonly Guarded[] {
    const view = this.#view
    const called = this.#values.calledAt(open)
    const isFirst = name - 1 === open
    if (called === undefined || (!isFirst && view.kind(name - 1) !== C.comma)) return []
    let from = called
    while (view.isDot(from - 1) && view.isName(from - 2)) from -= 2
    const index = isFirst ? 0 : this.#indexOf(open, name)
    const check = { from, to: view.pair(open) + 1 }
    const isStatement = view.isAfterNewline(from) || [C.semicolon, C.openBrace].includes(view.kind(from - 1) as never)
    const hint: Hint = { kind: 'guarded', at: called, index, isAsserted: isStatement }
    return isStatement
      ? [{ name, from: check.to, to: this.#blockEnd(from), hint }]
      : this.#where(name, { ...check, hint })
  }

  #indexOf(open: number, at: number): number {
    const view = this.#view
    let index = 0
    for (let token = open + 1; token < at; token = view.skip(token) + 1) if (view.kind(token) === C.comma) index++
    return index
  }

  /** Where a check holds. */
  #where(name: number, { from, to, hint }: Check): readonly Guarded[] {
    const view = this.#view
    const isDenied = view.kind(from - 1) === C.bang
    const around = view.around(from)
    const isCondition = view.kind(around) === C.open && ['if', 'while'].includes(view.word(around - 1))
    const end = this.#conditionEnd(to, around, isDenied ? '&&' : '||')
    if (end === undefined) return []
    if (!isDenied) {
      const condition: Guarded = { name, from: to, to: end, hint }
      if (!isCondition || end !== view.pair(around)) return [condition]
      return [condition, { name, from: end, to: this.#statementEnd(end + 1), hint }]
    }
    const then = view.pair(around) + 1
    const leaves = isCondition && end === view.pair(around) && this.#leaves(then)
    return leaves ? [{ name, from: this.#statementEnd(then), to: this.#blockEnd(around), hint }] : []
  }

  /** Where a condition ends for which a check has to hold; undefined where it is one of some. */
  #conditionEnd(from: number, around: number, other: string): number | undefined {
    const view = this.#view
    const end = around === -1 ? view.count : view.pair(around)
    for (let at = from; at < end; at = view.skip(at) + 1) {
      if (view.text(at) === other) return undefined
      const isNext = view.kind(around) !== C.open && view.isAfterNewline(at) && view.isName(at)
      if (ENDS_OF_CONDITION.has(view.kind(at)) || isNext) return at
    }
    return end
  }

  #statementEnd(from: number): number {
    const view = this.#view
    if (view.kind(from) === C.openBrace) return view.pair(from) + 1
    for (let at = from; at < view.count; at = view.skip(at) + 1) {
      const isNext = at > from && view.isAfterNewline(at) && view.isName(at)
      if (view.kind(at) === C.semicolon || view.kind(at) === C.closeBrace || isNext) return at
    }
    return view.count
  }

  /** Whether a statement never goes on behind itself. */
  #leaves(from: number): boolean {
    const view = this.#view
    if (view.kind(from) !== C.openBrace) return LEAVES.has(view.word(from))
    for (let at = from + 1; at < view.pair(from); at = view.skip(at) + 1) if (LEAVES.has(view.word(at))) return true
    return false
  }

  #blockEnd(at: number): number {
    const view = this.#view
    const around = view.around(at)
    return around === -1 ? view.count : view.pair(around)
  }
}
