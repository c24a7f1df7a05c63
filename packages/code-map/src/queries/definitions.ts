import { nearest } from '@groundcrew/core/text'
import type { CodeFile, CodeMap, CodeSymbol, Declaration, OpenFile } from '../code-map.ts'
import type { SymbolKind } from '../facts.ts'
import { FILE_CLASSES, isC, isExample, type Language } from '../languages.ts'
import { RustWorld } from '../rust/world.ts'
import { fullName } from './full-name.ts'

/** A declaration as an answer shows it. */
export interface Definition {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly kind: SymbolKind
  readonly name: string
  readonly qualifiedName: string
  /** The declaration up to its body, in one line. */
  readonly signature: string
  readonly isExported: boolean
  readonly fileClass: CodeFile['class']
}

export interface DefinitionFilter {
  readonly kinds?: readonly string[]
  readonly languages?: readonly string[]
  readonly pathPrefix?: string | undefined
}

export interface Definitions {
  readonly query: string
  /** All there are. */
  readonly total: number
  /** The best ones, at most `limit`. */
  readonly shown: readonly Definition[]
  /** Where there are none: names that are like the one asked for. */
  readonly similar: readonly string[]
  /** Where there are none: how many files have the name in code all the same. */
  readonly usedIn: number
  readonly filesIndexed: number
}

interface Found {
  readonly file: CodeFile
  readonly symbol: CodeSymbol
}

export interface DeclarationFound extends Found {
  /** Its place in `map.symbols(file.number)`. */
  readonly index: number
}

const KIND_RANK: readonly SymbolKind[] = [
  'class',
  'interface',
  'struct',
  'enum',
  'type',
  'module',
  'namespace',
  'function',
  'method',
  'constructor',
  'macro',
  'constant',
]

/** Every declaration of a name, `Outer.name` or `name`; the most important first. */
export function definitions(
  map: CodeMap,
  query: string,
  options: DefinitionFilter & { readonly limit: number },
): Definitions {
  const { name, found } = declarationsMeant(map, query, options)
  const ranked = rank(found)
  return {
    query,
    total: ranked.length,
    shown: ranked
      .slice(0, options.limit)
      .map((entry) => describe(map, entry))
      .filter((entry) => entry !== undefined),
    similar: ranked.length > 0 ? [] : similarNames(map, name),
    usedIn: ranked.length > 0 ? 0 : map.uses(name).length,
    filesIndexed: map.fileCount,
  }
}

/** What a query names: `name`, `Outer.name`, or with the file that declares it `path/to/file.ts#name`, a path's end being enough. */
export function declarationsMeant(
  map: CodeMap,
  query: string,
  filter: DefinitionFilter = {},
): { readonly name: string; readonly isNarrowed: boolean; readonly found: readonly DeclarationFound[] } {
  const [path, names] = splitPath(map, query)
  const parts = namesIn(names)
  const name = parts.at(-1) ?? names
  const isWritten = writtenMethods(map, parts)
  const found = declarationsOf(map, name, filter).filter(
    (one) => isAtPath(one.file.path, path) && (isQualifiedBy(parts, one.symbol.qualifiedName) || isWritten(one)),
  )
  if (found.length === 0 && parts.length > 1) {
    // Names of functions of a shell have dots and colons.
    const whole = declarationsOf(map, names, filter).filter(({ file }) => isAtPath(file.path, path))
    if (whole.length > 0) return { name: names, isNarrowed: path !== undefined, found: whole }
    const others = otherNames(map, parts.at(-2) ?? '')
    const byOther = declarationsOf(map, name, filter).filter(
      (one) =>
        isAtPath(one.file.path, path) &&
        others.some((other) => isQualifiedBy([...parts.slice(0, -2), ...other, name], one.symbol.qualifiedName)),
    )
    return { name, isNarrowed: true, found: byOther }
  }
  return { name, isNarrowed: path !== undefined || parts.length > 1, found }
}

