import { allCollisions } from '../impact.ts'
import { describeTask } from '../queries.ts'
import type { RawTask } from '../rows.ts'
import type { RequestOf, Shape } from '../shape.ts'
import type { View } from '../transaction.ts'
import { requireTask } from '../queries.ts'
import type { Collision, DependencyKind, TaskStatus } from '../types.ts'

export const GRAPH = { root: 'reference', all: 'flag', limit: 'integer' } as const satisfies Shape

export interface GraphNode {
  readonly id: number
  readonly title: string
  readonly status: TaskStatus
  readonly isReady: boolean
  readonly priority: number
  readonly parent?: number
  readonly holder?: string
  readonly isCritical: boolean
  /** 0 for tasks that wait for nothing shown; otherwise one more than the deepest they wait for. */
  readonly level: number
}

export interface GraphEdge {
  /** The task that waits. */
  readonly from: number
  readonly to: number
  readonly kind: DependencyKind
  readonly isCritical: boolean
}

export interface TaskGraph {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  readonly conflicts: readonly Collision[]
  /** The longest chain of open tasks, first to do first. */
  readonly criticalPath: readonly number[]
  readonly cycles: readonly (readonly number[])[]
  /** Tasks left out because of `limit`. */
  readonly omitted: number
}

const GRAPH_LIMIT = 2000

/** Tasks, what waits for what, which collide, and the longest chain. `root` narrows it to a task and all it is tied to. */
export function graph(view: View, request: RequestOf<typeof GRAPH>): TaskGraph {
  const { limit = GRAPH_LIMIT } = request
  const rows = view.all<RawTask>('SELECT * FROM tasks ORDER BY id')
  const ties = view.all<{ task: number; target: number; kind: DependencyKind }>(
    'SELECT * FROM dependencies ORDER BY task, target, kind',
  )
  const wanted = request.root === undefined ? undefined : reach(requireTask(view, request.root).id, rows, ties)
  const matching = rows.filter((row) => wanted === undefined || wanted.has(row.id))
  const shown = matching.slice(0, limit)
  const ids = new Set(shown.map(({ id }) => id))
  const edges = ties.filter(({ task, target }) => ids.has(task) && ids.has(target))
  const waits = new Map<number, number[]>()
  for (const { task, target, kind } of edges)
    if (kind === 'depends') waits.set(task, [...(waits.get(task) ?? []), target])
  const cycles = findCycles([...ids], waits)
  const levels = levelsOf([...ids], waits)
  const criticalPath = longestChain(shown, waits)
  const critical = new Set(criticalPath.slice(1).map((id, index) => `${id}>${criticalPath[index]}`))
  return {
    nodes: shown.map((row) =>
      toNode(view, row, { level: levels.get(row.id) ?? 0, isCritical: criticalPath.includes(row.id) }),
    ),
    edges: edges.map(({ task, target, kind }) => ({
      from: task,
      to: target,
      kind,
      isCritical: kind === 'depends' && critical.has(`${task}>${target}`),
    })),
    conflicts: allCollisions(
      view,
      shown.filter(({ state }) => state === 'open').map(({ id }) => id),
    ).filter(({ other }) => ids.has(other)),
    criticalPath,
    cycles,
    omitted: matching.length - shown.length,
  }
}

function toNode(view: View, row: RawTask, place: { readonly level: number; readonly isCritical: boolean }): GraphNode {
  const { status, claim, blockedBy } = describeTask(view, row)
  return {
    id: row.id,
    title: row.title,
    status,
    isReady: status === 'pending' && blockedBy.length === 0,
    priority: row.priority,
    ...(row.parent === null ? {} : { parent: row.parent }),
    ...(claim === undefined || status !== 'in_progress' ? {} : { holder: claim.holder }),
    ...place,
  }
}

type Tie = { readonly task: number; readonly target: number }

function reach(root: number, rows: readonly RawTask[], ties: readonly Tie[]): ReadonlySet<number> {
  const neighbours = new Map<number, number[]>()
  const join = (one: number, other: number): void => {
    neighbours.set(one, [...(neighbours.get(one) ?? []), other])
    neighbours.set(other, [...(neighbours.get(other) ?? []), one])
  }
  for (const { task, target } of ties) join(task, target)
  for (const { id, parent } of rows) if (parent !== null) join(id, parent)
  const seen = new Set([root])
  for (const id of seen) for (const other of neighbours.get(id) ?? []) seen.add(other)
  return seen
}

type WaitsMap = ReadonlyMap<number, readonly number[]>

/** The order in which every task comes after what it waits for; what is in a cycle or behind one is missing. */
function topological(ids: readonly number[], waits: WaitsMap): number[] {
  const open = new Map(ids.map((id) => [id, waits.get(id)?.length ?? 0]))
  const waiting = new Map<number, number[]>()
  for (const [task, targets] of waits)
    for (const target of targets) waiting.set(target, [...(waiting.get(target) ?? []), task])
  const order = ids.filter((id) => open.get(id) === 0)
  for (const id of order) {
    for (const task of waiting.get(id) ?? []) {
      const left = (open.get(task) ?? 0) - 1
      open.set(task, left)
      if (left === 0) order.push(task)
    }
  }
  return order
}

function levelsOf(ids: readonly number[], waits: WaitsMap): ReadonlyMap<number, number> {
  const levels = new Map<number, number>()
  for (const id of topological(ids, waits)) {
    levels.set(id, Math.max(-1, ...(waits.get(id) ?? []).map((target) => levels.get(target) ?? 0)) + 1)
  }
  return levels
}

function longestChain(rows: readonly RawTask[], waits: WaitsMap): number[] {
  const open = new Set(rows.filter(({ state }) => state === 'open').map(({ id }) => id))
  const best = new Map<number, { readonly length: number; readonly before?: number }>()
  for (const id of topological(
    rows.map((row) => row.id),
    waits,
  )) {
    if (!open.has(id)) continue
    let chosen: { readonly length: number; readonly before?: number } = { length: 1 }
    for (const target of waits.get(id) ?? []) {
      const length = (best.get(target)?.length ?? 0) + 1
      if (open.has(target) && length > chosen.length) chosen = { length, before: target }
    }
    best.set(id, chosen)
  }
  const [last] = [...best].sort(([one, a], [other, b]) => b.length - a.length || one - other)[0] ?? []
  const path: number[] = []
  for (let id = last; id !== undefined; id = best.get(id)?.before) path.unshift(id)
  return path.length > 1 ? path : []
}

/** Chains that end in themselves. None can be written; a damaged or foreign history may hold one. */
function findCycles(ids: readonly number[], waits: WaitsMap): (readonly number[])[] {
  const free = new Set(topological(ids, waits))
  const cycles: (readonly number[])[] = []
  const seen = new Set<number>()
  for (const start of ids) {
    const path: number[] = []
    let id: number | undefined = start
    while (id !== undefined && !free.has(id) && !seen.has(id)) {
      seen.add(id)
      path.push(id)
      id = waits.get(id)?.find((target) => !free.has(target))
    }
    const at = id === undefined ? -1 : path.indexOf(id)
    if (at >= 0) cycles.push(path.slice(at))
  }
  return cycles
}
