import { HASH_PRIME, HASH_START } from './hash.ts'
import type { NameTable } from './name-table.ts'
import { BYTE_CLASS, C, CLASS, NAME_BYTE, T, type Tokens } from './tokens.ts'

/** A table for `ByteLexer.run`: the classes of bytes, with `singles` as punctuation that is always a token by itself. */
export function runClasses(singles: string): Uint8Array {
  const classes = BYTE_CLASS.slice()
  for (const byte of Buffer.from(singles)) classes[byte] = CLASS.single
  return classes
}

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
  /** 1 where a line end counts, 0 where it is white space. */
  hasLineEnds = 1

  constructor(source: Uint8Array, tokens: Tokens, names: NameTable) {
    this.source = source
    this.tokens = tokens
    this.names = names
    if (source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf) this.pos = 3
  }

  /**
   * Reads white space, names and single punctuation, which is most of any file, up to a byte of another class or a name before a quote. It may stop
   * earlier: this is a shorter way to what the other methods do. All that it needs is in local variables, for most files are read before this is compiled well.
   */
  run(classes: Uint8Array): void {
    const { source, tokens, names, hasLineEnds } = this
    const { length } = source
    tokens.reserve(RUN_TOKENS)
    const { kind: kinds, id: ids, start: starts, end: ends, line: lines, isAfterNewline: marks } = tokens
    const limit = kinds.length
    let { count } = tokens
    let { pos, line, isAfterNewline } = this
    while (pos < length && count < limit) {
      const byte = source[pos] as number
      const kind = classes[byte] as number
      if (kind === CLASS.space) {
        pos++
        continue
      }
      if (kind === CLASS.newline) {
        pos++
        line++
        if (hasLineEnds === 1) isAfterNewline = 1
        continue
      }
      const start = pos
      if (kind === CLASS.name) {
        let hash = HASH_START
        let next = byte
        do {
          hash = Math.imul(hash ^ next, HASH_PRIME)
          if (++pos === length) break
          next = source[pos] as number
        } while (NAME_BYTE[next] === 1)
        if (pos < length && (next === C.quote || next === C.doubleQuote)) {
          pos = start
          break
        }
        kinds[count] = T.name
        ids[count] = names.internHashed(source, start, pos, hash ^ (hash >>> 15))
      } else if (kind === CLASS.single) {
        pos++
        kinds[count] = byte
        ids[count] = -1
      } else break
      starts[count] = start
      ends[count] = pos
      lines[count] = line
      marks[count] = isAfterNewline
      isAfterNewline = 0
      count++
    }
    tokens.count = count
    this.pos = pos
    this.line = line
    this.isAfterNewline = isAfterNewline
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
        this.unendedString(quote)
        pos--
        break
      }
    }
    this.pos = Math.min(pos + 1, source.length)
    this.push(T.string, -1)
  }

  /** A string did not end on its line. */
  protected unendedString(_quote: number): void {
    this.tokens.reportProblem(this.line)
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

/** Tokens for which there is room when a run begins. */
const RUN_TOKENS = 256
