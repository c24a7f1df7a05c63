import type { ImportedName, SymbolKind } from '../facts.ts'
import { K } from '../lex/keywords.ts'
import { C, T } from '../lex/tokens.ts'
import { MemberReader } from './members.ts'

export interface DeclarationContext {
  /** The token of the first modifier. */
  readonly firstToken: number
  readonly isExported: boolean
}

/** Reads declarations: functions, classes, interfaces, enums, type aliases, namespaces, variables. */
export abstract class DeclarationReader extends MemberReader {
  protected abstract statements(): void

  protected block(): void {
    this.at++
    this.insideFunction(() => this.statements())
    this.accept(C.closeBrace)
  }

  /** The declaration whose keyword stands here. False, and nothing read, where the word is no keyword. */
  protected declaration(context: DeclarationContext): boolean {
    const { word } = this
    if (word === K.function) this.functionDeclaration(context)
    else if (word === K.class) this.#classLike('class', context)
    else if (word === K.interface && this.#isNamed()) this.#classLike('interface', context)
    else if (word === K.enum && this.#isNamed()) this.#enum(context)
    else if (word === K.type && this.#isNamed() && [C.equals, C.less].includes(this.kindAt(this.at + 2) as never))
      this.#typeAlias(context)
    else if ((word === K.namespace || word === K.module) && this.#isModule()) this.#namespace(context)
    else if (word === K.const && this.wordAt(this.at + 1) === K.enum) {
      this.at++
      this.#enum(context)
    } else return this.#variables(context)
    return true
  }

  #isNamed(): boolean {
    return this.kindAt(this.at + 1) === T.name && this.tokens.isAfterNewline[this.at + 1] !== 1
  }

  #isModule(): boolean {
    const next = this.kindAt(this.at + 1)
    if (this.tokens.isAfterNewline[this.at + 1] === 1) return false
    const after = this.kindAt(this.at + 2)
    return next === T.string || (next === T.name && (after === C.openBrace || after === C.dot))
  }

  /** At `function`. */
  protected functionDeclaration(context: DeclarationContext): void {
    this.at++
    this.accept(C.star)
    const symbol = this.kind === T.name ? this.#add('function', context) : -1
    if (symbol === -1) this.functionRest(-1)
    else this.within(symbol, () => this.functionRest(symbol))
  }

  protected functionExpression(firstToken: number): void {
    this.functionDeclaration({ firstToken, isExported: false })
  }

  protected classExpression(firstToken: number): void {
    this.#classLike('class', { firstToken, isExported: false })
  }

  /** Adds a symbol named by the current token, which is read. */
  #add(kind: SymbolKind, { firstToken, isExported }: DeclarationContext): number {
    return this.builder.add({ kind, nameToken: this.at++, firstToken, isExported })
  }

  #classLike(kind: 'class' | 'interface', context: DeclarationContext): void {
    this.at++
    const isNamed = this.kind === T.name && this.word !== K.extends && this.word !== K.implements
    const symbol = isNamed ? this.#add(kind, context) : -1
    if (this.kind === C.less) this.typeArguments()
    this.#heritage()
    this.builder.endSignature(symbol, this.at)
    const body = (): void => {
      if (this.kind !== C.openBrace) return
      if (kind === 'class') this.classMembers()
      else this.typeMembers()
    }
    if (symbol === -1) body()
    else this.within(symbol, body)
  }

