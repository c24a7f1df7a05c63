import type { CodeFile, CodeMap, CodeSymbol, NameUse, Occurrence, OpenFile } from '../code-map.ts'
import type { ImportFact } from '../facts.ts'
import { FILE_CLASSES } from '../languages.ts'
import { Resolver } from '../resolve/resolver.ts'
import { Meaning } from '../meaning/meaning.ts'
import { fullName } from './full-name.ts'
import type { Label } from './import-links.ts'
import { LinkedNames, linkedCode } from './linked-names.ts'
import { LocalNames } from './local-names.ts'
import {
  declarationsMeant,
  declarationsOf,
  isWanted,
  similarNames,
  type DeclarationFound,
  type DefinitionFilter,
} from './definitions.ts'

export type Role = 'definition' | 'import' | 'call' | 'use'
export type { Label } from './import-links.ts'

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
  /** Of what was asked for, without the definitions. */
  readonly resolved: number
  readonly sameName: number
  /** Uses of other roles than those that were asked for. */
  readonly otherUses: number
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

/** Of so many files every use is looked at; of more only those that are shown. */
const FILES_JUDGED_MAX = 1000

/**
 * Every use of a name outside comments and strings: first those that mean one of its declarations, as scopes, imports and written types tell. Of
 * `Outer.name` and `path/to/file.ts#name` only that declaration is one.
 */
export function references(map: CodeMap, query: string, options: ReferenceOptions): References {
  const { name, isNarrowed, found } = declarationsMeant(map, query)
  if (isNarrowed && found.length === 0) return nothingFound(map, query, name)
  const resolver = new Resolver(map)
  const uses = map.uses(name).filter(({ uses: count, file }) => count > 0 && isCode(file) && isWanted(file, options))
  const meaning = new Meaning(map, resolver)
  const code = linkedCode(map, resolver, (open) => meaning.lex(open))
  const judge = new Judge(meaning, new LinkedNames(code, found, isNarrowed), found)
  const labelled = uses.map((use) => ({ ...use, label: judge.labelOf(use.file) })).sort(byLabelThenClass)
  const definitionsIn = countBy(found.map(({ file }) => file.number))
  const tally = new Tally(options)
  for (const [index, use] of labelled.entries()) {
    if (index < FILES_JUDGED_MAX || tally.needsReading) {
      const places = judge.placesIn(use.file, name, use.label)
      tally.add(places.filter(({ role, isMeant }) => role !== 'definition' || isMeant))
    } else {
      const declared = use.isDeclared ? declaredIn(map, use, name) : 0
      tally.count({ label: use.label, uses: use.uses - declared, definitions: definitionsIn.get(use.file.number) ?? 0 })
    }
  }
  return {
    ...tally.result(),
    name: isNarrowed ? query : name,
    files: uses.length,
    similar: uses.length > 0 ? [] : similarNames(map, name),
  }
}

function countBy(numbers: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1)
  return counts
}

/** A use before it is known whether it is shown. */
interface Judged extends Place {
  readonly open: OpenFile
  readonly label: Label
  /** It is one of the declarations that were asked for, or means one. */
  readonly isMeant: boolean
}

/** Tells which uses of a name mean one of some declarations. */
class Judge {
  readonly #meaning: Meaning
  readonly #targets: ReadonlySet<string>
  readonly #isOfMethod: boolean
  readonly #linked: LinkedNames

  constructor(meaning: Meaning, linked: LinkedNames, found: readonly DeclarationFound[]) {
    this.#meaning = meaning
    this.#linked = linked
    this.#isOfMethod = found.some(({ symbol }) => symbol.kind === 'method' || symbol.kind === 'function')
    this.#targets = new Set(found.map(({ file, index }) => `${file.number}:${index}`))
  }

  labelOf(file: CodeFile): Label {
    return this.#linked.labelOf(file)
  }

