import {
  blobIdOf,
  isUseLanguage,
  languageOfPath,
  NameTable,
  scriptBeside,
  Tokens,
  type CodeMap,
} from '@groundcrew/code-map'
import { isTokenized } from '../change/token-words.ts'
import { AmbientNames } from './ambient-names.ts'
import { append } from './append.ts'
import { FileUnits } from './file-units.ts'
import { Templates } from './templates.ts'
import { readUnitFacts } from './unit-facts.ts'
import { unitKey, UnitStore, type UnitCollector } from './unit-store.ts'
import { NAMED_FACT } from './link-table.ts'
import { Links, type Link, type Loader, type OutsideImport } from './links.ts'
import { directoryOf, stemOf, isGoTest } from '../paths.ts'

export interface GraphOptions {
  readonly isFileLevel: boolean
  readonly collector: UnitCollector
}

/**
 * The code base as a graph that is read as far as a question goes: links between files at once, the declarations of a file and their
 * mentions when it is reached.
 */
export class Graph {
  readonly map: CodeMap
  readonly templates: Templates
  readonly ambient: AmbientNames
  /** No declarations are read: every file counts as one. */
  readonly #isFileLevel: boolean
  #links: Links | undefined
  /** Files that are gone, numbered after those that are there. */
  readonly #gone: string[] = []
  readonly #goneNumbers = new Map<string, number>()
  /** Shared by all files: making them anew for each took most of the time. */
  readonly #names = new NameTable()
  readonly #tokens = new Tokens()
  readonly #store: UnitStore
  readonly #units = new Map<number, FileUnits | undefined>()
  readonly #erased = new Map<number, boolean>()
  readonly #extra = new Map<number, Link[]>()
  /** By file whose examples are tests the words of these. */
  readonly examples = new Map<number, ReadonlySet<string>>()
  /** The same, by the file that loads. */
  readonly #given = new Map<number, number[]>()
  #goFiles: Map<string, readonly number[]> | undefined
  #outsideByTail: ReadonlyMap<string, readonly OutsideImport[]> | undefined

  /** `collector`: what was heard while the index was brought up to date. */
  constructor(map: CodeMap, { isFileLevel, collector }: GraphOptions) {
    this.map = map
    this.templates = new Templates(map)
    this.ambient = new AmbientNames(map, (file) => this.units(file))
    this.#store = new UnitStore(map.index.place.indexDirectory, collector)
    this.#isFileLevel = isFileLevel
  }

  /** Read when they are first asked for: nothing needs them where nothing changed. */
  get links(): Links {
    this.#links ??= new Links(this.map, (file) => this.#unitsOf(file)?.texts ?? [])
    return this.#links
  }

  /** The declarations of a file; undefined where it cannot be read as such, and counts as one. */
  units(file: number): FileUnits | undefined {
    return this.#isFileLevel ? undefined : this.#unitsOf(file)
  }

  #unitsOf(file: number): FileUnits | undefined {
    if (this.#units.has(file)) return this.#units.get(file)
    const units = this.#readUnits(file)
    this.#units.set(file, units)
    return units
  }

  #readUnits(file: number): FileUnits | undefined {
    if (file >= this.map.fileCount) return undefined
    const { language, problemLine } = this.map.file(file)
    if (!isTokenized(language) || problemLine !== undefined) return undefined
    const known = this.#store.get(unitKey(this.map.blobIdOf(file), language))
    const isErased = this.#isErased(file)
    if (known !== undefined) return new FileUnits(known, { isErased })
    const open = this.map.read(file)
    open?.extractWith(this.#names, this.#tokens)
    if (open === undefined || open.extraction.tokens.problemLine !== undefined) return undefined
    return new FileUnits(this.#store.add(unitKey(blobIdOf(open.source), language), readUnitFacts(open)), { isErased })
  }

  /** Whether a file is gone when the program runs: another one runs in its place. */
  #isErased(file: number): boolean {
    const known = this.#erased.get(file)
    if (known !== undefined) return known
    const script = this.isGone(file) ? undefined : scriptBeside(this.map.pathOf(file))
    const isErased = script !== undefined && this.map.findFile(script) !== undefined
    this.#erased.set(file, isErased)
    return isErased
  }

