import { C, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { countValues, isLineEnd, ownTokens } from './python-body.ts'
import { closingOf, splitList } from './token-groups.ts'

/** What the `return` statements of a function of Python say of its result. */
export interface PythonResult {
  /** How many values it returns, where it is the same number each time, and more than one. */
  readonly resultCount?: number
  /** The keys of the dictionary that it writes down, where it does so each time. */
  readonly resultKeys?: readonly string[]
  /** It returns something, and `None` at other times. */
  readonly mayBeNone?: true
}

export function readPythonResult(open: OpenFile, symbol: CodeSymbol): PythonResult {
  const starts = ownTokens(open, symbol).flatMap((at) => (textAt(open, at) === 'return' ? [at + 1] : []))
  const given = starts.filter((at) => !isNone(open, at))
  if (given.length === 0) return {}
  if (given.length < starts.length) return { mayBeNone: true }
  const [count = 1, ...otherCounts] = new Set(given.map((at) => countResult(open, at)))
  const [keys, ...otherKeys] = given.map((at) => keysOf(open, at))
  const isOneDictionary = keys !== undefined && otherKeys.every((other) => other?.join('\0') === keys.join('\0'))
  return {
    ...(otherCounts.length === 0 && count > 1 && { resultCount: count }),
    ...(isOneDictionary && { resultKeys: keys }),
  }
}

function isNone(open: OpenFile, at: number): boolean {
  return isLineEnd(open, at) || (textAt(open, at) === 'None' && isLineEnd(open, at + 1))
}

/** Of a dictionary that is written down, its keys: it is taken apart into them. */
function countResult(open: OpenFile, at: number): number {
  return keysOf(open, at)?.length ?? countValues(open, at)
}

function keysOf(open: OpenFile, at: number): readonly string[] | undefined {
  const { tokens } = open.extraction
  if (tokens.kind[at] !== C.openBrace || !isLineEnd(open, closingOf(open, at) + 1)) return undefined
  const keys: string[] = []
  for (const [first] of splitList(open, at)) {
    const key = stringAt(open, first)
    if (key === undefined || tokens.kind[first + 1] !== C.colon) return undefined
    keys.push(key)
  }
  return keys.length === 0 ? undefined : keys.sort()
}

/** A string without escapes, prefixes or substitutions. */
function stringAt(open: OpenFile, at: number): string | undefined {
  return /^(['"])([^\\'"]*)\1$/.exec(textAt(open, at))?.[2]
}

/** The keys by which the result of a call is read: at once, or by way of the variable that it is given to. */
export function readKeys(open: OpenFile, call: number, close: number): readonly string[] {
  const { tokens } = open.extraction
  const direct = keyAfter(open, close)
  if (direct !== undefined) return [direct]
  let first = call
  while (tokens.kind[first - 1] === C.dot) first -= 2
  if (tokens.kind[first - 1] !== C.equals || !isLineEnd(open, close + 1)) return []
  const name = textAt(open, first - 2)
  const keys: string[] = []
  for (let at = close + 1; at < tokens.count; at++) {
    if (textAt(open, at) !== name || tokens.kind[at - 1] === C.dot) continue
    // It has another value from here on.
    if (tokens.kind[at + 1] === C.equals) break
    const key = keyAfter(open, at)
    if (key !== undefined && tokens.kind[at + 4] !== C.equals) keys.push(key)
  }
  return keys
}

function keyAfter(open: OpenFile, at: number): string | undefined {
  const { tokens } = open.extraction
  const isKey = tokens.kind[at + 1] === C.openBracket && tokens.kind[at + 3] === C.closeBracket
  return isKey ? stringAt(open, at + 2) : undefined
}
