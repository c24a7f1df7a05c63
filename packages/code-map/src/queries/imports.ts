import type { CodeMap } from '../code-map.ts'
import type { ImportFact } from '../facts.ts'
import { Resolver } from '../resolve/resolver.ts'
import { ImportGraph } from './import-graph.ts'
import { filesAt, sourceFirst } from './outline.ts'

export interface ResolvedImport {
  readonly path: string
  readonly line: number
  readonly specifier: string
  readonly kind: ImportFact['kind']
  readonly resolution: 'files' | 'external' | 'missing'
  readonly targets: readonly string[]
}

export interface Imports {
  readonly target: string
  readonly total: number
  readonly counts: Readonly<Record<ResolvedImport['resolution'], number>>
  readonly shown: readonly ResolvedImport[]
}

/** What a file, or the files of a directory, import. */
export function imports(map: CodeMap, target: string, limit: number): Imports {
  const resolver = new Resolver(map)
  const found = filesAt(map, target).flatMap((number) =>
    map.imports(number).map(({ line, specifier, kind, ...fact }): ResolvedImport => {
      const file = map.file(number)
      const resolution = resolver.resolve(file, { line, specifier, kind, ...fact })
      return {
        path: file.path,
        line,
        specifier,
        kind,
        resolution: resolution.kind,
        targets: resolution.kind === 'files' ? resolution.paths : [],
      }
    }),
  )
  const counts = { files: 0, external: 0, missing: 0 }
  for (const { resolution } of found) counts[resolution]++
  return { target, total: found.length, counts, shown: found.slice(0, limit) }
}

export interface Importers {
  readonly target: string
  readonly direct: number
  /** All files that reach the target over any number of imports. */
  readonly transitive: number
  readonly shown: readonly { readonly path: string; readonly line: number; readonly distance: number }[]
  readonly leftOut: number
  /** The chain of imports from `from` to the target, where it was asked for. */
  readonly chain: readonly string[] | undefined
}

export interface ImporterOptions {
  readonly limit: number
  readonly from: string | undefined
  readonly isTransitive: boolean
}

/** Who imports a file, directly and over others. */
export function importers(map: CodeMap, target: string, { limit, from, isTransitive }: ImporterOptions): Importers {
  const graph = new ImportGraph(map)
  const wanted = filesAt(map, target)
  const direct = new Map<number, number>()
  const reached = new Map<number, number>()
  for (const number of wanted) {
    for (const edge of graph.importersOf(number))
      if (!wanted.includes(edge.from) && !direct.has(edge.from)) direct.set(edge.from, edge.line)
    for (const [file, distance] of graph.dependents(number)) {
      if (!wanted.includes(file)) reached.set(file, Math.min(distance, reached.get(file) ?? distance))
    }
  }
  const all = sourceFirst(map, [...reached.keys()])
    .map((file) => [file, reached.get(file) ?? 0] as const)
    .filter(([, distance]) => isTransitive || distance === 1)
    .sort(([, near], [, far]) => near - far)
  const source = from === undefined ? undefined : filesAt(map, from)[0]
  const chains =
    source === undefined
      ? []
      : wanted.map((number) => graph.chain(source, number)).filter((chain) => chain !== undefined)
  chains.sort((left, right) => left.length - right.length)
  return {
    target,
    direct: direct.size,
    transitive: reached.size,
    shown: all
      .slice(0, limit)
      .map(([file, distance]) => ({ path: map.pathOf(file), line: direct.get(file) ?? 0, distance })),
    leftOut: Math.max(0, all.length - limit),
    chain: from === undefined ? undefined : (chains[0] ?? []).map((file) => map.pathOf(file)),
  }
}

export interface Cycles {
  readonly groups: readonly { readonly files: number; readonly circle: readonly string[] }[]
  readonly total: number
  readonly filesIndexed: number
}

/** Circles of imports, at most `limit`, each with a shortest way around. */
export function cycles(map: CodeMap, limit: number): Cycles {
  const graph = new ImportGraph(map)
  const groups = graph.cycles()
  return {
    total: groups.length,
    filesIndexed: map.fileCount,
    groups: groups
      .slice(0, limit)
      .map((group) => ({ files: group.length, circle: graph.circle(group).map((file) => map.pathOf(file)) })),
  }
}
