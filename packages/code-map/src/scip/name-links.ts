import type { CodeFile, CodeMap, CodeSymbol } from '../code-map.ts'
import type { ImportFact } from '../facts.ts'
import { directoryOf } from '../resolve/paths.ts'
import { Resolver } from '../resolve/resolver.ts'

/** A declaration: the place of its symbol in its file. */
export interface Target {
  readonly file: number
  readonly symbol: number
}

interface Binding {
  /** `*` is the whole module. */
  readonly imported: string
  readonly files: readonly number[]
}

interface FileNames {
  /** The first declaration of each name at the top level. */
  readonly declared: ReadonlyMap<string, number>
  readonly bound: ReadonlyMap<string, Binding>
  /** Modules whose names are all visible here, or go out from here. */
  readonly whole: readonly number[]
}

const RE_EXPORTS_MAX = 8

/** Which declaration a name of a file stands for, as its imports say. */
export class NameLinks {
  readonly #map: CodeMap
  readonly #resolver: Resolver
  readonly #names = new Map<number, FileNames>()
  #goPackages: ReadonlyMap<string, readonly number[]> | undefined

  constructor(map: CodeMap) {
    this.#map = map
    this.#resolver = new Resolver(map)
  }

  /** A name that stands alone. */
  find(file: number, name: string): Target | undefined {
    return this.#inFile(file, name, 0) ?? this.#inPackage(this.#map.file(file), name)
  }

  /** A name behind a dot: `owner` is the name before it. */
  member(file: number, owner: string, name: string): Target | undefined {
    const binding = this.#namesOf(file).bound.get(owner)
    return binding?.imported === '*' ? this.#first(binding.files, name, 0) : undefined
  }

  #inFile(file: number, name: string, depth: number): Target | undefined {
    if (depth > RE_EXPORTS_MAX) return undefined
    const { declared, bound, whole } = this.#namesOf(file)
    const own = declared.get(name)
    if (own !== undefined) return { file, symbol: own }
    const binding = bound.get(name)
    if (binding !== undefined && binding.imported !== '*') return this.#first(binding.files, binding.imported, depth)
    return this.#first(whole, name, depth)
  }

  #first(files: readonly number[], name: string, depth: number): Target | undefined {
    for (const file of files) {
      const found = this.#inFile(file, name, depth + 1)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Files of a Go package see each other's names. */
  #inPackage({ language, path }: CodeFile, name: string): Target | undefined {
    if (language !== 'go') return undefined
    this.#goPackages ??= groupGoFiles(this.#map)
    for (const file of this.#goPackages.get(directoryOf(path)) ?? []) {
      const symbol = this.#namesOf(file).declared.get(name)
      if (symbol !== undefined) return { file, symbol }
    }
    return undefined
  }

  #namesOf(file: number): FileNames {
    const known = this.#names.get(file)
    if (known !== undefined) return known
    const bound = new Map<string, Binding>()
    const whole: number[] = []
    for (const fact of this.#map.imports(file)) {
      const files = this.#targets(file, fact)
      if (files.length === 0) continue
      for (const { imported, local } of fact.names) {
        if (imported === '*' && local === '*') whole.push(...files)
        else bound.set(local, { imported, files })
      }
      if (fact.kind === 're-export' && fact.names.length === 0) whole.push(...files)
    }
    const names = { declared: topLevel(this.#map.symbols(file)), bound, whole }
    this.#names.set(file, names)
    return names
  }

  #targets(file: number, fact: ImportFact): readonly number[] {
    const resolution = this.#resolver.resolve(this.#map.file(file), fact)
    if (resolution.kind !== 'files') return []
    return resolution.paths.map((path) => this.#map.findFile(path)).filter((number) => number !== undefined)
  }
}

function topLevel(symbols: readonly CodeSymbol[]): ReadonlyMap<string, number> {
  const names = new Map<string, number>()
  for (const [index, { name, parent }] of symbols.entries()) {
    if (parent === -1 && !names.has(name)) names.set(name, index)
  }
  return names
}

function groupGoFiles(map: CodeMap): ReadonlyMap<string, readonly number[]> {
  const packages = new Map<string, number[]>()
  for (const { number, language, path } of map.files()) {
    if (language !== 'go') continue
    const files = packages.get(directoryOf(path))
    if (files === undefined) packages.set(directoryOf(path), [number])
    else files.push(number)
  }
  return packages
}
