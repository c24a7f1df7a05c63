import {
  Resolver,
  SymbolUses,
  type CodeFile,
  type CodeMap,
  type CodeSymbol,
  type ImportFact,
  type OpenFile,
} from '@groundcrew/code-map'
import type { FunctionRange } from './bindings.ts'
import { descends, type Families } from './families.ts'
import { implementations } from './implementations.ts'
import { readTokens, type NameToken } from './name-tokens.ts'
import type { FileView, NamedSymbol } from './places.ts'

export interface Declaration {
  readonly file: CodeFile
  readonly symbol: CodeSymbol
  /** Its place in `map.symbols(file.number)`. */
  readonly index: number
}

export interface Named {
  readonly symbol: NamedSymbol
  readonly families: Families
}

/** What files know of one declaration, as their imports tell. */
export class FileViews {
  readonly #map: CodeMap
  readonly #declaration: Declaration
  readonly #symbol: NamedSymbol
  readonly #resolver: Resolver
  /** Files whose imports lead to the declaration. */
  readonly #leading: ReadonlySet<string>
  /** What imports bring: the symbol itself, or what it is a member of. */
  readonly #imported: string

  readonly #families: Families

  constructor(map: CodeMap, declaration: Declaration, { symbol, families }: Named) {
    this.#map = map
    this.#families = families
    this.#declaration = declaration
    this.#symbol = symbol
    this.#resolver = new Resolver(map)
    const uses = new SymbolUses(map, this.#resolver).of(declaration.file.number, declaration.index)
    this.#leading = new Set(uses.filter(({ label }) => label === 'resolved').map(({ file }) => file.path))
    this.#imported = symbol.owner ?? symbol.name
  }

  of(open: OpenFile): FileView {
    const { name, owner } = this.#symbol
    const tokens = readTokens(open)
    const { symbols } = open
    const isHome = this.#isHome(open)
    const relatives = this.#relatives(open)
    const own = owner === undefined || !isHome ? [] : ownerRanges(open, tokens, owner)
    const classes = owner === undefined ? [] : [...symbols.filter((one) => one.name === owner), ...relatives]
    const imports = open.extraction.imports
    const facts = imports.filter((fact) => this.#leadsHome(open.file, fact))
    const importing = imports.filter(({ names }) => names.some(({ imported }) => imported === this.#imported))
    return {
      importsIt: owner === undefined && importing.length > 0 && importing.every((fact) => facts.includes(fact)),
      tokens: [...tokens, ...exportedStrings(open, tokens, name)].sort((left, right) => left.start - right.start),
      symbols,
      declaredAt: new Set([
        ...(open.file.path === this.#declaration.file.path ? declaredPlaces(symbols, this.#declaration) : []),
        ...this.#overrides(open, relatives),
      ]),
      hasBareName: isHome || facts.some((fact) => bringsBare(fact, this.#imported)) || this.#isAutoloaded(open.file),
      modules: new Set(facts.flatMap((fact) => this.#modulesOf(fact))),
      ownerRanges: [...own, ...relatives],
      heirs: classes.filter((one) => this.#families.inherits(one.name)),
    }
  }

  /** Classes and interfaces that have the member from the same place as the owner. */
  #relatives({ symbols, file }: OpenFile): readonly CodeSymbol[] {
    const { owner } = this.#symbol
    if (owner === undefined || !descends(file.language)) return []
    return symbols.filter(
      ({ name, kind }) =>
        (kind === 'class' || kind === 'interface') && name !== owner && this.#families.areRelated(owner, name),
    )
  }

  #overrides({ symbols }: OpenFile, relatives: readonly CodeSymbol[]): readonly number[] {
    const isIn = ({ parent }: CodeSymbol): boolean => relatives.some((relative) => relative === symbols[parent])
    return symbols.filter((symbol) => symbol.name === this.#symbol.name && isIn(symbol)).map((one) => one.nameStart)
  }

  /** In Go a package is all files of a directory that name it. */
  #isHome({ file, source }: OpenFile): boolean {
    const { file: home } = this.#declaration
    if (file.path === home.path) return true
    if (file.language !== 'go' || directoryOf(file.path) !== directoryOf(home.path)) return false
    return packageOf(source.toString('latin1')) === this.#package
  }

  get #package(): string {
    return packageOf(this.#map.read(this.#declaration.file.number)?.source.toString('latin1') ?? '')
  }

  #leadsHome(file: CodeFile, fact: ImportFact): boolean {
    const resolution = this.#resolver.resolve(file, fact)
    if (resolution.kind !== 'files') return false
    const { path: home, language } = this.#declaration.file
    return resolution.paths.some((path) => {
      if (path === home || (language === 'go' && directoryOf(path) === directoryOf(home))) return true
      if (!this.#leading.has(path)) return false
      return fact.names.some(
        ({ imported }) => imported === this.#imported || (imported === '*' && this.#isGivenBy(path)),
      )
    })
  }

  /** Whether a module of Python has what it imports under its name: then it is a member of that module too. */
  #isGivenBy(path: string): boolean {
    const number = this.#map.findFile(path)
    if (number === undefined || this.#declaration.file.language !== 'python') return false
    return this.#map
      .imports(number)
      .some(({ names }) => names.some(({ imported, local }) => imported === this.#imported && local === this.#imported))
  }

  /** Ruby needs no import where the class loader finds a constant by its name, and requires bring all of a file. */
  #isAutoloaded({ language, path }: CodeFile): boolean {
    const isByName = language === 'ruby' || language === 'java' || language === 'c' || language === 'cpp'
    return isByName && this.#symbol.isUnique && this.#leading.has(path)
  }

  #modulesOf({ specifier, names }: ImportFact): readonly string[] {
    const { language, path: home } = this.#declaration.file
    if (language === 'go') {
      return names.map(({ local }) => (local === '*' || local === '' ? this.#package : local))
    }
    if (language !== 'python') return []
    const module = moduleName(home)
    return names.flatMap(({ imported, local }) => {
      if (imported === module) return [local]
      if (imported !== '*' || local === '*') return []
      return specifier.includes('.') && local === specifier.split('.')[0] ? [specifier] : [local]
    })
  }
}

/** A name that a declaration has in several places: overloads, a property and its setter. */
function declaredPlaces(symbols: readonly CodeSymbol[], { file, symbol }: Declaration): readonly number[] {
  // Its methods have no owner in their name, so two of them may have the same one.
  if (file.language === 'rust') return [symbol.nameStart]
  return symbols
    .filter(({ name, qualifiedName }) => name === symbol.name && qualifiedName === symbol.qualifiedName)
    .map(({ nameStart }) => nameStart)
}

function bringsBare({ names, kind }: ImportFact, name: string): boolean {
  return names.some(({ imported, local }) => {
    const isStar = imported === '*' && local === '*'
    return isStar || (imported === name && (local === name || kind === 're-export'))
  })
}

/** The bodies of a class; of a Go type its declaration and its methods, which stand outside of it. */
function ownerRanges(
  { symbols, file }: OpenFile,
  tokens: readonly NameToken[],
  owner: string,
): readonly FunctionRange[] {
  if (file.language === 'rust') return implementations(tokens).filter(({ type }) => type === owner)
  const isMember = ({ parent }: CodeSymbol): boolean => symbols[parent]?.name === owner
  if (file.language === 'go') return symbols.filter((symbol) => symbol.kind === 'method' && isMember(symbol))
  return symbols.filter(
    (symbol) => symbol.name === owner && symbols.some((member) => symbols[member.parent] === symbol),
  )
}

/** The names in Python's `__all__`, which are strings. */
function exportedStrings({ file, source }: OpenFile, tokens: readonly NameToken[], name: string): readonly NameToken[] {
  if (file.language !== 'python') return []
  const at = tokens.findIndex(({ text, isFirst }) => text === '__all__' && isFirst)
  if (at === -1) return []
  const found: NameToken[] = []
  for (let index = at + 1; index < tokens.length && tokens[index]?.isFirst !== true; index++) addExported(index)
  return found

  function addExported(index: number): void {
    const token = tokens[index]
    const match = token === undefined ? null : /^(['"])(\w+)\1$/.exec(source.toString('utf8', token.start, token.end))
    if (token === undefined || match?.[2] !== name) return
    found.push({ ...token, text: name, start: token.start + 1, end: token.end - 1 })
  }
}

function moduleName(path: string): string {
  const parts = path.replace(/\.pyi?$/, '').split('/')
  return (parts.at(-1) === '__init__' ? parts.at(-2) : parts.at(-1)) ?? ''
}

function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

function packageOf(source: string): string {
  return /^package\s+(\w+)/m.exec(source)?.[1] ?? ''
}
