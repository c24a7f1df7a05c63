import { createRequire } from 'node:module'
import { realpathSync } from 'node:fs'
import path from 'node:path'
import { SYMBOL_KINDS, type SymbolKind } from '../facts.ts'
import type { Language } from '../languages.ts'
import type { Extraction } from '../lex/extraction.ts'
import type { FactsBuilder, RawSymbol } from '../lex/facts-builder.ts'
import { extractPlain } from '../plain/plain.ts'
import { branchChoices } from './branch-choices.ts'
import { importsOfStatement } from './import-statements.ts'
import { GRAMMARS } from './queries.ts'
import type { SyntaxNode, SyntaxParser, SyntaxQuery, SyntaxTree, TreeSitter } from './tree-sitter.ts'

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

/** `str![…]`: the grammar of Rust takes `str` for a type wherever it stands. */
const MACRO_NAMED_AS_TYPE = /\b(?:str|char|bool|[iu](?:8|16|32|64|128|size)|f(?:32|64))(?=!\s*[({[])/g

const EXPORTED = /^(?:.*\s)?(?:pub|public|internal|protected)\b/

/** Reads a language through its grammar; without the grammar, the names alone. */
export function extractByGrammar(extraction: Extraction, language: Language): FactsBuilder {
  const builder = extractPlain(extraction, language)
  const grammar = loaded.get(language)
  if (grammar === undefined) return builder
  // One character a byte, so that the parser's places are byte offsets.
  const text = Buffer.from(extraction.source.buffer, extraction.source.byteOffset, extraction.source.length).toString(
    'latin1',
  )
  const readings = readAll(grammar, text, language)
  for (const line of readings[0]?.problemLines ?? []) builder.tokens.reportProblem(line)
  const imports = new Map(readings.flatMap((reading) => reading.imports.map((node) => [node.startIndex, node])))
  for (const node of imports.values()) addImport(builder, { node, text }, language)
  // There everything is visible outside its file that is not `static`.
  const isExported =
    language === 'php'
      ? (modifiers: string) => !/\bstatic\b/.test(modifiers)
      : (modifiers: string) => EXPORTED.test(modifiers)
  addSymbols(builder, readings, (from, to) => isExported(text.slice(from, to)))
  for (const { tree } of readings) tree.delete()
  return builder
}

/** What a grammar finds in a text. */
interface Reading {
  readonly tree: SyntaxTree
  readonly declarations: readonly Declaration[]
  readonly imports: readonly SyntaxNode[]
  readonly problemLines: readonly number[]
}

/** One reading, but of a text that is not understood because of its conditional branches one for each choice among them. */
function readAll(grammar: LoadedGrammar, text: string, language: Language): readonly Reading[] {
  const whole = read(grammar, readable(text, language))
  if (whole === undefined) return []
  if (whole.problemLines.length === 0 || language !== 'csharp') return [whole]
  const parts = branchChoices(text).map((choice) => read(grammar, readable(choice, language)))
  const readings = parts.filter((reading) => reading !== undefined)
  const isBetter = readings[0] !== undefined && readings[0].problemLines.length < whole.problemLines.length
  const [kept, dropped] = isBetter ? [readings, [whole]] : [[whole], readings]
  for (const { tree } of dropped) tree.delete()
  return kept
}

function read({ parser, query }: LoadedGrammar, text: string): Reading | undefined {
  const tree = parser.parse(text)
  if (tree === null) return undefined
  const declarations: Declaration[] = []
  const imports: SyntaxNode[] = []
  const problemLines: number[] = []
  for (const { captures } of query.matches(tree.rootNode)) {
    const nodeOf = (wanted: string): SyntaxNode | undefined => captures.find(({ name }) => name === wanted)?.node
    const name = nodeOf('name')
    const owner = nodeOf('owner')
    for (const { name: kind, node } of captures) {
      if (kind === 'problem') problemLines.push(node.startPosition.row + 1)
      else if (kind === 'import') imports.push(node)
      else if (kind === 'members' && owner !== undefined) declarations.push({ kind, name: owner, node })
      // A parser puts names where it misses them: they are empty.
      else if (isSymbolKind(kind) && name !== undefined && name.startIndex < name.endIndex)
        declarations.push({ kind, name, node, owner })
    }
  }
  return { tree, declarations, imports, problemLines }
}

/** Bytes as characters that parsers take for what the text has there. */
function readable(bytes: string, language: Language): string {
  const text = bytes
    .replace(BYTE_ORDER_MARK, '   ')
    .replaceAll(ONE_CHARACTER, (literal) => `'${LETTER}'`.padEnd(literal.length))
    .replaceAll(NOT_ASCII, LETTER)
  return language === 'rust' ? text.replaceAll(MACRO_NAMED_AS_TYPE, (name) => LETTER.repeat(name.length)) : text
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

/** A parameter that is a member: of a record. */
const COMPONENT = /parameter$/
const TYPE_KINDS: readonly SymbolKind[] = ['class', 'struct', 'enum', 'interface', 'type']

const SPECIFIC: readonly Declaration['kind'][] = ['method', 'constructor']

/** Adds the declarations of all readings in the order of the file, each once, inside those that enclose it in its reading. */
function addSymbols(
  builder: FactsBuilder,
  readings: readonly Reading[],
  isExported: (from: number, to: number) => boolean,
): void {
  const found = new Map<number, Nested>()
  for (const { declarations } of readings) {
    for (const nested of nest(builder, declarations))
      if (!found.has(nested.name.startIndex)) found.set(nested.name.startIndex, nested)
  }
  const indexes = new Map<number, number>()
  for (const { kind, name, node, parent } of [...found.values()].sort(byPlace)) {
    indexes.set(name.startIndex, builder.symbols.length)
    builder.symbols.push({
      ...placeOf({ name, node }),
      nameId: builder.names.intern(builder.source, name.startIndex, name.endIndex),
      kind,
      parent: (parent && indexes.get(parent.startIndex)) ?? -1,
      isExported: COMPONENT.test(node.type) || isExported(node.startIndex, name.startIndex),
    })
  }
}

/** A symbol, with the name of the one that it belongs to. */
interface Nested extends Declaration {
  readonly kind: SymbolKind
  readonly parent: SyntaxNode | undefined
}

/** The symbols of one reading, each name once. */
function nest(builder: FactsBuilder, declarations: readonly Declaration[]): readonly Nested[] {
  const byName = new Map<number, Declaration>()
  for (const declaration of declarations) {
    const known = byName.get(declaration.name.startIndex)
    if (known === undefined || SPECIFIC.includes(declaration.kind)) byName.set(declaration.name.startIndex, declaration)
  }
  const nesting = new Nesting(builder)
  return [...byName.values()].sort(byPlace).flatMap(({ kind, name, node, owner }): readonly Nested[] => {
    const parent = nesting.parentOf({ node, owner })
    if (kind === 'members') {
      nesting.enter(node, nesting.typeNamed(name) ?? parent)
      return []
    }
    nesting.enter(node, name)
    if (TYPE_KINDS.includes(kind)) nesting.addType(name)
    return [{ kind, name, node, parent }]
  })
}

function byPlace({ node: left }: Declaration, { node: right }: Declaration): number {
  return left.startIndex - right.startIndex || right.endIndex - left.endIndex
}

/** What is around a declaration, in the order of the file: the names of symbols. */
class Nesting {
  readonly #builder: FactsBuilder
  readonly #around: { readonly name: SyntaxNode | undefined; readonly node: SyntaxNode }[] = []
  /** The last type of each name so far. */
  readonly #types = new Map<number, SyntaxNode>()

  constructor(builder: FactsBuilder) {
    this.#builder = builder
  }

  /** What a declaration belongs to. */
  parentOf({ node, owner }: Pick<Declaration, 'node' | 'owner'>): SyntaxNode | undefined {
    while (this.#around.length > 0 && !encloses(this.#around.at(-1)?.node, node)) this.#around.pop()
    return (owner && this.typeNamed(owner)) ?? this.#around.at(-1)?.name
  }

  /** The last type of a name so far. */
  typeNamed(name: SyntaxNode): SyntaxNode | undefined {
    return this.#types.get(this.#idOf(name))
  }

  enter(node: SyntaxNode, name: SyntaxNode | undefined): void {
    this.#around.push({ name, node })
  }

  addType(name: SyntaxNode): void {
    this.#types.set(this.#idOf(name), name)
  }

  #idOf({ startIndex, endIndex }: SyntaxNode): number {
    return this.#builder.names.intern(this.#builder.source, startIndex, endIndex)
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
