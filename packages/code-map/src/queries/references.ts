import type { CodeFile, CodeMap, CodeSymbol, NameUse, OpenFile } from '../code-map.ts'
import { FILE_CLASSES } from '../languages.ts'
import { directoryOf } from '../resolve/paths.ts'
import { Resolver } from '../resolve/resolver.ts'
import { declarationsOf, isQualifiedBy, isWanted, namesIn, similarNames, type DefinitionFilter } from './definitions.ts'

export type Role = 'definition' | 'import' | 'call' | 'use'
/** `resolved`: imports lead from the file to a declaration. `same-name`: the name is the same, and that is all that is known. */
export type Label = 'resolved' | 'same-name'

export interface Reference {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly role: Role
  readonly label: Label
  /** The qualified name of the symbol around it. */
  readonly within: string | undefined
  readonly text: string
}

export interface References {
  readonly name: string
  readonly definitions: number
  /** Counted without the definitions. */
  readonly resolved: number
  readonly sameName: number
  readonly files: number
  readonly shown: readonly Reference[]
  /** How many of those that were asked for are not shown. */
  readonly leftOut: number
  readonly similar: readonly string[]
}

export interface ReferenceOptions extends DefinitionFilter {
  readonly limit: number
  readonly roles?: readonly Role[]
}

/**
 * Every use of a name outside comments and strings: those that imports lead to a declaration first. Of `Outer.name` only that declaration is
 * one.
 */
export function references(map: CodeMap, query: string, options: ReferenceOptions): References {
  const parts = namesIn(query)
  const name = parts.at(-1) ?? query
  const meant = parts.length < 2 ? undefined : declarationMeant(map, parts)
  if (parts.length > 1 && meant === undefined) return nothingFound(map, query, name)
  const links = meant?.links ?? new ImportLinks(map, name)
  const uses = map.uses(name).filter(({ uses: count, file }) => count > 0 && isCode(file) && isWanted(file, options))
  const labelled = uses.map((use) => ({ ...use, label: links.label(use.file) })).sort(byLabelThenClass)
  const tally = new Tally(options)
  for (const use of labelled) {
    if (tally.needsReading) {
      const found = referencesIn(map.read(use.file.number), name, use.label)
      tally.add(
        found.filter((place) => place.role !== 'definition' || isQualifiedBy(parts, qualifiedNameOf(place, name))),
      )
    } else {
      const own = use.isDeclared ? declaredIn(map, use, name) : 0
      tally.count({
        label: use.label,
        uses: use.uses - own,
        definitions: meant === undefined ? own : (meant.inFile.get(use.file.number) ?? 0),
      })
    }
  }
  return {
    ...tally.result(),
    name: parts.length < 2 ? name : parts.join('.'),
    files: uses.length,
    similar: uses.length > 0 ? [] : similarNames(map, name),
  }
}

function qualifiedNameOf({ within = '' }: Reference, name: string): string {
  return `${within}.${name}`
}

/** Counts uses, and keeps the first of those that were asked for. */
class Tally {
  readonly #options: ReferenceOptions
  readonly #shown: Reference[] = []
  readonly #counts = { resolved: 0, 'same-name': 0, definitions: 0, matching: 0 }

  constructor(options: ReferenceOptions) {
    this.#options = options
  }

  /** Whether numbers alone no longer do. */
  get needsReading(): boolean {
    return this.#options.roles !== undefined || this.#shown.length < this.#options.limit
  }

