import type { CodeMap, ImportFact } from '@groundcrew/code-map'
import { loadLinkTable } from './link-file.ts'
import { ELEMENT_FACT } from './elements.ts'
import type { NamedText } from './named-files.ts'
import { loadingOf, OF_ELEMENTS, MISSING, OF_NAMES, type LinkTable, type Loading } from './link-table.ts'

/** An import of one file by another. */
export interface Link {
  readonly from: number
  readonly fact: ImportFact
  /** It runs the imported file when the importer is loaded: neither types alone nor `import()`. */
  readonly isLoaded: boolean
}

/** An importer of a file, for what happens when it is loaded. */
export interface Loader extends Loading {
  readonly from: number
}

/** What an import without a statement binds: nothing; it only loads. */
export const LOAD_FACT: ImportFact = { kind: 'import', specifier: '', line: 1, names: [], isTypeOnly: false }

/** Where code names a file: nothing is bound, and all of it may be used. */
const NAMED_FACT: ImportFact = { ...LOAD_FACT, kind: 'dynamic' }

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
      from: fileOfEntry(this.#table.offsets, entry),
      ...loadingOf(this.#table.loadings[entry] as number),
    }))
  }

  hasImporters(file: number): boolean {
    return this.#starts[file] !== this.#starts[file + 1]
  }

  #linkAt(entry: number): Link {
    const from = fileOfEntry(this.#table.offsets, entry)
    const fact = this.#factAt(from, entry)
    return { from, fact, isLoaded: !fact.isTypeOnly && fact.kind !== 'dynamic' }
  }

  #factAt(from: number, entry: number): ImportFact {
    if (this.#table.facts[entry] === OF_ELEMENTS) return ELEMENT_FACT
    if (this.#table.facts[entry] === OF_NAMES)
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
    const { offsets, targets } = this.#table
    return [...targets.subarray(offsets[file], offsets[file + 1])].filter((target) => target >= 0)
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
    for (const [entry, target] of targets.entries()) {
      if (!isWanted(target)) continue
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
function invert({ offsets, targets }: LinkTable): { readonly starts: Int32Array; readonly incoming: Int32Array } {
  const files = offsets.length - 1
  const starts = new Int32Array(files + 1)
  for (const target of targets) if (target >= 0) starts[target + 1] = (starts[target + 1] as number) + 1
  for (let file = 0; file < files; file++) starts[file + 1] = (starts[file + 1] as number) + (starts[file] as number)
  const incoming = new Int32Array(starts[files] as number)
  const next = starts.slice()
  for (const [entry, target] of targets.entries()) {
    if (target < 0) continue
    incoming[next[target] as number] = entry
    next[target] = (next[target] as number) + 1
  }
  return { starts, incoming }
}
