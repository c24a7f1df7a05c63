import type { SymbolKind } from '../facts.ts'
import { K, keywordSet } from '../lex/keywords.ts'
import { C, T } from '../lex/tokens.ts'
import { ExpressionReader } from './expressions.ts'

const isClassModifier = keywordSet([
  'declare',
  'public',
  'private',
  'protected',
  'static',
  'abstract',
  'override',
  'readonly',
  'accessor',
  'async',
  'get',
  'set',
  'const',
  'export',
])
const isObjectModifier = keywordSet(['async', 'get', 'set', 'readonly', 'static', 'new'])
const isParameterModifier = keywordSet(['public', 'private', 'protected', 'readonly', 'override'])
const isAccess = keywordSet(['public', 'private', 'protected', 'readonly'])

/** The properties of type literals are symbols where these hold them, and not in signatures of functions. */
const TYPE_OWNERS: readonly SymbolKind[] = ['interface', 'type', 'property', 'field']

/** Reads the members of classes, interfaces, type literals and object literals, and the parts that all functions share. */
export abstract class MemberReader extends ExpressionReader {
  functionDepth = 0

  protected typeMembers(): void {
    this.#braces(() => this.#member('type'))
  }

  protected objectMembers(): void {
    this.#braces(() => this.#member('object'))
  }

  protected classMembers(): void {
    this.#braces(() => this.#classMember())
  }

