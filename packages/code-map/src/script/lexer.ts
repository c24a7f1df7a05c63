import { ByteLexer } from '../lex/byte-lexer.ts'
import type { Extraction } from '../lex/extraction.ts'
import { keywordSet } from '../lex/keywords.ts'
import { BYTE_CLASS, C, CLASS, NAME_BYTE, T } from '../lex/tokens.ts'
import { lexJsxElement, startsJsx } from './jsx.ts'

export interface ScriptLexing extends Extraction {
  /** `typed`: JSX next to type parameters (.tsx). */
  readonly jsx: 'none' | 'plain' | 'typed'
}

const NESTING_MAX = 400

const CLASSES = BYTE_CLASS.slice()
const NAMES = NAME_BYTE.slice()
CLASSES[C.dollar] = CLASS.name
NAMES[C.dollar] = 1

/** After these words an expression begins, so that `/` opens a regular expression and `<` a JSX element. */
const isOperatorWord = keywordSet([
  'return',
  'typeof',
  'case',
  'do',
  'else',
  'in',
  'instanceof',
  'new',
  'void',
  'delete',
  'throw',
  'yield',
  'await',
  'of',
  'default',
  'extends',
])
const isConditionWord = keywordSet(['if', 'while', 'for', 'with'])
const isBlockWord = keywordSet(['else', 'do', 'try', 'finally'])

/** Splits JavaScript or TypeScript into tokens. Never throws: what it cannot read becomes `tokens.problemLine`. */
export function lexScript(lexing: ScriptLexing): void {
  const lexer = new ScriptLexer(lexing)
  if (lexing.source[lexer.pos] === C.hash && lexing.source[lexer.pos + 1] === C.bang) lexer.skipLine()
  lexer.lexCode(false)
  lexing.tokens.lines = lexer.line
}

export class ScriptLexer extends ByteLexer {
  readonly jsx: ScriptLexing['jsx']
  nesting = 0
  /** Whether what was read last can end an operand: then `/` divides and `<` compares. */
  isOperand = false
  /** For each open parenthesis whether it follows `if`, `while`, `for` or `with`. */
  #conditions: boolean[] = []
  /** For each open brace whether it is a block. */
  #blocks: boolean[] = []

  constructor({ source, names, tokens, jsx }: ScriptLexing) {
    super(source, tokens, names)
    this.jsx = jsx
  }

  /** Reads code to the end of the file or, nested, up to the brace that closes the interpolation. */
  lexCode(isNested: boolean): void {
    const { source } = this
    const base = this.#blocks.length
    this.isOperand = false
    while (this.pos < source.length) {
      const byte = source[this.pos] as number
      const kind = CLASSES[byte] as number
      if (kind === CLASS.space) this.pos++
      else if (kind === CLASS.newline) this.newline()
      else if (kind === CLASS.name) this.#name(T.name)
      else if (kind === CLASS.digit) this.#number()
      else if (byte === C.closeBrace && isNested && this.#blocks.length === base) return
      else this.#other(byte)
    }
  }

  #name(kind: number): void {
    const { source } = this
    const start = this.pos
    const { length } = source
    let pos = start + 1
    while (pos < length && NAMES[source[pos] as number] === 1) pos++
    this.start = start
    this.pos = pos
    const id = this.names.internNext(source, start, pos)
    const isProperty = this.#lastKind() === C.dot || this.#lastKind() === T.optionalChain
    this.push(kind, id)
    this.isOperand = isProperty || !isOperatorWord(id)
  }

  /** A name inside a JSX tag, where `-` belongs to it. */
  jsxName(): void {
    const { source } = this
    this.start = this.pos
    while (this.pos < source.length && (NAMES[source[this.pos] as number] === 1 || source[this.pos] === C.minus))
      this.pos++
    this.push(T.jsxName, this.names.intern(source, this.start, this.pos))
  }

