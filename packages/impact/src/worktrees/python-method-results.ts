import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { ownTokens, plainText } from './python-body.ts'
import type { PythonValue } from './python-values.ts'
import { closingOf, splitList } from './token-groups.ts'

/** What methods give whose names mean but one thing. */
const METHOD_RESULTS: ReadonlyMap<string, PythonValue['kind']> = new Map([
  ['encode', 'bytes'],
  ['read_bytes', 'bytes'],
  ['decode', 'text'],
  ['read_text', 'text'],
  ['isoformat', 'text'],
  ['strftime', 'text'],
  ['hexdigest', 'text'],
  ['splitlines', 'list'],
])

/** What a method gives whose call is the whole expression, `x.y(…).name(…)`, that ends before a token and has these outside of brackets. */
export function methodResult(open: OpenFile, end: number, outer: readonly number[]): PythonValue['kind'] | undefined {
  const { kind } = open.extraction.tokens
  const list = outer.findLast((at) => kind[at] === C.open) ?? 0
  const isWhole = closingOf(open, list) === end - 1 && kind[list - 2] === C.dot
  const isPlain = outer.every(
    (at) =>
      at > list ||
      [C.open, C.openBracket, C.openBrace].includes(kind[at] as never) ||
      (kind[at] === T.name && !/^(?:or|and|not|is|in)$/.test(textAt(open, at))) ||
      kind[at] === T.string ||
      kind[at] === C.dot,
  )
  const name = textAt(open, list - 1)
  const isSure = !/^(?:en|de)code$/.test(name) || isEncoding(open, list)
  return isWhole && isPlain && isSure ? METHOD_RESULTS.get(name) : undefined
}

/** Without arguments, or with the name of an encoding: others encode, too. */
function isEncoding(open: OpenFile, list: number): boolean {
  return splitList(open, list).every(([first]) => /^['"](?:utf|ascii|latin|iso|cp)/i.test(textAt(open, first)))
}

/** What is read of a file that a function opens: `with open(path, 'rb') as file` gives bytes. */
export function readFile(open: OpenFile, scope: CodeSymbol | undefined, name: string): PythonValue {
  const { kind } = open.extraction.tokens
  const opened = scope === undefined ? [] : ownTokens(open, scope).filter((at) => isOpened(open, at, name))
  const [at, ...others] = opened
  if (at === undefined || others.length > 0) return { kind: 'unknown' }
  const isMethod = kind[at - 1] === C.dot
  const parts = splitList(open, at + 1)
  const named = parts.find(([first]) => textAt(open, first) === 'mode' && kind[first + 1] === C.equals)
  const place = parts[isMethod ? 0 : 1]
  const isByPlace = place !== undefined && kind[place[0] + 1] !== C.equals
  if (named === undefined && !isByPlace) return { kind: 'text' }
  const mode = plainText(open, named === undefined ? (place?.[0] ?? 0) : named[0] + 2)
  return mode === undefined ? { kind: 'unknown' } : { kind: mode.includes('b') ? 'bytes' : 'text' }
}

/** `open(…) as name` and `path.open(…) as name`; of other modules that have an `open` it is not known. */
function isOpened(open: OpenFile, at: number, name: string): boolean {
  const { kind } = open.extraction.tokens
  if (textAt(open, at) !== 'open' || kind[at + 1] !== C.open) return false
  const isMode = /^['"][rwax][bt+]*['"]$/.test(textAt(open, at + 2))
  const isOfModule = kind[at - 1] === C.dot && !isMode && !/path$/i.test(textAt(open, at - 2))
  const close = closingOf(open, at + 1)
  return !isOfModule && textAt(open, close + 1) === 'as' && textAt(open, close + 2) === name
}
