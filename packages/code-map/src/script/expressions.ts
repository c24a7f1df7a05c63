import { K, keywordSet } from '../lex/keywords.ts'
import { C, T } from '../lex/tokens.ts'
import type { ImportedName } from '../facts.ts'
import { TypeReader } from './types.ts'

/** Words that continue an expression on the next line. */
const continuesLine = keywordSet(['in', 'instanceof', 'as', 'satisfies'])
/** Words that cannot end an operand. */
const isOperator = keywordSet([
  'return',
  'typeof',
  'new',
  'void',
  'delete',
  'throw',
  'yield',
  'await',
  'in',
  'instanceof',
  'extends',
  'case',
  'else',
])

/** Longer type arguments in an expression are taken for a comparison. */
const TYPE_ARGUMENT_TOKENS_MAX = 400
const TYPE_TOKENS: readonly number[] = [
  T.name,
  T.string,
  T.number,
  T.arrow,
  T.ellipsis,
  T.interpolationOpen,
  C.dot,
  C.comma,
  C.bar,
  C.ampersand,
  C.openBracket,
  C.open,
  C.openBrace,
  C.minus,
  C.question,
  C.colon,
]

/** Goes through expressions for what they declare: functions, classes, members of object literals, `require` and `import()`. */
export abstract class ExpressionReader extends TypeReader {
  protected abstract block(): void
  /** At `class`; returns after its body. */
  protected abstract classExpression(firstToken: number): void
  /** At `function`. */
  protected abstract functionExpression(firstToken: number): void
  /** At the `{` of an object literal. */
  protected abstract objectMembers(): void
  /** What the declaration around the expression binds, for `const { a } = require('x')`. */
  protected bound: readonly ImportedName[] = []
  /** Behind the last type of `value as Type`, whose words are none of expressions. */
  #castEnd = -1

  /** Reads up to a bracket, `;`, a line end that ends the statement, or a comma, which is not read. */
  expression(): void {
    this.#sequence(false)
  }

  /** Like `expression`, commas included. */
  expressions(): void {
    this.#sequence(true)
  }

  #sequence(hasCommas: boolean): void {
    const first = this.at
    let conditions = 0
    for (;;) {
      if (this.#isEnd(hasCommas) || (this.at > first && this.#endsAtLine())) return
      const { kind } = this
      if (kind === C.question && this.kindAt(this.at + 1) !== C.colon) conditions++
      const isAnnotation = kind === C.colon && conditions === 0 && !hasCommas
      if (kind === C.colon && conditions > 0) conditions--
      this.#part()
      // Of a parameter, or behind those of an arrow function; in a statement there are labels.
      if (isAnnotation) this.type()
    }
  }

