import { K, keywordSet } from '../lex/keywords.ts'
import { C, T } from '../lex/tokens.ts'
import { ScriptCursor } from './cursor.ts'

/** Words before a type that belong to it. */
const isPrefix = keywordSet(['typeof', 'keyof', 'unique', 'readonly', 'infer', 'asserts', 'abstract', 'new'])

/** Goes through types. Members of type literals become symbols, as in interfaces. */
export abstract class TypeReader extends ScriptCursor {
  /** Reads the members of an interface or a type literal, at its `{`. */
  protected abstract typeMembers(): void

  /** Reads one type; stops before the first token that cannot belong to it. */
  type(): void {
    let conditions = 0
    while (this.#operand()) {
      for (;;) {
        const step = this.#afterOperand(conditions)
        if (step === 'end') return
        if (step === 'operand') break
        if (step === 'condition') {
          conditions++
          break
        }
        if (step === 'alternative') {
          conditions--
          break
        }
      }
    }
  }

  /** False when no type begins here. */
  #operand(): boolean {
    for (;;) {
      const { kind } = this
      if (kind === T.name) {
        if (this.#isPrefixHere()) {
          this.at++
          continue
        }
        this.#nameOperand()
        return true
      }
      if (kind === T.string || kind === T.number) this.at++
      else if (kind === C.openBrace) this.typeMembers()
      else if (kind === C.openBracket) this.#group(C.closeBracket)
      else if (kind === C.open) {
        const isFunction = this.#isFunctionType(this.at + 1)
        this.#group(C.close)
        if (isFunction && this.accept(T.arrow)) continue
      } else if (kind === C.less) {
        this.typeArguments()
        continue
      } else if ([C.bar, C.ampersand, C.minus, T.ellipsis].includes(kind as never)) {
        this.at++
        continue
      } else return false
      return true
    }
  }

  /** Whether what a `(` before `at` holds are parameters, and no type, behind which `=>` may belong to a function around it. */
  #isFunctionType(at: number): boolean {
    const kind = this.kindAt(at)
    if (kind === C.close || kind === T.ellipsis) return true
    const isPattern = kind === C.openBrace || kind === C.openBracket
    if (kind !== T.name && !isPattern) return false
    const next = isPattern ? this.afterGroup(at) : at + 1
    const after = this.kindAt(next)
    if (after === C.close) return this.kindAt(next + 1) === T.arrow
    return after === C.colon || after === C.comma || after === C.question || after === C.equals
  }

  #isPrefixHere(): boolean {
    // `z.infer<…>`
    if (!isPrefix(this.word) || this.kindAt(this.at - 1) === C.dot) return false
    const next = this.kindAt(this.at + 1)
    return [T.name, T.string, T.number, C.open, C.openBracket, C.openBrace, C.less].includes(next as never)
  }

  #nameOperand(): void {
    const isImport = this.acceptWord(K.import)
    if (!isImport) {
      this.at++
      return
    }
    if (this.kind !== C.open) return
    if (this.kindAt(this.at + 1) === T.string) {
      const { builder, tokens } = this
      const line = tokens.line[this.at + 1] as number
      const specifier = builder.stringContent(this.at + 1)
      builder.addImport({ kind: 'import', specifier, line, isTypeOnly: true })
    }
    this.at = this.afterGroup(this.at)
  }

  #afterOperand(conditions: number): 'operand' | 'condition' | 'alternative' | 'again' | 'end' {
    const { kind } = this
    if (kind === T.interpolationOpen) {
      this.at = this.afterGroup(this.at)
      return 'again'
    }
    if (kind === C.less) {
      this.typeArguments()
      return 'again'
    }
    if (kind === C.openBracket && !this.isNewLine) {
      this.#group(C.closeBracket)
      return 'again'
    }
    if (kind === C.dot || kind === C.bar || kind === C.ampersand) {
      this.at++
      return 'operand'
    }
    if (kind === T.name) return this.#afterOperandWord()
    if (kind === C.question && this.#startsType(this.at + 1)) {
      this.at++
      return 'condition'
    }
    if (kind === C.colon && conditions > 0) {
      this.at++
      return 'alternative'
    }
    return 'end'
  }

  #afterOperandWord(): 'operand' | 'end' {
    const { word } = this
    const isContinued = word === K.extends || (word === K.is && !this.isNewLine)
    if (!isContinued) return 'end'
    this.at++
    return 'operand'
  }

  #startsType(at: number): boolean {
    const kind = this.kindAt(at)
    return ![C.comma, C.closeBracket, C.close, C.colon, C.greater, C.semicolon, C.equals, 0].includes(kind)
  }

  /** Reads `<…>`, at its `<`: type arguments or type parameters. */
  typeArguments(): void {
    this.at++
    while (this.kind !== C.greater) {
      const { kind } = this
      if (kind === 0 || kind === C.semicolon || kind === C.close || kind === C.closeBrace) return
      const before = this.at
      this.type()
      if (this.at === before) this.at++
    }
    this.at++
  }

  #group(close: number): void {
    this.at++
    this.until(close, () => this.type())
  }
}
