import type { ImportedName } from '../facts.ts'
import { FactsBuilder } from '../lex/facts-builder.ts'
import { K, keywordSet } from '../lex/keywords.ts'
import type { Extraction } from '../lex/extraction.ts'
import { C, T } from '../lex/tokens.ts'
import { DeclarationReader } from './declarations.ts'
import { lexScript, type ScriptLexing } from './lexer.ts'

/** Reads JavaScript or TypeScript: symbols, imports, and in `tokens` every name outside comments and strings. */
export function extractScript(extraction: Extraction, jsx: ScriptLexing['jsx']): FactsBuilder {
  lexScript({ ...extraction, jsx })
  const { source, tokens, names } = extraction
  const builder = new FactsBuilder(source, tokens, names)
  new ScriptReader(builder).read()
  return builder
}

const isModifier = keywordSet(['declare', 'abstract', 'async', 'public', 'private', 'protected', 'static', 'accessor'])
/** Words after which a statement follows in the same list: nothing has to be read with them. */
const isPlainWord = keywordSet(['else', 'do', 'try', 'finally', 'debugger'])
const hasCondition = keywordSet(['if', 'while', 'for', 'with', 'switch', 'catch'])
const MEMBER_KINDS: readonly string[] = ['class', 'interface', 'enum']

class ScriptReader extends DeclarationReader {
  /** Local names that an `export { … }` or `module.exports` sends out. */
  readonly #exported = new Set<number>()
  /** The last symbol of each name, of as many symbols as have been looked at. */
  readonly #named = new Map<number, number>()
  #namedCount = 0

  read(): void {
    while (this.kind !== 0) {
      this.statements()
      this.at++
    }
    this.#markExported()
  }

  protected statements(): void {
    while (this.kind !== 0 && this.kind !== C.closeBrace) {
      const before = this.at
      this.#statement()
      if (this.at === before) this.at++
    }
  }

  #statement(): void {
    const { kind, at } = this
    if (kind === C.semicolon) this.at++
    else if (kind === C.openBrace) this.block()
    else if (kind === T.name || kind === C.at) {
      this.decorators()
      if (this.word === K.export) this.#export(at)
      else if (this.word === K.import && this.#isImportStatement()) this.#import(at)
      else if (!this.#modified(at, false)) this.#wordStatement()
    } else this.expressions()
  }

  /** A declaration behind its modifiers; false where it is none. */
  #modified(firstToken: number, isExported: boolean): boolean {
    const { at } = this
    this.decorators()
    while (
      isModifier(this.word) &&
      this.kindAt(this.at + 1) === T.name &&
      this.tokens.isAfterNewline[this.at + 1] !== 1
    )
      this.at++
    if (this.wordAt(this.at) === K.global && this.kindAt(this.at + 1) === C.openBrace && this.at > at) {
      this.at++
      const depth = this.functionDepth
      this.functionDepth = 0
      this.at++
      this.statements()
      this.accept(C.closeBrace)
      this.functionDepth = depth
      return true
    }
    if (this.declaration({ firstToken, isExported })) return true
    this.at = at
    return false
  }

  #wordStatement(): void {
    const { word } = this
    const next = this.kindAt(this.at + 1)
    if (hasCondition(word) && this.#hasParenthesis()) this.#condition()
    else if (isPlainWord(word) && next !== C.colon) this.at++
    else if (word === K.return || word === K.throw) {
      this.at++
      if (!this.isNewLine) this.expressions()
    } else if (word === K.case || (word === K.default && next === C.colon)) this.#caseLabel()
    else if (next === C.colon) this.at += 2
    else if (!this.#assignment()) this.expressions()
  }

  #hasParenthesis(): boolean {
    const next = this.kindAt(this.at + 1)
    return next === C.open || (this.word === K.for && this.wordAt(this.at + 1) === K.await) || this.word === K.catch
  }