  #isEnd(hasCommas: boolean): boolean {
    const { kind } = this
    if (kind === C.comma) return !hasCommas
    return (
      kind === 0 ||
      kind === C.close ||
      kind === C.closeBracket ||
      kind === C.closeBrace ||
      kind === C.semicolon ||
      kind === T.interpolationClose
    )
  }

  /** Whether a semicolon would be inserted before the current token. */
  #endsAtLine(): boolean {
    if (!this.isNewLine) return false
    const { kind } = this
    const canStart =
      kind === T.name
        ? !continuesLine(this.word)
        : [T.string, T.number, C.openBrace, C.at, T.increment].includes(kind as never)
    return canStart && this.#isOperandEnd(this.at - 1)
  }

  #isOperandEnd(at: number): boolean {
    // `value as void`
    if (at + 1 === this.#castEnd) return true
    const kind = this.kindAt(at)
    if (kind === T.name) return this.kindAt(at - 1) === C.dot || !isOperator(this.wordAt(at))
    const ends = [
      T.string,
      T.number,
      T.regex,
      T.jsxEnd,
      T.interpolationClose,
      T.increment,
      C.close,
      C.closeBracket,
      C.closeBrace,
      C.greater,
      C.bang,
    ]
    return ends.includes(kind as never)
  }

  #part(): void {
    const { kind } = this
    if (kind === T.name) this.#name()
    else if (kind === C.open) this.#group(C.close)
    else if (kind === C.openBracket) this.#group(C.closeBracket)
    else if (kind === T.interpolationOpen) this.#group(T.interpolationClose)
    else if (kind === C.openBrace) this.objectMembers()
    else if (kind === C.less) this.#less()
    else if (kind === T.arrow) {
      this.at++
      if (this.kind === C.openBrace) this.block()
    } else this.at++
  }

  /** Type parameters where an operand should be, type arguments after one, or less-than. */
  #less(): void {
    const isParameters = !this.#isOperandEnd(this.at - 1) || this.wordAt(this.at - 1) === K.async
    if (isParameters || this.#isTypeArguments()) this.typeArguments()
    else this.at++
  }

  /** TypeScript's rule: the brackets match around what may be types, and no operand follows on the line. */
  #isTypeArguments(): boolean {
    let depth = 0
    const last = Math.min(this.tokens.count, this.at + TYPE_ARGUMENT_TOKENS_MAX)
    for (let at = this.at; at < last;) {
      const kind = this.kindAt(at)
      if (kind === C.less) depth++
      else if (kind === C.greater) {
        depth--
        if (depth === 0) return this.#mayFollowTypeArguments(at + 1)
      } else if (!TYPE_TOKENS.includes(kind)) return false
      const isGroup = kind === C.open || kind === C.openBrace || kind === C.openBracket || kind === T.interpolationOpen
      at = isGroup ? this.afterGroup(at) : at + 1
    }
    return false
  }

  #mayFollowTypeArguments(at: number): boolean {
    const kind = this.kindAt(at)
    const isOperand = [
      T.name,
      T.number,
      T.regex,
      C.openBracket,
      C.openBrace,
      C.plus,
      C.minus,
      C.less,
      C.greater,
      C.equals,
    ].includes(kind as never)
    return !isOperand || this.tokens.isAfterNewline[at] === 1
  }

  #group(close: number): void {
    this.at++
    this.until(close, () => this.expression())
  }

  #name(): void {
    const { word } = this
    const before = this.kindAt(this.at - 1)
    if (before === C.dot || before === T.optionalChain) {
      this.#loadByName(LOADING_METHODS)
      this.at++
    } else if (word === K.function) this.functionExpression(this.at)
    else if (word === K.async && this.wordAt(this.at + 1) === K.function) {
      this.at++
      this.functionExpression(this.at - 1)
    } else if (word === K.class) this.classExpression(this.at)
    else if (word === K.import || word === K.require) this.#load(word)
    else if (word === K.as || word === K.satisfies) this.#cast()
    else {
      this.#loadByName(LOADING_CALLS)
      this.at++
    }
  }

  /** At `as` or `satisfies`, which may also be names. */
  #cast(): void {
    const isCast = this.#isOperandEnd(this.at - 1) && this.#isCast()
    this.at++
    if (isCast && !this.acceptWord(K.const)) this.type()
    this.#castEnd = this.at
  }

  /** Whether a type follows the word `as` here. */
  #isCast(): boolean {
    const next = this.kindAt(this.at + 1)
    return [T.name, T.string, T.number, C.openBrace, C.openBracket, C.open, C.minus, C.less, C.bar].includes(
      next as never,
    )
  }

  /** `import('x')`, `require('x')`, `require.resolve('x')`. */
  #load(word: number): void {
    const { at, builder, tokens } = this
    this.at++
    const isResolve = word === K.require && this.kind === C.dot && this.wordAt(this.at + 1) === K.resolve
    if (isResolve) this.at += 2
    if (this.kind !== C.open || this.kindAt(this.at + 1) !== T.string) return
    const last = this.kindAt(this.at + 2)
    if (last !== C.close && last !== C.comma) return
    builder.addImport({
      kind: word === K.import ? 'dynamic' : 'require',
      specifier: builder.stringContent(this.at + 1),
      line: tokens.line[at] as number,
      names: this.bound,
    })
  }

  /** `vi.mock('./x')`, `new URL('./x', import.meta.url)`: a module that a call names, where it stands beside this file. */
  #loadByName(calls: ReadonlySet<string>): void {
    const { at, builder, tokens } = this
    if (this.kindAt(at + 1) !== C.open || this.kindAt(at + 2) !== T.string) return
    const name = builder.text(at)
    if (!calls.has(name)) return
    const specifier = builder.stringContent(at + 2)
    if (!/^\.{1,2}\//.test(specifier) && !ANY_SPECIFIER.has(name)) return
    if (calls === LOADING_METHODS && name in OWNERS && builder.text(at - 2) !== OWNERS[name]) return
    // A factory stands for the module, which is not loaded then.
    if (MOCKING.has(name) && this.kindAt(at + 3) === C.comma && this.kindAt(at + 4) !== C.openBrace) return
    builder.addImport({ kind: 'dynamic', specifier, line: tokens.line[at] as number })
  }

  /** Whether a function or an arrow function begins at `at`. */
  isFunctionAt(at: number): boolean {
    let index = at
    if (this.wordAt(index) === K.async && this.tokens.isAfterNewline[index + 1] !== 1) {
      if (this.kindAt(index + 1) === T.arrow) return true
      index++
    }
    if (this.wordAt(index) === K.function) return !this.#isCalledAtOnce(index + 1)
    if (this.kindAt(index) === T.name) return this.kindAt(index + 1) === T.arrow
    if (this.kindAt(index) === C.less) index = this.#afterAngles(index)
    if (this.kindAt(index) !== C.open) return false
    const next = this.kindAt(this.afterGroup(index))
    return next === T.arrow || next === C.colon
  }

  /** Whether `function` before `at` is called where it stands, so that the value is what it returns. */
  #isCalledAtOnce(at: number): boolean {
    let index = at
    while (this.kindAt(index) === C.star || this.kindAt(index) === T.name) index++
    const body = this.kindAt(index) === C.open ? this.afterGroup(index) : 0
    return this.kindAt(body) === C.openBrace && this.kindAt(this.afterGroup(body)) === C.open
  }

  /** Behind the parameters and the written result of the function or arrow function that begins at `at`. */
  headEnd(at: number): number {
    let index = at
    if (this.wordAt(index) === K.async && this.kindAt(index + 1) !== T.arrow) index++
    if (this.wordAt(index) === K.function) index++
    if (this.kindAt(index) === C.star) index++
    if (this.kindAt(index) === T.name) index++
    if (this.kindAt(index) === C.less) index = this.#afterAngles(index)
    if (this.kindAt(index) === C.open) index = this.afterGroup(index)
    if (this.kindAt(index) !== C.colon) return index
    const outer = this.at
    this.at = index
    const end = this.afterAnnotation()
    this.at = outer
    return end
  }

  /** The token after the type annotation at the current place; symbols inside it are left for the real reading. */
  protected afterAnnotation(): number {
    const { symbols, imports } = this.builder
    const marks = { symbols: symbols.length, imports: imports.length }
    this.at++
    this.type()
    symbols.length = marks.symbols
    imports.length = marks.imports
    return this.at
  }

  #afterAngles(at: number): number {
    let depth = 0
    for (let index = at; index < this.tokens.count;) {
      const kind = this.kindAt(index)
      if (kind === C.less) depth++
      else if (kind === C.greater && --depth === 0) return index + 1
      else if (kind === C.semicolon) return index
      index = kind === C.openBrace || kind === C.open || kind === C.openBracket ? this.afterGroup(index) : index + 1
    }
    return this.tokens.count
  }
}

/** Of vitest, jest and node:test: they load a module, or what stands for it. */
const MOCKING: ReadonlySet<string> = new Set(['mock', 'doMock', 'unstable_mockModule', 'module', 'setMock'])
const ANY_SPECIFIER: ReadonlySet<string> = new Set([
  'mock',
  'doMock',
  'unstable_mockModule',
  'importActual',
  'importMock',
  'requireActual',
  'requireMock',
  'createMockFromModule',
])
const LOADING_METHODS: ReadonlySet<string> = new Set([
  ...MOCKING,
  ...ANY_SPECIFIER,
  'resolve',
  'replace',
  'replaceEsm',
  'fork',
  'Worker',
])
/** Methods of this name load something where they belong to this. */
const OWNERS: Readonly<Record<string, string>> = { resolve: 'meta', replace: 'td', replaceEsm: 'td', module: 'mock' }
const LOADING_CALLS: ReadonlySet<string> = new Set([
  'URL',
  'Worker',
  'SharedWorker',
  'fork',
  'proxyquire',
  'rewire',
  'esmock',
  'rewiremock',
])
