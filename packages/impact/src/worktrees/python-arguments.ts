import { C, T, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import type { Call } from './call-fit.ts'
import { primaryStart } from './python-around.ts'
import { readGiven } from './python-needs.ts'
import { writtenKeys } from './python-values.ts'
import { closingOf, splitList, type Part } from './token-groups.ts'

/** What is told of a call of Python beside how many arguments it has: `list` is the bracket of the arguments. */
export function readPythonArguments(
  open: OpenFile,
  list: number,
): Pick<Call, 'keywords' | 'literal' | 'hasCollection' | 'given' | 'isByName'> {
  const parts = splitList(open, list)
  const [first, end] = parts[0] ?? [0, 0]
  const isLiteral = parts.length === 1 && end === first + 1 && /^['"\d]/.test(textAt(open, first))
  const given = readGiven(open, list)
  const hasCollection =
    parts.some(([from, to]) => isCollection(open, from, to)) ||
    given.some(({ value }) => ['list', 'dictionary', 'set'].includes(value.kind))
  return {
    ...(hasCollection && { hasCollection: true }),
    keywords: keywordsOf(open, parts),
    ...(isByName(open, parts) && { isByName: true }),
    given,
    ...(isLiteral && { literal: textAt(open, first).replaceAll('"', "'") }),
  }
}

/** `[…]`, `{…}`, also behind `name=`. */
function isCollection(open: OpenFile, from: number, to: number): boolean {
  const { kind } = open.extraction.tokens
  const first = kind[from + 1] === C.equals ? from + 2 : from
  return (kind[first] === C.openBracket || kind[first] === C.openBrace) && closingOf(open, first) === to - 1
}

/** `partial(name, key=…)`: how many arguments come later is not known. */
export function readPartial(open: OpenFile, at: number): Call | undefined {
  const { kind } = open.extraction.tokens
  let first = at
  while (kind[first - 1] === C.dot) first -= 2
  if (kind[first - 1] !== C.open || textAt(open, first - 2) !== 'partial') return undefined
  const [, ...given] = splitList(open, first - 1)
  const keywords = keywordsOf(open, given)
  const unknown: Call = { argumentCount: undefined, keywords, usesResult: false }
  const later = given.some(([part]) => textAt(open, part) === '*') ? undefined : callOfPartial(open, first - 1)
  if (later === undefined) return unknown
  const more = keywordsOf(open, later).filter((name) => !keywords.includes(name))
  const isSpread = later.some(([part]) => textAt(open, part) === '*')
  const byPlace = later.length - keywordsOf(open, later).length
  return isSpread
    ? unknown
    : { argumentCount: given.length + byPlace + more.length, keywords: [...keywords, ...more], usesResult: false }
}

/** What the variable is called with that a `partial(…)` is given to, where that is done once in the file. */
function callOfPartial(open: OpenFile, list: number): readonly Part[] | undefined {
  const { kind, count } = open.extraction.tokens
  const start = primaryStart(open, list - 1)
  const name = start - 2
  if (kind[start - 1] !== C.equals || kind[name] !== T.name || kind[name - 1] === C.dot) return undefined
  const text = textAt(open, name)
  const places: number[] = []
  for (let at = 0; at < count; at++)
    if (at !== name && textAt(open, at) === text && kind[at - 1] !== C.dot) places.push(at)
  const [only, ...others] = places
  return only === undefined || others.length > 0 || kind[only + 1] !== C.open ? undefined : splitList(open, only + 1)
}

function keywordsOf(open: OpenFile, parts: readonly Part[]): readonly string[] {
  const { kind } = open.extraction.tokens
  return parts.flatMap(([first]) => {
    if (kind[first + 1] === C.equals) return [textAt(open, first)]
    return spreadKeys(open, first) ?? []
  })
}

function isByName(open: OpenFile, parts: readonly Part[]): boolean {
  const isNamed = ([first]: Part): boolean =>
    open.extraction.tokens.kind[first + 1] === C.equals || spreadKeys(open, first) !== undefined
  return parts.length > 0 && parts.every(isNamed)
}

/** The keys of `**{'name': …}`, and of `**values` where that is set to a dictionary that is written down: there may be more. */
function spreadKeys(open: OpenFile, first: number): readonly string[] | undefined {
  const { kind, start } = open.extraction.tokens
  if (kind[first] !== C.star || kind[first + 1] !== C.star) return undefined
  if (kind[first + 2] === C.openBrace) return writtenKeys(open, first + 2)
  const name = textAt(open, first + 2)
  if (kind[first + 2] !== T.name || !/^[,)]$/.test(textAt(open, first + 3))) return undefined
  const offset = start[first] as number
  const around = open.symbols.findLast(
    (one) => ['function', 'method'].includes(one.kind) && one.start <= offset && offset < one.end,
  )
  const from = around?.signatureEnd ?? offset
  for (let at = first - 1; (start[at] as number) > from; at--)
    if (textAt(open, at) === name && kind[at + 1] === C.equals && kind[at + 2] === C.openBrace)
      return writtenKeys(open, at + 2)
  return undefined
}