  #condition(): void {
    this.at++
    this.acceptWord(K.await)
    if (!this.accept(C.open)) return
    this.insideFunction(() => {
      this.until(C.close, () => {
        if (!this.declaration({ firstToken: this.at, isExported: false })) this.expressions()
      })
    })
  }

  #caseLabel(): void {
    this.at++
    while (this.kind !== C.colon && this.kind !== 0 && this.kind !== C.semicolon && this.kind !== C.closeBrace) {
      const isGroup =
        this.kind === C.open ||
        this.kind === C.openBrace ||
        this.kind === C.openBracket ||
        this.kind === T.interpolationOpen
      this.at = isGroup ? this.afterGroup(this.at) : this.at + 1
    }
    this.accept(C.colon)
  }

  /** `exports.a = …`, `module.exports = …`, `A.prototype.b = function`, `a.b = function`. */
  #assignment(): boolean {
    const path = this.#assignedPath()
    if (path === undefined) return false
    const { last, equals } = path
    const isModuleExports = this.wordAt(this.at) === K.module && this.wordAt(this.at + 2) === K.exports
    if (isModuleExports && last === this.at + 2) return this.#moduleExports(equals + 1)
    const isExported = this.wordAt(this.at) === K.exports || isModuleExports
    const owner = isExported ? -1 : this.#ownerOf(last)
    if (owner !== -1 && this.wordAt(last) === K.prototype) {
      this.at = equals + 1
      this.#asMember(owner, () => this.expressions())
      return true
    }
    const isFunction = this.isFunctionAt(equals + 1)
    if (!isExported && !isFunction) return false
    this.#assigned({ last, value: equals + 1, isFunction, isExported, owner })
    return true
  }

  #assigned(assigned: {
    /** The token of the name. */
    readonly last: number
    readonly value: number
    readonly isFunction: boolean
    readonly isExported: boolean
    readonly owner: number
  }): void {
    const { last, value, isFunction, isExported, owner } = assigned
    const { at, builder, tokens } = this
    if (isExported && this.kindAt(value) === T.name && !isFunction) this.#exported.add(tokens.id[value] as number)
    const kind = isFunction ? this.#kindOfFunction(last) : this.wordAt(value) === K.class ? 'class' : 'constant'
    const symbol = this.#asMember(owner, () => builder.add({ kind, nameToken: last, firstToken: at, isExported }))
    if (isFunction) builder.endSignature(symbol, this.headEnd(value))
    this.at = value
    this.within(symbol, () => this.expressions())
  }

  #kindOfFunction(last: number): 'method' | 'function' {
    return this.wordAt(last - 2) === K.prototype ? 'method' : 'function'
  }

  /** Whose member `A.prototype.b`, `A.b` or `A.prototype` is, where `A` is declared beside the assignment; -1 otherwise. */
  #ownerOf(last: number): number {
    const { at, builder, tokens } = this
    const isMember = last === at + 2 || (last === at + 4 && this.wordAt(at + 2) === K.prototype)
    if (!isMember) return -1
    for (; this.#namedCount < builder.symbols.length; this.#namedCount++) {
      this.#named.set(builder.symbols[this.#namedCount]?.nameId ?? -1, this.#namedCount)
    }
    const owner = this.#named.get(tokens.id[at] as number) ?? -1
    return builder.symbols[owner]?.parent === builder.parent ? owner : -1
  }

  /** Reads what belongs to `owner`, where there is one. */
  #asMember<Result>(owner: number, read: () => Result): Result {
    const { builder } = this
    const outer = builder.parent
    if (owner !== -1) builder.parent = owner
    const result = read()
    builder.parent = outer
    return result
  }

  #assignedPath(): { readonly last: number; readonly equals: number } | undefined {
    let last = this.at
    while (this.kindAt(last) === T.name && this.kindAt(last + 1) === C.dot && this.kindAt(last + 2) === T.name)
      last += 2
    return last > this.at && this.kindAt(last + 1) === C.equals ? { last, equals: last + 1 } : undefined
  }

  #moduleExports(value: number): boolean {
    if (this.kindAt(value) === T.name) this.#exported.add(this.tokens.id[value] as number)
    if (this.kindAt(value) === C.openBrace) {
      const end = this.afterGroup(value)
      for (let at = value + 1; at < end; at++) {
        const isStart =
          this.kindAt(at - 1) === C.openBrace || this.kindAt(at - 1) === C.comma || this.kindAt(at - 1) === C.colon
        if (this.kindAt(at) === T.name && isStart) this.#exported.add(this.tokens.id[at] as number)
      }
    }
    this.at = value - 1
    this.withKeys(-1, () => {
      this.at = value
      this.expressions()
    })
    return true
  }

  #isImportStatement(): boolean {
    const next = this.kindAt(this.at + 1)
    return next !== C.open && next !== C.dot
  }

  /** At `import`. */
  #import(first: number): void {
    this.at++
    const line = this.tokens.line[first] as number
    const isTypeOnly =
      this.word === K.type && this.wordAt(this.at + 1) !== K.from && this.kindAt(this.at + 1) !== C.comma
    if (isTypeOnly) this.at++
    if (this.kind === T.name && this.kindAt(this.at + 1) === C.equals) {
      this.#importEquals()
      return
    }
    const names: ImportedName[] = []
    while (this.kind !== T.string && this.kind !== 0 && this.kind !== C.semicolon) {
      if (this.kind === C.openBrace) names.push(...this.#specifiers())
      else if (this.kind === C.star) names.push(this.#namespaceName())
      else if (this.kind === T.name && this.word !== K.from)
        names.push({ imported: 'default', local: this.#nameText(this.at++) })
      else this.at++
    }
    this.#from({ kind: 'import', line, names, isTypeOnly })
  }

  #from(fact: {
    readonly kind: 'import' | 're-export'
    readonly line: number
    readonly names: readonly ImportedName[]
    readonly isTypeOnly: boolean
  }): void {
    if (this.kind !== T.string) return
    this.builder.addImport({ ...fact, specifier: this.builder.stringContent(this.at++) })
    if ((this.word === K.with || this.word === K.assert) && this.kindAt(this.at + 1) === C.openBrace) {
      this.at = this.afterGroup(this.at + 1)
    }
    this.accept(C.semicolon)
  }

  /** `import a = require('x')`, `import a = B.C`. */
  #importEquals(): void {
    const { builder } = this
    const local = this.#nameText(this.at)
    const symbol = this.word === -1 ? -1 : this.at
    this.at += 2
    this.bound = [{ imported: '*', local }]
    if (this.word !== K.require && symbol !== -1) {
      builder.close(builder.add({ kind: 'namespace', nameToken: symbol, firstToken: symbol }), symbol + 1)
    }
    this.expressions()
    this.bound = []
  }

  #nameText(token: number): string {
    return this.kindAt(token) === T.string ? this.builder.stringContent(token) : this.builder.text(token)
  }

  /** `* as name`. */
  #namespaceName(): ImportedName {
    this.at++
    if (!this.acceptWord(K.as)) return { imported: '*', local: '*' }
    return { imported: '*', local: this.#nameText(this.at++) }
  }

  /** `{ a, type b, default as c }`. */
  #specifiers(): ImportedName[] {
    const names: ImportedName[] = []
    this.at++
    this.until(C.closeBrace, () => {
      if (this.accept(C.comma)) return
      const isTyped = this.word === K.type && this.#isSpecifierName(this.at + 1) && this.wordAt(this.at + 1) !== K.as
      if (isTyped) this.at++
      const token = this.at++
      const isRenamed = this.word === K.as && this.#isSpecifierName(this.at + 1)
      if (isRenamed) this.at += 2
      names.push({ imported: this.#nameText(token), local: this.#nameText(isRenamed ? this.at - 1 : token) })
    })
    return names
  }

  #isSpecifierName(at: number): boolean {
    return this.kindAt(at) === T.name || this.kindAt(at) === T.string
  }

  /** At `export`, with decorators possibly before it. */
  #export(first: number): void {
    this.at++
    const line = this.tokens.line[first] as number
    if (this.word === K.import) {
      this.#import(this.at)
      return
    }
    if (this.accept(C.equals)) {
      if (this.kind === T.name) this.#exported.add(this.word)
      this.expressions()
      return
    }
    if (this.word === K.as && this.wordAt(this.at + 1) === K.namespace) {
      this.at += 3
      return
    }
    const next = this.kindAt(this.at + 1)
    const isTypeOnly = this.word === K.type && (next === C.openBrace || next === C.star)
    if (isTypeOnly) this.at++
    if (this.kind === C.openBrace || this.kind === C.star) this.#exportList(line, isTypeOnly)
    else if (this.word === K.default) this.#exportDefault(first)
    else if (!this.#modified(first, true)) this.expressions()
  }

  #exportList(line: number, isTypeOnly: boolean): void {
    const from = this.at
    const names = this.kind === C.star ? [this.#namespaceName()] : this.#specifiers()
    if (this.acceptWord(K.from)) {
      this.#from({ kind: 're-export', line, names, isTypeOnly })
      return
    }
    this.accept(C.semicolon)
    for (let at = from; at < this.at; at++) {
      const isLocal = this.kindAt(at) === T.name && this.wordAt(at - 1) !== K.as
      if (isLocal) this.#exported.add(this.wordAt(at))
    }
  }

  #exportDefault(first: number): void {
    this.at++
    if (this.#modified(first, true)) return
    if (this.kind === T.name && this.kindAt(this.at + 1) !== C.open) this.#exported.add(this.word)
    this.expressions()
  }

  /** Top-level names sent out by a list, and the members of what is sent out. */
  #markExported(): void {
    const { symbols } = this.builder
    for (const symbol of symbols) {
      const parent = symbols[symbol.parent]
      if (parent === undefined) symbol.isExported ||= this.#exported.has(symbol.nameId)
      else if (MEMBER_KINDS.includes(parent.kind)) symbol.isExported = parent.isExported
    }
  }
}
