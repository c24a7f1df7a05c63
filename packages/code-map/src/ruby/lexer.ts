import { ByteLexer } from '../lex/byte-lexer.ts'
import type { Extraction } from '../lex/extraction.ts'
import { K, keywordSet } from '../lex/keywords.ts'
import { BYTE_CLASS, C, CLASS, NAME_BYTE, T } from '../lex/tokens.ts'
import { lexDelimited, openLiteral, readHeredocBody, startHeredoc, type Heredoc } from './literals.ts'

const NESTING_MAX = 100

/** After these words an expression begins: `/` opens a regular expression, `%` and `?` a literal. */
const beginsExpression = keywordSet([
  'if',
  'unless',
  'while',
  'until',
  'and',
  'or',
  'not',
  'return',
  'when',
  'in',
  'do',
  'then',
  'else',
  'elsif',
  'case',
  'begin',
  'rescue',
  'ensure',
  'break',
  'next',
  'alias',
  'undef',
])

/** Keywords that are called like methods: `super / 2` divides. */
const isCalled = keywordSet(['yield', 'super', 'raise', 'require'])

/** Splits Ruby into tokens. The first token of a logical line is marked as following a line end. */
export function lexRuby({ source, names, tokens }: Extraction): void {
  const lexer = new RubyLexer(source, tokens, names)
  lexer.isAfterNewline = 1
  lexer.skipDocument()
  lexer.lexCode(false)
  tokens.lines = lexer.line
}

export class RubyLexer extends ByteLexer {
  /** Whether what was read last can end an operand. */
  isOperand = false
  /** Whether it is a name that may be a method called without parentheses. */
  #isCommand = false
  #heredocs: Heredoc[] = []
  #nesting = 0

  lexCode(isNested: boolean): void {
    const { source } = this
    let braces = 0
    this.isOperand = false
    while (this.pos < source.length) {
      const byte = source[this.pos] as number
      if (isNested && byte === C.openBrace) braces++
      if (isNested && byte === C.closeBrace && braces-- === 0) return
      this.#token(byte)
    }
  }

