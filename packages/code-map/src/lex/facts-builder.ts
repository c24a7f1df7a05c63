import type { FileFacts, ImportedName, ImportFact, ImportKind, SymbolFact, SymbolKind } from '../facts.ts'
import type { NameTable } from './name-table.ts'
import type { Tokens } from './tokens.ts'

/** A symbol while it is being read: its name is a number of the name table. */
export interface RawSymbol {
  readonly nameId: number
  kind: SymbolKind
  parent: number
  readonly start: number
  readonly nameStart: number
  signatureEnd: number
  end: number
  readonly line: number
  endLine: number
  isExported: boolean
}

export interface NewSymbol {
  readonly kind: SymbolKind
  /** The token of the name. */
  readonly nameToken: number
  /** The token with which the declaration begins. */
  readonly firstToken: number
  readonly isExported?: boolean
  /** Where the token has more than the name: a string, `self.name`. */
  readonly nameId?: number
}

/** What a parser found in one file. */
export interface RawFacts {
  readonly symbols: readonly RawSymbol[]
  readonly imports: readonly ImportFact[]
}

const decoder = new TextDecoder('utf-8')

/** Collects the facts of one file, with the enclosing symbol kept while its body is read. */
export class FactsBuilder {
  readonly source: Uint8Array
  readonly tokens: Tokens
  readonly names: NameTable
  readonly symbols: RawSymbol[] = []
  readonly imports: ImportFact[] = []
  /** Index of the symbol whose body is being read, or -1. */
  parent = -1

  constructor(source: Uint8Array, tokens: Tokens, names: NameTable) {
    this.source = source
    this.tokens = tokens
    this.names = names
  }

  /** Adds a symbol inside the current one; its end is set by `close`. */
  add({ kind, nameToken, firstToken, isExported = false, nameId }: NewSymbol): number {
    const { tokens } = this
    const nameStart = tokens.start[nameToken] as number
    const line = tokens.line[nameToken] as number
    this.symbols.push({
      nameId: nameId ?? this.#nameOf(nameToken),
      kind,
      parent: this.parent,
      start: Math.min(tokens.start[firstToken] as number, nameStart),
      nameStart,
      signatureEnd: -1,
      end: tokens.end[nameToken] as number,
      line,
      endLine: line,
      isExported,
    })
    return this.symbols.length - 1
  }

  /** Operators are no names of the lexer's: `:[]=` is one of a symbol. */
  #nameOf(token: number): number {
    const known = this.tokens.id[token] as number
    return known === -1 ? this.names.add(this.text(token).replace(/^:/, '')) : known
  }

  /** The signature ends before token `at`. */
  endSignature(index: number, at: number): void {
    const symbol = this.symbols[index]
    if (symbol !== undefined && symbol.signatureEnd === -1) symbol.signatureEnd = this.endBefore(at)
  }

  /** The declaration ends before token `at`. */
  close(index: number, at: number): void {
    const symbol = this.symbols[index]
    if (symbol === undefined) return
    symbol.end = Math.max(symbol.end, this.endBefore(at))
    symbol.endLine = Math.max(symbol.line, this.#lineBefore(at))
    if (symbol.signatureEnd === -1) symbol.signatureEnd = symbol.end
  }

  endBefore(at: number): number {
    return at === 0 ? 0 : (this.tokens.end[Math.min(at, this.tokens.count) - 1] as number)
  }

  #lineBefore(at: number): number {
    return at === 0 ? 1 : (this.tokens.line[Math.min(at, this.tokens.count) - 1] as number)
  }

  addImport(
    fact: Partial<ImportFact> & { readonly kind: ImportKind; readonly specifier: string; readonly line: number },
  ) {
    this.imports.push({ names: NO_NAMES, isTypeOnly: false, ...fact })
  }

  /** The source of one token. */
  text(token: number): string {
    return decoder.decode(this.source.subarray(this.tokens.start[token], this.tokens.end[token]))
  }

  /** The content of a string token between its quotes. */
  stringContent(token: number): string {
    const text = this.text(token)
    const quote = text.at(-1)
    return text.slice(Math.max(0, text.indexOf(quote ?? '')) + 1, -1)
  }
}

const NO_NAMES: readonly ImportedName[] = []

/** The facts with names as text and columns counted. */
export function readableFacts(builder: FactsBuilder): FileFacts {
  const { source, tokens, names } = builder
  return {
    symbols: builder.symbols.map(({ nameId, ...symbol }): SymbolFact => ({
      name: names.text(nameId),
      ...symbol,
      column: columnOf(source, symbol.nameStart),
    })),
    imports: builder.imports,
    lines: tokens.lines,
    problemLine: tokens.problemLine,
  }
}

/** The 1-based byte column of an offset. */
export function columnOf(source: Uint8Array, offset: number): number {
  return offset === 0 ? 1 : offset - source.lastIndexOf(10, offset - 1)
}
