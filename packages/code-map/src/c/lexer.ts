import { ByteLexer, runClasses } from '../lex/byte-lexer.ts'
import type { Extraction } from '../lex/extraction.ts'
import { grow } from '../lex/grow.ts'
import { K } from '../lex/keywords.ts'
import { BYTE_CLASS, C, CLASS, NAME_BYTE, T } from '../lex/tokens.ts'

const RUN = runClasses('(){}[],;~?^%!*+=&|<>@$`')
/** Inside of a directive a line end means something. */
const RUN_DIRECTIVE = RUN.map((kind) => (kind === CLASS.newline ? CLASS.other : kind))

/** The lines of the preprocessor in a file, each a range of tokens, and the strings that do not end. */
export class Directives {
  /** The number of the word after `#`, or -1. */
  word = new Int32Array(1 << 8)
  /** The token of `#`. */
  from = new Int32Array(1 << 8)
  /** The token behind the last one. */
  to = new Int32Array(1 << 8)
  count = 0
  /** Tokens that should have ended before their line did. */
  readonly unended: number[] = []

  open(from: number): void {
    if (this.count === this.from.length) {
      this.word = grow(this.word, this.count + 1)
      this.from = grow(this.from, this.count + 1)
      this.to = grow(this.to, this.count + 1)
    }
    this.word[this.count] = -1
    this.from[this.count] = from
  }

  close(to: number): void {
    this.to[this.count++] = to
  }

  clear(): void {
    this.count = 0
    this.unended.length = 0
  }
}

/** Splits C and C++ into tokens, those of directives among them. */
export function lexC(extraction: Extraction, directives: Directives): void {
  const lexer = new CLexer(extraction, directives)
  lexer.read()
  extraction.tokens.lines = lexer.line
}

class CLexer extends ByteLexer {
  readonly #directives: Directives
  #isInDirective = false
  /** Set where a raw string does not end: no other one would, and the search goes to the end of the file. */
  #hasUnendedRaw = false

  constructor({ source, tokens, names }: Extraction, directives: Directives) {
    super(source, tokens, names)
    this.#directives = directives
    this.isAfterNewline = 1
  }

  read(): void {
    const { source } = this
    const { length } = source
    for (;;) {
      this.run(this.#isInDirective ? RUN_DIRECTIVE : RUN)
      if (this.pos >= length) break
      const byte = source[this.pos] as number
      const kind = BYTE_CLASS[byte] as number
      if (kind === CLASS.space) this.pos++
      else if (kind === CLASS.name) this.#nameBeforeQuote()
      else if (kind === CLASS.newline) this.#lineEnd()
      else if (kind === CLASS.digit) this.number()
      else this.#other(byte)
    }
    if (this.#isInDirective) this.#directives.close(this.tokens.count)
  }

  #lineEnd(): void {
    if (this.#isInDirective) this.#directives.close(this.tokens.count)
    this.#isInDirective = false
    this.newline()
  }

  #other(byte: number): void {
    const next = this.source[this.pos + 1] as number
    if (byte === C.slash && next === C.slash) this.#lineComment()
    else if (byte === C.slash && next === C.star) this.blockComment()
    else if (byte === C.doubleQuote || byte === C.quote) this.string(byte)
    else if (byte === C.hash && this.isAfterNewline === 1 && !this.#isInDirective) this.#directive()
    else if (byte === C.backslash && (next === C.lineFeed || next === C.carriageReturn)) this.#continuation(next)
    else this.#operator(byte, next)
  }

  #operator(byte: number, next: number): void {
    if (byte === C.colon && next === C.colon) this.punctuation(T.scope, 2)
    else if (byte === C.minus && next === C.greater) this.punctuation(T.arrow, 2)
    else if (byte === C.dot && next === C.dot && this.source[this.pos + 2] === C.dot) this.punctuation(T.ellipsis, 3)
    else if (byte === C.dot && next >= 48 && next <= 57) this.number()
    else this.punctuation(byte, 1)
  }

  #continuation(next: number): void {
    this.pos += next === C.lineFeed ? 2 : this.source[this.pos + 2] === C.lineFeed ? 3 : 2
    this.line++
  }

