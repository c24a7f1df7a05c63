import { C, T } from '../lex/tokens.ts'
import type { Hint } from './names-in-file.ts'
import { oneOf } from './one-of.ts'
import type { ScriptTypes } from './script-types.ts'
import type { ScriptScopes } from './script-scopes.ts'
import type { ScriptValues } from './script-values.ts'
import type { TokenView } from './token-view.ts'

/** So many of the values that a function without a written result returns are looked at. */
const RETURNS_MAX = 3

/** What functions take and give in JavaScript and TypeScript, by the tokens alone. */
export class ScriptFunctions {
  readonly #view: TokenView
  readonly #scopes: ScriptScopes
  readonly #types: ScriptTypes
  readonly #values: ScriptValues

  constructor(view: TokenView, scopes: ScriptScopes, types: ScriptTypes, values: ScriptValues) {
    this.#view = view
    this.#scopes = scopes
    this.#types = types
    this.#values = values
  }

  /** What a function of the file gives: the written type, or else what it returns. */
  resultOf(symbol: number): Hint | undefined {
    const view = this.#view
    const open = this.#parametersOf(symbol)
    if (open === undefined) return undefined
    const behind = view.pair(open) + 1
    if (view.kind(behind) === C.colon) return this.#types.at(behind + 1)
    if (view.kind(behind) !== T.arrow) return view.kind(behind) === C.openBrace ? this.#returned(behind) : undefined
    if (this.#isSignature(symbol)) return this.#types.at(behind + 1)
    return view.kind(behind + 1) === C.openBrace ? this.#returned(behind + 1) : this.#values.from(behind + 1)
  }

  /** `name: (…) => Type`: its arrow is that of a type. */
  #isSignature(symbol: number): boolean {
    const view = this.#view
    const at = view.tokenOf(symbol) + 1
    const isColon = view.kind(view.kind(at) === C.question ? at + 1 : at) === C.colon
    return isColon && view.open.symbols[symbol]?.kind === 'property'
  }

  /** What the statements of a body return, without those of functions in it. */
  #returned(body: number): Hint | undefined {
    const view = this.#view
    const found: (Hint | undefined)[] = []
    for (const at of view.placesOf('return')) {
      const isInside = at > body && at < view.pair(body) && this.#scopes.functionBody(at).from === body
      if (isInside && found.length < RETURNS_MAX && !view.isAfterNewline(at + 1)) found.push(this.#values.from(at + 1))
    }
    return oneOf(found)
  }

  /** What a function takes in a place; of a component that is made by another function, its props. */
  parameterOf(symbol: number, index: number): Hint | undefined {
    const open = this.#parametersOf(symbol)
    return open === undefined ? (index === 0 ? this.#propsOf(symbol) : undefined) : this.parameterAt(open, index)
  }

  /** The type in a list of parameters. */
  parameterAt(open: number, index: number): Hint | undefined {
    const view = this.#view
    const end = view.pair(open)
    let left = index
    let depth = 0
    for (let at = open + 1; at < end && left >= 0; at = view.skip(at) + 1) {
      depth += view.angles(at)
      if (view.kind(at) === C.comma && depth === 0) left--
      if (view.kind(at) === C.colon && left === 0) return this.#types.at(at + 1)
    }
    return undefined
  }

  /** `const Name: FC<Props> =`, `const Name = forwardRef<Element, Props>(`. */
  #propsOf(symbol: number): Hint | undefined {
    const view = this.#view
    const behind = view.tokenOf(symbol) + 1
    if (behind === 0 || ![C.colon, C.equals].includes(view.kind(behind) as never)) return undefined
    const less = view.chainEnd(behind + 1) + 1
    const last = view.kind(less) === C.less ? this.#types.argumentsOf(less).at(-1) : undefined
    return last === undefined ? undefined : this.#types.at(last)
  }

  /** The bracket of the parameters of what a function takes in a place: `(run: (name: Type) => void)`. */
  takenFunction(symbol: number, index: number): number | undefined {
    const view = this.#view
    const open = this.#parametersOf(symbol)
    if (open === undefined) return undefined
    let left = index
    for (let at = open + 1; at < view.pair(open) && left >= 0; at = view.skip(at) + 1) {
      if (view.kind(at) === C.comma) left--
      const isType = view.kind(at) === C.colon && left === 0 && view.kind(at + 1) === C.open
      if (isType) return view.kind(view.pair(at + 1) + 1) === T.arrow ? at + 1 : undefined
    }
    return undefined
  }

  /** `type Name = (…) => void`: the bracket of its parameters. */
  aliasedFunction(symbol: number): number | undefined {
    const view = this.#view
    let at = view.tokenOf(symbol) + 1
    if (view.kind(at) === C.less) at = this.#types.afterArguments(at)
    const isFunction =
      view.kind(at) === C.equals && view.kind(at + 1) === C.open && view.kind(view.pair(at + 1) + 1) === T.arrow
    return isFunction ? at + 1 : undefined
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
    if (view.kind(at) === C.less) at = this.#types.afterArguments(at)
    return view.kind(at) === C.open ? at : undefined
  }
}
