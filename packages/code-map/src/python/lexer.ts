import { ByteLexer, runClasses } from '../lex/byte-lexer.ts'
import type { Extraction } from '../lex/extraction.ts'
import { BYTE_CLASS, C, CLASS, NAME_BYTE, T } from '../lex/tokens.ts'

const NESTING_MAX = 100
const RUN = runClasses(',.')
const STRING_PREFIX = /^(?:[rbu]|f|br|rb|fr|rf|t|tr|rt)$/i

/** Splits Python into tokens. Only the first token of a logical line is marked as following a line end. */
export function lexPython({ source, names, tokens }: Extraction): void {
  const lexer = new PythonLexer(source, tokens, names)
  lexer.isAfterNewline = 1
  lexer.lexCode()
  tokens.lines = lexer.line
}

class PythonLexer extends ByteLexer {
  #depth = 0
  #nesting = 0

  lexCode(): void {
    const { source } = this
    for (this.run(RUN); this.pos < source.length; this.run(RUN)) this.#token(source[this.pos] as number)
  }

  #token(byte: number): void {
    const kind = BYTE_CLASS[byte] as number
    if (kind === CLASS.space) this.pos++
    else if (kind === CLASS.newline) this.#lineEnd()
    else if (kind === CLASS.name) this.#nameOrString()
    else if (kind === CLASS.digit) this.number()
    else this.#other(byte)
  }

  #lineEnd(): void {
    this.pos++
    this.line++
    if (this.#depth === 0) this.isAfterNewline = 1
  }

  /** Inside brackets a line goes on. */
  #setDepth(depth: number): void {
    this.#depth = depth
    this.hasLineEnds = depth === 0 ? 1 : 0
  }

  #other(byte: number): void {
    const next = this.source[this.pos + 1]
    if (byte === C.hash) this.skipLine()
    else if (byte === C.doubleQuote || byte === C.quote) this.#string(this.pos, false)
    else if (byte === C.backslash) this.#continuation()
    else if (isBracket(byte)) {
      this.#setDepth(Math.max(0, this.#depth + (isOpening(byte) ? 1 : -1)))
      this.punctuation(byte, 1)
    } else if (byte === C.minus && next === C.greater) this.punctuation(T.arrow, 2)
    else if (next === C.equals && byte !== C.dot && byte !== C.comma)
      this.punctuation(byte === C.colon ? T.define : T.operator, 2)
    else this.punctuation(byte, 1)
  }

  #continuation(): void {
    this.pos++
    if (this.source[this.pos] === C.carriageReturn) this.pos++
    if (this.source[this.pos] !== C.lineFeed) return
    this.pos++
    this.line++
  }

  #nameOrString(): void {
    const { source, pos } = this
    let end = pos
    while (end < pos + 3 && NAME_BYTE[source[end] as number] === 1) end++
    const quote = source[end]
    if ((quote === C.quote || quote === C.doubleQuote) && end <= pos + 2) {
      const prefix = String.fromCharCode(...source.subarray(pos, end))
      if (STRING_PREFIX.test(prefix)) {
        this.pos = end
        this.#string(pos, /[ft]/i.test(prefix))
        return
      }
    }
    this.name()
  }

  /** At the opening quote; `start` is where the prefix begins. */
  #string(start: number, isFormatted: boolean): void {
    const { source, line } = this
    const quote = source[this.pos] as number
    const isTriple = source[this.pos + 1] === quote && source[this.pos + 2] === quote
    this.start = start
    this.pos += isTriple ? 3 : 1
    const index = this.tokens.count
    this.push(T.string, -1)
    const isEnd = (byte: number): boolean => {
      if (byte === C.lineFeed) return !isTriple
      return byte === quote && (!isTriple || (source[this.pos + 1] === quote && source[this.pos + 2] === quote))
    }
    for (let byte = source[this.pos] ?? 0; this.pos < source.length && !isEnd(byte); byte = source[this.pos] ?? 0) {
      if (byte === C.backslash) this.#escape()
      else if (byte === C.openBrace && isFormatted) this.#replacement(isTriple)
      else {
        if (byte === C.lineFeed) this.line++
        this.pos++
      }
    }
    if (source[this.pos] === quote) this.pos += isTriple ? 3 : 1
    else this.tokens.reportProblem(line)
    if (this.tokens.count === index + 1) this.tokens.end[index] = Math.min(this.pos, source.length)
  }

  #escape(): void {
    const { source } = this
    this.pos++
    if (source[this.pos] === C.carriageReturn && source[this.pos + 1] === C.lineFeed) this.pos++
    if (source[this.pos] === C.lineFeed) this.line++
    this.pos++
  }

  /** `{expression!r:format}` in a formatted string, at its brace. */
  #replacement(isTriple: boolean): void {
    const { source } = this
    this.start = this.pos++
    if (source[this.pos] === C.openBrace) {
      this.pos++
      return
    }
    this.push(T.interpolationOpen, -1)
    if (++this.#nesting > NESTING_MAX) this.tokens.reportProblem(this.line)
    else this.#expression(isTriple)
    this.#nesting--
    this.start = this.pos
    this.push(T.interpolationClose, -1)
  }

  #expression(isTriple: boolean): void {
    const { source } = this
    const outer = this.#depth
    this.#setDepth(1)
    while (this.pos < source.length) {
      const byte = source[this.pos] as number
      if (byte === C.lineFeed && !isTriple) break
      if (this.#depth === 1) {
        if (byte === C.closeBrace) {
          this.pos++
          break
        }
        const isConversion = byte === C.bang && source[this.pos + 1] !== C.equals
        if (isConversion || (byte === C.colon && source[this.pos + 1] !== C.equals)) {
          this.#format(isTriple)
          break
        }
      }
      this.#token(byte)
    }
    this.#setDepth(outer)
  }

  /** The format after the expression, up to and with its closing brace. */
  #format(isTriple: boolean): void {
    const { source } = this
    while (this.pos < source.length) {
      const byte = source[this.pos] as number
      if (byte === C.lineFeed && !isTriple) return
      if (byte === C.openBrace) this.#replacement(isTriple)
      else {
        if (byte === C.lineFeed) this.line++
        this.pos++
        if (byte === C.closeBrace) return
      }
    }
  }
}

function isOpening(byte: number): boolean {
  return byte === C.open || byte === C.openBrace || byte === C.openBracket
}

function isBracket(byte: number): boolean {
  return isOpening(byte) || byte === C.close || byte === C.closeBrace || byte === C.closeBracket
}
