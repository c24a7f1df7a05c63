import { C, T } from '../../lex/tokens.ts'
import type { TokenView } from '../token-view.ts'
import { closingAngle, openingAngle } from './c-type.ts'

const STATEMENT_TOKENS_MAX = 2000
const JOINS: ReadonlySet<number> = new Set([C.dot, T.arrow, T.scope])

/** The `?` of `a ? b : c`. */
export function questionIn(view: TokenView, from: number, to: number): number | undefined {
  for (let at = from; at < to && at - from < STATEMENT_TOKENS_MAX; at = view.skip(at) + 1)
    if (view.kind(at) === C.question) return at
  return undefined
}

/** Of `a, b` the first token of `b`. */
export function lastOperand(view: TokenView, from: number, to: number): number {
  let last = from
  for (let at = from; at < to && at - from < STATEMENT_TOKENS_MAX; at = view.skip(at) + 1)
    if (view.kind(at) === C.comma) last = at + 1
  return last
}

/** The first token of `a.b(c)->d[e]`, which ends at one. */
export function startOfOperand(view: TokenView, end: number): number {
  let at = end
  for (let count = 0; count < STATEMENT_TOKENS_MAX; count++) {
    at = view.skipBack(at)
    const isBracket = !view.isName(at)
    if (isBracket && (view.isName(at - 1) || view.kind(at - 1) === C.closeBracket || view.kind(at - 1) === C.close))
      at--
    else if (isBracket && view.kind(at - 1) === C.greater) at = (openingAngle(view, at - 1) ?? at) - 1
    else if (JOINS.has(view.kind(at - 1)))
      at = view.kind(at - 2) === C.greater ? (openingAngle(view, at - 2) ?? at) - 1 : at - 2
    else return at
    if (at <= 0) return 0
  }
  return at
}

/** The token behind a value. */
export function endOfValue(view: TokenView, from: number): number {
  for (let at = from; at < view.count && at - from < STATEMENT_TOKENS_MAX; at = view.skip(at) + 1) {
    const kind = view.kind(at)
    if (kind === C.semicolon || kind === C.comma || kind === C.close || kind === C.closeBrace) return at
    const close = kind === C.less ? closingAngle(view, at) : undefined
    if (close !== undefined && view.kind(close + 1) === C.open) at = close
  }
  return from
}

/** The end of the first argument behind a bracket. */
export function endOfFirst(view: TokenView, open: number): number {
  const close = view.pair(open)
  for (let at = open + 1; at < close; at = view.skip(at) + 1) if (view.kind(at) === C.comma) return at
  return close
}
