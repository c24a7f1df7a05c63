import { BYTE_CLASS, C, CLASS, T } from '../lex/tokens.ts'
import { PLAIN_IN_BRACES } from './bytes.ts'
import { ShellText } from './text.ts'

const FLAGS_BYTES_MAX = 40

/** 1 for what may stand before the name of a parameter. */
const PREFIX: Uint8Array = (() => {
  const table = new Uint8Array(256)
  for (const byte of Buffer.from('!#^=~+')) table[byte] = 1
  return table
})()

/** Reads `${…}`. */
export abstract class ShellParameters extends ShellText {
  protected braces(isQuoted: boolean): void {
    const { source } = this
    this.begin(2)
    const first = source[this.pos] as number
    // `${ command; }`
    if (BYTE_CLASS[first] === CLASS.space || BYTE_CLASS[first] === CLASS.newline || first === C.bar) {
      if (first === C.bar) this.pos++
      this.code(C.closeBrace)
      this.finish(1)
      return
    }
    this.#parameter()
    if (source[this.pos] === C.openBracket) {
      this.punctuation(C.openBracket, 1)
      this.arithmetic(C.openBracket, C.closeBracket)
      if (this.pos < this.end) this.punctuation(C.closeBracket, 1)
    }
    if (this.#isSlice()) this.arithmetic(C.openBrace, C.closeBrace)
    else this.#braceText(isQuoted)
    this.finish(1)
  }

  /** What is before the name in `${!name}`, `${#name}`, zsh's `${(f)name}`, and the name. */
  #parameter(): void {
    const { source, end } = this
    let { pos } = this
    if (source[pos] === C.open) {
      const flagsEnd = source.indexOf(C.close, pos)
      if (flagsEnd !== -1 && flagsEnd < Math.min(end, pos + FLAGS_BYTES_MAX)) pos = flagsEnd + 1
    }
    while (pos < end && PREFIX[source[pos] as number] === 1) pos++
    if (pos > this.pos) this.punctuation(T.operator, pos - this.pos)
    const kind = BYTE_CLASS[source[this.pos] as number]
    if (this.pos >= end) return
    if (kind === CLASS.name) this.name()
    else if (kind === CLASS.digit) this.arithmeticNumber()
  }

  /** `${name:from:length}`; with `-`, `=`, `?` or `+` behind the colon it is text. */
  #isSlice(): boolean {
    if (this.source[this.pos] !== C.colon) return false
    const next = this.source[this.pos + 1] as number
    return next !== C.minus && next !== C.equals && next !== C.question && next !== C.plus
  }

  /** The text behind the name, up to the brace. */
  #braceText(isQuoted: boolean): void {
    const { source } = this
    // Between double quotes `'` is a quote in patterns alone.
    const hasQuotes = !isQuoted || isPatternMark(source[this.pos] as number)
    let pieceStart = this.pos
    let pieceLine = this.line
    for (;;) {
      while (this.pos < this.end && PLAIN_IN_BRACES[source[this.pos] as number] === 1) this.pos++
      const byte = this.pos < this.end ? (source[this.pos] as number) : C.closeBrace
      const isEnd = byte === C.closeBrace || (byte === C.backtick && this.stop === C.backtick)
      const isQuote = byte === C.doubleQuote || (byte === C.quote && hasQuotes)
      if (!isEnd && !isQuote && !this.isExpansion(byte)) {
        this.passOver(byte)
        continue
      }
      this.piecePush(pieceStart, pieceLine)
      if (isEnd) return
      this.#quoteOrExpansion(byte, isQuoted)
      pieceStart = this.pos
      pieceLine = this.line
    }
  }

  #quoteOrExpansion(byte: number, isQuoted: boolean): void {
    if (byte === C.doubleQuote) this.doubleQuoted()
    else if (byte === C.quote) this.singleQuoted()
    else this.expansion(byte, isQuoted)
  }
}

function isPatternMark(byte: number): boolean {
  return byte === C.hash || byte === C.percent || byte === C.slash || byte === C.caret || byte === C.comma
}
