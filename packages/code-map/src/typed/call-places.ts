import { K, S, type Code } from './code.ts'

/** What stands before a round bracket. */
export interface CallPlace {
  readonly kind: 'call' | 'made'
  /** The token of the name. */
  readonly name: number
  /** It stands behind an object. */
  readonly isMember: boolean
  /** The token that opens type arguments; -1 without. */
  readonly typeArguments: number
}

const STEPS_MAX = 2000

/** What a bracket belongs to; undefined where it stands around an expression. */
export function callOpen(code: Code, open: number): CallPlace | undefined {
  let name = open - 1
  let typeArguments = -1
  if (code.is(name, S.greater) && code.mateOf(name) !== -1) {
    typeArguments = code.mateOf(name)
    name = typeArguments - 1
  }
  if (!code.is(name, K.name)) return undefined
  let first = name
  for (;;) {
    if (code.is(first - 1, S.dot) && code.is(first - 2, K.name)) first -= 2
    else if (code.is(first - 1, S.dot) && code.is(first - 2, S.greater) && code.mateOf(first - 2) !== -1)
      first = code.mateOf(first - 2) - 1
    else break
  }
  if (code.word(first - 1) === 'new' && !code.is(first - 2, S.dot))
    return { kind: 'made', name, isMember: false, typeArguments }
  if (code.is(name - 1, S.greater) && code.mateOf(name - 1) !== -1 && code.is(code.mateOf(name - 1) - 1, S.dot))
    return { kind: 'call', name, isMember: true, typeArguments: code.mateOf(name - 1) }
  return { kind: 'call', name, isMember: code.is(name - 1, S.dot), typeArguments }
}

/** The values between brackets, as tokens from and to. */
export function argumentRanges(code: Code, open: number): readonly (readonly [from: number, to: number])[] {
  const close = code.mateOf(open)
  const found: (readonly [number, number])[] = []
  if (close <= open + 1) return found
  let from = open + 1
  for (let at = from; at <= close; at = code.next(at)) {
    if (at !== close && !code.is(at, S.comma)) continue
    found.push([from, at])
    from = at + 1
  }
  return found
}

/** How many values stand between brackets. */
export function givenCount(code: Code, open: number): number {
  return argumentRanges(code, open).length
}

/** The round bracket of the call that a value belongs to, and its place among the values. */
export function callAround(code: Code, value: number): { readonly open: number; readonly index: number } | undefined {
  let index = 0
  let at = value - 1
  for (let steps = 0; at >= 0 && steps < STEPS_MAX; steps++) {
    const mate = code.mateOf(at)
    if (code.is(at, S.open)) return { open: at, index }
    if (code.is(at, S.openCurly) || code.is(at, S.openSquare) || code.is(at, S.semicolon)) return undefined
    if (code.is(at, S.comma)) index++
    at = mate !== -1 && mate < at ? mate - 1 : at - 1
  }
  return undefined
}
