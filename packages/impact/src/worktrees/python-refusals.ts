import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { ownTokens, plainText } from './python-body.ts'
import type { Given } from './python-needs.ts'
import { splitList } from './token-groups.ts'

/** By parameter, what a function of Python raises something for. */
export type Refusals = ReadonlyMap<string, readonly Refusal[]>

type Refusal =
  /** Whatever is none of these texts. */
  | { readonly kind: 'others'; readonly texts: readonly string[] }
  /** `< 0` */
  | { readonly kind: 'limit'; readonly operator: string; readonly limit: number }

/** `if name not in NAMES: raise …`, `if count <= 0: raise …`. */
export function readRefusals(open: OpenFile, symbol: CodeSymbol): Refusals {
  const { kind, isAfterNewline } = open.extraction.tokens
  const found = new Map<string, Refusal[]>()
  for (const at of ownTokens(open, symbol)) {
    if (textAt(open, at) !== 'if' || isAfterNewline[at] !== 1 || kind[at + 1] !== T.name) continue
    const refusal = refusalAt(open, at + 2)
    if (refusal !== undefined) found.set(textAt(open, at + 1), [...(found.get(textAt(open, at + 1)) ?? []), refusal])
  }
  return found
}

function refusalAt(open: OpenFile, at: number): Refusal | undefined {
  const { kind } = open.extraction.tokens
  if (textAt(open, at) === 'not' && textAt(open, at + 1) === 'in') {
    const [end, texts] = textsAt(open, at + 2)
    return texts.length > 0 && raisesAfter(open, end) ? { kind: 'others', texts } : undefined
  }
  const operator = textAt(open, at)
  const limit = /^[<>]=?$/.test(operator) && kind[at + 1] === T.number ? Number(textAt(open, at + 1)) : Number.NaN
  return !Number.isNaN(limit) && raisesAfter(open, at + 2) ? { kind: 'limit', operator, limit } : undefined
}

function raisesAfter(open: OpenFile, colon: number): boolean {
  return open.extraction.tokens.kind[colon] === C.colon && textAt(open, colon + 1) === 'raise'
}

/** The token after what is written down there, or after the name of a constant of the file, and the texts in it. */
function textsAt(open: OpenFile, at: number): readonly [end: number, texts: readonly string[]] {
  const { kind } = open.extraction.tokens
  if (kind[at] === T.name) {
    const constant = open.symbols.find(({ parent, name }) => parent === -1 && name === textAt(open, at))
    const value = constant === undefined ? -1 : tokenAt(open, constant.nameStart) + 2
    return [at + 1, value === -1 || kind[value - 1] !== C.equals ? [] : textsIn(open, value)]
  }
  let end = at
  for (const [, last] of splitList(open, at)) end = last
  return [end + 1, textsIn(open, at)]
}

function textsIn(open: OpenFile, bracket: number): readonly string[] {
  const { kind } = open.extraction.tokens
  if (![C.open, C.openBracket, C.openBrace].includes(kind[bracket] as never)) return []
  const texts = splitList(open, bracket).map(([first, end]) =>
    end === first + 1 || kind[first + 1] === C.colon ? plainText(open, first) : undefined,
  )
  return texts.every((text) => text !== undefined) ? texts : []
}

/** Why something that is given for a parameter is refused. */
export function refusal(refusals: Refusals, parameter: string, { text, number }: Given): string | undefined {
  for (const one of refusals.get(parameter) ?? []) {
    if (one.kind === 'others' && text !== undefined && !one.texts.includes(text))
      return `it refuses ${text} for ${parameter} now`
    if (one.kind === 'limit' && number !== undefined && isBeyond(number, one.operator, one.limit))
      return `it refuses ${number} for ${parameter} now`
  }
  return undefined
}

function isBeyond(number: number, operator: string, limit: number): boolean {
  if (operator === '<') return number < limit
  if (operator === '<=') return number <= limit
  return operator === '>' ? number > limit : number >= limit
}

/** `3`, `-3`. */
export function numberIn(open: OpenFile, from: number, end: number): number | undefined {
  const text = Array.from({ length: end - from }, (_, index) => textAt(open, from + index)).join('')
  return /^-?[\d.]+$/.test(text) ? Number(text) : undefined
}
