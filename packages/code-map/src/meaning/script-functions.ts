import { C, T } from '../lex/tokens.ts'
import type { Hint } from './names-in-file.ts'
import { oneOf } from './one-of.ts'
import type { ScriptTypes } from './script-types.ts'
import { typeParameterAt, type ScriptScopes } from './script-scopes.ts'
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
    if (view.kind(behind) !== T.arrow || this.#isSignature(symbol)) return this.resultAt(open)
    return view.kind(behind + 1) === C.openBrace ? this.#returned(behind + 1) : this.#values.from(behind + 1)
  }

  /** What the function gives whose parameters stand in a bracket; an arrow behind it is that of a type. */
  resultAt(open: number): Hint | undefined {
    const view = this.#view
    const behind = view.pair(open) + 1
    if (view.kind(behind) === C.colon || view.kind(behind) === T.arrow) return this.#types.at(behind + 1)
    return view.kind(behind) === C.openBrace ? this.#returned(behind) : undefined
  }

  /** `(name: A): name is B`, `(name: A): asserts name is B`. */
  guardOf(symbol: number, { index, isAsserted }: { readonly index: number; readonly isAsserted: boolean }) {
    const view = this.#view
    const open = this.#parametersOf(symbol)
    const behind = open === undefined ? -1 : view.pair(open) + 1
    const first = behind + (view.word(behind + 1) === 'asserts' ? 2 : 1)
    const isGuard = view.kind(behind) === C.colon || view.kind(behind) === T.arrow
    if (open === undefined || !isGuard || view.word(first + 1) !== 'is') return undefined
    if (first > behind + 1 !== isAsserted || view.word(this.#parameterAt(open, index)) !== view.word(first))
      return undefined
    return this.#types.at(first + 2)
  }

  /** Where a parameter begins, from 0. */
  #parameterAt(open: number, index: number): number {
    const view = this.#view
    let left = index
    let depth = 0
    for (let at = open + 1; at < view.pair(open); at = view.skip(at) + 1) {
      if (left === 0) return at
      depth += view.angles(at)
      if (view.kind(at) === C.comma && depth === 0) left--
    }
    return -1
  }

  /** `name: (…) => Type`: its arrow is that of a type. */
  #isSignature(symbol: number): boolean {
    const view = this.#view
    const at = view.tokenOf(symbol) + 1
    const isColon = view.kind(view.kind(at) === C.question ? at + 1 : at) === C.colon
    // In an object what stands behind the colon is the function.
    return isColon && view.open.symbols[symbol]?.kind !== 'method'
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

  /** The type in a list of parameters; what takes all others has those places too. */
  parameterAt(open: number, index: number): Hint | undefined {
    const view = this.#view
    const end = view.pair(open)
    let first = open + 1
    let left = view.word(first) === 'this' ? index + 1 : index
    let depth = 0
    for (let at = first; at < end && left >= 0; at = view.skip(at) + 1) {
      depth += view.angles(at)
      if (view.kind(at) === C.comma && depth === 0) {
        left--
        first = at + 1
      }
      if (view.kind(at) !== C.colon) continue
      const type = left === 0 || view.kind(first) === T.ellipsis ? this.#types.at(at + 1) : undefined
      if (type !== undefined) return view.kind(first) === T.ellipsis ? { kind: 'element', of: type } : type
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

  /** The place of the type parameter that a token names among those of a function or a class. */
  typeParameterOf(symbol: number, at: number): number | undefined {
    const view = this.#view
    const less = this.#beginOf(symbol)
    if (less === undefined || view.kind(less) !== C.less || view.isDot(at - 1)) return undefined
    const index = this.#types
      .argumentsOf(less)
      .findIndex((first) => view.word(typeParameterAt(view, first)) === view.word(at))
    return index === -1 ? undefined : index
  }

  /** What a type parameter of a function or a class is where nothing is given for it. */
  typeDefaultOf(symbol: number, index: number): Hint | undefined {
    const view = this.#view
    const less = this.#beginOf(symbol)
    if (less === undefined || view.kind(less) !== C.less) return undefined
    const first = this.#types.argumentsOf(less)[index]
    return first === undefined ? undefined : this.#types.defaultOf(typeParameterAt(view, first))
  }

  /** The type that a call, by the token of its name, has in a place between angle brackets. */
  typeArgumentAt(name: number, index: number): Hint | undefined {
    const less = name + 1
    const open = this.#openOf(name)
    const at = open === undefined || open === less ? undefined : this.#types.argumentsOf(less)[index]
    return this.#view.kind(less) !== C.less || at === undefined ? undefined : this.#types.at(at)
  }

  /** The value that a call, by the token of its name, has in a place. */
  argumentAt(name: number, index: number): Hint | undefined {
    const view = this.#view
    const open = this.#openOf(name)
    if (open === undefined) return undefined
    let left = index
    for (let at = open + 1; at < view.pair(open); at = view.skip(at) + 1) {
      if (left === 0) return this.#values.from(at)
      if (view.kind(at) === C.comma) left--
    }
    return undefined
  }

  /** The bracket of a call: `name(`, `name?.(`, `name<Type>(`. */
  #openOf(name: number): number | undefined {
    const view = this.#view
    const next = view.kind(name + 1)
    const open = next === C.less ? this.#types.afterArguments(name + 1) : next === T.optionalChain ? name + 2 : name + 1
    return view.kind(open) === C.open ? open : undefined
  }

  /** The bracket of a function's parameters, also of one that is assigned. */
  #parametersOf(symbol: number): number | undefined {
    const view = this.#view
    let at = this.#beginOf(symbol)
    if (at !== undefined && view.kind(at) === C.less) at = this.#types.afterArguments(at)
    return at !== undefined && view.kind(at) === C.open ? at : undefined
  }

  /** Where the parameters of a function begin, those of its types before those of its values. */
  #beginOf(symbol: number): number | undefined {
    const view = this.#view
    let at = view.tokenOf(symbol) + 1
    if (at === 0) return undefined
    if (view.kind(at) === C.question) at++
    // `const f = (…): T =>`, `f: (…) => T`
    if (view.kind(at) === C.equals || view.kind(at) === C.colon) at++
    if (view.word(at) === 'async') at++
    if (view.word(at) === 'function') at++
    return at
  }
}
