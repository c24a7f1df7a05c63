import { createRequire } from 'node:module'
import { realpathSync } from 'node:fs'
import path from 'node:path'
import { SYMBOL_KINDS, type SymbolKind } from '../facts.ts'
import type { Language } from '../languages.ts'
import type { Extraction } from '../lex/extraction.ts'
import type { FactsBuilder, RawSymbol } from '../lex/facts-builder.ts'
import { extractPlain } from '../plain/plain.ts'
import { importsOfStatement } from './import-statements.ts'
import { GRAMMARS } from './queries.ts'
import type { Capture, SyntaxNode, SyntaxParser, SyntaxQuery, TreeSitter } from './tree-sitter.ts'

interface LoadedGrammar {
  readonly parser: SyntaxParser
  readonly query: SyntaxQuery
}

const loaded = new Map<Language, LoadedGrammar>()
let treeSitter: Promise<TreeSitter> | undefined

/** Whether declarations of the language are read through a grammar, which has to be loaded first. */
export function needsGrammar(language: Language | undefined): language is Language {
  return language !== undefined && GRAMMARS[language] !== undefined && !loaded.has(language)
}

/** Loads grammars, so that `extractByGrammar` can use them. */
export async function loadGrammars(languages: Iterable<Language>): Promise<void> {
  for (const language of new Set(languages)) {
    const grammar = GRAMMARS[language]
    if (grammar === undefined || loaded.has(language)) continue
    const require = createRequire(realpathSync(process.argv[1] ?? '.'))
    treeSitter ??= initialize(require)
    const { Parser, Language: Loader, Query } = await treeSitter
    const directory = path.dirname(require.resolve('@vscode/tree-sitter-wasm'))
    const rules = await Loader.load(path.join(directory, grammar.file))
    const parser = new Parser()
    parser.setLanguage(rules)
    loaded.set(language, { parser, query: new Query(rules, `${grammar.query}\n(ERROR) @problem`) })
  }
}

async function initialize(require: NodeJS.Require): Promise<TreeSitter> {
  const library = require('@vscode/tree-sitter-wasm') as TreeSitter
  await library.Parser.init()
  return library
}

const BYTE_ORDER_MARK = /^\u00EF\u00BB\u00BF/
/** Bytes of characters that stand in names, comments and strings: a letter for each, of which a parser makes names too. */
const NOT_ASCII = /[\u0080-\u00FF]/g
const LETTER = '\u00C0'
/** Between these quotes there may be only one. */
const ONE_CHARACTER = /'[\u00C2-\u00F4][\u0080-\u00BF]{1,3}'/g

const EXPORTED = /^(?:.*\s)?(?:pub|public|internal|protected)\b/

/** Reads a language through its grammar; without the grammar, the names alone. */
export function extractByGrammar(extraction: Extraction, language: Language): FactsBuilder {
  const builder = extractPlain(extraction, language)
  const grammar = loaded.get(language)
  // One character a byte, so that the parser's places are byte offsets.
  const text = Buffer.from(extraction.source.buffer, extraction.source.byteOffset, extraction.source.length).toString(
    'latin1',
  )
  const tree = grammar?.parser.parse(readable(text))
  if (grammar === undefined || tree === undefined || tree === null) return builder
  const found = grammar.query
    .matches(tree.rootNode)
    .flatMap(({ captures }) => readMatch(builder, captures, { text, language }))
  // There everything is visible outside its file that is not `static`.
  const isExported =
    language === 'php'
      ? (modifiers: string) => !/\bstatic\b/.test(modifiers)
      : (modifiers: string) => EXPORTED.test(modifiers)
  addSymbols(builder, found, (from, to) => isExported(text.slice(from, to)))
  tree.delete()
  return builder
}

/** Bytes as characters that parsers take for what the text has there. */
function readable(bytes: string): string {
  return bytes
    .replace(BYTE_ORDER_MARK, '   ')
    .replaceAll(ONE_CHARACTER, (literal) => `'${LETTER}'`.padEnd(literal.length))
    .replaceAll(NOT_ASCII, LETTER)
}

/** Adds what a match says of imports and problems; gives what it declares. */
function readMatch(
  builder: FactsBuilder,
  captures: readonly Capture[],
  { text, language }: { readonly text: string; readonly language: Language },
): readonly Declaration[] {
  const nodeOf = (wanted: string): SyntaxNode | undefined => captures.find(({ name }) => name === wanted)?.node
  const name = nodeOf('name')
  const owner = nodeOf('owner')
  const found: Declaration[] = []
  for (const { name: kind, node } of captures) {
    if (kind === 'problem') builder.tokens.reportProblem(node.startPosition.row + 1)
    else if (kind === 'import') addImport(builder, { node, text }, language)
    else if (kind === 'members' && owner !== undefined) found.push({ kind, name: owner, node })
    else if (isSymbolKind(kind) && name !== undefined) found.push({ kind, name, node, owner })
  }
  return found
}

function isSymbolKind(kind: string): kind is SymbolKind {
  return SYMBOL_KINDS.includes(kind as SymbolKind)
}

/** What a match declares; `members` is a block of what belongs to the type `name`, such as Rust's `impl`. */
interface Declaration {
  readonly kind: SymbolKind | 'members'
  readonly name: SyntaxNode
  readonly node: SyntaxNode
  /** The type that it belongs to, where it stands outside of it. */
  readonly owner?: SyntaxNode | undefined
}

