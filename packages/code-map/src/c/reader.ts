import type { SymbolKind } from '../facts.ts'
import { K } from '../lex/keywords.ts'
import { C, T } from '../lex/tokens.ts'
import { Cursor, type Path } from './cursor.ts'
import { Declaration, DEPTH_MAX, type Scope } from './declaration.ts'
import { readUsing } from './namespaces.ts'
import { readPart } from './parts.ts'
import { readEnumBody, readTag } from './tags.ts'
import { ROLE } from './words.ts'

const TYPE_KINDS: readonly SymbolKind[] = ['class', 'struct', 'enum', 'type']

/** Reads the declarations of C and C++, in whatever order and with whatever macros around them. */
export class CReader extends Cursor {
  /** The last type of each name so far. */
  readonly #types = new Map<number, number>()

  /** Functions of which the head stands in one branch of a conditional and the body behind all of them. */
  readonly heads: number[] = []

  readFile(): void {
    this.readScope({ parent: -1, end: this.view.count, isMembers: false, typeName: -1, depth: 0 })
  }

  readScope(scope: Scope): void {
    while (this.at < scope.end) {
      const before = this.at
      this.#declaration(scope)
      if (this.at === before) this.at++
    }
  }

  /** Goes into braces at `open` and past them. */
  readBlock(open: number, around: Scope, inside: Partial<Scope>): void {
    const end = this.view.match[open] as number
    this.at = open + 1
    // Braces that are never closed end with their last token.
    const isClosed = this.kind(end) === C.closeBrace && end > open
    const scope = { ...around, ...inside, end: isClosed ? end : end + 1, depth: around.depth + 1 }
    if (scope.depth < DEPTH_MAX) this.readScope(scope)
    this.at = end + 1
  }

  /** Looks through a body of statements for what is declared there by more than a name: types. */
  readBody(open: number, around: Scope, parent: number): void {
    const end = this.view.match[open] as number
    const scope = { parent, end, isMembers: false, typeName: -1, depth: around.depth + 1 }
    const { kind, id } = this.view
    for (this.at = open + 1; this.at < end && scope.depth < DEPTH_MAX;) {
      const { at } = this
      const isWord = kind[at] === T.name && LOCAL_WORDS[id[at] as number] === 1
      if (!isWord || !this.#localType(scope)) this.at = at + 1
    }
    this.at = end + 1
  }

  /** True where it went on. */
  #localType(scope: Scope): boolean {
    const role = this.role()
    const { at } = this
    const declaration = new Declaration(at)
    if (role === ROLE.typedef) {
      this.#declaration(scope)
      return true
    }
    if (role === ROLE.using) readUsing(this, declaration, scope)
    else readTag(this, declaration, scope)
    this.finish(declaration, scope)
    return this.at > at
  }

  #declaration(scope: Scope): void {
    const declaration = new Declaration(this.at)
    let isOpen = true
    while (isOpen && this.at < scope.end) isOpen = readPart(this, declaration, scope)
    this.finish(declaration, scope)
  }

  /** Closes the symbols of a declaration before the place at hand, and reads what waited for their names. */
  finish({ symbols, bodies }: Declaration, scope: Scope): void {
    const { at, builder } = this
    for (const index of symbols) this.close(index, at)
    for (const { open, isEnum } of bodies) {
      const [first] = symbols
      const isAround = first !== undefined && (builder.symbols[first]?.start ?? 0) < this.startOf(open)
      const parent = isAround ? first : scope.parent
      if (isEnum) readEnumBody(this, open, parent)
      else this.readBlock(open, scope, { parent, isMembers: true, typeName: builder.symbols[parent]?.nameId ?? -1 })
    }
    this.at = Math.max(this.at, at)
  }

  /** A symbol that ends before the place `at`. */
  close(index: number, at: number): void {
    const symbol = this.builder.symbols[index]
    if (symbol === undefined) return
    symbol.end = Math.max(symbol.end, this.endBefore(at))
    symbol.endLine = Math.max(symbol.line, at === 0 ? 1 : this.lineOf(at - 1))
    if (symbol.signatureEnd === -1) symbol.signatureEnd = symbol.end
  }

  /** Adds the name at hand as a variable, a field or a type, and goes on without it. */
  declareName(declaration: Declaration, scope: Scope): void {
    const { name, hasType, hasMacro, isBroken, isFriend } = declaration
    declaration.name = undefined
    if (name === undefined || isBroken || isFriend || !(hasType || hasMacro)) return
    const kind = declaration.kindOfVariable
    this.declare(kind === 'variable' && scope.isMembers ? 'field' : kind, name, { declaration, scope })
  }

  /** Adds a symbol that ends with its declaration. */
  declare(
    kind: SymbolKind,
    path: Path,
    { declaration, scope }: { readonly declaration: Declaration; readonly scope: Scope },
  ): number {
    const { first, isStatic, symbols } = declaration
    const symbol = this.add(kind, path, { first, scope, isExported: !isStatic })
    if (kind === 'variable' || kind === 'field') this.endSignature(symbol, this.at)
    symbols.push(symbol)
    return symbol
  }

  /** The signature ends before the place `at`. */
  endSignature(index: number, at: number): void {
    const symbol = this.builder.symbols[index]
    if (symbol !== undefined) symbol.signatureEnd = Math.max(this.endBefore(at), symbol.end)
  }

  add(
    kind: SymbolKind,
    { name, nameEnd, owner }: Path,
    { first, scope, isExported }: { readonly first: number; readonly scope: Scope; readonly isExported: boolean },
  ): number {
    const { names, source, symbols } = this.builder
    const nameStart = this.startOf(name)
    const end = this.endBefore(nameEnd)
    const isWord = nameEnd === name + 1
    const nameId = isWord ? (this.view.id[name] as number) : names.intern(source, nameStart, end)
    const line = this.lineOf(name)
    const start = Math.min(this.startOf(first), nameStart)
    const parent = this.#ownerOf(owner, start) ?? scope.parent
    const parentKind = symbols[parent]?.kind
    const isOwn = owner !== -1 && (this.kind(name) === C.tilde || this.word(owner) === nameId)
    const isMember = scope.isMembers || isOwn || parentKind === 'class' || parentKind === 'struct'
    symbols.push({
      nameId,
      kind: isMember && kind === 'function' ? 'method' : kind,
      parent,
      start,
      nameStart,
      signatureEnd: -1,
      end,
      line,
      endLine: line,
      isExported,
    })
    if (TYPE_KINDS.includes(kind)) this.#types.set(nameId, symbols.length - 1)
    return symbols.length - 1
  }

  /** The type in `Type::name`, if it is declared above. */
  #ownerOf(owner: number, start: number): number | undefined {
    const index = owner === -1 ? undefined : this.#types.get(this.view.id[owner] as number)
    return index !== undefined && (this.builder.symbols[index]?.start ?? start) < start ? index : undefined
  }
}

/** 1 for words that may declare a type inside of a function. */
const LOCAL_WORDS = new Uint8Array(1 << 10)
for (const word of [K.struct, K.union, K.enum, K.class, K.typedef, K.using]) LOCAL_WORDS[word] = 1
