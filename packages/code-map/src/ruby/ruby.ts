import type { SymbolKind } from '../facts.ts'
import type { Extraction } from '../lex/extraction.ts'
import { FactsBuilder } from '../lex/facts-builder.ts'
import { K } from '../lex/keywords.ts'
import { C, T } from '../lex/tokens.ts'
import { lexRuby } from './lexer.ts'
import {
  beginsOperand,
  ENDS_OPERAND,
  endsOperand,
  delegates,
  isOne,
  isAttribute,
  isConditional,
  isLoading,
  isLoop,
  isStructMaker,
  isVisibility,
  makesMethod,
  makesStruct,
  operatorLength,
  underscore,
} from './words.ts'

/** Reads Ruby: modules, classes, methods, constants, attributes, aliases, what is private, `require` and its kin. */
export function extractRuby(extraction: Extraction): FactsBuilder {
  lexRuby(extraction)
  const builder = new FactsBuilder(extraction.source, extraction.tokens, extraction.names)
  new RubyReader(builder).read()
  return builder
}

/** What an `end` closes. */
interface Block {
  /** -1 where the block is no symbol. */
  readonly symbol: number
  readonly parent: number
  readonly isDefinition: boolean
  isPrivate: boolean
}

class RubyReader {
  readonly #builder: FactsBuilder
  readonly #tokens: FactsBuilder['tokens']
  readonly #blocks: Block[] = []
  #at = 0
  /** Open brackets; a `do` at the depth of a loop's head belongs to the loop. */
  #depth = 0
  #loopDepth = -1

  constructor(builder: FactsBuilder) {
    this.#builder = builder
    this.#tokens = builder.tokens
  }

  read(): void {
    const { count } = this.#tokens
    while (this.#at < count) {
      const before = this.#at
      this.#token()
      if (this.#at === before) this.#at++
    }
    while (this.#blocks.length > 0) {
      this.#tokens.reportProblem(this.#tokens.lines)
      this.#end(count)
    }
    this.#markExported()
  }

  #kind(at = this.#at): number {
    return at >= 0 && at < this.#tokens.count ? (this.#tokens.kind[at] as number) : 0
  }