const TYPE_KINDS: readonly SymbolKind[] = ['class', 'struct', 'enum', 'interface', 'type']

const SPECIFIC: readonly Declaration['kind'][] = ['method', 'constructor']

/** Adds declarations in the order of the file, each once, inside those that enclose it. */
function addSymbols(
  builder: FactsBuilder,
  found: readonly Declaration[],
  isExported: (from: number, to: number) => boolean,
): void {
  const byName = new Map<number, Declaration>()
  for (const declaration of found) {
    const known = byName.get(declaration.name.startIndex)
    if (known === undefined || SPECIFIC.includes(declaration.kind)) byName.set(declaration.name.startIndex, declaration)
  }
  const ordered = [...byName.values()].sort(
    (left, right) => left.node.startIndex - right.node.startIndex || right.node.endIndex - left.node.endIndex,
  )
  const nesting = new Nesting(builder)
  for (const declaration of ordered) {
    const { kind, name, node } = declaration
    const parent = nesting.parentOf(declaration)
    if (kind === 'members') nesting.enter(node, nesting.typeNamed(name) ?? parent)
    else {
      builder.symbols.push({
        ...placeOf(declaration),
        nameId: builder.names.intern(builder.source, name.startIndex, name.endIndex),
        kind,
        parent,
        isExported: isExported(node.startIndex, name.startIndex),
      })
      nesting.enter(node, builder.symbols.length - 1)
    }
  }
}

/** What is around a declaration, in the order of the file. */
class Nesting {
  readonly #builder: FactsBuilder
  readonly #around: { readonly index: number; readonly node: SyntaxNode }[] = []
  /** The last type of each name so far. */
  readonly #types = new Map<number, number>()

  constructor(builder: FactsBuilder) {
    this.#builder = builder
  }

  /** The index of the symbol that a declaration belongs to, or -1. */
  parentOf({ node, owner }: Declaration): number {
    while (this.#around.length > 0 && !encloses(this.#around.at(-1)?.node, node)) this.#around.pop()
    return (owner && this.typeNamed(owner)) ?? this.#around.at(-1)?.index ?? -1
  }

  /** The index of the last type of a name so far. */
  typeNamed(name: SyntaxNode): number | undefined {
    const { names, source } = this.#builder
    return this.#types.get(names.intern(source, name.startIndex, name.endIndex))
  }

  enter(node: SyntaxNode, index: number): void {
    this.#around.push({ index, node })
    const symbol = this.#builder.symbols[index]
    if (symbol !== undefined && TYPE_KINDS.includes(symbol.kind)) this.#types.set(symbol.nameId, index)
  }
}

/** Of nodes in the order of the file. Several names in one declaration are beside each other. */
function encloses(outer: SyntaxNode | undefined, inner: SyntaxNode): boolean {
  if (outer === undefined || outer.endIndex <= inner.startIndex) return false
  return outer.startIndex !== inner.startIndex || outer.endIndex !== inner.endIndex
}

function placeOf({
  name,
  node,
}: Pick<Declaration, 'name' | 'node'>): Omit<RawSymbol, 'nameId' | 'kind' | 'parent' | 'isExported'> {
  const body = node.childForFieldName('body')
  return {
    start: node.startIndex,
    nameStart: name.startIndex,
    signatureEnd: body === null ? node.endIndex : Math.max(body.startIndex, name.endIndex),
    end: node.endIndex,
    line: name.startPosition.row + 1,
    endLine: Math.max(node.endPosition.row, name.startPosition.row) + 1,
  }
}

function addImport(
  builder: FactsBuilder,
  { node, text }: { readonly node: SyntaxNode; readonly text: string },
  language: Language,
): void {
  const line = node.startPosition.row + 1
  const path = node.type === 'mod_item' ? pathAttribute(node, text) : undefined
  if (path !== undefined) {
    builder.addImport({ kind: 'include', specifier: path, line })
    return
  }
  const depth = inlineModulesAround(node)
  const statement = Buffer.from(text.slice(node.startIndex, node.endIndex), 'latin1').toString()
  for (const { kind, specifier } of importsOfStatement(language, statement)) {
    builder.addImport({ kind, specifier: fromFile(specifier, depth), line })
  }
}

/** `name.rs` of `#[path = "name.rs"]` before a module of Rust. */
function pathAttribute(module: SyntaxNode, text: string): string | undefined {
  for (let node = module.previousNamedSibling; node?.type === 'attribute_item'; node = node.previousNamedSibling) {
    const path = /^#\[\s*path\s*=\s*"([^"]+)"\s*\]$/.exec(text.slice(node.startIndex, node.endIndex))?.[1]
    if (path !== undefined) return path
  }
  return undefined
}

/** How many of Rust's `mod name { … }` are around a node. */
function inlineModulesAround(node: SyntaxNode): number {
  let depth = 0
  for (let around = node.parent; around !== null; around = around.parent) if (around.type === 'mod_item') depth++
  return depth
}

/** A path of a `use` inside of inline modules, as the module that is the file would write it: each `super` leads out of one of them. */
function fromFile(specifier: string, depth: number): string {
  const parts = specifier.split('::')
  const out = parts.findIndex((part) => part !== 'super')
  const supers = out === -1 ? parts.length : out
  if (depth === 0 || supers === 0) return specifier
  const rest = parts.slice(Math.min(supers, depth))
  return rest[0] === 'super' ? rest.join('::') : ['self', ...rest].join('::')
}
