import { C, T, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { skipTypeList } from './token-groups.ts'

/** Whether what stands before the dot of a member is of the type: made of it, annotated with it, or made on the spot. */
export function isReceiver(open: OpenFile, member: number, types: ReadonlySet<string>): boolean {
  const { tokens } = open.extraction
  const receiver = member - 2
  if (tokens.kind[receiver] === C.close) {
    const callee = calleeAround(open, receiver)
    return callee !== undefined && types.has(textAt(open, callee))
  }
  const name = textAt(open, receiver)
  for (let at = 0; at + 2 < tokens.count; at++) {
    if (textAt(open, at) !== name || !/^(?::|=|:=)$/.test(textAt(open, at + 1))) continue
    let value = /^(?:new|&)$/.test(textAt(open, at + 2)) ? at + 3 : at + 2
    while (tokens.kind[value + 1] === C.dot) value += 2
    const isMade =
      textAt(open, at + 1) === ':' ||
      [C.open, C.openBrace].includes(tokens.kind[skipTypeList(open, value + 1)] as never)
    if (types.has(textAt(open, value)) && isMade) return true
  }
  return false
}

/** The token of the name that is called with what begins at `at`. */
export function calleeAround(open: OpenFile, at: number): number | undefined {
  const { tokens } = open.extraction
  let depth = 0
  for (let before = at - 1; before >= 0; before--) {
    const kind = tokens.kind[before] as number
    if (kind === C.close || kind === C.closeBrace || kind === C.closeBracket) depth++
    else if (depth > 0 && (kind === C.open || kind === C.openBrace || kind === C.openBracket)) depth--
    else if (kind === C.semicolon && depth === 0) return undefined
    else if (kind === C.open) return tokens.kind[before - 1] === T.name ? before - 1 : undefined
  }
  return undefined
}
