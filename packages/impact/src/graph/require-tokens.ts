import { C, T, type OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { idsOf, textAt } from './token-text.ts'

const DECLARATORS: readonly string[] = ['const', 'let', 'var']

/**
 * For each token 1 where it belongs to a statement that does nothing but bind what `require` gives: `const { a, b: c } = require('./x')`. As an
 * import statement it uses none of the names that it binds.
 */
export function requireTokens(open: OpenFile): Uint8Array {
  const { tokens, names } = open.extraction
  const marks = new Uint8Array(tokens.count)
  if (!isScript(open.file.language) || names.find('require') === undefined) return marks
  const words = idsOf(open, DECLARATORS)
  for (let at = 0; at < tokens.count; at++) {
    if (!words.has(tokens.id[at] as number)) continue
    const end = statementEnd(open, at + 1)
    marks.fill(1, at, end)
    if (end > at) at = end - 1
  }
  return marks
}

/** The token after declarators that bind what is required; 0 where there is anything else. */
function statementEnd(open: OpenFile, from: number): number {
  const { kind, count, isAfterNewline } = open.extraction.tokens
  for (let at = from; at < count; at++) {
    const value = afterPattern(open, at)
    const isRequire = kind[value] === C.equals && textAt(open, value + 1) === 'require' && kind[value + 2] === C.open
    if (!isRequire || kind[value + 3] !== T.string || kind[value + 4] !== C.close) return 0
    at = value + 5
    while (kind[at] === C.dot && kind[at + 1] === T.name) at += 2
    if (at >= count || kind[at] === C.closeBrace || kind[at] === C.semicolon) return at
    // A line that begins with anything else may go on with the expression.
    if (isAfterNewline[at] === 1 && kind[at] === T.name) return at
    if (kind[at] !== C.comma) return 0
  }
  return 0
}

/** The token after a name, or after braces that hold names alone. */
function afterPattern(open: OpenFile, at: number): number {
  const { kind } = open.extraction.tokens
  if (kind[at] === T.name) return at + 1
  if (kind[at] !== C.openBrace) return at
  let next = at + 1
  while (IN_PATTERN.has(kind[next] as number)) next++
  return kind[next] === C.closeBrace ? next + 1 : at
}

const IN_PATTERN: ReadonlySet<number> = new Set([T.name, C.comma, C.colon, T.ellipsis])
