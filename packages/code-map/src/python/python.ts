import type { ImportedName } from '../facts.ts'
import type { Extraction } from '../lex/extraction.ts'
import { FactsBuilder } from '../lex/facts-builder.ts'
import { K, keywordSet } from '../lex/keywords.ts'
import { C, T } from '../lex/tokens.ts'
import { lexPython } from './lexer.ts'
import { TypingBlocks } from './typing-blocks.ts'

const TAB_COLUMNS = 8
/** Words that open a block whose first statement may stand on the same line. */
const opensBlock = keywordSet([
  'if',
  'elif',
  'else',
  'for',
  'while',
  'with',
  'try',
  'except',
  'finally',
  'match',
  'case',
])

/** Reads Python: classes, functions, methods, the variables of modules and classes, attributes set in `__init__`, imports. */
export function extractPython(extraction: Extraction): FactsBuilder {
  lexPython(extraction)
  const builder = new FactsBuilder(extraction.source, extraction.tokens, extraction.names)
  new PythonReader(builder).read()
  return builder
}

interface Scope {
  readonly indent: number
  readonly symbol: number
  readonly isClass: boolean
}

/** What stands behind a name to which something is assigned. */
const ENDS_TARGET: ReadonlySet<number> = new Set([C.equals, C.comma, C.colon])

class PythonReader {
  readonly #builder: FactsBuilder
  readonly #tokens: FactsBuilder['tokens']
  readonly #scopes: Scope[] = []
  /** Variables seen, as `scope:name`: only the first assignment declares. */
  readonly #variables = new Set<string>()
  /** The names in `__all__`, where the module has one. */
  #all: Set<string> | undefined
  /** The token of the first decorator of the declaration to come. */
  #decorated = -1

  /** The first semicolon at or after the line being read. */
  #nextSemicolon = -1
  readonly #hasDynamicImports: boolean
  readonly #typing: TypingBlocks | undefined

  constructor(builder: FactsBuilder) {
    this.#builder = builder
    this.#tokens = builder.tokens
    this.#hasDynamicImports = builder.tokens.hasName(K.import_module) || builder.tokens.hasName(K.__import__)
    if (builder.names.find('TYPE_CHECKING') !== undefined) this.#typing = new TypingBlocks(builder)
  }

  read(): void {
    const { count, isAfterNewline } = this.#tokens
    for (let at = 0; at < count;) {
      let end = at + 1
      while (end < count && isAfterNewline[end] !== 1) end++
      this.#line(at, end)
      at = end
    }
    this.#leave(0, count)
    this.#typing?.mark()
    this.#namedModules()
    this.#markExported()
  }

