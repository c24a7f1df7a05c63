import { BYTE_CLASS, C, CLASS, NAME_BYTE } from '../lex/tokens.ts'
import type { ScriptLexer } from './lexer.ts'

/** Whether the `<` at the lexer's place, where an expression may begin, opens a JSX element and not type parameters. */
export function startsJsx(lexer: ScriptLexer): boolean {
  const { source } = lexer
  const first = skipSpace(source, lexer.pos + 1)
  if (source[first] === C.greater) return true
  if (!isNameStart(source[first])) return false
  if (lexer.jsx === 'plain') return true
  const end = nameEnd(source, first)
  const next = skipSpace(source, end)
  if (source[next] === C.comma || source[next] === C.equals) return false
  if (startsWith(source, next, 'extends')) return source[skipSpace(source, next + 7)] === C.equals
  if (startsWith(source, first, 'const') && isNameStart(source[next])) return false
  if (source[next] !== C.greater || source[skipSpace(source, next + 1)] !== C.open) return true
  return isClosed(source, { name: source.subarray(first, end), from: next })
}

/** So many closing tags are looked at. */
const CLOSINGS_MAX = 100

/** Whether `</name` stands somewhere behind a place, and not that of a longer name. */
function isClosed(source: Uint8Array, { name, from }: { readonly name: Uint8Array; readonly from: number }): boolean {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.length)
  const closing = Buffer.concat([Buffer.from('</'), name])
  let at = bytes.indexOf(closing, from)
  for (let left = CLOSINGS_MAX; at !== -1 && left > 0; left--) {
    if (NAME_BYTE[source[at + closing.length] as number] !== 1) return true
    at = bytes.indexOf(closing, at + 1)
  }
  return false
}

/** Reads an element with its children, at its `<`. Tags leave name tokens, the code in braces leaves its own. */
export function lexJsxElement(lexer: ScriptLexer): void {
  lexer.pos++
  if (lexTag(lexer) === 'open') lexChildren(lexer)
}

/** Reads up to and with the `>` of a tag. `closed`: `/>`, or the file ended. */
function lexTag(lexer: ScriptLexer): 'open' | 'closed' {
  const { source } = lexer
  while (lexer.pos < source.length) {
    const byte = source[lexer.pos] as number
    if (byte === C.greater) {
      lexer.pos++
      return 'open'
    }
    if (byte === C.slash && source[lexer.pos + 1] === C.greater) {
      lexer.pos += 2
      return 'closed'
    }
    lexTagPart(lexer, byte)
  }
  lexer.tokens.reportProblem(lexer.line)
  return 'closed'
}

function lexTagPart(lexer: ScriptLexer, byte: number): void {
  const { source } = lexer
  if (byte === C.lineFeed) lexer.newline()
  else if (isNameStart(byte)) lexer.jsxName()
  else if (byte === C.openBrace) lexer.lexInterpolation()
  else if (byte === C.quote || byte === C.doubleQuote) skipTo(lexer, byte)
  else if (byte === C.slash && source[lexer.pos + 1] === C.star) lexer.blockComment()
  else if (byte === C.slash && source[lexer.pos + 1] === C.slash) lexer.skipLine()
  else if (byte === C.less) skipTypeArguments(lexer)
  else lexer.pos++
}

/** The string of an attribute: no escapes, may span lines. */
function skipTo(lexer: ScriptLexer, quote: number): void {
  lexer.pos++
  lexer.skipPast(quote)
}

function skipTypeArguments(lexer: ScriptLexer): void {
  const { source } = lexer
  let depth = 0
  while (lexer.pos < source.length) {
    const byte = source[lexer.pos] as number
    if (byte === C.less) depth++
    if (byte === C.greater && source[lexer.pos - 1] !== C.equals) depth--
    if (isNameStart(byte)) lexer.jsxName()
    else if (byte === C.lineFeed) lexer.newline()
    else lexer.pos++
    if (depth === 0) return
  }
}

/** Reads text, elements and code up to and with the closing tag. */
function lexChildren(lexer: ScriptLexer): void {
  const { source } = lexer
  while (lexer.pos < source.length) {
    const byte = source[lexer.pos] as number
    if (byte === C.lineFeed) lexer.newline()
    else if (byte === C.openBrace) lexer.lexInterpolation()
    else if (byte === C.less && source[skipSpace(source, lexer.pos + 1)] === C.slash) {
      lexer.pos = skipSpace(source, lexer.pos + 1) + 1
      lexTag(lexer)
      return
    } else if (byte === C.less) lexer.lexElement()
    else lexer.pos++
  }
  lexer.tokens.reportProblem(lexer.line)
}

function skipSpace(source: Uint8Array, from: number): number {
  let pos = from
  while (BYTE_CLASS[source[pos] as number] === CLASS.space || source[pos] === C.lineFeed) pos++
  return pos
}

function isNameStart(byte: number | undefined): boolean {
  return byte === C.dollar || BYTE_CLASS[byte ?? 0] === CLASS.name
}

function nameEnd(source: Uint8Array, from: number): number {
  let pos = from
  while (NAME_BYTE[source[pos] as number] === 1 || source[pos] === C.dollar) pos++
  return pos
}

function startsWith(source: Uint8Array, from: number, word: string): boolean {
  for (let index = 0; index < word.length; index++) if (source[from + index] !== word.charCodeAt(index)) return false
  return NAME_BYTE[source[from + word.length] as number] !== 1
}
