import { BYTE_CLASS, C, CLASS, T } from '../lex/tokens.ts'
import { ShellArguments } from './arguments.ts'
import { BLOCK } from './blocks.ts'
import { CODE_KIND, ENDS_WORD, KIND, WORD_BITS } from './bytes.ts'
import { MODE } from './commands.ts'
import { PLACE } from './places.ts'

const PATTERN_BYTES_MAX = 500

/** Reads what is between words: brackets, separators, redirections, and conditions. */
export abstract class ShellOperators extends ShellArguments {
  protected skipBrackets(open: number, close: number): void {
    this.pos = open
    this.punctuation(C.open, 1)
    this.pos = close - 1
    this.punctuation(C.close, 1)
    this.place = PLACE.command
  }

  /** `[[ … ]]` */
  protected condition(): void {
    const { source } = this
    this.openBlock(BLOCK.bracket, this.tokens.count)
    this.punctuation(T.operator, 2)
    while (this.pos < this.end) {
      const byte = source[this.pos] as number
      const kind = CODE_KIND[byte] as number
      if (kind === KIND.space) this.pos++
      else if (kind === KIND.newline) this.newline()
      else if (kind === KIND.operator) this.punctuation(byte, 1)
      else if (byte === C.closeBracket && this.#isConditionEnd()) break
      else if (kind === KIND.hash && BYTE_CLASS[source[this.pos - 1] as number] !== CLASS.other) this.comment()
      else if (byte === this.stop) break
      else this.wordOrByte()
    }
    if (source[this.pos] === C.closeBracket && this.pos + 1 < this.end) this.punctuation(T.operator, 2)
    else this.tokens.reportProblem(this.line)
    this.closeBlock(BLOCK.bracket)
    this.place = PLACE.command
  }

  #isConditionEnd(): boolean {
    const { source, pos } = this
    const next = source[pos + 2] as number
    return source[pos + 1] === C.closeBracket && (pos + 2 >= this.end || ENDS_WORD[next] === 1 || next === this.stop)
  }

  protected operator(byte: number): void {
    if (byte === C.open) this.#openBracket()
    else if (byte === C.close) this.#closeBracket()
    else if (byte === C.less || byte === C.greater) this.#redirection(byte)
    else this.#separator(byte)
  }

  #openBracket(): void {
    const { place } = this
    const isCommand = place === PLACE.command || place === PLACE.loopIn
    if (isCommand && this.emptyBrackets(this.pos) !== 0) this.skipBrackets(this.pos, this.emptyBrackets(this.pos))
    else if ((isCommand || place === PLACE.loopName) && this.isArithmetic(this.pos)) this.#arithmeticCommand()
    else if (place === PLACE.command) {
      this.openBlock(BLOCK.bracket, this.tokens.count)
      this.punctuation(C.open, 1)
    } else if (place === PLACE.pattern) this.#patternBracket()
    else {
      // zsh: `for name (words)`, `name (a|b)*`.
      if (place === PLACE.loopIn) this.list()
      else this.group()
      if (place === PLACE.loopIn) this.place = PLACE.command
    }
  }

  /** Before a pattern a bracket may stand; in zsh it may also be a part of the pattern, which then goes on behind its end. */
  #patternBracket(): void {
    const { source, pos } = this
    const to = Math.min(this.end, pos + PATTERN_BYTES_MAX)
    let depth = 0
    for (let at = pos; at < to && source[at] !== C.lineFeed; at++) {
      const byte = source[at]
      if (byte === C.backslash) at++
      else if (byte === C.open) depth++
      else if (byte === C.close && --depth === 0) {
        const next = source[at + 1] as number
        const goesOn = WORD_BITS[next] !== 0 || next === C.close || next === C.bar
        if (!goesOn || at + 1 >= this.end) break
        this.group()
        return
      }
    }
    this.punctuation(C.open, 1)
  }

  #arithmeticCommand(): void {
    this.openBlock(BLOCK.bracket, this.tokens.count)
    this.punctuation(T.operator, 2)
    this.arithmetic(C.open, C.close)
    if (this.pos < this.end) this.punctuation(T.operator, 2)
    else this.tokens.reportProblem(this.line)
    this.closeBlock(BLOCK.bracket)
    this.place = PLACE.command
  }

  #closeBracket(): void {
    if (this.place === PLACE.pattern) {
      this.punctuation(C.close, 1)
      this.place = PLACE.command
      return
    }
    this.endCommand()
    this.punctuation(C.close, 1)
    this.closeBlock(BLOCK.bracket)
    this.place = PLACE.command
  }

  #redirection(byte: number): void {
    const { source, pos } = this
    const next = source[pos + 1] as number
    if (next === C.open) {
      if (!this.isTarget) this.place = PLACE.argument
      this.isTarget = false
      this.substitution(2)
      this.mode = MODE.plain
      return
    }
    if (byte === C.less && next === C.less) {
      if (source[pos + 2] !== C.less) {
        this.startHeredoc()
        return
      }
      this.punctuation(T.operator, 3)
    } else {
      const isLong = next === byte || next === C.ampersand || next === C.bar || next === C.greater
      this.punctuation(isLong ? T.operator : byte, isLong ? 2 : 1)
    }
    this.isTarget = true
  }

  /** `;`, `&` and `|`, alone or in twos. */
  #separator(byte: number): void {
    const { source, pos } = this
    const next = source[pos + 1] as number
    const ends = byte === C.semicolon && (next === C.semicolon || next === C.ampersand || next === C.bar)
    if (byte === C.ampersand && next === C.greater) {
      this.punctuation(T.operator, source[pos + 2] === C.greater ? 3 : 2)
      this.isTarget = true
    } else if (this.place === PLACE.pattern) this.punctuation(byte, 1)
    else if (ends) this.#endOfChoice(source[pos + 2] === C.ampersand ? 3 : 2)
    else {
      const isLong = next === byte || (byte === C.bar && next === C.ampersand)
      this.endCommand()
      this.punctuation(isLong ? T.operator : byte, isLong ? 2 : 1)
    }
  }

  /** `;;` and its kin: a pattern follows. */
  #endOfChoice(length: number): void {
    this.endCommand()
    this.punctuation(T.operator, length)
    if (this.isOpen(BLOCK.match)) this.place = PLACE.pattern
    else this.tokens.reportProblem(this.line)
  }
}
