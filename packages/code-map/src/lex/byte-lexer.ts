import type { NameTable } from './name-table.ts'
import { C, NAME_BYTE, T, type Tokens } from './tokens.ts'

/** The place of a lexer in a file, and the moves that the lexers of several languages make. */
export class ByteLexer {
  readonly source: Uint8Array
  readonly tokens: Tokens
  readonly names: NameTable
  pos = 0
  /** Where the token being read begins. */
  start = 0
  line = 1
  isAfterNewline = 0

  constructor(source: Uint8Array, tokens: Tokens, names: NameTable) {
    this.source = source
    this.tokens = tokens
    this.names = names
    if (source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf) this.pos = 3
  }

  newline(): void {
    this.pos++
    this.line++
    this.isAfterNewline = 1
  }

  /** Moves to the end of the line, before its line feed. */
  skipLine(): void {
    const end = this.source.indexOf(C.lineFeed, this.pos)
    this.pos = end === -1 ? this.source.length : end
  }

  push(kind: number, id: number): void {
    this.tokens.push(kind, id, this)
    this.isAfterNewline = 0
  }

  /** Reads a name and appends its token; returns its number. */
  name(): number {
    const { source } = this
    const start = this.pos
    const { length } = source
    let pos = start + 1
    while (pos < length && NAME_BYTE[source[pos] as number] === 1) pos++
    this.start = start
    this.pos = pos
    const id = this.names.internNext(source, start, pos)
    this.push(T.name, id)
    return id
  }

  /** Moves by `length` and appends one token. */
  punctuation(kind: number, length: number): void {
    this.start = this.pos
    this.pos += length
    this.push(kind, -1)
  }

  /** Reads a number: digits, letters, underscores, one dot followed by a digit, and signs of decimal exponents. */
  number(): void {
    const { source } = this
    this.start = this.pos
    const isHex = source[this.pos] === 48 && ((source[this.pos + 1] as number) | 32) === 120
    let pos = this.pos
    for (; pos < source.length; pos++) {
      const byte = source[pos] as number
      if (NAME_BYTE[byte] === 1) continue
      const next = source[pos + 1] as number
      if (byte === C.dot && next >= 48 && next <= 57) continue
      const isSign = (byte === C.plus || byte === C.minus) && !isHex && ((source[pos - 1] as number) | 32) === 101
      if (isSign && next >= 48 && next <= 57) continue
      break
    }
    this.pos = pos
    this.push(T.number, -1)
  }

  /** Reads `"…"` with backslash escapes that ends on its line. */
  string(quote: number): void {
    const { source } = this
    this.start = this.pos
    let pos = this.pos + 1
    for (; pos < source.length; pos++) {
      const byte = source[pos] as number
      if (byte === quote) break
      if (byte === C.backslash) {
        if (source[pos + 1] === C.carriageReturn) pos++
        pos++
        if (source[pos] === C.lineFeed) this.line++
      } else if (byte === C.lineFeed) {
        this.tokens.reportProblem(this.line)
        pos--
        break
      }
    }
    this.pos = Math.min(pos + 1, source.length)
    this.push(T.string, -1)
  }

  /** Skips a comment from its beginning, here, to `*` `/`. */
  blockComment(): void {
    const { source } = this
    for (let pos = this.pos + 2; pos < source.length; pos++) {
      const byte = source[pos]
      if (byte === C.lineFeed) {
        this.line++
        this.isAfterNewline = 1
      } else if (byte === C.star && source[pos + 1] === C.slash) {
        this.pos = pos + 2
        return
      }
    }
    this.tokens.reportProblem(this.line)
    this.pos = source.length
  }

  /** Moves past the next `end` and counts the lines on the way; false where it never comes. */
  skipPast(end: number): boolean {
    const { source } = this
    for (let pos = this.pos; pos < source.length; pos++) {
      if (source[pos] === C.lineFeed) this.line++
      if (source[pos] === end) {
        this.pos = pos + 1
        return true
      }
    }
    this.tokens.reportProblem(this.line)
    this.pos = source.length
    return false
  }
}