  /** Leaves what was read for the next call. */
  close(): void {
    this.#store.close()
  }

  /** A number for a path, also for one that is gone. */
  fileNumber(path: string): number {
    const known = this.map.findFile(path)
    if (known !== undefined) return known
    const gone = this.#goneNumbers.get(path) ?? this.map.fileCount + this.#gone.push(path) - 1
    this.#goneNumbers.set(path, gone)
    return gone
  }

  pathOf(file: number): string {
    return file < this.map.fileCount ? this.map.pathOf(file) : (this.#gone[file - this.map.fileCount] ?? '')
  }

  isGone(file: number): boolean {
    return file >= this.map.fileCount
  }

  /** The files that see a file's declarations without an import: itself, and in Go its package. */
  packageOf(file: number): readonly number[] {
    const isGo = this.isGone(file) ? this.pathOf(file).endsWith('.go') : this.map.file(file).language === 'go'
    return (isGo ? this.#goPackages.get(directoryOf(this.pathOf(file))) : undefined) ?? [file]
  }

  get #goPackages(): ReadonlyMap<string, readonly number[]> {
    if (this.#goFiles === undefined) {
      this.#goFiles = new Map()
      for (const file of this.map.files()) {
        if (file.language !== 'go') continue
        const directory = directoryOf(file.path)
        this.#goFiles.set(directory, [...(this.#goFiles.get(directory) ?? []), file.number])
      }
    }
    return this.#goFiles
  }

  /** Adds a link that no import statement makes: a setup file, a fixture. */
  addLink(to: number, link: Link): void {
    append(this.#extra, to, link)
    append(this.#given, link.from, to)
  }

  /** The examples in a file's documentation are a test, which names these words. */
  addExamples(file: number, words: ReadonlySet<string>): void {
    this.examples.set(file, words)
  }

  hasImporters(file: number): boolean {
    if (this.isGone(file)) return this.importersOf(file).length > 0
    return this.#extra.has(file) || this.links.hasImporters(file)
  }

  /** Who imports a file. Of one that is gone: imports that lead nowhere and may have meant it. */
  importersOf(file: number): readonly Link[] {
    const links = this.isGone(file) ? this.#formerImporters(this.pathOf(file)) : this.links.importersOf(file)
    const extra = this.#extra.get(file)
    return extra === undefined ? links : [...links, ...extra]
  }

  /** As `importersOf`, for what happens when the file is loaded. */
  loadersOf(file: number): readonly Loader[] {
    const links = this.isGone(file) ? this.importersOf(file) : (this.#extra.get(file) ?? [])
    const given = links.map(({ from, fact: { line, isTypeOnly }, isLoaded, isOfTests = false, onlyNames }) => ({
      ...loader(from, { line, isTypeOnly, isLoaded }),
      isOfTests,
      isByName: onlyNames !== undefined && !isOfTests,
    }))
    const imports = this.isGone(file) ? [] : this.links.loadersOf(file).filter(({ from }) => !this.#isErased(from))
    return [...imports, ...given, ...this.#testsBeside(file)]
  }

  /** Go's tests of one directory are one program: what runs when one of their files is loaded runs before all of them. */
  #testsBeside(file: number): readonly Loader[] {
    if (!isGoTest(this.pathOf(file))) return []
    return this.packageOf(file)
      .filter((other) => other !== file && isGoTest(this.pathOf(other)))
      .map((from) => loader(from, { line: 1, isTypeOnly: false, isLoaded: true }))
  }

  /** Files and all that they load, over imports of any kind; undefined where these are more than `filesMax`. */
  loadedBy(files: Iterable<number>, filesMax: number): readonly number[] | undefined {
    const loaded = new Set<number>()
    const waiting = [...files].filter((file) => !this.isGone(file))
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (loaded.has(file)) continue
      loaded.add(file)
      if (loaded.size > filesMax) return undefined
      waiting.push(...this.loadsOf(file))
    }
    return [...loaded].sort((left, right) => left - right)
  }

  /** What a file loads or sees by itself, over imports of any kind. */
  loadsOf(file: number): readonly number[] {
    return [...this.packageOf(file), ...this.links.importsOf(file), ...(this.#given.get(file) ?? [])]
  }

  /** The path that a specifier names when it is read from a file: relative ones from its directory, others from the root. */
  pathOfSpecifier(from: number, specifier: string): string {
    return specifier.startsWith('.') ? joinPath(this.pathOf(from), specifier) : specifier.replaceAll('.', '/')
  }

  #formerImporters(path: string): readonly Link[] {
    const tails = this.#tails()
    const name = moduleName(path)
    const last = name.slice(name.lastIndexOf('/') + 1)
    const directory = directoryOf(path)
    const named = [...(tails.get(last) ?? []), ...(tails.get(directory.slice(directory.lastIndexOf('/') + 1)) ?? [])]
    const wanted = named.filter(({ from, fact }) => mayMean(this.map.pathOf(from), fact.specifier, name))
    return [...wanted, ...this.#importersOfSubmodule(path), ...this.#formerUsers(path)].map(({ from, fact }) => ({
      from,
      fact,
      isLoaded: !fact.isTypeOnly && fact.kind !== 'dynamic',
    }))
  }

  /** Who still has the name of a file that is gone, in languages where a file is named by what it declares. */
  #formerUsers(path: string): readonly OutsideImport[] {
    const language = languageOfPath(path)
    if (language === undefined || !isUseLanguage(language)) return []
    const base = stemOf(path)
    const name = base === 'mod' ? directoryOf(path).replace(/^.*\//, '') : base
    const users = this.map.uses(name).filter(({ file }) => file.language === language)
    return users.map(({ file }) => ({ from: file.number, fact: NAMED_FACT }))
  }

  /** `from package import module` still leads to the package when the module is gone. */
  #importersOfSubmodule(path: string): readonly OutsideImport[] {
    const [, directory = '', module] = /^(?:(.*)\/)?(\w+)\.py$/.exec(path) ?? []
    const init = module === undefined ? undefined : this.map.findFile(`${directory}/__init__.py`)
    if (init === undefined) return []
    return this.links.importersOf(init).filter(({ fact }) => fact.names.some(({ imported }) => imported === module))
  }

  #tails(): ReadonlyMap<string, readonly OutsideImport[]> {
    if (this.#outsideByTail === undefined) {
      const tails = new Map<string, OutsideImport[]>()
      for (const one of this.links.outside) {
        const tail = lastWord(one.fact.specifier)
        const list = tails.get(tail)
        if (list === undefined) tails.set(tail, [one])
        else list.push(one)
      }
      this.#outsideByTail = tails
    }
    return this.#outsideByTail
  }
}

function loader(from: number, { line, isTypeOnly, isLoaded }: Omit<Loader, 'from' | 'isOfTests'>): Loader {
  return { from, line, isTypeOnly, isLoaded, isOfTests: false }
}

/** A path as imports name it: without extension, and without the file that stands for its directory. */
function moduleName(path: string): string {
  return path.replace(/\.(?:d\.)?[cm]?[a-z]+$/i, '').replace(/\/(?:index|__init__|mod)$/, '')
}

function lastWord(specifier: string): string {
  const path = specifier.replace(/\.[cm]?[jt]sx?$/, '').replaceAll(/\/+$/g, '')
  const words = path.split(/[./]/)
  return words.at(-1) ?? ''
}

/** Relative specifiers are resolved; of the others the words have to be the end of the path. */
function mayMean(from: string, specifier: string, name: string): boolean {
  const plain = specifier.replace(/\.[cm]?[jt]sx?$/, '').replace(/\/index$/, '')
  if (plain.startsWith('./') || plain.startsWith('../') || plain === '.' || plain === '..') {
    return moduleName(joinPath(from, plain)) === name || joinPath(from, plain) === name
  }
  const words = plain.split(/[./]/).filter((word) => word !== '' && !word.startsWith('@'))
  const path = `/${name}`
  return words.length > 0 && (path.endsWith(`/${words.join('/')}`) || path.endsWith(`/${words.slice(1).join('/')}`))
}

function joinPath(from: string, relative: string): string {
  const parts = from.split('/').slice(0, -1)
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}
