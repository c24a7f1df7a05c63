import { C, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import type { Call } from './call-fit.ts'
import { readGiven } from './python-needs.ts'
import { writtenKeys } from './python-values.ts'
import { closingOf, splitList, type Part } from './token-groups.ts'

/** What is told of a call of Python beside how many arguments it has: `list` is the bracket of the arguments. */
export function readPythonArguments(
  open: OpenFile,
  list: number,
): Pick<Call, 'keywords' | 'literal' | 'hasCollection' | 'given'> {
  const parts = splitList(open, list)
  const [first, end] = parts[0] ?? [0, 0]
  const isLiteral = parts.length === 1 && end === first + 1 && /^['"\d]/.test(textAt(open, first))
  const hasCollection = parts.some(([from, to]) => isCollection(open, from, to))
  return {
    ...(hasCollection && { hasCollection: true }),
    keywords: keywordsOf(open, parts),
    given: readGiven(open, list),
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
  return parts.flatMap(([first]) => {
    if (kind[first + 1] === C.equals) return [textAt(open, first)]
    // `**{'name': …}`
    const isSpread = kind[first] === C.star && kind[first + 1] === C.star && kind[first + 2] === C.openBrace
    return isSpread ? (writtenKeys(open, first + 2) ?? []) : []
  })
}