  /** To the end of the line; a backslash before it brings the next one in. */
  #lineComment(): void {
    const { source } = this
    for (;;) {
      this.skipLine()
      const last = source[this.pos - 1] === C.carriageReturn ? this.pos - 2 : this.pos - 1
      if (this.pos >= source.length || source[last] !== C.backslash) return
      this.pos++
      this.line++
    }
  }

  /** `'` also ends prose and stands in assembly, so that nothing is said of one that does not end. */
  protected override unendedString(quote: number): void {
    if (quote === C.doubleQuote) this.#directives.unended.push(this.tokens.count)
  }

  /** A name before a quote: a prefix such as `L` or `u8R` belongs to the string. */
  #nameBeforeQuote(): void {
    const { source } = this
    let end = this.pos + 1
    while (NAME_BYTE[source[end] as number] === 1) end++
    const prefix = Buffer.from(source.subarray(this.pos, Math.min(end, this.pos + 4))).toString('latin1')
    const isQuoted = source[end] === C.doubleQuote || source[end] === C.quote
    const isPrefix = isQuoted && /^(?:u8|[uUL])?R?$/.test(prefix)
    if (!isPrefix) {
      this.name()
      return
    }
    const start = this.pos
    const { line } = this
    this.pos = end
    if (prefix.endsWith('R') && source[end] === C.doubleQuote && this.#rawString(start, line)) return
    this.string(source[end] as number)
    this.tokens.start[this.tokens.count - 1] = start
  }

  /** `R"delimiter(…)delimiter"`, from the quote on; its token has the line on which it begins. */
  #rawString(start: number, line: number): boolean {
    const { source } = this
    const open = source.indexOf(C.open, this.pos)
    if (this.#hasUnendedRaw || open === -1 || open - this.pos > RAW_DELIMITER_MAX + 1) return false
    const bytes = Buffer.from(source.buffer, source.byteOffset, source.length)
    const end = `)${bytes.toString('latin1', this.pos + 1, open)}"`
    if (/[\s\\]/.test(end)) return false
    const at = bytes.indexOf(end, open, 'latin1')
    if (at === -1) {
      this.#hasUnendedRaw = true
      return false
    }
    this.start = start
    this.pos = at + end.length
    this.push(T.string, -1)
    for (let feed = source.indexOf(C.lineFeed, start); feed !== -1 && feed < at;) {
      this.line++
      feed = source.indexOf(C.lineFeed, feed + 1)
    }
    this.tokens.line[this.tokens.count - 1] = line
    return true
  }

  /** Numbers have quotes between digits. */
  override number(): void {
    const { source, tokens } = this
    super.number()
    while (source[this.pos] === C.quote && NAME_BYTE[source[this.pos + 1] as number] === 1) {
      const { start } = this
      this.pos++
      super.number()
      tokens.count--
      this.start = start
      tokens.end[tokens.count - 1] = this.pos
    }
  }

  /** `#` and the word behind it; the rest of the line is read as other code is, but for what is no code. */
  #directive(): void {
    const { source, tokens } = this
    const directives = this.#directives
    directives.open(tokens.count)
    this.#isInDirective = true
    this.punctuation(C.hash, 1)
    while (BYTE_CLASS[source[this.pos] as number] === CLASS.space) this.pos++
    if (BYTE_CLASS[source[this.pos] as number] !== CLASS.name) return
    const word = this.name()
    directives.word[directives.count] = word
    if (word === K.include || word === K.include_next || word === K.import) this.#systemPath()
    else if (word === K.error || word === K.warning || word === K.ident) this.#lineComment()
  }

  /** `<…>` as a string. */
  #systemPath(): void {
    const { source } = this
    while (BYTE_CLASS[source[this.pos] as number] === CLASS.space) this.pos++
    if (source[this.pos] !== C.less) return
    let end = this.pos + 1
    while (end < source.length && source[end] !== C.greater && source[end] !== C.lineFeed) end++
    if (source[end] !== C.greater) return
    this.start = this.pos
    this.pos = end + 1
    this.push(T.string, -1)
  }
}

const RAW_DELIMITER_MAX = 16
