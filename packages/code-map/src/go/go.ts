import type { SymbolKind } from '../facts.ts'
import type { Extraction } from '../lex/extraction.ts'
import { FactsBuilder } from '../lex/facts-builder.ts'
import { K } from '../lex/keywords.ts'
import { C, T } from '../lex/tokens.ts'
import { lexGo } from './lexer.ts'

/** Reads Go: packages, functions, methods with their receiver, types with fields and interface methods, constants, variables. */
export function extractGo(extraction: Extraction): FactsBuilder {
  lexGo(extraction)
  const builder = new FactsBuilder(extraction.source, extraction.tokens, extraction.names)
  new GoReader(builder).read()
  return builder
}

class GoReader {
  readonly #builder: FactsBuilder
  readonly #tokens: FactsBuilder['tokens']
  #at = 0
  /** Top-level types by the number of their name: the scope of methods that come after them. */
  readonly #types = new Map<number, number>()

  constructor(builder: FactsBuilder) {
    this.#builder = builder
    this.#tokens = builder.tokens
  }

  read(): void {
    while (this.#kind() !== 0) {
      const before = this.#at
      this.#declaration()
      if (this.#at === before) this.#at++
    }
  }

  #kind(at = this.#at): number {
    return at < this.#tokens.count ? (this.#tokens.kind[at] as number) : 0
  }

