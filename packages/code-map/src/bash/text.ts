import { ByteLexer } from '../lex/byte-lexer.ts'
import { HASH_PRIME, HASH_START } from '../lex/hash.ts'
import { BYTE_CLASS, C, CLASS, NAME_BYTE, T } from '../lex/tokens.ts'
import { isSpecialParameter, PLAIN_TEXT, W, WORD_BITS } from './bytes.ts'

const NESTING_MAX = 60
/** No longer than this is an arithmetic expression looked for behind `((`. */
const ARITHMETIC_BYTES_MAX = 1000

/** Reads the words of a shell script: plain parts, quotes, and the code in them. */
export abstract class ShellText extends ByteLexer {
  /** What is read ends here: of the file, of a here document, of code in quotes. */
  end: number
  /** The byte that ends the code around: `)`, a backtick, `}`; 0 for none. */
  stop = 0
  /** How many quotes `'…'` are around the code, in which `'\''` is one of them. */
  quoteDepth = 0
  /** Of the plain bytes that `scan` went over: where they end, what they are, and their hash. */
  wordEnd = 0
  bits = 0
  hash = 0
  #nesting = 0
  /** Up to here no `))` was found. */
  #notArithmeticUpTo = 0

  constructor(...parts: ConstructorParameters<typeof ByteLexer>) {
    super(...parts)
    this.end = this.source.length
  }

  /** Reads commands up to `stop`, and stays before it. */
  protected abstract code(stop: number): void

  /** Reads `${…}`, at the `$`. */
  protected abstract braces(isQuoted: boolean): void

  /** Looks at the plain bytes from here on. */
  protected scan(stopsAtEquals: boolean): void {
    const { source, end } = this
    let { pos } = this
    let bits = 0
    let hash = HASH_START
    while (pos < end) {
      const byte = source[pos] as number
      const bit = WORD_BITS[byte] as number
      if (bit === 0 || (stopsAtEquals && bit === W.equals)) break
      bits |= bit
      hash = Math.imul(hash ^ byte, HASH_PRIME)
      pos++
    }
    this.wordEnd = pos
    this.bits = bits
    this.hash = hash ^ (hash >>> 15)
  }

  /** Appends what `scan` went over as one name. */
  protected scanned(kind: number): number {
    this.start = this.pos
    this.pos = this.wordEnd
    const id = this.names.internHashed(this.source, this.start, this.pos, this.hash)
    this.push(kind, id)
    return id
  }

  /** Appends the names in plain bytes, and what is between them. */
  protected parts(to: number): void {
    const { source, names } = this
    while (this.pos < to) {
      this.start = this.pos
      let { pos } = this
      const first = BYTE_CLASS[source[pos] as number] as number
      if (first === CLASS.name) {
        let hash = HASH_START
        for (; pos < to && NAME_BYTE[source[pos] as number] === 1; pos++)
          hash = Math.imul(hash ^ (source[pos] as number), HASH_PRIME)
        this.pos = pos
        this.push(T.name, names.internHashed(source, this.start, pos, hash ^ (hash >>> 15)))
      } else {
        const isNumber = first === CLASS.digit
        for (pos++; pos < to && (NAME_BYTE[source[pos] as number] === 1) === isNumber; pos++);
        this.pos = pos
        const isOne = pos === this.start + 1
        this.push(isNumber ? T.number : isOne ? (source[this.start] as number) : T.operator, -1)
      }
    }
  }

  /** Reads the rest of a word. */
  protected word(): void {
    const from = this.pos
    while (this.pos < this.end) {
      const byte = this.source[this.pos] as number
      if (WORD_BITS[byte] !== 0) {
        let to = this.pos + 1
        while (to < this.end && WORD_BITS[this.source[to] as number] !== 0) to++
        this.parts(to)
      } else if (!this.#piece(byte, from)) return
    }
  }

  #piece(byte: number, wordStart: number): boolean {
    if (byte === this.stop) return false
    if (byte === C.quote) this.singleQuoted()
    else if (byte === C.doubleQuote) this.doubleQuoted()
    else if (byte === C.dollar) this.dollar()
    else if (byte === C.backtick) this.backticks()
    else if (byte === C.backslash) this.escape()
    else if (byte === C.open && this.pos === wordStart + 1 && this.source[wordStart] === C.equals) this.substitution(1)
    else if (byte === C.open && this.pos > wordStart) this.#nestedGroup()
    else return false
    return true
  }

  /** `\` and what it stands before; a line end behind it counts for nothing. */
  protected escape(): void {
    if (this.isContinuation()) {
      this.pos = Math.min(this.end, this.pos + (this.source[this.pos + 1] === C.lineFeed ? 2 : 3))
      this.line++
    } else this.punctuation(T.operator, Math.min(2, this.end - this.pos))
  }

  /** Whether the backslash here takes a line end away. */
  protected isContinuation(): boolean {
    const next = this.source[this.pos + 1]
    return next === C.lineFeed || (next === C.carriageReturn && this.source[this.pos + 2] === C.lineFeed)
  }

