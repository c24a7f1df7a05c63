import type { CodeMap, ImportFact } from '@groundcrew/code-map'
import { loadLinkTable } from './link-file.ts'
import { ELEMENT_FACT } from './elements.ts'
import type { NamedText } from './named-files.ts'
import {
  loadingOf,
  MISSING,
  NAMED_FACT,
  NAMING,
  OF_ELEMENTS,
  OF_IMPLEMENTATIONS,
  OF_TESTS,
  type LinkTable,
  type Loading,
} from './link-table.ts'

/** An import of one file by another. */
export interface Link {
  readonly from: number
  readonly fact: ImportFact
  /** It runs the imported file when the importer is loaded: neither types alone nor `import()`. */
  readonly isLoaded: boolean
  /** Nothing but the tests in the file does. */
  readonly isOfTests?: boolean
  /** Of an import that binds no names: all that it can use; undefined where that is not known. */
  readonly onlyNames?: ReadonlySet<string> | undefined
}

/** An importer of a file, for what happens when it is loaded. */
export interface Loader extends Loading {
  readonly from: number
  readonly isOfTests: boolean
  /** Of a declaration that runs at load it uses some by their names, and no others. */
  readonly isByName?: boolean
}

/** What an import without a statement binds: nothing; it only loads. */
export const LOAD_FACT: ImportFact = { kind: 'import', specifier: '', line: 1, names: [], isTypeOnly: false }

/** An import that leads to no file of this code base: a package, or something that is gone. */
export interface OutsideImport {
  readonly from: number
  readonly fact: ImportFact
}

/** Who imports whom, by file number. What an import says is read when it is asked for. */
export class Links {
  readonly #map: CodeMap
  readonly #table: LinkTable
  /** By imported file: the entries of the table from `#starts[file]` up to `#starts[file + 1]`. */
  readonly #starts: Int32Array
  readonly #incoming: Int32Array
  readonly #importers = new Map<number, readonly Link[]>()
  readonly #facts = new Map<number, readonly ImportFact[]>()
  #outside: readonly OutsideImport[] | undefined

  /** `textsOf`: what a file has as text that may name files and modules. */
  constructor(map: CodeMap, textsOf: (file: number) => readonly NamedText[]) {
    this.#map = map
    this.#table = loadLinkTable(map, textsOf)
    const { starts, incoming } = invert(this.#table)
    this.#starts = starts
    this.#incoming = incoming
  }

  importersOf(file: number): readonly Link[] {
    const known = this.#importers.get(file)
    if (known !== undefined) return known
    const entries = this.#incoming.subarray(this.#starts[file], this.#starts[file + 1])
    const links = Array.from(entries, (entry) => this.#linkAt(entry))
    this.#importers.set(file, links)
    return links
  }

  /** As `importersOf`, without what the imports bind: that need not be read. */
  loadersOf(file: number): readonly Loader[] {
    const entries = this.#incoming.subarray(this.#starts[file], this.#starts[file + 1])
    return Array.from(entries, (entry) => ({
      from: this.#fromOf(entry),
      ...loadingOf(this.#table.loadings[entry] as number),
      isOfTests: this.#isOfTests(entry),
    }))
  }

  hasImporters(file: number): boolean {
    return this.#starts[file] !== this.#starts[file + 1]
  }

  /** Who uses what an entry leads to. */
  #fromOf(entry: number): number {
    const { facts, targets, offsets } = this.#table
    return facts[entry] === OF_IMPLEMENTATIONS ? (targets[entry] as number) : fileOfEntry(offsets, entry)
  }

  #linkAt(entry: number): Link {
    const from = this.#fromOf(entry)
    const fact = this.#factAt(from, entry)
    const isLoaded = !fact.isTypeOnly && fact.kind !== 'dynamic'
    return { from, fact, isLoaded, isOfTests: this.#isOfTests(entry) }
  }

  #isOfTests(entry: number): boolean {
    return this.#table.facts[entry] === OF_TESTS
  }

  #factAt(from: number, entry: number): ImportFact {
    if (this.#table.facts[entry] === OF_ELEMENTS) return ELEMENT_FACT
    if (NAMING.includes(this.#table.facts[entry] as number))
      return { ...NAMED_FACT, line: loadingOf(this.#table.loadings[entry] as number).line }
    const fact = this.factsOf(from)[this.#table.facts[entry] ?? -1]
    if (fact === undefined) throw new Error(`file ${from} has no import ${this.#table.facts[entry]}`)
    return fact
  }

  /** What the imports of a file say. */
  factsOf(file: number): readonly ImportFact[] {
    const known = this.#facts.get(file)
    if (known !== undefined) return known
    const facts = this.#map.imports(file)
    this.#facts.set(file, facts)
    return facts
  }

  /** The files that one file imports. */
  importsOf(file: number): readonly number[] {
    const { offsets, targets, facts } = this.#table
    const found: number[] = []
    for (let entry = offsets[file] ?? 0; entry < (offsets[file + 1] ?? 0); entry++)
      if ((targets[entry] as number) >= 0 && facts[entry] !== OF_IMPLEMENTATIONS) found.push(targets[entry] as number)
    return found
  }

  /** Packages and what is missing. */
  get outside(): readonly OutsideImport[] {
    this.#outside ??= this.#importsWhere((target) => target < 0)
    return this.#outside
  }

  get missing(): readonly OutsideImport[] {
    return this.#importsWhere((target) => target === MISSING)
  }

  #importsWhere(isWanted: (target: number) => boolean): readonly OutsideImport[] {
    const { targets, offsets } = this.#table
    const found: OutsideImport[] = []
    for (let entry = 0; entry < targets.length; entry++) {
      if (!isWanted(targets[entry] as number)) continue
      const from = fileOfEntry(offsets, entry)
      found.push({ from, fact: this.#factAt(from, entry) })
    }
    return found
  }
}

/** The file that an entry of the table is of. */
function fileOfEntry(offsets: Int32Array, entry: number): number {
  let low = 0
  let high = offsets.length - 1
  while (low < high - 1) {
    const middle = (low + high) >> 1
    if ((offsets[middle] as number) <= entry) low = middle
    else high = middle
  }
  return low
}

/** The entries in the order of the files they lead to. */
function invert({ offsets, targets, facts }: LinkTable): {
  readonly starts: Int32Array
  readonly incoming: Int32Array
} {
  const files = offsets.length - 1
  const starts = new Int32Array(files + 1)
  // Where an entry leads the other way round, its file is what is used.
  const usedBy = targets.slice()
  for (
    let entry = facts.indexOf(OF_IMPLEMENTATIONS);
    entry !== -1;
    entry = facts.indexOf(OF_IMPLEMENTATIONS, entry + 1)
  )
    usedBy[entry] = fileOfEntry(offsets, entry)
  for (const target of usedBy) if (target >= 0) starts[target + 1] = (starts[target + 1] as number) + 1
  for (let file = 0; file < files; file++) starts[file + 1] = (starts[file + 1] as number) + (starts[file] as number)
  const incoming = new Int32Array(starts[files] as number)
  const next = starts.slice()
  for (const [entry, target] of usedBy.entries()) {
    if (target < 0) continue
    incoming[next[target] as number] = entry
    next[target] = (next[target] as number) + 1
  }
  return { starts, incoming }
}
