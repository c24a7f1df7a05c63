import type { Changes } from '../change/types.ts'
import type { Graph } from '../graph/graph.ts'
import { OF_TESTS_UNIT, type Propagation } from '../graph/propagate.ts'
import type { Reach } from '../graph/reach.ts'
import { isTestPath } from '../tests/test-files.ts'

export interface ReachedSymbol {
  readonly path: string
  readonly line: number
  readonly name: string
  readonly kind: string
  readonly distance: number
  readonly isTypeOnly: boolean
}

export interface ReachedFile {
  readonly path: string
  readonly distance: number
  readonly isTypeOnly: boolean
  /** No declaration of it is reached: it only loads what changed. */
  readonly isLoadOnly: boolean
  /** Reached otherwise than by loading, and no declaration of it: the code outside of them, or all where they are not told apart. */
  readonly isWhole: boolean
}

export interface Reached {
  readonly symbols: readonly ReachedSymbol[]
  readonly files: readonly ReachedFile[]
}

/** The declarations and files beyond the change itself, nearest first. Tests are told apart: they are selected, not listed here. */
export function findReached(graph: Graph, propagation: Propagation, changes: Changes): Reached {
  const changed = new Set(changes.files.map(({ path }) => path))
  const isListed = ({ file, unit }: Reach): boolean =>
    !graph.isGone(file) && unit !== OF_TESTS_UNIT && !isTestPath(graph.pathOf(file))
  const reached = propagation.reached.filter(isListed)
  const files = new Map<string, Omit<ReachedFile, 'isWhole'>>()
  for (const reach of reached) {
    const path = graph.pathOf(reach.file)
    if (!changed.has(path)) files.set(path, addReach(files.get(path), path, reach))
  }
  const isPartOfChange = ({ file, relation, distance }: Reach): boolean =>
    relation === 'changed' || (relation === 'rule' && distance === 0 && changed.has(graph.pathOf(file)))
  const symbols = reached.flatMap((reach) => (isPartOfChange(reach) ? [] : (symbolOf(graph, reach) ?? [])))
  const withSymbols = new Set(symbols.map(({ path }) => path))
  const marked = [...files.values()].map((file) => ({
    ...file,
    isWhole: !file.isLoadOnly && !withSymbols.has(file.path),
  }))
  return { symbols: symbols.sort(byDistance), files: marked.sort(byDistance) }
}

/** A place that is reached: a declaration, or a file as a whole. */
export interface ReachedPlace {
  readonly path: string
  readonly line?: number
  /** Empty for a whole file. */
  readonly name: string
  readonly distance: number
  readonly isTypeOnly: boolean
}

/** All declarations and whole files, nearest first. */
export function reachedPlaces({ symbols, files }: Reached): readonly ReachedPlace[] {
  const whole = files
    .filter(({ isWhole }) => isWhole)
    .map(({ path, distance, isTypeOnly }) => ({ path, name: '', distance, isTypeOnly }))
  return whole.length === 0 ? symbols : [...symbols, ...whole].sort(byDistance)
}

function symbolOf(graph: Graph, { file, unit, distance, isTypeOnly }: Reach): ReachedSymbol | undefined {
  const units = unit > 0 ? graph.units(file) : undefined
  const found = units?.units[unit]
  if (units === undefined || found === undefined) return undefined
  const name = found.owner > 0 ? units.qualifiedName(unit) : found.name
  return { path: graph.pathOf(file), line: found.line, name, kind: found.kind, distance, isTypeOnly }
}

function addReach(
  known: Omit<ReachedFile, 'isWhole'> | undefined,
  path: string,
  { distance, isTypeOnly, relation }: Reach,
): Omit<ReachedFile, 'isWhole'> {
  const isLoadOnly = relation === 'loads'
  if (known === undefined) return { path, distance, isTypeOnly, isLoadOnly }
  return {
    path,
    distance: Math.min(distance, known.distance),
    isTypeOnly: isTypeOnly && known.isTypeOnly,
    isLoadOnly: isLoadOnly && known.isLoadOnly,
  }
}

interface Placed {
  readonly path: string
  readonly distance: number
  readonly isTypeOnly: boolean
  readonly line?: number
}

function byDistance(left: Placed, right: Placed): number {
  return (
    Number(left.isTypeOnly) - Number(right.isTypeOnly) ||
    left.distance - right.distance ||
    (left.path < right.path ? -1 : left.path > right.path ? 1 : (left.line ?? 0) - (right.line ?? 0))
  )
}