  #word(at = this.#at): number {
    return this.#kind(at) === T.name ? (this.#tokens.id[at] as number) : -1
  }

  #declaration(): void {
    const word = this.#word()
    if (word === K.func) this.#function()
    else if (word === K.type) this.#group('type')
    else if (word === K.const) this.#group('constant')
    else if (word === K.var) this.#group('variable')
    else if (word === K.import) this.#imports()
    else if (word === K.package) this.#at += 2
    else this.#at = isOpening(this.#kind()) ? this.#afterGroup(this.#at) : this.#at + 1
  }

  /** The token after the bracket that closes the group at `at`. */
  #afterGroup(at: number): number {
    const { kind: kinds, count } = this.#tokens
    let depth = 0
    for (let index = at; index < count; index++) {
      const step = DEPTH_STEP[kinds[index] as number] as number
      depth += step
      if (step === -1 && depth === 0) return index + 1
    }
    return count
  }

  #function(): void {
    const first = this.#at++
    let receiver = -1
    if (this.#kind() === C.open) {
      const end = this.#afterGroup(this.#at)
      receiver = this.#receiverType(this.#at, end)
      this.#at = end
    }
    if (this.#kind() !== T.name) return
    const builder = this.#builder
    builder.parent = this.#types.get(receiver) ?? -1
    const symbol = this.#add(receiver === -1 ? 'function' : 'method', first)
    builder.parent = -1
    if (this.#kind() === C.openBracket) this.#at = this.#afterGroup(this.#at)
    if (this.#kind() === C.open) this.#at = this.#afterGroup(this.#at)
    this.#typeExpression()
    builder.endSignature(symbol, this.#at)
    if (this.#kind() === C.openBrace && !this.#isNewLine()) this.#at = this.#afterGroup(this.#at)
    builder.close(symbol, this.#at)
  }

  /** The name of the type in `(r *Type[T])`. */
  #receiverType(from: number, to: number): number {
    let found = -1
    for (let at = from + 1; at < to && this.#kind(at) !== C.openBracket; at++) {
      if (this.#kind(at) === T.name) found = this.#word(at)
    }
    return found
  }

  #isNewLine(): boolean {
    return this.#tokens.isAfterNewline[this.#at] === 1
  }

  /** Adds a symbol named by the current token and goes past it. */
  #add(kind: SymbolKind, firstToken: number): number {
    const isExported = this.#startsUpper(this.#at)
    return this.#builder.add({ kind, nameToken: this.#at++, firstToken, isExported })
  }

  #startsUpper(token: number): boolean {
    const byte = this.#builder.source[this.#tokens.start[token] as number] as number
    if (byte < 128) return byte >= 65 && byte <= 90
    return /^\p{Lu}/u.test(this.#builder.text(token))
  }

  /** `type …`, `const …` or `var …`, one or a group in parentheses. */
  #group(kind: 'type' | 'constant' | 'variable'): void {
    const first = this.#at++
    if (this.#kind() !== C.open) {
      this.#spec(kind, first)
      return
    }
    const end = this.#afterGroup(this.#at) - 1
    this.#at++
    while (this.#at < end) {
      const before = this.#at
      if (this.#kind() === C.semicolon) this.#at++
      else this.#spec(kind, this.#at)
      if (this.#at === before) this.#at++
    }
    this.#at = end + 1
  }

  #spec(kind: 'type' | 'constant' | 'variable', first: number): void {
    if (kind === 'type') this.#typeSpec(first)
    else this.#valueSpec(kind, first)
  }

  #typeSpec(first: number): void {
    if (this.#kind() !== T.name) return
    const symbol = this.#add('type', first)
    const builder = this.#builder
    this.#types.set(builder.symbols[symbol]?.nameId ?? -1, symbol)
    if (this.#kind() === C.openBracket && this.#hasTypeParameters()) this.#at = this.#afterGroup(this.#at)
    if (this.#kind() === C.equals) this.#at++
    const word = this.#word()
    const raw = builder.symbols[symbol]
    if (word === K.struct || word === K.interface) {
      if (raw !== undefined) raw.kind = word === K.struct ? 'struct' : 'interface'
      builder.endSignature(symbol, this.#at + 1)
      builder.parent = symbol
      this.#at++
      this.#body(word === K.struct)
      builder.parent = -1
    } else this.#typeExpression()
    builder.close(symbol, this.#at)
  }

  /** `[T any]` and not the length of an array. */
  #hasTypeParameters(): boolean {
    return (
      this.#kind(this.#at + 1) === T.name &&
      this.#kind(this.#at + 2) !== C.closeBracket &&
      this.#kind(this.#at + 2) !== C.dot
    )
  }

  /** The fields of a struct or the methods of an interface, at the brace. */
  #body(isStruct: boolean): void {
    if (this.#kind() !== C.openBrace) return
    const end = this.#afterGroup(this.#at) - 1
    this.#at++
    while (this.#at < end) {
      const before = this.#at
      if (isStruct) this.#field()
      else this.#interfaceMember()
      while (this.#at < end && !this.#isNewLine() && this.#kind() !== C.semicolon) {
        this.#at = isOpening(this.#kind()) ? this.#afterGroup(this.#at) : this.#at + 1
      }
      if (this.#kind() === C.semicolon) this.#at++
      if (this.#at === before) this.#at++
    }
    this.#at = end + 1
  }

  #field(): void {
    const builder = this.#builder
    const names: number[] = []
    // What is named `_` only takes up room.
    const add = (): void => {
      if (this.#word() === K._) this.#at++
      else names.push(this.#add('field', this.#at))
    }
    let isNamed = false
    while (this.#kind() === T.name && this.#kind(this.#at + 1) === C.comma) {
      add()
      isNamed = true
      this.#at++
    }
    if (this.#kind() === T.name && (isNamed || !this.#isEmbedded())) add()
    this.#typeExpression()
    for (const name of names) builder.close(name, this.#at)
  }

  /** At a name: whether it is a type, perhaps with its arguments, and not that of a field. */
  #isEmbedded(): boolean {
    const next = this.#at + 1
    const after = this.#kind(next) === C.openBracket ? this.#afterGroup(next) : next
    return this.#tokens.isAfterNewline[after] === 1 || AFTER_EMBEDDED[this.#kind(after)] === 1
  }

  #interfaceMember(): void {
    if (this.#kind() !== T.name || this.#kind(this.#at + 1) !== C.open) return
    const symbol = this.#add('method', this.#at)
    this.#at = this.#afterGroup(this.#at)
    this.#typeExpression()
    this.#builder.close(symbol, this.#at)
  }

  #valueSpec(kind: 'constant' | 'variable', first: number): void {
    const names: number[] = []
    while (this.#kind() === T.name) {
      const isBlank = this.#word() === K._
      if (isBlank) this.#at++
      else names.push(this.#add(kind, names.length === 0 ? first : this.#at))
      if (this.#kind() !== C.comma) break
      this.#at++
    }
    if (!this.#isNewLine()) this.#typeExpression()
    for (const name of names) this.#builder.endSignature(name, this.#at)
    if (this.#kind() === C.equals) this.#values()
    for (const name of names) this.#builder.close(name, this.#at)
  }

  /** Goes to the end of the values: a line end where Go inserts a semicolon. */
  #values(): void {
    this.#at++
    while (this.#kind() !== 0 && this.#kind() !== C.semicolon && this.#kind() !== C.close) {
      if (this.#isNewLine() && this.#endsOperand(this.#at - 1)) return
      this.#at = isOpening(this.#kind()) ? this.#afterGroup(this.#at) : this.#at + 1
    }
  }

  #endsOperand(at: number): boolean {
    return OPERAND_END[this.#kind(at)] === 1
  }

  /** Goes through a type; stops at `=`, at a body, or at the end of the line. */
  #typeExpression(): void {
    for (let isFirst = true; ; isFirst = false) {
      const kind = this.#kind()
      if (!isFirst && this.#isNewLine() && this.#endsOperand(this.#at - 1)) return
      if (kind === C.open || kind === C.openBracket) this.#at = this.#afterGroup(this.#at)
      else if (kind === C.openBrace && this.#isTypeBody(this.#at - 1)) this.#at = this.#afterGroup(this.#at)
      else if (TYPE_PART[kind] === 1) {
        if (this.#isNewLine() && isFirst) return
        this.#at++
      } else return
    }
  }

  /** Whether the brace belongs to `struct{}` or `interface{}`. */
  #isTypeBody(before: number): boolean {
    return this.#word(before) === K.struct || this.#word(before) === K.interface
  }

  #imports(): void {
    this.#at++
    const isGroup = this.#kind() === C.open
    const end = isGroup ? this.#afterGroup(this.#at) : this.#at + 2
    const builder = this.#builder
    for (; this.#at < end && this.#kind() !== 0; this.#at++) {
      if (this.#kind() !== T.string) continue
      const before = this.#at - 1
      const hasAlias = this.#kind(before) === T.name && this.#word(before) !== K.import
      const isDot = this.#kind(before) === C.dot
      const specifier = builder.stringContent(this.#at)
      const local = isDot ? '.' : hasAlias ? builder.text(before) : (specifier.split('/').at(-1) ?? specifier)
      builder.addImport({
        kind: 'import',
        specifier,
        line: this.#tokens.line[this.#at] as number,
        names: [{ imported: '*', local }],
      })
      if (!isGroup) {
        this.#at++
        return
      }
    }
  }
}

/** How much deeper in brackets a token leads. */
const DEPTH_STEP = new Int8Array(256)
for (const kind of [C.open, C.openBrace, C.openBracket]) DEPTH_STEP[kind] = 1
for (const kind of [C.close, C.closeBrace, C.closeBracket]) DEPTH_STEP[kind] = -1
const OPERAND_END = kindSet([T.name, T.string, T.number, C.close, C.closeBrace, C.closeBracket])
const TYPE_PART = kindSet([T.name, T.operator, C.dot, C.star, T.ellipsis, C.tilde, C.bar])
const AFTER_EMBEDDED = kindSet([C.dot, C.semicolon, C.closeBrace, T.string])

/** 1 for each of the kinds. */
function kindSet(kinds: readonly number[]): Uint8Array {
  const set = new Uint8Array(256)
  for (const kind of kinds) set[kind] = 1
  return set
}

function isOpening(kind: number): boolean {
  return kind === C.open || kind === C.openBrace || kind === C.openBracket
}