  #number(): void {
    const { source } = this
    this.start = this.pos
    let pos = this.pos
    const isHex = source[pos] === 48 && ((source[pos + 1] as number) | 32) === 120
    for (let hasDot = false; pos < source.length; pos++) {
      const byte = source[pos] as number
      const isExponentSign =
        !isHex &&
        (byte === C.plus || byte === C.minus) &&
        ((source[pos - 1] as number) | 32) === 101 &&
        pos > this.start
      if (byte === C.dot && !hasDot) hasDot = true
      else if (NAMES[byte] !== 1 && !isExponentSign) break
    }
    this.pos = pos
    this.push(T.number, -1)
    this.isOperand = true
  }

  #other(byte: number): void {
    this.start = this.pos
    switch (byte) {
      case C.quote:
      case C.doubleQuote:
        return this.#string(byte)
      case C.backtick:
        return this.#template()
      case C.slash:
        return this.#slash()
      case C.hash:
        this.pos++
        if (CLASSES[this.source[this.pos] as number] === CLASS.name) {
          this.pos--
          return this.#name(T.name)
        }
        return
      case C.open:
      case C.close:
      case C.openBrace:
      case C.closeBrace:
        return this.#bracket(byte)
      case C.less:
        if (this.jsx !== 'none' && !this.isOperand && startsJsx(this)) return this.lexElement()
        return this.#operator(byte)
      default:
        return this.#operator(byte)
    }
  }

  /** Reads a JSX element, at its `<`. */
  lexElement(): void {
    this.nesting++
    if (this.nesting > NESTING_MAX) {
      this.tokens.reportProblem(this.line)
      this.pos++
    } else lexJsxElement(this)
    this.nesting--
    this.start = this.pos
    this.push(T.jsxEnd, -1)
    this.isOperand = true
  }

  /** Reads `{ code }` or `${ code }`, at its brace. */
  lexInterpolation(): void {
    this.start = this.pos++
    this.push(T.interpolationOpen, -1)
    this.nesting++
    if (this.nesting > NESTING_MAX) this.tokens.reportProblem(this.line)
    else this.lexCode(true)
    this.nesting--
    this.start = this.pos
    if (this.pos < this.source.length) this.pos++
    this.push(T.interpolationClose, -1)
    this.isOperand = true
  }

  #bracket(byte: number): void {
    this.pos++
    if (byte === C.open) this.#conditions.push(this.#lastKind() === T.name && isConditionWord(this.#lastId()))
    else if (byte === C.openBrace) this.#blocks.push(this.#opensBlock())
    const isOperand =
      byte === C.close ? this.#conditions.pop() !== true : byte === C.closeBrace && this.#blocks.pop() === false
    this.push(byte, -1)
    this.isOperand = isOperand
  }

  #opensBlock(): boolean {
    const last = this.#lastKind()
    if (last === T.name) return !isOperatorWord(this.#lastId()) || isBlockWord(this.#lastId())
    return [0, C.close, T.arrow, C.semicolon, C.openBrace, C.closeBrace, C.greater].includes(last)
  }

  #lastKind(): number {
    return this.tokens.count === 0 ? 0 : (this.tokens.kind[this.tokens.count - 1] as number)
  }

  #lastId(): number {
    return this.tokens.id[this.tokens.count - 1] as number
  }

  #string(quote: number): void {
    const { source } = this
    let pos = this.pos + 1
    for (; pos < source.length; pos++) {
      const byte = source[pos] as number
      if (byte === quote) break
      if (byte === C.backslash) pos = this.#escape(pos)
      else if (byte === C.lineFeed) {
        this.tokens.reportProblem(this.line)
        pos--
        break
      }
    }
    this.pos = Math.min(pos + 1, source.length)
    this.push(T.string, -1)
    this.isOperand = true
  }

  /** Counts the line of an escaped line end; returns the position of the escaped byte. */
  #escape(pos: number): number {
    const { source } = this
    const next = source[pos + 1] === C.carriageReturn && source[pos + 2] === C.lineFeed ? pos + 2 : pos + 1
    if (source[next] === C.lineFeed) this.line++
    return next
  }

  #template(): void {
    const { source } = this
    this.pos++
    this.push(T.string, -1)
    while (this.pos < source.length) {
      const byte = source[this.pos] as number
      if (byte === C.backtick) break
      if (byte === C.backslash) this.pos = this.#escape(this.pos) + 1
      else if (byte === C.dollar && source[this.pos + 1] === C.openBrace) {
        this.pos++
        this.lexInterpolation()
      } else {
        if (byte === C.lineFeed) this.line++
        this.pos++
      }
    }
    if (this.pos >= source.length) this.tokens.reportProblem(this.line)
    this.pos++
    // A template without interpolation is one token, to its closing quote.
    if (this.#lastKind() === T.string) this.tokens.end[this.tokens.count - 1] = Math.min(this.pos, source.length)
    this.isOperand = true
  }

  #slash(): void {
    const next = this.source[this.pos + 1]
    if (next === C.slash) this.skipLine()
    else if (next === C.star) this.blockComment()
    else if (!this.isOperand && this.#regex()) this.isOperand = true
    else this.#operator(C.slash)
  }

  /** False, and nothing read, when no regular expression ends on this line. */
  #regex(): boolean {
    const { source } = this
    let isInClass = false
    for (let pos = this.pos + 1; pos < source.length; pos++) {
      const byte = source[pos] as number
      if (byte === C.lineFeed) return false
      if (byte === C.backslash) pos++
      else if (byte === C.openBracket) isInClass = true
      else if (byte === C.closeBracket) isInClass = false
      else if (byte === C.slash && !isInClass) {
        pos++
        while (NAMES[source[pos] as number] === 1) pos++
        this.pos = pos
        this.push(T.regex, -1)
        return true
      }
    }
    return false
  }

  #operator(byte: number): void {
    const { source } = this
    const next = source[this.pos + 1] as number
    const kind = operatorKind(byte, next, source[this.pos + 2] as number)
    this.pos += kind.length
    const keepsOperand = kind.kind === T.increment || (kind.kind === C.bang && this.isAfterNewline === 0)
    this.push(kind.kind, -1)
    if (!keepsOperand) this.isOperand = byte === C.closeBracket
  }
}

