import { readPartial, readPythonArguments } from './python-arguments.ts'
import { C, T, type OpenFile } from '@groundcrew/code-map'
import type { Call } from './call-fit.ts'
import { primaryStart } from './python-around.ts'
import { readOperations } from './python-operations.ts'
import { textAt } from '../graph/token-text.ts'
import { closingOf, skipTypeList, splitList } from './token-groups.ts'

/** The call of the name at a token; undefined where there is none. */
export function readCall(open: OpenFile, at: number): Call | undefined {
  const { tokens } = open.extraction
  const list = skipTypeList(open, at + 1)
  if (tokens.kind[list] !== C.open) return open.file.language === 'python' ? readPartial(open, at) : undefined
  const parts = splitList(open, list)
  const isAwaited = textAt(open, primaryStart(open, at) - 1) === 'await'
  const isSpread = parts.some(([first]) => /^(?:\.\.\.|\*\*?)$/.test(textAt(open, first)))
  return {
    argumentCount: isSpread ? undefined : parts.length,
    ...(open.file.language === 'python' && {
      ...readPythonArguments(open, list),
      operations: readOperations(open, primaryStart(open, at), closingOf(open, list)),
    }),
    ...(isAwaited && { isAwaited }),
    usesResult: !isStatement(open, at, closingOf(open, list)),
  }
}

/** True for a call that stands alone, so that its result goes nowhere. */
function isStatement(open: OpenFile, at: number, close: number): boolean {
  const { tokens } = open.extraction
  let before = at - 1
  while (tokens.kind[before] === C.dot) before -= 2
  const isAwaited = /^(?:await|void)$/.test(textAt(open, before))
  const first = isAwaited ? before : before + 1
  const previous = tokens.kind[first - 1] ?? C.semicolon
  const startsAlone =
    first === 0 ||
    [C.semicolon, C.openBrace, C.closeBrace].includes(previous as never) ||
    (tokens.isAfterNewline[first] === 1 && !CONTINUING.test(textAt(open, first - 1)))
  const next = tokens.kind[close + 1]
  const endsAlone =
    close + 1 >= tokens.count ||
    next === C.semicolon ||
    next === C.closeBrace ||
    (tokens.isAfterNewline[close + 1] === 1 && next === T.name)
  return startsAlone && endsAlone
}

const CONTINUING = /^(?:[=+\-*/%&|^<>?:,([]|=>|return|.*=)$/
