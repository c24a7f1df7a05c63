import { C, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import type { Call } from './call-fit.ts'
import { readKeys } from './python-result.ts'
import { closingOf, splitList, type Part } from './token-groups.ts'

/** What is told of a call of Python beside how many arguments it has: `at` is its name, `list` the bracket of the arguments. */
export function readPythonArguments(
  open: OpenFile,
  at: number,
  list: number,
): Pick<Call, 'keywords' | 'keys' | 'isReadFrom' | 'literal' | 'hasCollection'> {
  const { kind } = open.extraction.tokens
  const parts = splitList(open, list)
  const close = closingOf(open, list)
  const [first, end] = parts[0] ?? [0, 0]
  const isLiteral = parts.length === 1 && end === first + 1 && /^['"\d]/.test(textAt(open, first))
  const isReadFrom = kind[close + 1] === C.dot || kind[close + 1] === C.openBracket
  const hasCollection = parts.some(([from, to]) => isCollection(open, from, to))
  return {
    ...(hasCollection && { hasCollection: true }),
    keywords: keywordsOf(open, parts),
    keys: readKeys(open, at, close),
    ...(isReadFrom && { isReadFrom: true }),
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
  return { argumentCount: undefined, keywords: keywordsOf(open, splitList(open, first - 1)), usesResult: false }
}

function keywordsOf(open: OpenFile, parts: readonly Part[]): readonly string[] {
  const { kind } = open.extraction.tokens
  return parts.filter(([first]) => kind[first + 1] === C.equals).map(([first]) => textAt(open, first))
}