interface Operator {
  readonly kind: number
  readonly length: number
}

const SINGLE: readonly Operator[] = Array.from({ length: 256 }, (_, byte) => ({ kind: byte, length: 1 }))
const DOUBLE: Operator = { kind: T.operator, length: 2 }
const TRIPLE: Operator = { kind: T.operator, length: 3 }
const ARROW: Operator = { kind: T.arrow, length: 2 }
const ELLIPSIS: Operator = { kind: T.ellipsis, length: 3 }
const CHAIN: Operator = { kind: T.optionalChain, length: 2 }
const INCREMENT: Operator = { kind: T.increment, length: 2 }
/** Operators that double and then may take `=`: `<<=`, `&&=`, `||=`, `??=`, `**=`. */
const DOUBLING: readonly number[] = [C.less, C.ampersand, C.bar, C.question, C.star]

function operatorKind(byte: number, next: number, third: number): Operator {
  const single = SINGLE[byte] as Operator
  if (byte === C.dot) return next === C.dot && third === C.dot ? ELLIPSIS : single
  if (byte === C.equals && next === C.greater) return ARROW
  if (byte === C.question && next === C.dot && CLASSES[third] !== CLASS.digit) return CHAIN
  if (next === byte) {
    if (byte === C.plus || byte === C.minus) return INCREMENT
    if (DOUBLING.includes(byte)) return third === C.equals ? TRIPLE : DOUBLE
  }
  return next === C.equals ? assignmentKind(byte, third) : single
}

/** An operator whose second character is `=`. `>` stays single, so that the parser can close nested type arguments. */
function assignmentKind(byte: number, third: number): Operator {
  if (byte === C.equals || byte === C.bang) return third === C.equals ? TRIPLE : DOUBLE
  return isCompound(byte) ? DOUBLE : (SINGLE[byte] as Operator)
}

function isCompound(byte: number): boolean {
  return [C.plus, C.minus, C.star, C.slash, C.percent, C.ampersand, C.bar, C.caret, C.less].includes(byte as never)
}
