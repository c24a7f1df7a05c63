import { BYTE_CLASS, C, CLASS, NAME_BYTE, T } from '../lex/tokens.ts'
import type { RubyLexer } from './lexer.ts'

export interface Delimited {
  readonly open: number
  readonly close: number
  /** Bytes before the content. */
  readonly length: number
  readonly isInterpolated: boolean
  readonly kind: number
}

export interface Heredoc {
  readonly terminator: string
  readonly isIndented: boolean
  readonly isInterpolated: boolean
}

/** Reads a literal between delimiters, which nest where they are brackets, with the code in its `#{…}`. */
export function lexDelimited(lexer: RubyLexer, { open, close, length, isInterpolated, kind }: Delimited): void {
  const { source, tokens, line } = lexer
  const index = tokens.count
  lexer.start = lexer.pos
  lexer.pos += length
  lexer.push(kind, -1)
  let depth = 1
  while (depth > 0 && lexer.pos < source.length) {
    const byte = source[lexer.pos] as number
    if (skipSpecial(lexer, isInterpolated)) continue
    lexer.pos++
    if (byte === C.lineFeed) lexer.line++
    if (byte === close) depth--
    else if (byte === open && open !== close) depth++
  }
  if (depth > 0) tokens.reportProblem(line)
  if (kind === T.regex) while (BYTE_CLASS[source[lexer.pos] as number] === CLASS.name) lexer.pos++
  if (tokens.count === index + 1) tokens.end[index] = Math.min(lexer.pos, source.length)
}

/** Goes past an escape or the code in `#{…}`; false where there is neither. */
function skipSpecial(lexer: RubyLexer, isInterpolated: boolean): boolean {
  const { source, pos } = lexer
  if (source[pos] === C.backslash) {
    if (source[pos + 1] === C.lineFeed) lexer.line++
    lexer.pos += 2
    return true
  }
  if (source[pos] !== C.hash || source[pos + 1] !== C.openBrace || !isInterpolated) return false
  lexer.pos++
  lexer.lexInterpolation()
  return true
}

const PAIRS: Readonly<Record<number, number>> = {
  [C.open]: C.close,
  [C.openBracket]: C.closeBracket,
  [C.openBrace]: C.closeBrace,
  [C.less]: C.greater,
}
const PERCENT_KINDS = 'wWiIqQxrs'
const INTERPOLATED_KINDS = 'WIQxr'

/** Reads `/regex/` or a `%` literal, at its first byte. False, and nothing read, where it is an operator. */
export function openLiteral(lexer: RubyLexer): boolean {
  const { source, pos } = lexer
  if (source[pos] === C.slash) {
    if (lexer.isOperand && !endsOnLine(lexer)) return false
    lexDelimited(lexer, { open: C.slash, close: C.slash, length: 1, isInterpolated: true, kind: T.regex })
    return true
  }
  const letter = String.fromCharCode(source[pos + 1] as number)
  const hasLetter = PERCENT_KINDS.includes(letter)
  const open = source[hasLetter ? pos + 2 : pos + 1] as number
  const isDelimiter = open > C.space && open < 127 && NAME_BYTE[open] !== 1
  if (!isDelimiter || (!hasLetter && open === C.equals && lexer.isOperand)) return false
  lexDelimited(lexer, {
    open,
    close: PAIRS[open] ?? open,
    length: hasLetter ? 3 : 2,
    isInterpolated: !hasLetter || INTERPOLATED_KINDS.includes(letter),
    kind: letter === 'r' ? T.regex : T.string,
  })
  return true
}

function endsOnLine(lexer: RubyLexer): boolean {
  for (let pos = lexer.pos + 1; pos < lexer.source.length; pos++) {
    const byte = lexer.source[pos]
    if (byte === C.lineFeed) return false
    if (byte === C.backslash) pos++
    else if (byte === C.slash) return true
  }
  return false
}

/** Reads `<<~ID`; the body comes after the line. Undefined, and nothing read, where no line ends such a document. */
export function startHeredoc(lexer: RubyLexer): Heredoc | undefined {
  const text = Buffer.from(lexer.source.subarray(lexer.pos, lexer.pos + 100)).toString('latin1')
  const match = /^<<([~-]?)(?:([A-Za-z_\x80-\xff][\w\x80-\xff]*)|"([^"\n]+)"|'([^'\n]+)'|`([^`\n]+)`)/.exec(text)
  if (match === null) return undefined
  const [whole, mark, bare, double, single, command] = match
  const terminator = bare ?? double ?? single ?? command ?? ''
  const heredoc = { terminator, isIndented: mark !== '', isInterpolated: single === undefined }
  if (findEnd(lexer, heredoc) === undefined) return undefined
  lexer.punctuation(T.string, whole.length)
  return heredoc
}

/** Where the line with the terminator begins, looking from the next line on. */
function findEnd(lexer: RubyLexer, { terminator, isIndented }: Heredoc): number | undefined {
  const { source } = lexer
  const buffer = Buffer.from(source.buffer, source.byteOffset, source.length)
  for (
    let pos = buffer.indexOf(terminator, lexer.pos, 'latin1');
    pos !== -1;
    pos = buffer.indexOf(terminator, pos + 1, 'latin1')
  ) {
    let from = pos
    if (isIndented) while (BYTE_CLASS[source[from - 1] as number] === CLASS.space) from--
    const after = source[pos + terminator.length]
    const isWhole = after === undefined || after === C.lineFeed || after === C.carriageReturn
    if (isWhole && (from === 0 || source[from - 1] === C.lineFeed)) return from
  }
  return undefined
}

/** Goes past the body, from the beginning of its first line to the end of the terminator's line. */
export function readHeredocBody(lexer: RubyLexer, heredoc: Heredoc): void {
  const { source } = lexer
  const end = findEndFrom(lexer, heredoc)
  while (lexer.pos < end) {
    const byte = source[lexer.pos] as number
    if (byte === C.backslash && heredoc.isInterpolated) {
      lexer.pos++
      if (source[lexer.pos] === C.lineFeed) lexer.line++
      lexer.pos++
    } else if (byte === C.hash && heredoc.isInterpolated && source[lexer.pos + 1] === C.openBrace) {
      const { isAfterNewline } = lexer
      lexer.isAfterNewline = 0
      lexer.pos++
      lexer.lexInterpolation()
      lexer.isAfterNewline = isAfterNewline
    } else {
      if (byte === C.lineFeed) lexer.line++
      lexer.pos++
    }
  }
  lexer.skipLine()
  if (lexer.pos < source.length) lexer.newline()
  lexer.isAfterNewline = 1
}

function findEndFrom(lexer: RubyLexer, heredoc: Heredoc): number {
  // The search looks at whole lines: the first line of the body may be the terminator itself.
  return findEnd(lexer, heredoc) ?? lexer.source.length
}
