import type { Call, Callee, Reach, Scope, Typed } from './declared.ts'
import { listsAround, parameterOf } from './callees.ts'
import type { Declarations } from './declarations.ts'
import type { GenericOwners } from './generic-owners.ts'
import type { Hint } from './names-in-file.ts'
import type { Types } from './types.ts'
import type { View, Views } from './views.ts'

/** So many parameters of a generic function are looked at for what its type parameters are. */
const PARAMETERS_MAX = 6

/** What the type parameters of functions and types are where these are called and named. */
export class TypeArguments {
  readonly #views: Views
  readonly #declarations: Declarations
  readonly #types: Types
  readonly #owners: GenericOwners

  constructor(views: Views, declarations: Declarations, types: Types, owners: GenericOwners) {
    this.#views = views
    this.#declarations = declarations
    this.#types = types
    this.#owners = owners
  }

  /** What a type parameter of a declaration, named at a token, is given. */
  givenFor(view: View, at: number, scope: Scope, reach: Reach): readonly Typed[] {
    if ('callee' in scope) {
      const { callee, call, around } = scope
      const place = callee.symbol < 0 ? undefined : view.names.typeParameterOf?.(callee.symbol, at)
      if (place !== undefined) return this.typeArgument(callee, place, call, reach)
      return around === undefined ? [] : this.givenFor(view, at, around, reach)
    }
    const { symbol, given } = scope
    if (given === undefined || symbol < 0) return []
    const index = view.names.typeParameterOf?.(symbol, at)
    const giving = this.#views.of(given.file)
    if (giving === undefined || index === undefined) return []
    const hint = giving.names.typeGivenAt?.(given.at, index)
    return hint === undefined
      ? this.#types.within(view, view.names.typeDefaultOf?.(symbol, index), scope, reach)
      : this.#types.within(giving, hint, given.within, reach)
  }

  scopeOfCall(callee: Callee, call: Call, steps: number): Scope | undefined {
    if (callee.within !== undefined) return callee.within
    const around = this.#calledOn(callee, call, steps)
    const isGeneric = callee.symbol >= 0 && callee.target.names.isGeneric?.(callee.symbol) === true
    return isGeneric ? { callee, call, around } : around
  }

  /** The type whose method is called, where that has type parameters. */
  #calledOn({ target, symbol }: Callee, { view, at }: Call, steps: number): Typed | undefined {
    const isMethod =
      view.tokens.isDot(at - 1) && target.names.isGeneric?.(target.symbols[symbol]?.parent ?? -1) === true
    if (!isMethod) return undefined
    return this.#owners.declaring(this.#types.at(view, at - 2, steps), { file: target.file.number, symbol }, steps)
  }

  /** What a type parameter of a function is: as written at the call, as the arguments have it, or as what is expected of the result. */
  typeArgument(callee: Callee, index: number, call: Call, reach: Reach): readonly Typed[] {
    const { target, symbol } = callee
    const { view, at, place } = call
    const { steps, depth } = reach
    const { names } = view
    const written = names.typeArgumentAt?.(at, index)
    if (written !== undefined) return this.#types.of(view, written, steps, depth)
    for (let other = 0; other < PARAMETERS_MAX; other++) {
      const inLists = other === place ? undefined : listsAround(callee, index, parameterOf(callee, other))
      if (inLists === undefined) continue
      const found = this.#types.of(view, names.argumentAt?.(at, other), steps, depth + inLists)
      if (found.length > 0) return found
    }
    // An object that is handed over is itself what the parameter is taken for.
    const result = target.names.resultOf?.(symbol)
    const isResult = place === undefined && listsAround(callee, index, result) === 0
    if (isResult) return this.#types.of(view, names.expectedOf?.(at), steps, depth)
    const expected = this.#expectedGiven(callee, index, call, steps)
    return expected === undefined
      ? this.#types.within(
          target,
          target.names.typeDefaultOf?.(symbol, index),
          { callee, call, around: undefined },
          reach,
        )
      : this.#types.of(view, expected, steps, depth)
  }

  /** Of a call that gives `Name<T>` where `Name<Type>` is expected: the type. */
  #expectedGiven({ target, symbol }: Callee, index: number, { view, at }: Call, steps: number): Hint | undefined {
    const result = target.names.resultOf?.(symbol)
    const place = result?.kind === 'type' ? this.#placeGiven(target, symbol, index, result.at) : undefined
    if (result?.kind !== 'type' || place === undefined) return undefined
    const expected = view.names.expectedOf?.(at)
    if (expected?.kind !== 'type') return undefined
    const given = this.#declarations.resolve(target, result.at, steps - 1)[0]
    const wanted = this.#declarations.resolve(view, expected.at, steps - 1)
    const isSame = wanted.some(({ file, symbol: other }) => file === given?.file && other === given.symbol)
    return isSame ? view.names.typeGivenAt?.(expected.at, place) : undefined
  }

  /** The place among the types given to a named one in which a type parameter of a function stands alone. */
  #placeGiven({ names }: View, symbol: number, index: number, at: number): number | undefined {
    for (let place = 0; place < PARAMETERS_MAX; place++) {
      const hint = names.typeGivenAt?.(at, place)
      if (hint?.kind === 'type' && names.typeParameterOf?.(symbol, hint.at) === index) return place
    }
    return undefined
  }
}
