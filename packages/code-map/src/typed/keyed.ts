import { callAround } from './call-places.ts'
import { K, S, type Code } from './code.ts'
import type { Expressions } from './expressions.ts'
import { typeBefore } from './type-refs.ts'
import type { Type } from './types.ts'

/**
 * Whose a name is that has a value in a list: of an annotation `@Name(key = …)`, of what is made, `new Name { Key = … }`, or of a pattern
 * `Name { Key: … }`; `parameter` for `call(name: …)`. Undefined for all others.
 */
export function keyedType(reader: Expressions, at: number): Type | 'parameter' | undefined {
  const { code } = reader
  const before = code.kindAt(at - 1)
  const isFirst = before === S.openCurly || before === S.open || before === S.comma
  if (!isFirst) return undefined
  if (code.is(at + 1, S.equals)) return code.language === 'java' ? ofAnnotation(reader, at) : ofMade(reader, at)
  if (code.language !== 'csharp' || !code.is(at + 1, S.colon)) return undefined
  const open = code.aroundOf(at)
  const call = callAround(code, at)
  if (call !== undefined && call.open > open) return 'parameter'
  return isSwitchCase(code, at) ? undefined : ofBracket(reader, open)
}

function isSwitchCase(code: Code, at: number): boolean {
  return code.word(at - 1) === 'case'
}

function ofAnnotation(reader: Expressions, at: number): Type | undefined {
  const { code } = reader
  const call = callAround(code, at)
  if (call === undefined) return undefined
  let first = call.open - 1
  while (code.is(first - 1, S.dot) && code.is(first - 2, K.name)) first -= 2
  if (!code.is(first - 1, S.at)) return undefined
  return reader.typeAt(first)
}

function ofMade(reader: Expressions, at: number): Type | 'parameter' | undefined {
  const { code } = reader
  const call = callAround(code, at)
  if (call !== undefined) {
    let first = call.open - 1
    while (code.is(first - 1, S.dot) && code.is(first - 2, K.name)) first -= 2
    const isAttribute = code.is(first - 1, S.openSquare) || (code.is(first - 1, S.comma) && isInSquare(code, first))
    return isAttribute ? reader.typeAt(first) : undefined
  }
  return ofBracket(reader, code.aroundOf(at))
}

function isInSquare(code: Code, from: number): boolean {
  for (let at = from - 1; at >= 0; at--) {
    if (code.is(at, S.openSquare)) return true
    const mate = code.mateOf(at)
    if (mate !== -1 && mate < at) at = mate
    else if (!code.is(at, K.name) && !code.is(at, S.comma) && !code.is(at, S.dot)) return false
  }
  return false
}

/** What stands before the curly bracket: `new Name(…)`, `value with`, or the type of a pattern. */
function ofBracket(reader: Expressions, open: number): Type | undefined {
  const { code } = reader
  if (open < 0 || reader.file.classOf(open) !== undefined) return undefined
  if (code.word(open - 1) === 'with') return reader.ending(open - 1)
  if (code.is(open - 1, S.close)) {
    const of = code.mateOf(open - 1)
    const type = typeBefore(code, of)
    const isMade = (type !== undefined && code.word(type.at - 1) === 'new') || code.word(of - 1) === 'new'
    return isMade ? reader.ending(open) : undefined
  }
  const type = typeBefore(code, open)
  if (type === undefined) return undefined
  const lead = code.word(type.at - 1)
  return /^(?:new|is|case|not|or|and)$/.test(lead) ? reader.world.resolve(type, reader.siteAt(open)) : undefined
}
