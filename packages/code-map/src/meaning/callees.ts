import { isCallable, isType, type Callee, type Scope, type Typed } from './declared.ts'
import type { Hint } from './names-in-file.ts'
import type { View } from './views.ts'

/** What the value of a declaration is, beside its own members. */
export function valueHint({ symbols, names, tokens }: View, index: number): Hint | undefined {
  const symbol = symbols[index]
  const at = tokens.tokenOf(index)
  if (symbol === undefined) return undefined
  if (isCallable(symbol)) return names.isGetter?.(index) === true ? names.resultOf?.(index) : undefined
  if (symbol.kind === 'type' || names.isOtherName?.(index) === true) return names.aliased?.(index)
  return isType(symbol) ? undefined : names.hintAt(at)
}

/** The declaration whose type parameters the parts of a type may name. */
export function scopeOf(typed: Typed): Scope | undefined {
  return typed.given === undefined ? typed.within : typed
}

/** What is taken in a place, from 0. */
export function parameterOf({ target, symbol, open }: Callee, index: number): Hint | undefined {
  return open === undefined
    ? target.names.parameterOf?.(callable(target, symbol), index)
    : target.names.parameterAt?.(open, index)
}

/** In how many lists a type parameter stands in a hint; undefined where it is none of it. */
export function listsAround(callee: Callee, index: number, hint: Hint | undefined): number | undefined {
  switch (hint?.kind) {
    case 'type': {
      const { target, symbol } = callee
      return symbol >= 0 && target.names.typeParameterOf?.(symbol, hint.at) === index ? 0 : undefined
    }
    case 'list': {
      const inside = listsAround(callee, index, hint.of)
      return inside === undefined ? undefined : inside + 1
    }
    case 'either':
      return hint.of.map((one) => listsAround(callee, index, one)).find((lists) => lists !== undefined)
    default:
      return undefined
  }
}

/** The constructor of a class. */
function callable({ symbols }: View, symbol: number): number {
  const found = symbols.findIndex(({ kind, parent }) => kind === 'constructor' && parent === symbol)
  return found === -1 ? symbol : found
}