  /** The uses of a name in one file, in the order of the file. `label`: of a file in whose language names are not told apart. */
  placesIn(file: CodeFile, name: string, label: Label): readonly Judged[] {
    const open = this.#meaning.read(file.number)
    if (open === undefined) return []
    const locals = new LocalNames(open, name)
    const places = rolesIn(open, name)
    if (!Meaning.knows(file) && !this.#linked.needsTokens(file)) open.forgetTokens()
    return places.map((place) => {
      if (place.role === 'definition') {
        const index = open.symbols.findIndex(({ nameStart }) => nameStart === place.start)
        const isTarget = this.#targets.has(`${file.number}:${index}`)
        // `const { name } = require('./file')` declares what it imports.
        const isImport = !isTarget && Meaning.knows(file) && this.#means(file.number, place.start)
        return {
          ...place,
          role: isImport ? 'import' : 'definition',
          open,
          label: 'resolved',
          isMeant: isTarget || isImport,
        }
      }
      if (!Meaning.knows(file)) {
        const isMeant = this.#linked.isMeant(open, { start: place.start, name, locals }, label)
        return { ...place, open, label: isMeant ? 'resolved' : 'same-name', isMeant }
      }
      const isMeant = this.#means(file.number, place.start)
      return { ...place, role: this.#roleOf(file, place), open, label: isMeant ? 'resolved' : 'same-name', isMeant }
    })
  }

  /** What a line and the next character do not tell: names of an import over several lines, and calls without brackets. */
  #roleOf(file: CodeFile, { role, start }: Place): Role {
    if (role !== 'use') return role
    if (this.#meaning.isImport(file.number, start)) return 'import'
    return this.#isOfMethod && this.#meaning.callsBare(file.number, start) ? 'call' : 'use'
  }

  #means(file: number, offset: number): boolean {
    return this.#meaning.at(file, offset).some((found) => this.#targets.has(`${found.file}:${found.symbol}`))
  }
}

/** Counts uses, and keeps those that were asked for. */
class Tally {
  readonly #options: ReferenceOptions
  readonly #wanted: Judged[] = []
  readonly #counts = { resolved: 0, 'same-name': 0, definitions: 0, otherUses: 0, uncounted: 0 }

  constructor(options: ReferenceOptions) {
    this.#options = options
  }

  /** Whether numbers alone do not do. */
  get needsReading(): boolean {
    return this.#options.roles !== undefined || this.#wanted.length < this.#options.limit
  }

  add(found: readonly Judged[]): void {
    const { roles } = this.#options
    for (const place of found) {
      const isAsked = roles === undefined || roles.includes(place.role)
      this.#counts[place.role === 'definition' ? 'definitions' : isAsked ? place.label : 'otherUses']++
      if (isAsked) this.#wanted.push(place)
    }
  }

  count({ label, uses, definitions }: { readonly label: Label; readonly uses: number; readonly definitions: number }) {
    this.#counts[label] += uses
    this.#counts.definitions += definitions
    this.#counts.uncounted += uses + definitions
  }

  result(): Pick<References, 'definitions' | 'resolved' | 'sameName' | 'otherUses' | 'shown' | 'leftOut'> {
    const { definitions, resolved, 'same-name': sameName, otherUses, uncounted } = this.#counts
    const isFirst = ({ label }: Judged): boolean => label === 'resolved'
    const ordered = [...this.#wanted.filter(isFirst), ...this.#wanted.filter((place) => !isFirst(place))]
    const shown = ordered.slice(0, this.#options.limit).map((place) => describe(place.open, place, place.label))
    return { definitions, resolved, sameName, otherUses, shown, leftOut: ordered.length + uncounted - shown.length }
  }
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
    otherUses: 0,
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

const LABELS: readonly Label[] = ['resolved', 'same-name']

function byLabelThenClass(
  left: NameUse & { readonly label: Label },
  right: NameUse & { readonly label: Label },
): number {
  return (
    LABELS.indexOf(left.label) - LABELS.indexOf(right.label) ||
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
  return rolesIn(open, name).map((place) => describe(open, place, label))
}

function describe(open: OpenFile, { start, line, role }: Place, label: Label): Reference {
  const around = enclosing(open.symbols, start)
  return {
    path: open.file.path,
    line,
    column: open.columnAt(start),
    role,
    label,
    within: around === undefined ? undefined : fullName(open, around),
    text: open.lineAt(start).trim().slice(0, TEXT_LENGTH_MAX),
  }
}

interface Place {
  readonly start: number
  readonly line: number
  readonly role: Role
}

/** Where a name stands in a file, and as what. */
export function rolesIn(open: OpenFile, name: string): readonly Place[] {
  const occurrences = open.occurrences(name)
  if (occurrences.length === 0) return []
  const declared = new Set(open.symbols.map((symbol) => symbol.nameStart))
  const isDeclared = ({ start }: Occurrence): boolean => declared.has(start)
  const isImported = importedOn(open)
  return occurrences.map((occurrence) => {
    const { start, line, isCall } = occurrence
    const role = isDeclared(occurrence) ? 'definition' : isCall ? 'call' : isImported(name, line) ? 'import' : 'use'
    return { start, line, role }
  })
}

/** Whether a name on a line stands in an import, so far as the lines tell: what is required or imported in an expression gives the names that it is bound to. */
export function importedOn({ imports }: Pick<OpenFile, 'imports'>): (name: string, line: number) => boolean {
  const isInExpression = ({ kind }: ImportFact): boolean => kind === 'require' || kind === 'dynamic'
  const lines = new Set(imports.filter((fact) => !isInExpression(fact)).map(({ line }) => line))
  const bound = new Set(
    imports
      .filter(isInExpression)
      .flatMap(({ line, names }) =>
        names.flatMap(({ imported, local }) => [`${line} ${imported}`, `${line} ${local}`]),
      ),
  )
  return (name, line) => lines.has(line) || bound.has(`${line} ${name}`)
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