const OTHER_NAME =
  /^typedef\s+(?:(?:const|volatile|struct|union|class|enum)\s+)*(\w+)(?:\s*\{[^]*|[\s*]+\w+\s*)$|^using\s+\w+\s*=\s*((?:\w+::)*\w+)/
const OTHER_NAMES_MAX = 20
const OTHER_NAMES_DEPTH = 3
const OTHER_NAME_BYTES = 500

/** The classes of C and C++ that a name stands for: `typedef struct name_s name;`, `using name = space::other<int>;`. */
function otherNames(map: CodeMap, name: string, depth = 0): readonly (readonly string[])[] {
  if (depth === OTHER_NAMES_DEPTH) return []
  const types = declarationsOf(map, name, { kinds: ['type'] }).filter(({ file }) => isC(file))
  const found = types.slice(0, OTHER_NAMES_MAX).flatMap(({ file, symbol: { start, end } }) => {
    const text = map.read(file.number)?.source.toString('latin1', start, Math.min(end, start + OTHER_NAME_BYTES))
    const [, typedef, using] = OTHER_NAME.exec(text?.replace(/;\s*$/, '') ?? '') ?? []
    return [typedef ?? using ?? []].flat()
  })
  return [...new Set(found)].flatMap((other) => {
    const parts = other.split('::')
    return other === name ? [] : [parts, ...(parts.length === 1 ? otherNames(map, other, depth + 1) : [])]
  })
}

/** `src/a.ts#name` as path and name, where a file has that path or ends in it; `Outer#name` is no path. */
function splitPath(map: CodeMap, query: string): readonly [path: string | undefined, names: string] {
  const at = query.lastIndexOf('#')
  const path = query.slice(0, Math.max(0, at)).replace(/^\.\//, '')
  if (path === '') return [undefined, query]
  for (let number = 0; number < map.fileCount; number++) {
    if (isAtPath(map.pathOf(number), path)) return [path, query.slice(at + 1)]
  }
  return [undefined, query]
}

function isAtPath(file: string, path: string | undefined): boolean {
  return path === undefined || file === path || file.endsWith(`/${path}`)
}

/** The declarations of exactly this name. */
export function declarationsOf(map: CodeMap, name: string, filter: DefinitionFilter): readonly DeclarationFound[] {
  return map
    .uses(name, ({ isDeclared }) => isDeclared)
    .filter(({ file }) => isWanted(file, filter))
    .flatMap(({ file }) =>
      map
        .symbolsNamed(file.number, name)
        .flatMap(({ symbol, index }) => (isOfKind(symbol, filter) ? [{ file, symbol, index }] : [])),
    )
}

export function isWanted(file: CodeFile, { languages, pathPrefix }: DefinitionFilter): boolean {
  const isLanguage =
    languages === undefined || languages.length === 0 || languages.includes(languageFamily(file.language))
  return isLanguage && (pathPrefix === undefined || file.path.startsWith(pathPrefix))
}

function isOfKind({ kind }: Pick<CodeSymbol, 'kind'>, { kinds }: DefinitionFilter): boolean {
  return kinds === undefined || kinds.length === 0 || kinds.includes(kind)
}

/** `tsx` is TypeScript for whoever asks. */
function languageFamily(language: Language): string {
  return language === 'tsx' ? 'typescript' : language
}

/** `Outer.name`, `Outer::name`, `Outer#name` as names. */
function namesIn(query: string): readonly string[] {
  return query.split(/::|[.#/]/).filter((part) => part !== '')
}

/** Whether a qualified name ends in these names. */
function isQualifiedBy(parts: readonly string[], qualifiedName: string): boolean {
  return parts.length < 2 || `.${qualifiedName}`.endsWith(`.${parts.join('.')}`)
}

/** As `isQualifiedBy`, with what is written before the name itself, and of Rust with the type of the block around. Each file is read once. */
function writtenMethods(map: CodeMap, parts: readonly string[]): (found: DeclarationFound) => boolean {
  const opened = new Map<number, OpenFile | undefined>()
  return ({ file: { number, language }, symbol }) => {
    if (parts.length < 2) return false
    if (language === 'rust')
      return symbol.kind === 'method' && RustWorld.of(map).typeOfBlockAt(number, symbol.nameStart) === parts.at(-2)
    if (!WRITTEN.includes(language)) return false
    if (!opened.has(number)) opened.set(number, map.read(number))
    const open = opened.get(number)
    return open !== undefined && isQualifiedBy(parts, fullName(open, symbol))
  }
}

const WRITTEN: readonly Language[] = ['go', 'c', 'cpp']

function rank<T extends Pick<Declaration, 'file' | 'symbol'>>(found: readonly T[]): readonly T[] {
  return [...found].sort((left, right) => {
    const byClass = FILE_CLASSES.indexOf(classRank(left.file)) - FILE_CLASSES.indexOf(classRank(right.file))
    if (byClass !== 0) return byClass
    const byExample = Number(isExample(left.file.path)) - Number(isExample(right.file.path))
    if (byExample !== 0) return byExample
    const byBody = Number(isPrototype(left)) - Number(isPrototype(right))
    if (byBody !== 0) return byBody
    const byExport = Number(right.symbol.isExported) - Number(left.symbol.isExported)
    if (byExport !== 0) return byExport
    const byKind = kindRank(left.symbol.kind) - kindRank(right.symbol.kind)
    if (byKind !== 0) return byKind
    return left.file.number - right.file.number || left.symbol.line - right.symbol.line
  })
}

/** `int name(void);` in C and C++: what it promises stands elsewhere. */
function isPrototype({ file, symbol }: Pick<Declaration, 'file' | 'symbol'>): boolean {
  if (file.language !== 'c' && file.language !== 'cpp') return false
  return (symbol.kind === 'function' || symbol.kind === 'method') && symbol.signatureEnd === symbol.end
}

function classRank(file: CodeFile): CodeFile['class'] {
  return file.class === 'document' ? 'source' : file.class
}

function kindRank(kind: SymbolKind): number {
  const at = KIND_RANK.indexOf(kind)
  return at === -1 ? KIND_RANK.length : at
}

function describe(map: CodeMap, { file, symbol }: Found): Definition | undefined {
  const open = map.read(file.number)
  if (open === undefined) return undefined
  return {
    path: file.path,
    line: symbol.line,
    column: open.columnAt(symbol.nameStart),
    endLine: symbol.endLine,
    kind: symbol.kind,
    name: symbol.name,
    qualifiedName: fullName(open, symbol),
    signature: open.signature(symbol),
    isExported: symbol.isExported,
    fileClass: file.class,
  }
}

const SIMILAR_MAX = 5
/** Shorter names are too near to too many others. */
const TYPO_LENGTH_MIN = 5
const TYPOS_MAX = 2

/** Declared names that differ in case, contain the name, or differ in a letter or two. */
export function similarNames(map: CodeMap, name: string): readonly string[] {
  const wanted = name.toLowerCase().replaceAll('_', '')
  if (wanted === '') return []
  const close = new Set<string>()
  const containing = new Set<string>()
  const mistyped: string[] = []
  for (const segment of map.segments) {
    segment.eachName({ isDeclared: true }, (candidate) => {
      const plain = candidate.toLowerCase().replaceAll('_', '')
      if (plain === wanted) close.add(candidate)
      else if (plain.includes(wanted) && wanted.length > 2) containing.add(candidate)
      else if (wanted.length >= TYPO_LENGTH_MIN && mayBeMistyped(wanted, plain)) mistyped.push(candidate)
    })
  }
  const byLength = [...containing].sort((left, right) => left.length - right.length || (left < right ? -1 : 1))
  return [...[...close].sort(), ...byLength, ...nearest(name, mistyped)].slice(0, SIMILAR_MAX)
}

/** A quick look that lets pass all that differs in no more than two places: then it begins or ends alike, or the same letters stand in both. */
function mayBeMistyped(wanted: string, plain: string): boolean {
  if (Math.abs(wanted.length - plain.length) > TYPOS_MAX) return false
  const third = Math.floor(wanted.length / 3)
  return (
    plain.startsWith(wanted.slice(0, third)) ||
    plain.endsWith(wanted.slice(-third)) ||
    plain.includes(wanted.slice(third, third * 2))
  )
}

/** How a pattern matches names: as a part in any case, or as a regular expression between slashes. */
function nameMatcher(query: string): (name: string) => boolean {
  const expression = /^\/(.+)\/(i?)$/.exec(query)
  if (expression !== null) {
    const regex = new RegExp(expression[1] ?? '', expression[2] ?? '')
    return (name) => regex.test(name)
  }
  const wanted = query.toLowerCase()
  return (name) => name.toLowerCase().includes(wanted)
}

/** Declarations whose name has a part like the query; exact names first, then those that begin with it. */
export function findSymbols(
  map: CodeMap,
  query: string,
  options: DefinitionFilter & { readonly limit: number },
): Definitions {
  const declarations = map.declarations(nameMatcher(query), (file) => isWanted(file, options))
  let total = 0
  const shown: Declaration[] = []
  for (const name of closestFirst(query, [...declarations.keys()])) {
    const found = declarations.get(name)?.filter(({ symbol }) => isOfKind(symbol, options)) ?? []
    total += found.length
    if (shown.length < options.limit) shown.push(...rank(found).slice(0, options.limit - shown.length))
  }
  return {
    query,
    total,
    shown: shown
      .map(({ file, index }) => describe(map, { file, symbol: map.symbol(file.number, index) }))
      .filter((entry) => entry !== undefined),
    similar: [],
    usedIn: 0,
    filesIndexed: map.fileCount,
  }
}

function closestFirst(query: string, names: readonly string[]): readonly string[] {
  const wanted = query.toLowerCase()
  const closeness = (name: string): number => {
    const plain = name.toLowerCase()
    return name === query ? 0 : plain === wanted ? 1 : plain.startsWith(wanted) ? 2 : 3
  }
  return names
    .map((name) => ({ name, distance: closeness(name) }))
    .sort((a, b) => a.distance - b.distance || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name)
}