  /** `extends` and `implements`, up to the body. */
  #heritage(): void {
    while (this.kind !== C.openBrace && this.kind !== 0 && this.kind !== C.semicolon && this.kind !== C.closeBrace) {
      if (this.kind === C.less) this.typeArguments()
      else if (this.kind === C.open) {
        this.at++
        this.until(C.close, () => this.expression())
      } else if (this.word === K.class) this.classExpression(this.at)
      else this.at++
    }
  }

  #enum(context: DeclarationContext): void {
    this.at++
    const symbol = this.#add('enum', context)
    this.builder.endSignature(symbol, this.at)
    this.within(symbol, () => {
      if (!this.accept(C.openBrace)) return
      this.until(C.closeBrace, () => this.#enumMember())
    })
  }

  #enumMember(): void {
    const { builder } = this
    if (this.kind === T.name || this.kind === T.string) {
      const isString = this.kind === T.string
      const nameId = isString ? builder.names.add(builder.stringContent(this.at)) : (this.tokens.id[this.at] as number)
      const member = builder.add({ kind: 'enum-member', nameToken: this.at, firstToken: this.at, nameId })
      this.at++
      if (this.accept(C.equals)) this.expression()
      builder.close(member, this.at)
    }
    this.accept(C.comma)
  }

  #typeAlias(context: DeclarationContext): void {
    this.at++
    const symbol = this.#add('type', context)
    this.within(symbol, () => {
      if (this.kind === C.less) this.typeArguments()
      this.builder.endSignature(symbol, this.at)
      if (this.accept(C.equals)) this.type()
    })
    this.accept(C.semicolon)
  }

  #namespace(context: DeclarationContext): void {
    this.at++
    const { builder } = this
    if (this.kind === T.string) {
      const nameId = builder.names.add(builder.stringContent(this.at))
      const symbol = builder.add({ kind: 'module', nameToken: this.at++, firstToken: context.firstToken, nameId })
      this.#namespaceBody(symbol)
      return
    }
    const symbol = this.#add('namespace', context)
    if (this.accept(C.dot)) {
      this.at--
      this.within(symbol, () => this.#namespace({ ...context, firstToken: this.at + 1 }))
    } else this.#namespaceBody(symbol)
  }

  #namespaceBody(symbol: number): void {
    const depth = this.functionDepth
    this.functionDepth = 0
    this.builder.endSignature(symbol, this.at)
    this.within(symbol, () => {
      if (!this.accept(C.openBrace)) return
      this.statements()
      this.accept(C.closeBrace)
    })
    this.functionDepth = depth
    this.accept(C.semicolon)
  }

  /** `const`, `let`, `var`, `using`. */
  #variables(context: DeclarationContext): boolean {
    const { word } = this
    const isVariable =
      word === K.const || word === K.var || ((word === K.let || word === K.using) && this.#startsBinding(this.at + 1))
    if (!isVariable) return false
    this.at++
    for (let firstToken = context.firstToken; ; firstToken = this.at) {
      this.#declarator({ ...context, firstToken }, word === K.const ? 'constant' : 'variable')
      if (!this.accept(C.comma)) break
    }
    return true
  }

  #startsBinding(at: number): boolean {
    const kind = this.kindAt(at)
    return (
      kind === C.openBrace ||
      kind === C.openBracket ||
      (kind === T.name && this.wordAt(at) !== K.in && this.wordAt(at) !== K.instanceof)
    )
  }

  #declarator(context: DeclarationContext, kind: 'constant' | 'variable'): void {
    if (this.kind !== T.name) {
      this.#pattern(context, kind)
      return
    }
    const nameToken = this.at++
    this.accept(C.bang)
    const typeAt = this.at
    const local = this.builder.names.text(this.tokens.id[nameToken] as number)
    const symbolKind = this.#kindOfValue(kind)
    const required = context.isExported ? undefined : this.#requiredAt(this.at)
    const isLocal = (this.functionDepth > 0 && symbolKind === kind) || required !== undefined
    const symbol = isLocal ? -1 : this.builder.add({ kind: symbolKind, nameToken, ...context })
    this.at = typeAt
    const body = (): void => {
      const isTyped = this.accept(C.colon)
      if (isTyped) this.type()
      this.builder.endSignature(symbol, symbolKind === 'function' ? this.headEnd(this.at + 1) : this.at)
      const initialize = (): void => this.#initializer([{ imported: required?.member ?? '*', local }])
      // The keys of a typed object are declared by its type.
      if (isTyped || symbol === -1) initialize()
      else this.withKeys(symbol, initialize)
    }
    if (symbol === -1) body()
    else this.within(symbol, body)
  }

  /** At the `=` of `= require('x')` or `= require('x').member`: what is bound so is imported, not declared. */
  #requiredAt(equals: number): { readonly member: string | undefined } | undefined {
    const isCall =
      this.kindAt(equals) === C.equals &&
      this.wordAt(equals + 1) === K.require &&
      this.kindAt(equals + 2) === C.open &&
      this.kindAt(equals + 3) === T.string &&
      this.kindAt(equals + 4) === C.close
    if (!isCall) return undefined
    const hasMember = this.kindAt(equals + 5) === C.dot && this.kindAt(equals + 6) === T.name
    const next = equals + (hasMember ? 7 : 5)
    const kind = this.kindAt(next)
    const isEnd = kind === 0 || kind === C.comma || kind === C.semicolon || this.tokens.isAfterNewline[next] === 1
    const continues = [C.dot, C.open, C.openBracket, T.optionalChain].includes(kind as never)
    if (!isEnd || continues) return undefined
    return { member: hasMember ? this.builder.names.text(this.tokens.id[equals + 6] as number) : undefined }
  }

  /** What the variable is: the kind of a function or class that it is set to. */
  #kindOfValue(kind: 'constant' | 'variable'): SymbolKind {
    const { at } = this
    if (this.kind === C.colon) this.at = this.afterAnnotation()
    const value = this.kind === C.equals ? this.at + 1 : -1
    this.at = at
    if (value === -1) return kind
    if (this.isFunctionAt(value)) return 'function'
    if (this.wordAt(value) === K.class) return 'class'
    return kind
  }

  #initializer(bound: readonly ImportedName[]): void {
    if (!this.accept(C.equals)) return
    const outer = this.bound
    this.bound = bound
    this.expression()
    this.bound = outer
  }

  /** `{ a, b: c, ...d } = value` or `[a, , b] = value`. */
  #pattern(context: DeclarationContext, kind: 'constant' | 'variable'): void {
    const { at } = this
    const end = this.afterGroup(at)
    const bound = this.#boundNames(at, end)
    const isRequired = !context.isExported && this.#requiredAt(end) !== undefined
    for (const { token } of this.functionDepth > 0 || isRequired ? [] : bound) {
      const symbol = this.builder.add({ kind, nameToken: token, firstToken: token, isExported: context.isExported })
      this.builder.close(symbol, token + 1)
    }
    this.at = Math.max(end, at + 1)
    if (this.accept(C.colon)) this.type()
    this.#initializer(bound)
  }

  /** The names that a pattern between two tokens binds. */
  #boundNames(from: number, to: number): readonly (ImportedName & { readonly token: number })[] {
    const { builder, tokens } = this
    const found: (ImportedName & { readonly token: number })[] = []
    /** Of a pattern inside this one: the key of which it takes the value apart, and where it ends. */
    let inner: { readonly key: string; readonly end: number } | undefined
    for (let at = from + 1; at < to; at++) {
      if (this.kindAt(at) === C.equals) at = this.#afterDefault(at, to)
      if (this.kindAt(at) !== T.name) continue
      const name = builder.names.text(tokens.id[at] as number)
      const isOuter = inner === undefined || at >= inner.end
      if (this.kindAt(at + 1) === C.colon) {
        const next = this.kindAt(at + 2)
        const isPattern = next === C.openBrace || next === C.openBracket
        if (isOuter && isPattern) inner = { key: name, end: this.afterGroup(at + 2) }
        continue
      }
      const isRenamed = this.kindAt(at - 1) === C.colon && this.kindAt(at - 2) === T.name
      const own = isRenamed ? builder.names.text(tokens.id[at - 2] as number) : name
      const isRest = this.kindAt(at - 1) === T.ellipsis
      found.push({ imported: isOuter ? (isRest ? '*' : own) : (inner?.key ?? own), local: name, token: at })
    }
    return found
  }

  /** The end of a default value: the comma or bracket after it. */
  #afterDefault(from: number, to: number): number {
    let at = from + 1
    while (at < to) {
      const kind = this.kindAt(at)
      if (kind === C.comma || kind === C.closeBrace || kind === C.closeBracket) return at
      const isGroup = kind === C.open || kind === C.openBrace || kind === C.openBracket
      at = isGroup ? this.afterGroup(at) : at + 1
    }
    return at
  }
}
