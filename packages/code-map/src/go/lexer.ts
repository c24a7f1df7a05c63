import { ByteLexer, runClasses } from '../lex/byte-lexer.ts'
import type { Extraction } from '../lex/extraction.ts'
import { BYTE_CLASS, C, CLASS, T } from '../lex/tokens.ts'

const RUN = runClasses('(){}[],;*&+-!%|^~>')

/** Splits Go into tokens. */
export function lexGo({ source, names, tokens }: Extraction): void {
  const lexer = new ByteLexer(source, tokens, names)
  const { length } = source
  for (lexer.run(RUN); lexer.pos < length; lexer.run(RUN)) {
    const byte = source[lexer.pos] as number
    const kind = BYTE_CLASS[byte] as number
    if (kind === CLASS.space) lexer.pos++
    else if (kind === CLASS.name) lexer.name()
    else if (kind === CLASS.newline) lexer.newline()
    else if (kind === CLASS.digit) lexer.number()
    else lexOther(lexer, byte)
  }
  tokens.lines = lexer.line
}

function lexOther(lexer: ByteLexer, byte: number): void {
  const next = lexer.source[lexer.pos + 1] as number
  if (byte === C.slash && next === C.slash) lexer.skipLine()
  else if (byte === C.slash && next === C.star) lexer.blockComment()
  else if (byte === C.doubleQuote || byte === C.quote) lexer.string(byte)
  else if (byte === C.backtick) lexRawString(lexer)
  else if (byte === C.dot && next === C.dot) lexer.punctuation(T.ellipsis, 3)
  else lexOperator(lexer, byte, next)
}

function lexOperator(lexer: ByteLexer, byte: number, next: number): void {
  if (byte === C.colon && next === C.equals) lexer.punctuation(T.define, 2)
  else if ((byte === C.equals && next === C.equals) || (byte === C.less && next === C.minus))
    lexer.punctuation(T.operator, 2)
  else lexer.punctuation(byte, 1)
}

/** A string in backticks: its token has the line on which it begins. */
function lexRawString(lexer: ByteLexer): void {
  const { line, pos } = lexer
  lexer.start = pos
  lexer.pos++
  lexer.skipPast(C.backtick)
  const endLine = lexer.line
  lexer.line = line
  lexer.push(T.string, -1)
  lexer.line = endLine
}
