import { BYTE_CLASS, C, CLASS, T } from '../lex/tokens.ts'
import { ENDS_WORD } from './bytes.ts'
import { ShellBlocks } from './blocks.ts'

interface Heredoc {
  readonly terminator: Uint8Array
  /** `<<-`: tabs before its lines do not count. */
  readonly isIndented: boolean
  readonly isQuoted: boolean
  readonly line: number
}

/** So many here documents are looked for in vain before no more are. */
const MISSING_MAX = 20

/** Reads here documents, whose bodies come with the next line. */
export abstract class ShellHeredocs extends ShellBlocks {
  protected heredocs: Heredoc[] = []
  #missing = 0

  /** `<<` and what ends the document. */
  protected startHeredoc(): void {
    const isIndented = this.source[this.pos + 2] === C.minus
    this.punctuation(T.operator, isIndented ? 3 : 2)
    while (BYTE_CLASS[this.source[this.pos] as number] === CLASS.space) this.pos++
    this.start = this.pos
    const { bytes, isQuoted } = this.#readTerminator()
    if (this.pos === this.start) return
    this.push(T.string, -1)
    if (this.#missing >= MISSING_MAX) return
    this.heredocs.push({ terminator: Uint8Array.from(bytes), isIndented, isQuoted, line: this.line })
  }

  #readTerminator(): { readonly bytes: readonly number[]; readonly isQuoted: boolean } {
    const { source, end } = this
    const bytes: number[] = []
    let isQuoted = false
    let quote = 0
    for (; this.pos < end; this.pos++) {
      const byte = source[this.pos] as number
      if (byte === C.lineFeed || (quote === 0 && (ENDS_WORD[byte] === 1 || byte === this.stop))) break
      if (quote === 0 && (byte === C.quote || byte === C.doubleQuote)) {
        quote = byte
        isQuoted = true
      } else if (byte === quote) quote = 0
      else if (byte === C.backslash && quote !== C.quote) {
        if (source[this.pos + 1] === C.lineFeed) {
          this.pos++
          this.line++
          continue
        }
        isQuoted = true
        if (this.pos + 1 < end) bytes.push(source[++this.pos] as number)
      } else bytes.push(byte)
    }
    return { bytes, isQuoted }
  }

  /** Reads the documents that were begun, at the beginning of a line. */
  protected readHeredocs(): void {
    const heredocs = this.heredocs
    this.heredocs = []
    for (const heredoc of heredocs) this.#readHeredoc(heredoc)
  }

  #readHeredoc(heredoc: Heredoc): void {
    const { isQuoted, line } = heredoc
    const at = this.#findTerminator(heredoc)
    if (at === -1) {
      this.tokens.reportProblem(line)
      this.#missing++
      return
    }
    if (at > this.pos) {
      if (isQuoted) {
        this.punctuation(T.string, at - this.pos)
        this.countLines(this.start, at)
      } else this.#readBody(at)
    }
    const lineEnd = this.source.indexOf(C.lineFeed, at)
    const to = lineEnd === -1 ? this.end : Math.min(this.end, lineEnd)
    this.punctuation(T.string, to - at)
    if (this.pos < this.end) this.newline()
  }

  /** A body has the expansions of a text in double quotes. */
  #readBody(to: number): void {
    const { end, stop, quoteDepth, heredocs } = this
    this.end = to
    this.stop = 0
    this.heredocs = []
    this.text(this.pos, this.pos, false)
    this.end = end
    this.stop = stop
    this.quoteDepth = quoteDepth
    this.heredocs = heredocs
    this.pos = to
  }

  /** Where the line begins that ends a document, or -1. */
  #findTerminator({ terminator, isIndented }: Heredoc): number {
    const { source, end } = this
    const { length } = terminator
    for (let line = this.pos; line < end;) {
      let at = line
      if (isIndented) while (source[at] === C.tab) at++
      let same = 0
      while (same < length && source[at + same] === terminator[same]) same++
      if (same === length && this.#isLineEnd(at + length)) return line
      const next = source.indexOf(C.lineFeed, at)
      if (next === -1) break
      line = next + 1
    }
    return length === 0 ? end : -1
  }

  #isLineEnd(at: number): boolean {
    if (at >= this.end) return at === this.end
    const byte = this.source[at]
    return byte === C.lineFeed || (byte === C.carriageReturn && this.source[at + 1] === C.lineFeed)
  }
}