  #nestedGroup(): void {
    if (!this.#mayNest()) {
      this.punctuation(C.open, 1)
      return
    }
    this.#nesting++
    this.group()
    this.#nesting--
  }

  /** `(…)` inside of a word: `@(a|b)`, zsh's `*(N)`. It ends with its line at the latest. */
  protected group(): void {
    let depth = 0
    while (this.pos < this.end) {
      const byte = this.source[this.pos] as number
      if (byte === C.lineFeed) {
        this.tokens.reportProblem(this.line)
        return
      }
      if (byte === C.open) depth++
      else if (byte === C.close) depth--
      const isWord = byte !== C.open && byte !== C.close && byte !== this.stop
      if (BYTE_CLASS[byte] === CLASS.space) this.pos++
      else if (isWord && (WORD_BITS[byte] !== 0 || this.#isSpecial(byte))) this.word()
      else this.punctuation(byte, 1)
      if (depth === 0 && byte === C.close) return
    }
  }

  #isSpecial(byte: number): boolean {
    return (
      byte === C.quote || byte === C.doubleQuote || byte === C.dollar || byte === C.backtick || byte === C.backslash
    )
  }

  protected singleQuoted(): void {
    const { source, tokens, end, pos, line } = this
    if (this.quoteDepth > 0 && source[pos + 1] === C.doubleQuote) {
      // `'"$x"'` in code between quotes: what the shell around puts in.
      this.punctuation(T.string, 1)
      this.doubleQuoted()
      if (source[this.pos] === C.quote) this.punctuation(T.string, 1)
      return
    }
    const mark = this.quoteDepth > 0 ? ESCAPED_QUOTE : QUOTE
    const from = this.quoteDepth > 0 ? pos + ESCAPED_QUOTE.length : pos + 1
    const text = end === source.length ? source : source.subarray(0, end)
    const at = indexOfBytes(text, mark, from)
    this.start = pos
    this.pos = at === -1 ? end : at + mark.length
    if (at === -1) tokens.reportProblem(line)
    this.push(T.string, -1)
    this.countLines(pos, this.pos)
  }

  /** Moves on by the lines between two places. */
  protected countLines(from: number, to: number): void {
    const { source } = this
    let { line } = this
    for (let at = from; at < to; at++) if (source[at] === C.lineFeed) line++
    this.line = line
  }

  /** `$'…'` */
  #ansiQuoted(): void {
    const { source, tokens, end, line } = this
    const from = this.pos
    let at = from + 2
    while (at < end && source[at] !== C.quote) at += source[at] === C.backslash ? 2 : 1
    if (at >= end) tokens.reportProblem(line)
    this.start = from
    this.pos = Math.min(end, at + 1)
    this.push(T.string, -1)
    this.countLines(from, this.pos)
  }

  protected doubleQuoted(): void {
    const { line } = this
    if (!this.text(this.pos, this.pos + 1, true)) this.tokens.reportProblem(line)
  }

  /**
   * Reads text with expansions from `pos` on, of which a token begins at `from` already: up to a closing quote, or the end where there is to be none.
   * False where that never comes.
   */
  protected text(from: number, pos: number, isQuoted: boolean): boolean {
    const { source } = this
    let pieceStart = from
    let pieceLine = this.line
    this.pos = pos
    for (;;) {
      while (this.pos < this.end && PLAIN_TEXT[source[this.pos] as number] === 1) this.pos++
      const byte = this.pos < this.end ? (source[this.pos] as number) : 0
      if (this.pos >= this.end || (byte === C.backtick && this.stop === C.backtick)) {
        this.piecePush(pieceStart, pieceLine)
        return !isQuoted
      }
      if (byte === C.doubleQuote && isQuoted) {
        this.pos++
        this.piecePush(pieceStart, pieceLine)
        return true
      }
      if (!this.isExpansion(byte)) this.passOver(byte)
      else {
        this.piecePush(pieceStart, pieceLine)
        this.expansion(byte, true)
        pieceStart = this.pos
        pieceLine = this.line
      }
    }
  }

  /** Goes over a byte of text that has a meaning elsewhere. */
  protected passOver(byte: number): void {
    if (byte === C.backslash) {
      if (this.source[this.pos + 1] === C.lineFeed) this.line++
      this.pos = Math.min(this.end, this.pos + 2)
      return
    }
    if (byte === C.lineFeed) this.line++
    this.pos++
  }

  /** Appends text up to here, where there is any. */
  protected piecePush(start: number, line: number): void {
    if (start === this.pos) return
    const now = this.line
    this.start = start
    this.line = line
    this.push(T.string, -1)
    this.line = now
  }

  /** Whether `$` or a backtick here begins something that is no text, and may still do so. */
  protected isExpansion(byte: number): boolean {
    if (byte === C.backtick) return this.#mayNest()
    if (byte !== C.dollar) return false
    const next = this.source[this.pos + 1] as number
    if (next === C.openBrace || next === C.open || next === C.openBracket) return this.#mayNest()
    return BYTE_CLASS[next] === CLASS.name
  }

  #mayNest(): boolean {
    if (this.#nesting < NESTING_MAX) return true
    this.tokens.reportProblem(this.line)
    return false
  }

  /** What begins with `$` outside of quotes. */
  protected dollar(): void {
    const next = this.pos + 1 < this.end ? (this.source[this.pos + 1] as number) : 0
    if (next === C.quote && this.quoteDepth === 0) this.#ansiQuoted()
    else if (next === C.doubleQuote) {
      this.punctuation(C.dollar, 1)
      this.doubleQuoted()
    } else if (this.isExpansion(C.dollar)) this.expansion(C.dollar, false)
    else this.punctuation(C.dollar, next !== 0 && isSpecialParameter(next) ? 2 : 1)
  }

  protected backticks(): void {
    if (this.isExpansion(C.backtick)) this.expansion(C.backtick, false)
    else this.punctuation(C.backtick, 1)
  }

  protected expansion(byte: number, isQuoted: boolean): void {
    const next = this.source[this.pos + 1] as number
    if (byte === C.dollar && BYTE_CLASS[next] === CLASS.name) {
      this.punctuation(C.dollar, 1)
      this.name()
      return
    }
    this.#nesting++
    if (byte === C.backtick) this.#substitution(1, C.backtick)
    else if (next === C.openBrace) this.braces(isQuoted)
    else if (next === C.openBracket) {
      this.begin(2)
      this.arithmetic(C.openBracket, C.closeBracket)
      this.finish(1)
    } else if (this.isArithmetic(this.pos + 1)) {
      this.begin(3)
      this.arithmetic(C.open, C.close)
      this.finish(2)
    } else this.#substitution(2, C.close)
    this.#nesting--
  }

  protected begin(length: number): void {
    this.punctuation(T.interpolationOpen, Math.min(length, this.end - this.pos))
  }

  protected finish(length: number): void {
    if (this.pos >= this.end) this.tokens.reportProblem(this.line)
    this.punctuation(T.interpolationClose, Math.min(length, this.end - this.pos))
  }

  /** `<(…)`, `>(…)` and zsh's `=(…)`, at so many bytes that open it. */
  protected substitution(length: number): void {
    if (!this.#mayNest()) {
      this.punctuation(T.operator, length)
      return
    }
    this.#nesting++
    this.#substitution(length, C.close)
    this.#nesting--
  }

  #substitution(length: number, stop: number): void {
    this.begin(length)
    this.code(stop)
    this.finish(1)
  }

  /** Whether the two brackets at `at` are of an arithmetic expression, and not of commands in commands. */
  protected isArithmetic(at: number): boolean {
    const { source } = this
    if (source[at] !== C.open || source[at + 1] !== C.open || at < this.#notArithmeticUpTo) return false
    const to = Math.min(this.end, at + ARITHMETIC_BYTES_MAX)
    let depth = 0
    for (let pos = at + 2; pos < to; pos++) {
      const byte = source[pos]
      if (byte === C.backslash) pos++
      else if (byte === C.open) depth++
      else if (byte === C.close && depth-- === 0) return source[pos + 1] === C.close
    }
    this.#notArithmeticUpTo = to
    return false
  }

  /** Reads an arithmetic expression up to the bracket that ends it. */
  protected arithmetic(open: number, close: number): void {
    const { source } = this
    let depth = 0
    while (this.pos < this.end) {
      const byte = source[this.pos] as number
      if (byte === close && depth-- === 0) return
      if (byte === open) depth++
      this.#arithmeticToken(byte)
    }
  }

  #arithmeticToken(byte: number): void {
    const kind = BYTE_CLASS[byte] as number
    if (kind === CLASS.space) this.pos++
    else if (kind === CLASS.newline) this.newline()
    else if (kind === CLASS.name) this.name()
    else if (kind === CLASS.digit) this.arithmeticNumber()
    else if (!this.#isSpecial(byte) || byte === this.stop) this.punctuation(byte, 1)
    else if (byte === C.quote) this.singleQuoted()
    else if (byte === C.doubleQuote) this.doubleQuoted()
    else if (byte === C.dollar) this.dollar()
    else if (byte === C.backtick) this.backticks()
    else this.escape()
  }

  /** `16#ff` is one. */
  protected arithmeticNumber(): void {
    const { source, end } = this
    let pos = this.pos + 1
    while (pos < end && (NAME_BYTE[source[pos] as number] === 1 || source[pos] === C.hash)) pos++
    this.punctuation(T.number, pos - this.pos)
  }
}

const QUOTE = Buffer.from("'")
const ESCAPED_QUOTE = Buffer.from(String.raw`'\''`)

function indexOfBytes(source: Uint8Array, wanted: Buffer, from: number): number {
  if (wanted.length === 1) return source.indexOf(wanted[0] as number, from)
  return Buffer.from(source.buffer, source.byteOffset, source.length).indexOf(wanted, from)
}
