import type { Changes } from '../change/types.ts'
import type { Graph } from '../graph/graph.ts'
import type { Propagation } from '../graph/propagate.ts'
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
}

export interface Reached {
  readonly symbols: readonly ReachedSymbol[]
  readonly files: readonly ReachedFile[]
}

/** The declarations and files beyond the change itself, nearest first. Tests are told apart: they are selected, not listed here. */
export function findReached(graph: Graph, propagation: Propagation, changes: Changes): Reached {
  const changed = new Set(changes.files.map(({ path }) => path))
  const symbols: ReachedSymbol[] = []
  const files = new Map<string, ReachedFile>()
  for (const { file, unit, name, distance, isTypeOnly, relation } of propagation.reached) {
    const path = graph.pathOf(file)
    if (graph.isGone(file) || isTestPath(path)) continue
    const found = graph.units(file)?.units[unit]
    if (unit > 0 && found !== undefined && relation !== 'changed')
      symbols.push({ path, line: found.line, name, kind: found.kind, distance, isTypeOnly })
    if (changed.has(path)) continue
    const known = files.get(path)
    const isLoadOnly = relation === 'loads' && (known?.isLoadOnly ?? true)
    const isNearer = known === undefined || distance < known.distance
    files.set(path, {
      path,
      distance: isNearer ? distance : known.distance,
      isTypeOnly: isTypeOnly && (known?.isTypeOnly ?? true),
      isLoadOnly,
    })
  }
  return { symbols: symbols.sort(byDistance), files: [...files.values()].sort(byDistance) }
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