  #kind(at: number): number {
    return at < this.#tokens.count ? (this.#tokens.kind[at] as number) : 0
  }

  #word(at: number): number {
    return this.#kind(at) === T.name ? (this.#tokens.id[at] as number) : -1
  }

  /** Ends the scopes that a line with this indent is no part of. */
  #leave(indent: number, at: number): void {
    for (let scope = this.#scopes.at(-1); scope !== undefined && scope.indent >= indent; scope = this.#scopes.at(-1)) {
      this.#builder.close(scope.symbol, at)
      this.#scopes.pop()
    }
    this.#builder.parent = this.#scopes.at(-1)?.symbol ?? -1
  }

  #line(first: number, end: number): void {
    const indent = this.#indentOf(first)
    this.#leave(indent, first)
    this.#typing?.see({ first, end, indent })
    if (this.#kind(first) === C.at) {
      if (this.#decorated === -1) this.#decorated = first
      return
    }
    let at = first
    const isAsync = this.#word(at) === K.async && this.#word(at + 1) === K.def
    if (isAsync) at++
    const word = this.#word(at)
    const isDeclaration = (word === K.def || word === K.class) && this.#kind(at + 1) === T.name
    if (isDeclaration)
      at = this.#declaration(at, { first: this.#decorated === -1 ? first : this.#decorated, indent, end })
    else if (opensBlock(word)) at = this.#afterColon(at, end)
    this.#decorated = -1
    this.#statements(at, end)
  }

  #indentOf(token: number): number {
    const { source } = this.#builder
    const start = this.#tokens.start[token] as number
    let pos = start
    while (pos > 0 && source[pos - 1] !== C.lineFeed) pos--
    let columns = 0
    for (; pos < start; pos++) {
      columns = source[pos] === C.tab ? columns - (columns % TAB_COLUMNS) + TAB_COLUMNS : columns + 1
    }
    return columns
  }

  /** `class` or `def`; returns where its body may begin on the same line. */
  #declaration(at: number, line: { readonly first: number; readonly indent: number; readonly end: number }): number {
    const isClass = this.#word(at) === K.class
    const isMember = this.#scopes.at(-1)?.isClass === true
    const symbol = this.#builder.add({
      kind: isClass ? 'class' : isMember ? 'method' : 'function',
      nameToken: at + 1,
      firstToken: line.first,
    })
    const body = this.#afterColon(at, line.end)
    this.#builder.endSignature(symbol, body - 1)
    this.#scopes.push({ indent: line.indent, symbol, isClass })
    this.#builder.parent = symbol
    return body
  }

  /** The token after the colon that ends the head of a compound statement. */
  #afterColon(from: number, end: number): number {
    let depth = 0
    for (let at = from; at < end; at++) {
      const kind = this.#kind(at)
      if (isOpening(kind)) depth++
      else if (isClosing(kind)) depth--
      else if (kind === C.colon && depth === 0 && !this.#isLambdaColon(from, at)) return at + 1
    }
    return end
  }

  #isLambdaColon(from: number, colon: number): boolean {
    let lambdas = 0
    for (let at = from; at < colon; at++) {
      if (this.#word(at) === K.lambda) lambdas++
      else if (this.#kind(at) === C.colon && lambdas > 0) lambdas--
    }
    return lambdas > 0
  }

  /** Simple statements separated by `;`. */
  #statements(from: number, end: number): void {
    if (this.#nextSemicolon < from) this.#nextSemicolon = this.#tokens.find(C.semicolon, from)
    if (this.#nextSemicolon >= end) {
      if (from < end) this.#statement(from, end)
      return
    }
    for (let at = from; at < end;) {
      let next = at
      for (let depth = 0; next < end; next++) {
        const kind = this.#kind(next)
        if (isOpening(kind)) depth++
        else if (isClosing(kind)) depth--
        else if (kind === C.semicolon && depth === 0) break
      }
      this.#statement(at, next)
      at = next + 1
    }
  }

  #statement(at: number, end: number): void {
    const word = this.#word(at)
    if (word === K.import) this.#import(at, end)
    else if (word === K.from) this.#fromImport(at, end)
    else if (word === K.type && this.#kind(at + 1) === T.name && this.#kind(at + 2) !== T.name) this.#typeAlias(at, end)
    else if (this.#kind(at) === T.name) {
      if (this.#scopes.at(-1)?.isClass !== false) this.#assignment(at, end)
      else if (word === K.self) this.#attribute(at, end)
      if (this.#hasDynamicImports) this.#dynamicImports(at, end)
    }
  }

  #typeAlias(at: number, end: number): void {
    if (this.#kind(at + 2) !== C.equals && this.#kind(at + 2) !== C.openBracket) return
    this.#builder.close(this.#builder.add({ kind: 'type', nameToken: at + 1, firstToken: at }), end)
  }

  /** `a = …`, `a: T`, `a, b = …`, `a = b = …` in a module or a class. */
  #assignment(from: number, end: number): void {
    if (this.#word(from) === K.__all__) this.#readAll(from, end)
    const second = this.#kind(from + 1)
    if (second !== C.equals && second !== C.colon && second !== C.comma) return
    const targets: number[] = []
    let at = from
    for (; at < end && this.#kind(at) === T.name; at += 2) {
      targets.push(at)
      if (!this.#hasNextTarget(at)) break
    }
    const next = this.#kind(at + 1)
    const isAssignment =
      at < end && this.#kind(at) === T.name && (next === C.equals || (next === C.colon && targets.length === 1))
    if (!isAssignment) return
    for (const target of targets) this.#variable(target, this.#builder.parent, end)
  }

  /** Whether another target follows the one at `at`: `a, b = …` or `a = b = …`. */
  #hasNextTarget(at: number): boolean {
    const next = this.#kind(at + 1)
    return next === C.comma || (next === C.equals && this.#kind(at + 2) === T.name && this.#kind(at + 3) === C.equals)
  }

  #variable(token: number, owner: number, end: number): void {
    const builder = this.#builder
    const nameId = this.#tokens.id[token] as number
    const key = `${owner}:${nameId}`
    if (this.#variables.has(key)) return
    this.#variables.add(key)
    const isConstant = isUpperCase(
      builder.source,
      this.#tokens.start[token] as number,
      this.#tokens.end[token] as number,
    )
    const outer = builder.parent
    builder.parent = owner
    const symbol = builder.add({
      kind: owner !== -1 ? 'field' : isConstant ? 'constant' : 'variable',
      nameToken: token,
      firstToken: token,
    })
    builder.parent = outer
    builder.close(symbol, end)
  }

  /** `self.a = …`, `self.a, self.b = …` in `__init__`. */
  #attribute(at: number, end: number): void {
    // Most statements that begin with `self` are calls.
    if (!ENDS_TARGET.has(this.#kind(at + 3))) return
    const [owner, method] = this.#scopes.slice(-2)
    if (owner?.isClass !== true || method === undefined) return
    const raw = this.#builder.symbols[method.symbol]
    if (raw === undefined || this.#builder.names.text(raw.nameId) !== '__init__') return
    const { targets, isAnnotation } = this.#ownTargets(at, end)
    if (isAnnotation && targets.length > 1) return
    for (const target of targets) this.#variable(target, owner.symbol, end)
  }

  /** The names behind `self.` to which something is assigned. */
  #ownTargets(from: number, end: number): { readonly targets: readonly number[]; readonly isAnnotation: boolean } {
    const targets: number[] = []
    let next = from
    while (next < end) {
      const isOwn = this.#word(next) === K.self && this.#kind(next + 1) === C.dot
      const name = isOwn ? next + 2 : next
      if (this.#kind(name) !== T.name || !ENDS_TARGET.has(this.#kind(name + 1))) break
      if (isOwn) targets.push(name)
      next = name + 2
    }
    const last = this.#kind(next - 1)
    return last === C.equals || last === C.colon
      ? { targets, isAnnotation: last === C.colon }
      : { targets: [], isAnnotation: false }
  }

  #readAll(from: number, end: number): void {
    this.#all ??= new Set()
    for (let at = from; at < end; at++) {
      if (this.#kind(at) === T.string) this.#all.add(this.#builder.stringContent(at))
    }
  }

  #dotted(from: number, end: number): { readonly text: string; readonly next: number } {
    let at = from
    let text = ''
    while (
      at < end &&
      (this.#kind(at) === C.dot || (this.#kind(at) === T.name && (text === '' || text.endsWith('.'))))
    ) {
      if (this.#word(at) === K.import || this.#word(at) === K.as) break
      text += this.#builder.text(at++)
    }
    return { text, next: at }
  }

  /** `import a.b as c, d`. */
  #import(from: number, end: number): void {
    for (let at = from + 1; at < end;) {
      const { text, next } = this.#dotted(at, end)
      const isRenamed = this.#word(next) === K.as
      const local = isRenamed ? this.#builder.text(next + 1) : (text.split('.')[0] ?? text)
      if (text !== '') this.#add(text, at, [{ imported: '*', local }])
      at = (isRenamed ? next + 2 : next) + 1
    }
  }

  #add(specifier: string, token: number, names: readonly ImportedName[]): void {
    this.#builder.addImport({ kind: 'import', specifier, line: this.#tokens.line[token] as number, names })
  }

  /** `from .a import (b as c, d)`. */
  #fromImport(from: number, end: number): void {
    const { text, next } = this.#dotted(from + 1, end)
    if (this.#word(next) !== K.import) return
    const names: ImportedName[] = []
    for (let at = next + 1; at < end; at++) {
      if (this.#kind(at) === C.star) names.push({ imported: '*', local: '*' })
      if (this.#kind(at) !== T.name) continue
      const imported = this.#builder.text(at)
      const isRenamed = this.#word(at + 1) === K.as
      if (isRenamed) at += 2
      names.push({ imported, local: isRenamed ? this.#builder.text(at) : imported })
    }
    this.#add(text, from, names)
  }

  /** `importlib.import_module('a')`, `__import__('a')`. */
  #dynamicImports(from: number, end: number): void {
    for (let at = from; at < end - 2; at++) {
      const word = this.#word(at)
      if (word !== K.import_module && word !== K.__import__) continue
      if (this.#kind(at + 1) !== C.open || this.#kind(at + 2) !== T.string) continue
      this.#builder.addImport({
        kind: 'dynamic',
        specifier: this.#builder.stringContent(at + 2),
        line: this.#tokens.line[at] as number,
      })
    }
  }

  /** `patch('a.b.c')`, `monkeypatch.setattr('a.b.c', …)` import `a.b`; `pytest_plugins = ['a.b']` takes all of it. */
  #namedModules(): void {
    const { count } = this.#tokens
    if (![K.patch, K.setattr, K.pytest_plugins].some((word) => this.#tokens.hasName(word))) return
    for (let at = 0; at < count - 2; at++) {
      const word = this.#word(at)
      if (word === K.patch || word === K.setattr) {
        if (this.#kind(at + 1) === C.open && this.#kind(at + 2) === T.string) this.#patched(at)
      } else if (word === K.pytest_plugins && this.#kind(at + 1) === C.equals) this.#plugins(at + 2)
    }
  }

  #plugins(from: number): void {
    for (let at = from; at < this.#tokens.count && !isClosing(this.#kind(at)); at++) {
      if (this.#kind(at) === T.string) {
        const line = this.#tokens.line[at] as number
        this.#builder.addImport({ kind: 'import', specifier: this.#builder.stringContent(at), line, names: EVERY_NAME })
      }
      if (at === from && !isOpening(this.#kind(at))) return
    }
  }

  #patched(at: number): void {
    const [, specifier] = /^(\w+(?:\.\w+)*)\.\w+$/.exec(this.#builder.stringContent(at + 2)) ?? []
    if (specifier === undefined) return
    this.#builder.addImport({ kind: 'dynamic', specifier, line: this.#tokens.line[at] as number })
  }

  #markExported(): void {
    const { symbols, names, source } = this.#builder
    for (const symbol of symbols) {
      const parent = symbols[symbol.parent]
      const isPublic = isPublicName(source, symbol.nameStart, symbol.nameStart + names.lengthOf(symbol.nameId))
      if (parent === undefined) symbol.isExported = this.#all?.has(names.text(symbol.nameId)) ?? isPublic
      else symbol.isExported = parent.kind === 'class' && parent.isExported && isPublic
    }
  }
}

/** `_A`, `B2`, `C_D`. */
function isUpperCase(source: Uint8Array, start: number, end: number): boolean {
  let pos = start
  while (pos < end && source[pos] === C.underscore) pos++
  if (pos === end || !isUpper(source[pos] as number)) return false
  for (; pos < end; pos++) {
    const byte = source[pos] as number
    if (!isUpper(byte) && !(byte >= 48 && byte <= 57) && byte !== C.underscore) return false
  }
  return true
}

function isUpper(byte: number): boolean {
  return byte >= 65 && byte <= 90
}

/** Not `_a`, but `__a__`. */
function isPublicName(source: Uint8Array, start: number, end: number): boolean {
  if (source[start] !== C.underscore) return true
  const isUnderscore = (at: number): boolean => at >= start && at < end && source[at] === C.underscore
  return isUnderscore(start + 1) && isUnderscore(end - 1) && isUnderscore(end - 2)
}

const EVERY_NAME: readonly ImportedName[] = [{ imported: '*', local: '*' }]

function isOpening(kind: number): boolean {
  return kind === C.open || kind === C.openBrace || kind === C.openBracket || kind === T.interpolationOpen
}

function isClosing(kind: number): boolean {
  return kind === C.close || kind === C.closeBrace || kind === C.closeBracket || kind === T.interpolationClose
}