  add(found: readonly Reference[]): void {
    const { roles, limit } = this.#options
    for (const reference of found) {
      this.#counts[reference.role === 'definition' ? 'definitions' : reference.label]++
      if (roles !== undefined && !roles.includes(reference.role)) continue
      this.#counts.matching++
      if (this.#shown.length < limit) this.#shown.push(reference)
    }
  }

  count({ label, uses, definitions }: { readonly label: Label; readonly uses: number; readonly definitions: number }) {
    this.#counts[label] += uses
    this.#counts.definitions += definitions
    this.#counts.matching += uses + definitions
  }

  result(): Pick<References, 'definitions' | 'resolved' | 'sameName' | 'shown' | 'leftOut'> {
    const { definitions, resolved, 'same-name': sameName, matching } = this.#counts
    return { definitions, resolved, sameName, shown: this.#shown, leftOut: matching - this.#shown.length }
  }
}

interface Meant {
  readonly links: ImportLinks
  /** How many declarations of the qualified name a file has. */
  readonly inFile: ReadonlyMap<number, number>
}

/** What `Outer.name` stands for; files import the outermost declaration around it. */
function declarationMeant(map: CodeMap, parts: readonly string[]): Meant | undefined {
  const found = declarationsOf(map, parts.at(-1) ?? '', {}).filter(({ symbol }) =>
    isQualifiedBy(parts, symbol.qualifiedName),
  )
  const [first] = found
  if (first === undefined) return undefined
  const inFile = new Map<number, number>()
  for (const { file } of found) inFile.set(file.number, (inFile.get(file.number) ?? 0) + 1)
  const [outermost = ''] = first.symbol.qualifiedName.split('.')
  return { links: new ImportLinks(map, outermost, { definers: found.map(({ file }) => file) }), inFile }
}

const SIMILAR_MAX = 5

/** For a qualified name that nothing declares: what declares its last part. */
function nothingFound(map: CodeMap, query: string, name: string): References {
  const others = [...new Set(declarationsOf(map, name, {}).map(({ symbol }) => symbol.qualifiedName))].sort()
  return {
    name: query,
    definitions: 0,
    resolved: 0,
    sameName: 0,
    files: 0,
    shown: [],
    leftOut: 0,
    similar: others.length > 0 ? others.slice(0, SIMILAR_MAX) : similarNames(map, name),
  }
}

const TEXT_LANGUAGES: readonly CodeFile['language'][] = ['text', 'markdown', 'json', 'xml', 'html', 'binary']

/** Whether names in the file refer to code. */
export function isCode(file: CodeFile): boolean {
  return !TEXT_LANGUAGES.includes(file.language)
}

function byLabelThenClass(
  left: NameUse & { readonly label: Label },
  right: NameUse & { readonly label: Label },
): number {
  return (
    left.label.localeCompare(right.label) ||
    Number(right.isDeclared) - Number(left.isDeclared) ||
    FILE_CLASSES.indexOf(left.file.class) - FILE_CLASSES.indexOf(right.file.class) ||
    left.file.number - right.file.number
  )
}

function declaredIn(map: CodeMap, use: NameUse, name: string): number {
  return map.symbols(use.file.number).filter((symbol) => symbol.name === name).length
}

const TEXT_LENGTH_MAX = 160

/** The uses of a name in one file, in the order of the file. */
export function referencesIn(open: OpenFile | undefined, name: string, label: Label): readonly Reference[] {
  if (open === undefined) return []
  const { symbols } = open
  return rolesIn(open, name).map(({ start, line, role }) => ({
    path: open.file.path,
    line,
    column: open.columnAt(start),
    role,
    label,
    within: enclosing(symbols, start)?.qualifiedName,
    text: open.lineAt(start).trim().slice(0, TEXT_LENGTH_MAX),
  }))
}

interface Place {
  readonly start: number
  readonly line: number
  readonly role: Role
}

/** Where a name stands in a file, and as what. */
export function rolesIn(open: OpenFile, name: string): readonly Place[] {
  const declared = new Set(open.symbols.map((symbol) => symbol.nameStart))
  const imports = new Set(open.linesWith(['import', 'from', 'require', 'require_relative']))
  return open.occurrences(name).map(({ start, line, isCall }) => ({
    start,
    line,
    role: declared.has(start) ? 'definition' : imports.has(line) ? 'import' : isCall ? 'call' : 'use',
  }))
}

/** The innermost symbol around an offset, the one declared there left out. */
export function enclosing(symbols: readonly CodeSymbol[], offset: number): CodeSymbol | undefined {
  return symbols[enclosingIndex(symbols, offset)]
}

/** The place of that symbol among the symbols; -1 where there is none. */
export function enclosingIndex(symbols: readonly CodeSymbol[], offset: number): number {
  let found = -1
  for (const [index, symbol] of symbols.entries()) {
    if (symbol.start > offset) break
    if (offset < symbol.end && symbol.nameStart !== offset) found = index
  }
  return found
}

const RE_EXPORTS_MAX = 8

export interface LinkOptions {
  readonly resolver?: Resolver
  /** The files whose declaration is meant; without them, all that declare the name. */
  readonly definers?: readonly CodeFile[]
}

/** Which files' imports lead to a declaration of a name. */
export class ImportLinks {
  readonly #map: CodeMap
  readonly #name: string
  readonly #resolver: Resolver
  readonly #definers: ReadonlySet<number>
  readonly #packages: ReadonlySet<string>
  readonly #isAutoloaded: boolean
  readonly #memo = new Map<number, boolean>()

  constructor(map: CodeMap, name: string, { resolver, definers }: LinkOptions = {}) {
    this.#map = map
    this.#name = name
    this.#resolver = resolver ?? new Resolver(map)
    const homes = definers ?? declarationsOf(map, name, {}).map(({ file }) => file)
    this.#definers = new Set(homes.map((file) => file.number))
    this.#isAutoloaded = homes.length === 1 && homes.every(({ path }) => isAutoloadedFrom(map, path, name))
    this.#packages = new Set(homes.filter(({ language }) => language === 'go').map(({ path }) => directoryOf(path)))
  }

  label(file: CodeFile): Label {
    const isHome =
      this.#definers.has(file.number) || (file.language === 'go' && this.#packages.has(directoryOf(file.path)))
    const isKnown = isHome || (this.#isAutoloaded && file.language === 'ruby')
    return isKnown || this.#imports(file, false, 0) ? 'resolved' : 'same-name'
  }

  /** Whether an import of the file, or only a re-export, brings the name from a declaration. */
  #imports(file: CodeFile, onlyReExports: boolean, depth: number): boolean {
    for (const fact of this.#map.imports(file.number)) {
      if (onlyReExports && fact.kind !== 're-export' && file.language !== 'python') continue
      const brings = fact.names.some(
        ({ imported, local }) => imported === '*' || imported === this.#name || local === this.#name,
      )
      if (!brings && fact.names.length > 0) continue
      const resolution = this.#resolver.resolve(file, fact)
      if (resolution.kind !== 'files') continue
      if (resolution.paths.some((path) => this.#leads(this.#map.findFile(path), depth))) return true
    }
    return false
  }

  #leads(number: number | undefined, depth: number): boolean {
    if (number === undefined) return false
    if (this.#definers.has(number)) return true
    const known = this.#memo.get(number)
    if (known !== undefined) return known
    this.#memo.set(number, false)
    const leads = depth < RE_EXPORTS_MAX && this.#imports(this.#map.file(number), true, depth + 1)
    this.#memo.set(number, leads)
    return leads
  }
}

/** Whether Zeitwerk finds a constant in this file by its name: `HTTPClient` in `app/models/http_client.rb`. */
function isAutoloadedFrom(map: CodeMap, path: string, name: string): boolean {
  if (!path.endsWith('.rb') || !/^[A-Z]/.test(name)) return false
  const isBelowRoot = /(?:^|\/)app\//.test(path) || (/(?:^|\/)lib\//.test(path) && map.uses('Zeitwerk').length > 0)
  const base = path.slice(path.lastIndexOf('/') + 1, -'.rb'.length)
  return isBelowRoot && base.replaceAll('_', '') === name.replaceAll('_', '').toLowerCase()
}