  #token(byte: number): void {
    const kind = BYTE_CLASS[byte] as number
    if (kind === CLASS.space) this.pos++
    else if (kind === CLASS.newline) this.#lineEnd()
    else if (kind === CLASS.name) this.#word()
    else if (kind === CLASS.digit) {
      this.number()
      this.#after(true)
    } else this.#other(byte)
  }

  #lineEnd(): void {
    this.newline()
    this.isOperand = false
    this.#isCommand = false
    for (const heredoc of this.#heredocs.splice(0)) readHeredocBody(this, heredoc)
    this.skipDocument()
  }

  /** `=begin … =end` and `__END__` at the beginning of a line. */
  skipDocument(): void {
    while (this.source[this.pos] === C.equals && this.#startsWith('=begin')) {
      do {
        this.skipLine()
        this.pos++
        this.line++
      } while (this.pos < this.source.length && !this.#startsWith('=end'))
      this.skipLine()
      if (this.pos < this.source.length) this.newline()
    }
    if (this.#startsWith('__END__') && (this.source[this.pos + 7] ?? C.lineFeed) <= C.carriageReturn)
      this.pos = this.source.length
  }

  #startsWith(word: string): boolean {
    for (let index = 0; index < word.length; index++) {
      if (this.source[this.pos + index] !== word.charCodeAt(index)) return false
    }
    return true
  }

  #after(isOperand: boolean): void {
    this.isOperand = isOperand
    this.#isCommand = false
  }

  lastKind(back = 1): number {
    return this.tokens.count < back ? 0 : (this.tokens.kind[this.tokens.count - back] as number)
  }

  lastId(): number {
    return this.lastKind() === T.name ? (this.tokens.id[this.tokens.count - 1] as number) : -1
  }

  #isAfterDot(): boolean {
    const kind = this.lastKind()
    return kind === C.dot || kind === T.optionalChain || kind === T.scope
  }

  #word(): void {
    const { source, pos } = this
    const isMethodName = this.#isAfterDot() || this.lastId() === K.def
    let end = pos + 1
    while (end < source.length && NAME_BYTE[source[end] as number] === 1) end++
    if (this.#hasMark(end)) end++
    this.start = pos
    this.pos = end
    const id = this.names.intern(source, pos, end)
    const isLabel =
      source[end] === C.colon && source[end + 1] !== C.colon && !isMethodName && this.lastKind() !== C.question
    if (isLabel) {
      this.push(T.label, id)
      this.pos++
      this.#after(false)
      return
    }
    this.push(T.name, id)
    this.isOperand = isMethodName || !beginsExpression(id)
    this.#isCommand = this.isOperand && (isMethodName || id >= K.abstract || isCalled(id))
  }

  /** Whether `?` or `!` at `at` belongs to the name before it. */
  #hasMark(at: number): boolean {
    const byte = this.source[at]
    if (byte !== C.question && byte !== C.bang) return false
    const next = this.source[at + 1]
    if (next !== C.equals) return !(byte === C.question && next === C.colon && this.source[at + 2] === C.colon)
    const third = this.source[at + 2]
    return third === C.equals || third === C.tilde || third === C.greater
  }

  /** A variable: `@a`, `@@a`, `$a`, `$!`. */
  #variable(): void {
    const { source } = this
    this.start = this.pos
    let pos = this.pos + 1
    if (source[this.pos] === C.at && source[pos] === C.at) pos++
    const from = pos
    while (NAME_BYTE[source[pos] as number] === 1) pos++
    if (pos === from && source[this.pos] === C.dollar) pos++
    this.pos = pos
    this.push(T.name, this.names.intern(source, this.start, pos))
    this.#after(true)
  }

  #isSpaceBefore(): boolean {
    const kind = BYTE_CLASS[this.source[this.pos - 1] as number]
    return kind === CLASS.space || kind === CLASS.newline
  }

  /** Whether a literal may begin here: where an operand is due, or as the first argument of a command (`puts /x/`). */
  startsLiteral(): boolean {
    if (!this.isOperand) return this.lastId() !== K.def && this.lastId() !== K.alias && !this.#isAfterDot()
    const next = this.source[this.pos + 1] as number
    const isSpaced = BYTE_CLASS[next] === CLASS.space || BYTE_CLASS[next] === CLASS.newline || next === C.equals
    return this.#isCommand && this.lastId() !== K.def && this.#isSpaceBefore() && !isSpaced
  }

  #other(byte: number): void {
    if (byte === C.hash) this.skipLine()
    else if (byte === C.backslash) this.#continuation()
    else if (byte === C.at || byte === C.dollar) this.#variable()
    else if (byte === C.doubleQuote || byte === C.quote) this.#quoted(byte)
    else if (byte === C.backtick && this.lastId() !== K.def && !this.#isAfterDot()) this.#quoted(byte)
    else if (byte === C.colon) this.#colon()
    else if (this.#literal(byte)) this.#after(true)
    else this.#operator(byte)
  }

  /** Reads a literal that begins like an operator; false where it is one. */
  #literal(byte: number): boolean {
    if (byte === C.slash || byte === C.percent) return this.startsLiteral() && openLiteral(this)
    if (byte === C.question) return this.#character()
    return byte === C.less && this.source[this.pos + 1] === C.less && this.#heredoc()
  }

  #heredoc(): boolean {
    const canStart = this.startsLiteral() || (this.isOperand && this.#isCommand && this.#isSpaceBefore())
    if (!canStart || this.lastId() === K.class) return false
    const heredoc = startHeredoc(this)
    if (heredoc === undefined) return false
    this.#heredocs.push(heredoc)
    return true
  }

  #continuation(): void {
    this.pos++
    if (this.source[this.pos] === C.carriageReturn) this.pos++
    if (this.source[this.pos] !== C.lineFeed) return
    this.pos++
    this.line++
  }

  #quoted(quote: number): void {
    lexDelimited(this, { open: quote, close: quote, length: 1, isInterpolated: quote !== C.quote, kind: T.string })
    const isLabel = this.source[this.pos] === C.colon && this.source[this.pos + 1] !== C.colon && quote !== C.backtick
    if (isLabel && this.lastKind() === T.string && this.lastKind(2) !== C.question) {
      this.tokens.kind[this.tokens.count - 1] = T.label
      this.pos++
      this.#after(false)
    } else this.#after(true)
  }

  /** `::`, `:symbol`, `:"symbol"`, `:+`, or the colon of a ternary. */
  #colon(): void {
    const { source } = this
    const next = source[this.pos + 1] as number
    if (next === C.colon) {
      this.punctuation(T.scope, 2)
      this.#after(false)
      return
    }
    if (next === C.doubleQuote || next === C.quote) {
      lexDelimited(this, { open: next, close: next, length: 2, isInterpolated: next === C.doubleQuote, kind: T.string })
      this.#after(true)
      return
    }
    const isName = BYTE_CLASS[next] === CLASS.name || next === C.at || next === C.dollar
    if (isName) {
      this.#symbol()
      return
    }
    const operator = /^:(?:\[\]=?|\*\*|[+-]@?|<=>|===?|=~|![=~]?|<<|>>|[<>]=?|[*/%&|^~`])/.exec(
      String.fromCharCode(...source.subarray(this.pos, this.pos + 4)),
    )?.[0]
    if (operator !== undefined && !this.isOperand) {
      this.punctuation(T.symbol, operator.length)
      this.#after(true)
    } else {
      this.punctuation(C.colon, 1)
      this.#after(false)
    }
  }

  #symbol(): void {
    const { source } = this
    this.start = this.pos
    let pos = this.pos + 1
    if (source[pos] === C.dollar) {
      pos++
      // `:$'` and its kin.
      if (NAME_BYTE[source[pos] as number] !== 1) pos++
    } else while (source[pos] === C.at) pos++
    while (NAME_BYTE[source[pos] as number] === 1) pos++
    if (this.#hasMark(pos)) pos++
    else if (source[pos] === C.equals && ![C.greater, C.equals, C.tilde].includes(source[pos + 1] as never)) pos++
    const id = this.names.intern(source, this.pos + 1, pos)
    this.pos = pos
    this.push(T.symbol, id)
    this.#after(true)
  }

  /** `?x`; false where `?` is the ternary operator. */
  #character(): boolean {
    const { source } = this
    if (this.isOperand) return false
    const next = source[this.pos + 1] as number
    if (BYTE_CLASS[next] === CLASS.space || BYTE_CLASS[next] === CLASS.newline) return false
    let length = next === C.backslash ? 3 : 2
    if (next >= 0xc0) length = next >= 0xf0 ? 5 : next >= 0xe0 ? 4 : 3
    if (NAME_BYTE[source[this.pos + length] as number] === 1 && next !== C.backslash) return false
    this.punctuation(T.string, length)
    return true
  }

  #operator(byte: number): void {
    const next = this.source[this.pos + 1]
    if (byte === C.ampersand && next === C.dot) this.punctuation(T.optionalChain, 2)
    else if (byte === C.equals && next === C.greater) this.punctuation(T.arrow, 2)
    else if (byte === C.equals && (next === C.equals || next === C.tilde)) this.punctuation(T.operator, 2)
    else if (byte === C.dot && next === C.dot) this.punctuation(T.ellipsis, this.source[this.pos + 2] === C.dot ? 3 : 2)
    else this.punctuation(byte, 1)
    this.#after(byte === C.close || byte === C.closeBracket || byte === C.closeBrace)
  }

  /** `#{ code }`, at the brace. */
  lexInterpolation(): void {
    const outer = this.isOperand
    this.start = this.pos++
    this.push(T.interpolationOpen, -1)
    if (++this.#nesting > NESTING_MAX) this.tokens.reportProblem(this.line)
    else this.lexCode(true)
    this.#nesting--
    this.start = this.pos
    if (this.pos < this.source.length) this.pos++
    this.push(T.interpolationClose, -1)
    this.isAfterNewline = 0
    this.#after(outer)
  }
}