  #braces(member: () => void): void {
    this.at++
    this.until(C.closeBrace, () => {
      if (!this.accept(C.comma) && !this.accept(C.semicolon)) member()
    })
  }

  /** The symbol whose object literal is being read, -1 for that of `module.exports`: its keys are declarations. */
  protected keyOwner: number | undefined

  /** At `=`: reads the value by `read`; where that is an object literal, its keys belong to `owner`. */
  protected withKeys(owner: number, read: () => void): void {
    const value = this.at + 1
    const isFrozen = this.kindAt(value + 1) === C.dot && this.kindAt(value + 3) === C.open
    const outer = this.keyOwner
    const isLiteral = this.kindAt(isFrozen ? value + 4 : value) === C.openBrace
    this.keyOwner = isLiteral && this.functionDepth === 0 ? owner : undefined
    read()
    this.keyOwner = outer
  }

  /** Runs `body` with the symbol as the enclosing one, and ends it where `body` stopped. */
  protected within(symbol: number, body: () => void): void {
    const { builder } = this
    const outer = builder.parent
    builder.parent = symbol
    body()
    builder.parent = outer
    builder.close(symbol, this.at)
  }

  /** Type parameters, parameters, return type and body, as far as they are there. */
  protected functionRest(symbol: number): void {
    if (this.kind === C.less) this.typeArguments()
    if (this.kind === C.open) this.#parameters(symbol)
    if (this.accept(C.colon)) this.type()
    this.builder.endSignature(symbol, this.at)
    if (this.kind === C.openBrace) this.block()
    else if (!this.isNewLine) this.accept(C.semicolon)
  }

  #parameters(symbol: number): void {
    const isConstructor = this.builder.symbols[symbol]?.kind === 'constructor'
    this.at++
    this.until(C.close, () => this.#parameter(isConstructor))
  }

  #parameter(isConstructor: boolean): void {
    const first = this.at
    let isProperty = false
    this.decorators()
    while (isParameterModifier(this.word) && this.#isModifierHere()) {
      isProperty ||= isAccess(this.word)
      this.at++
    }
    if (isConstructor && isProperty && this.kind === T.name) {
      this.builder.close(this.#addMember('field', this.at, first), this.at + 1)
    }
    if (this.accept(T.ellipsis) || this.kind !== 0) this.#bindingTarget()
    this.accept(C.question)
    if (this.accept(C.colon)) this.type()
    if (this.accept(C.equals)) this.expression()
  }

  #bindingTarget(): void {
    if (this.kind === C.openBrace) this.objectMembers()
    else if (this.kind === C.openBracket) {
      this.at++
      this.until(C.closeBracket, () => this.expression())
    } else if (this.kind === T.name) this.at++
  }

  protected decorators(): void {
    while (this.accept(C.at)) {
      if (this.kind !== C.open) {
        this.at++
        while (this.kind === C.dot) this.at += 2
        if (this.kind === C.less) this.typeArguments()
      }
      if (this.kind === C.open) {
        this.at++
        this.until(C.close, () => this.expression())
      }
    }
  }

  #addMember(kind: SymbolKind, nameToken: number, firstToken: number): number {
    const { builder } = this
    const nameId = this.kindAt(nameToken) === T.name ? undefined : this.#stringName(nameToken)
    return builder.add({ kind, nameToken, firstToken, ...(nameId !== undefined && { nameId }) })
  }

  #stringName(token: number): number {
    const { builder } = this
    const isString = this.kindAt(token) === T.string
    return builder.names.add(isString ? builder.stringContent(token) : builder.text(token))
  }

  /** Whether the word here is a modifier of the name after it, and not the name itself. */
  #isModifierHere(): boolean {
    const next = this.kindAt(this.at + 1)
    return [T.name, T.string, T.number, C.openBracket, C.openBrace, C.star].includes(next as never)
  }

  /** The token of the member's name, -1 where it is computed, undefined where there is none. */
  #memberName(): number | undefined {
    const { kind } = this
    if (kind === T.name || kind === T.string || kind === T.number) return this.at++
    if (kind !== C.openBracket) return undefined
    this.at++
    this.until(C.closeBracket, () => this.expression())
    return -1
  }

  #classMember(): void {
    const first = this.at
    this.decorators()
    while (isClassModifier(this.word) && this.#isModifierHere()) {
      this.at++
      if (this.kind === C.openBrace) {
        this.insideFunction(() => this.block())
        return
      }
    }
    this.accept(C.star)
    const nameToken = this.#memberName()
    if (nameToken === undefined) return
    if (this.kind === C.question || this.kind === C.bang) this.at++
    if (this.kind === C.open || this.kind === C.less) {
      this.#method(nameToken, first, this.wordAt(nameToken) === K.constructor ? 'constructor' : 'method')
      return
    }
    this.#field(nameToken, first)
  }

  #method(nameToken: number, first: number, kind: SymbolKind): void {
    const symbol = nameToken === -1 ? -1 : this.#addMember(kind, nameToken, first)
    if (symbol === -1) {
      this.functionRest(-1)
      return
    }
    this.within(symbol, () => this.functionRest(symbol))
  }

  #field(nameToken: number, first: number): void {
    const symbol = nameToken === -1 ? -1 : this.#addMember('field', nameToken, first)
    const body = (): void => {
      if (this.accept(C.colon)) this.type()
      if (this.kind !== C.equals) return
      const isFunction = this.isFunctionAt(this.at + 1)
      this.builder.endSignature(symbol, isFunction ? this.headEnd(this.at + 1) : this.at)
      this.at++
      const target = this.builder.symbols[symbol]
      if (target !== undefined && isFunction) target.kind = 'method'
      this.insideFunction(() => this.expression())
    }
    if (symbol === -1) body()
    else this.within(symbol, body)
    this.accept(C.semicolon)
  }

  /** Declarations of variables in `body` are local. */
  protected insideFunction(body: () => void): void {
    this.functionDepth++
    body()
    this.functionDepth--
  }

  /** A member of an object literal, a destructuring pattern, an interface or a type literal. */
  #member(context: 'type' | 'object'): void {
    const first = this.at
    if (this.accept(T.ellipsis)) {
      this.expression()
      return
    }
    if (context === 'type') this.#mappedModifiers()
    this.decorators()
    while (isObjectModifier(this.word) && this.#isModifierHere()) this.at++
    this.accept(C.star)
    if (context === 'type' && this.#isConstructSignature()) this.at++
    const nameToken = this.#memberName()
    if (context === 'type') this.#mappedModifiers()
    const isCall = this.kind === C.open || this.kind === C.less
    if (isCall && (context === 'type' || nameToken !== undefined)) this.#method(nameToken ?? -1, first, 'method')
    else if (nameToken === undefined) this.expression()
    else if (context === 'type') this.#typeProperty(nameToken, first)
    else this.#objectProperty(nameToken, first)
  }

  /** `-readonly`, `+?`, `?` around the key of a type's member. */
  #mappedModifiers(): void {
    while (this.kind === C.question || this.kind === C.minus || this.kind === C.plus) this.at++
  }

  /** `new (…)` in an interface. */
  #isConstructSignature(): boolean {
    const next = this.kindAt(this.at + 1)
    return this.word === K.new && (next === C.open || next === C.less)
  }

  #typeProperty(nameToken: number, first: number): void {
    const outer = this.builder.symbols[this.builder.parent]
    const isMember = nameToken !== -1 && outer !== undefined && TYPE_OWNERS.includes(outer.kind)
    const symbol = isMember ? this.#addMember('property', nameToken, first) : -1
    const body = (): void => {
      if (this.accept(C.colon)) this.type()
    }
    if (symbol === -1) body()
    else this.within(symbol, body)
  }

  #isNameAlone(): boolean {
    const next = this.kindAt(this.at + 1)
    return this.kind === T.name && (next === C.comma || next === C.closeBrace)
  }

  #objectProperty(nameToken: number, first: number): void {
    this.accept(C.question)
    if (this.accept(C.colon)) {
      const isMethod = nameToken !== -1 && this.isFunctionAt(this.at)
      const isKey = this.kindAt(nameToken) === T.name && this.builder.parent === this.keyOwner
      // `module.exports = { key: name }` sends a name out under another one.
      const isMember = isKey && !(this.keyOwner === -1 && this.#isNameAlone())
      const kind = isMethod ? 'method' : isMember ? 'property' : undefined
      const symbol = kind === undefined ? -1 : this.#addMember(kind, nameToken, first)
      if (isMethod) this.builder.endSignature(symbol, this.headEnd(this.at))
      if (symbol === -1) this.expression()
      else this.within(symbol, () => this.expression())
    } else if (this.accept(C.equals)) this.expression()
    else if (nameToken === -1 || this.kind !== C.closeBrace) this.expression()
  }
}
