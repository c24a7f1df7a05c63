import { Resolver, type CodeFile, type CodeMap, type ImportFact } from '@groundcrew/code-map'

/** An import of one file by another. */
export interface Link {
  readonly from: number
  readonly fact: ImportFact
  /** It runs the imported file when the importer is loaded: neither types alone nor `import()`. */
  readonly isLoaded: boolean
}

/** What an import without a statement binds: nothing; it only loads. */
export const LOAD_FACT: ImportFact = { kind: 'import', specifier: '', line: 1, names: [], isTypeOnly: false }

/** An import that leads to no file of this code base: a package, or something that is gone. */
export interface OutsideImport {
  readonly from: number
  readonly fact: ImportFact
}

/** Who imports whom, by file number. */
export interface Links {
  readonly map: CodeMap
  /** By the imported file. */
  importersOf(file: number): readonly Link[]
  /** The files that one file imports. */
  importsOf(file: number): readonly number[]
  readonly outside: readonly OutsideImport[]
}

/** Reads the imports of every file. */
export function readLinks(map: CodeMap): Links {
  const resolver = new Resolver(map)
  const incoming: (Link[] | undefined)[] = []
  const outgoing: (number[] | undefined)[] = []
  const outside: OutsideImport[] = []
  for (const file of map.files()) {
    for (const fact of map.imports(file.number)) {
      const targets = targetsOf(map, resolver, { file, fact })
      if (targets.length === 0) outside.push({ from: file.number, fact })
      const isLoaded = !fact.isTypeOnly && fact.kind !== 'dynamic'
      for (const to of targets) {
        if (to === file.number) continue
        ;(incoming[to] ??= []).push({ from: file.number, fact, isLoaded })
        ;(outgoing[file.number] ??= []).push(to)
      }
    }
  }
  return {
    map,
    importersOf: (file) => incoming[file] ?? [],
    importsOf: (file) => outgoing[file] ?? [],
    outside,
  }
}

function targetsOf(
  map: CodeMap,
  resolver: Resolver,
  { file, fact }: { readonly file: CodeFile; readonly fact: ImportFact },
): readonly number[] {
  const resolution = resolver.resolve(file, fact)
  if (resolution.kind !== 'files') return []
  return resolution.paths.flatMap((path) => map.findFile(path) ?? [])
}