  #word(at = this.#at): number {
    return this.#kind(at) === T.name ? (this.#tokens.id[at] as number) : -1
  }

  #isFirst(at: number): boolean {
    return at === 0 || this.#tokens.isAfterNewline[at] === 1 || this.#kind(at - 1) === C.semicolon
  }

  #token(): void {
    const kind = this.#kind()
    if (this.#isFirst(this.#at)) this.#loopDepth = -1
    if (kind === T.name) {
      const before = this.#kind(this.#at - 1)
      const isCall =
        before === C.dot || before === T.optionalChain || (before === T.scope && this.#word(this.#at - 2) !== K.class)
      if (isCall) this.#constant()
      else this.#name()
    } else if (kind === C.open || kind === C.openBracket || kind === C.openBrace || kind === T.interpolationOpen)
      this.#depth++
    else if (kind === C.close || kind === C.closeBracket || kind === C.closeBrace || kind === T.interpolationClose)
      this.#depth--
  }

  #name(): void {
    const word = this.#word()
    if (word === K.class || word === K.module) this.#container(word === K.class ? 'class' : 'module')
    else if (word === K.def) this.#definition()
    else if (word === K.begin || word === K.case) this.#open(-1, false)
    else if (word === K.do) this.#do()
    else if (word === K.for || isConditional(word)) this.#conditional(word)
    else if (word === K.end) this.#end(this.#at + 1)
    else this.#call(word)
  }

  /** The calls that declare something. */
  #call(word: number): void {
    if (isVisibility(word)) this.#visibility(word)
    else if (isAttribute(word)) this.#symbols('property')
    else if (word === K.alias) this.#alias()
    else if (makesMethod(word)) this.#symbols('method', { countMax: 1 })
    else if (delegates(word)) this.#delegated(word)
    else if (isLoading(word)) this.#load(word)
    else this.#constant()
  }

  #open(symbol: number, isDefinition: boolean): void {
    const { parent } = this.#builder
    this.#blocks.push({ symbol, parent, isDefinition, isPrivate: false })
    if (symbol !== -1) this.#builder.parent = symbol
  }

  #end(after: number): void {
    const block = this.#blocks.pop()
    if (block === undefined) {
      this.#tokens.reportProblem(this.#tokens.line[Math.min(this.#at, this.#tokens.count - 1)] as number)
      return
    }
    this.#builder.parent = block.parent
    if (block.symbol !== -1) this.#builder.close(block.symbol, after)
  }

  #do(): void {
    if (this.#loopDepth === this.#depth) this.#loopDepth = -1
    else this.#open(-1, false)
  }

  /** Whether the token before can end an operand, so that `if` here is a modifier. */
  #isModifier(): boolean {
    if (this.#isFirst(this.#at)) return false
    const before = this.#at - 1
    const kind = this.#kind(before)
    if (kind === T.name) {
      const isCall = this.#kind(before - 1) === C.dot || this.#kind(before - 1) === T.optionalChain
      const word = this.#word(before)
      return isCall || endsOperand(word) || !beginsOperand(word)
    }
    return ENDS_OPERAND.has(kind)
  }

  #conditional(word: number): void {
    if (word !== K.for && this.#isModifier()) return
    this.#open(-1, false)
    if (isLoop(word)) this.#loopDepth = this.#depth
  }

  /** `class A::B < C`, `class << self`, `module A`. */
  #container(kind: 'class' | 'module'): void {
    const first = this.#at++
    if (this.#kind() === C.less) {
      this.#open(-1, false)
      return
    }
    if (this.#kind() === T.scope) this.#at++
    // `class self.class::Name` also has calls before the name.
    while (
      (this.#kind(this.#at + 1) === T.scope || this.#kind(this.#at + 1) === C.dot) &&
      this.#kind(this.#at + 2) === T.name &&
      !this.#isFirst(this.#at + 1)
    )
      this.#at += 2
    if (this.#kind() !== T.name) {
      this.#open(-1, false)
      return
    }
    const symbol = this.#builder.add({ kind, nameToken: this.#at++, firstToken: first })
    const parent = this.#at + 1
    this.#endOfLine()
    this.#builder.endSignature(symbol, this.#at)
    this.#open(symbol, false)
    // `class Name < Struct.new(:field)`
    if (this.#isMadeClass(parent)) this.#fields(parent + 3)
  }

  /** Goes to the end of the head of a class: a line end or a semicolon. */
  #endOfLine(): void {
    if (this.#kind() !== C.less) return
    while (this.#kind() !== 0 && !this.#isFirst(this.#at) && this.#kind() !== C.semicolon) {
      if (this.#word() === K.do) return
      this.#at++
    }
  }

  #definition(): void {
    const first = this.#at++
    this.#passReceiver()
    // The file ends before the name.
    if (this.#kind() === 0) return this.#open(-1, true)
    const name = this.#at
    const nameId = this.#methodName()
    const isFunction = this.#builder.parent === -1 && this.#blocks.length === 0
    const symbol = this.#builder.add({
      kind: isFunction ? 'function' : 'method',
      nameToken: name,
      firstToken: first,
      nameId,
      isExported: !this.#isPrivateHere(first),
    })
    if (this.#kind() === C.open) this.#skipGroup()
    else if (this.#kind() !== C.equals) {
      while (this.#kind() !== 0 && !this.#isFirst(this.#at) && this.#kind() !== C.semicolon) this.#at++
    }
    this.#builder.endSignature(symbol, this.#at)
    if (this.#kind() === C.equals && !this.#isFirst(this.#at)) this.#endlessBody(symbol)
    else this.#open(symbol, true)
  }

  /** `self.`, `Name::Other.`, `(value).` */
  #passReceiver(): void {
    if (this.#kind() === C.open) this.#skipGroup()
    while ((this.#kind(this.#at + 1) === C.dot || this.#kind(this.#at + 1) === T.scope) && !this.#isFirst(this.#at + 1))
      this.#at += 2
    if (this.#kind() === C.dot) this.#at++
  }

  #skipGroup(): void {
    let depth = 0
    for (; this.#kind() !== 0; this.#at++) {
      const kind = this.#kind()
      if (kind === C.open || kind === C.openBracket || kind === C.openBrace || kind === T.interpolationOpen) depth++
      else if (kind === C.close || kind === C.closeBracket || kind === C.closeBrace || kind === T.interpolationClose) {
        depth--
        if (depth === 0) break
      }
    }
    this.#at++
  }

  /** The name of a method: a word, a setter, an operator. Goes past it. */
  #methodName(): number {
    const { source, names } = this.#builder
    const { start, end } = this.#tokens
    const from = start[this.#at] as number
    const isWord = this.#kind() === T.name || this.#kind() === T.label
    let to = isWord ? (end[this.#at] as number) : from
    if (isWord && source[to] === C.equals && this.#isSetter(to)) to++
    if (!isWord) to += operatorLength(source, from)
    do this.#at++
    while (this.#kind() !== 0 && (start[this.#at] as number) < to)
    return names.intern(source, from, to)
  }

  #isSetter(equals: number): boolean {
    const next = this.#builder.source[equals + 1]
    return next !== C.equals && next !== C.tilde && next !== C.greater
  }

  /** `def a = expression`: the body ends with the line. */
  #endlessBody(symbol: number): void {
    const depth = this.#depth
    const blocks = this.#blocks.length
    this.#at++
    let isFirstToken = true
    while (this.#kind() !== 0) {
      const isDone = this.#isFirst(this.#at) && !isFirstToken && this.#depth === depth && this.#blocks.length === blocks
      if (isDone && !this.#continues()) break
      isFirstToken = false
      const before = this.#at
      this.#token()
      if (this.#at === before) this.#at++
    }
    this.#builder.close(symbol, this.#at)
  }

  /** Whether the line goes on from the one before: `.call` or an operator at its end. */
  #continues(): boolean {
    const kind = this.#kind()
    if (kind === C.dot || kind === T.optionalChain) return true
    const last = this.#kind(this.#at - 1)
    return last === C.comma || last === C.bar || last === C.ampersand || last === C.plus || last === T.operator
  }

  #isPrivateHere(first: number): boolean {
    const before = this.#word(first - 1)
    if (!this.#isFirst(first) && isVisibility(before)) return before === K.private || before === K.protected
    if (!this.#isFirst(first) && before === K.private_class_method) return true
    return this.#blocks.at(-1)?.isPrivate ?? false
  }

  /** `private` for what follows, `private :a, :b` for some, `private def` for one. */
  #visibility(word: number): void {
    const isPrivate = word === K.private || word === K.protected
    const next = this.#at + 1
    const isAlone = this.#isFirst(next) || this.#kind(next) === 0 || this.#word(next) === K.end
    const block = this.#blocks.at(-1)
    if (isAlone && block !== undefined) block.isPrivate = isPrivate
    else if (this.#kind(next) === T.symbol || this.#kind(next) === C.open) {
      for (let at = next; !this.#isFirst(at) && this.#kind(at) !== 0; at++) {
        if (this.#kind(at) === T.symbol) this.#setExported(this.#tokens.id[at] as number, !isPrivate)
      }
    }
  }

  #setExported(nameId: number, isExported: boolean): void {
    const { symbols, parent } = this.#builder
    for (const symbol of symbols) {
      if (symbol.parent === parent && symbol.nameId === nameId && symbol.kind === 'method')
        symbol.isExported = isExported
    }
  }

  /** The symbols after a call such as `attr_reader :a, :b`, at most `countMax` behind those that are skipped, become symbols of the class. */
  #symbols(kind: SymbolKind, { countMax = Number.POSITIVE_INFINITY, skipped = 0 } = {}): void {
    const isExported = !(this.#blocks.at(-1)?.isPrivate ?? false)
    const first = this.#at++
    if (this.#kind() === C.open) this.#at++
    for (let left = skipped; left > 0 && this.#kind(this.#at + 1) === C.comma; left--) this.#at += 2
    for (let count = 0; this.#kind() === T.symbol && count < countMax; count++) {
      if ((this.#tokens.id[this.#at] as number) !== -1) {
        this.#builder.close(
          this.#builder.add({ kind, nameToken: this.#at, firstToken: first, isExported }),
          this.#at + 1,
        )
      }
      this.#at++
      if (this.#kind() === C.comma) this.#at++
    }
    if (this.#kind(first + 1) === C.open) this.#depth++
  }

  /** With a prefix the methods have names that stand nowhere. */
  #delegated(word: number): void {
    if (word === K.delegate && this.#hasPrefix(this.#at + 1)) this.#at++
    else if (isOne(word)) this.#symbols('method', { skipped: 2, countMax: 1 })
    else this.#symbols('method', { skipped: word === K.delegate ? 0 : 1 })
  }

  /** `prefix: true` among the arguments, up to the end of the line or of those that a comma continues. */
  #hasPrefix(from: number): boolean {
    const { source } = this.#builder
    for (let at = from; at < this.#tokens.count; at++) {
      if (this.#isFirst(at) && this.#kind(at - 1) !== C.comma) return false
      const start = this.#tokens.start[at] as number
      if (this.#kind(at) === T.label && Buffer.from(source.subarray(start, start + 7)).toString() === 'prefix:')
        return true
    }
    return false
  }

  /** `alias new old`, `alias :new :old`, `alias store []=`. */
  #alias(): void {
    const firstToken = this.#at++
    const kind = this.#kind()
    this.#aliasedName()
    this.#aliasedName()
    if (kind !== T.name && kind !== T.symbol) return
    const isExported = this.#blocks.at(-1)?.isPrivate !== true
    const nameToken = firstToken + 1
    this.#builder.close(this.#builder.add({ kind: 'method', nameToken, firstToken, isExported }), this.#at)
  }

  #aliasedName(): void {
    if (this.#kind() === T.symbol) this.#at++
    else this.#methodName()
  }

  #load(word: number): void {
    let at = this.#at + 1
    if (this.#kind(at) === C.open) at++
    if (word === K.autoload) {
      if (this.#kind(at) !== T.symbol) return
      if (this.#kind(at + 1) !== C.comma) return this.#autoloadByName(at)
      at += 2
    }
    if (this.#kind(at) !== T.string || this.#kind(at + 1) === T.interpolationOpen || this.#isFirst(at)) return
    this.#builder.addImport({
      kind: word === K.require_relative ? 'include' : word === K.autoload ? 'dynamic' : 'require',
      specifier: this.#builder.stringContent(at),
      line: this.#tokens.line[this.#at] as number,
    })
  }

  /** `autoload :Name` with ActiveSupport: the file is named after the constant and the modules around it. */
  #autoloadByName(at: number): void {
    const { names, symbols, parent } = this.#builder
    const name = names.text(this.#tokens.id[at] as number)
    const path = [name]
    for (let outer = symbols[parent]; outer !== undefined; outer = symbols[outer.parent]) {
      path.unshift(names.text(outer.nameId))
    }
    this.#builder.addImport({
      kind: 'dynamic',
      specifier: path.map(underscore).join('/'),
      line: this.#tokens.line[this.#at] as number,
      names: [{ imported: name, local: name }],
    })
  }

  /** `NAME = value` outside methods. */
  #constant(): void {
    const at = this.#at
    const before = this.#kind(at - 1)
    if (this.#kind(at + 1) !== C.equals || this.#isFirst(at + 1) || before === C.dot || before === T.optionalChain)
      return
    const byte = this.#builder.source[this.#tokens.start[at] as number] as number
    const isConstant = byte >= 65 && byte <= 90
    if (!isConstant || this.#blocks.some((block) => block.isDefinition)) return
    const isMade = this.#isMadeClass(at + 2)
    const symbol = this.#builder.add({
      kind: isMade ? 'class' : 'constant',
      nameToken: at,
      firstToken: at,
      isExported: true,
    })
    let end = at + 2
    while (this.#kind(end) !== 0 && (!this.#isFirst(end) || end === at + 2)) end++
    this.#builder.close(symbol, end)
    this.#at += 2
    if (isMade) this.#madeClass(symbol)
  }

  /** `Struct.new`, `Class.new`, `Data.define`, by the token of the maker. */
  #isMadeClass(at: number): boolean {
    return isStructMaker(this.#word(at)) && this.#kind(at + 1) === C.dot && makesStruct(this.#word(at + 2))
  }

  /** The fields that a class is made with, and the block behind them, which is its body: `Struct.new(:name) do`. */
  #madeClass(symbol: number): void {
    const { parent } = this.#builder
    this.#builder.parent = symbol
    const behind = this.#fields(this.#at + 3)
    this.#builder.parent = parent
    this.#builder.close(symbol, behind)
    if (this.#word(behind) !== K.do || this.#isFirst(behind)) return
    this.#builder.endSignature(symbol, behind)
    this.#at = behind + 1
    this.#open(symbol, false)
  }

  /** The symbols in the bracket at a token become properties; gives the token behind it. */
  #fields(open: number): number {
    if (this.#kind(open) !== C.open) return open
    let at = open + 1
    for (; this.#kind(at) !== 0 && this.#kind(at) !== C.close; at++) {
      const isFirst = this.#kind(at - 1) === C.open || this.#kind(at - 1) === C.comma
      if (!isFirst || this.#kind(at) !== T.symbol || (this.#tokens.id[at] as number) === -1) continue
      this.#builder.close(
        this.#builder.add({ kind: 'property', nameToken: at, firstToken: at, isExported: true }),
        at + 1,
      )
    }
    return at + 1
  }

  #markExported(): void {
    for (const symbol of this.#builder.symbols)
      if (symbol.kind === 'class' || symbol.kind === 'module') symbol.isExported = true
  }
}
