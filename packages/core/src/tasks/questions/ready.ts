import { collidingTasks, collisionsWithRunning } from '../impact.ts'
import { liveClaims, requireTask } from '../queries.ts'
import { taskOf } from '../rows.ts'
import type { RequestOf, Shape } from '../shape.ts'
import type { View } from '../transaction.ts'
import type { Collision, TaskRow } from '../types.ts'

export const READY = { limit: 'integer', labels: 'texts', disjoint: 'flag', everybody: 'flag' } as const satisfies Shape

export interface ReadyTask extends TaskRow {
  /** How many open tasks wait for it, directly or through others; counting stops at `unblocksMax`. */
  readonly unblocks: number
  readonly collisions: readonly Collision[]
}

export interface ReadyResult {
  readonly tasks: readonly ReadyTask[]
  /** Ready tasks, shown or not. */
  readonly total: number
  /** They collide neither with each other nor with running work. */
  readonly isDisjoint: boolean
  readonly unblocksMax: number
}

const READY_LIMIT = 20

/**
 * The tasks that could be started now, best first: by priority, then by how many others wait for it, then by age. With `disjoint`
 * only tasks whose resources collide neither with each other nor with running work.
 */
export function ready(view: View, request: RequestOf<typeof READY>): ReadyResult {
  const { limit = READY_LIMIT, labels = [], disjoint = false, everybody = false } = request
  const ranked = rankReady(view, { labels, everybody })
  const chosen = disjoint ? chooseDisjoint(view, ranked.ids, limit) : ranked.ids.slice(0, limit)
  const running = liveClaims(view)
  return {
    tasks: chosen.map((id) => ({
      ...taskOf(requireTask(view, id)),
      unblocks: ranked.unblocks[id] ?? 0,
      collisions: collisionsWithRunning(view, id, running),
    })),
    total: ranked.ids.length,
    isDisjoint: disjoint,
    unblocksMax: UNBLOCKS_MAX,
  }
}

function chooseDisjoint(view: View, ranked: readonly number[], limit: number): number[] {
  const taken = new Set(liveClaims(view).map(({ task }) => task))
  const chosen: number[] = []
  for (const candidate of ranked) {
    if (chosen.length >= limit) break
    if ([...collidingTasks(view, candidate)].some((other) => taken.has(other))) continue
    taken.add(candidate)
    chosen.push(candidate)
  }
  return chosen
}

/** Every ready task, best first. */
export interface Ranking {
  readonly ids: readonly number[]
  /** By id: how many open tasks wait for it. */
  readonly unblocks: Int32Array
}

export interface RankOptions {
  readonly labels?: readonly string[]
  /** Also tasks that are assigned to somebody else. */
  readonly everybody?: boolean
}

export function rankReady(view: View, { labels = [], everybody = false }: RankOptions = {}): Ranking {
  const open = readOpen(view)
  const waits = readWaits(view, open)
  const excluded = excludedTasks(view, { labels, everybody })
  const candidates: number[] = []
  for (const id of open.ids) {
    if (waits.isWaiting[id] === 0 && !excluded.has(id)) candidates.push(id)
  }
  return rank(candidates, { priorities: open.priorities, waits })
}

interface OpenTasks {
  readonly ids: readonly number[]
  readonly idMax: number
  /** By id. */
  readonly priorities: Int32Array
}

function readOpen(view: View): OpenTasks {
  const idMax = view.value<number>('SELECT COALESCE(MAX(id), 0) AS id FROM tasks') ?? 0
  const ids: number[] = []
  const priorities = new Int32Array(idMax + 1)
  const groups = view.all<{ priority: number; ids: string }>(
    "SELECT priority, group_concat(id) AS ids FROM tasks WHERE state = 'open' GROUP BY priority",
  )
  for (const group of groups) {
    for (const id of parsePacked(group.ids)) {
      ids.push(id)
      priorities[id] = group.priority
    }
  }
  return { ids, idMax, priorities }
}

/**
 * Reads `12,-3,4`, the way a `group_concat` packs many numbers: ten thousand rows handed over one by one cost more than everything
 * that is done with them. By JSON, which is native: a loop over the digits is slow in a process that has only just begun.
 */
function parsePacked(text: string | null | undefined): readonly number[] {
  return JSON.parse(`[${text ?? ''}]`) as readonly number[]
}

interface Waits {
  /** 1 at the id of every open task that waits for something. */
  readonly isWaiting: Uint8Array
  /** Edges from a task to the ones that wait for it, as linked lists by id. */
  readonly firstEdge: Int32Array
  readonly nextEdge: Int32Array
  readonly waiting: Int32Array
}

/** The edges between open tasks: to a subtask's parent as well, which waits for it too. */
function readWaits(view: View, { ids, idMax }: OpenTasks): Waits {
  const isOpen = new Uint8Array(idMax + 1)
  for (const id of ids) isOpen[id] = 1
  const isUnmet = new Uint8Array(isOpen)
  for (const { id } of view.all<{ id: number }>("SELECT id FROM tasks WHERE cancelled_as = 'block'")) isUnmet[id] = 1
  const edges = parsePacked(
    view.value<string>("SELECT group_concat(task || ',' || target) FROM dependencies WHERE kind = 'depends'"),
  )
  const parents = parsePacked(
    view.value<string>(
      "SELECT group_concat(parent || ',' || id) FROM tasks WHERE parent IS NOT NULL AND state = 'open'",
    ),
  )
  const count = (edges.length + parents.length) / 2
  const waits: Waits = {
    isWaiting: new Uint8Array(idMax + 1),
    firstEdge: new Int32Array(idMax + 1).fill(-1),
    nextEdge: new Int32Array(count),
    waiting: new Int32Array(count),
  }
  let edge = 0
  const link = (list: readonly number[]): void => {
    for (let index = 0; index < list.length; index += 2) {
      const task = list[index] ?? 0
      const target = list[index + 1] ?? 0
      if (isOpen[task] === 0 || isUnmet[target] === 0) continue
      waits.isWaiting[task] = 1
      waits.waiting[edge] = task
      waits.nextEdge[edge] = waits.firstEdge[target] ?? -1
      waits.firstEdge[target] = edge
      edge += 1
    }
  }
  link(edges)
  const ownWaits = parents.length === 0 ? waits.isWaiting : waits.isWaiting.slice()
  link(parents)
  passDown(parents, waits.isWaiting, ownWaits)
  return waits
}

/** What a parent waits for as a dependency (`waits`), its subtasks wait for too. */
function passDown(parents: readonly number[], isWaiting: Uint8Array, waits: Uint8Array): void {
  const subtasks = new Map<number, number[]>()
  for (let index = 0; index < parents.length; index += 2) {
    const parent = parents[index] ?? 0
    const list = subtasks.get(parent) ?? []
    list.push(parents[index + 1] ?? 0)
    subtasks.set(parent, list)
  }
  const pending = [...subtasks.keys()].filter((parent) => waits[parent] === 1)
  for (const parent of pending) {
    for (const subtask of subtasks.get(parent) ?? []) {
      if (waits[subtask] === 1 && isWaiting[subtask] === 2) continue
      isWaiting[subtask] = 2
      waits[subtask] = 1
      if (subtasks.has(subtask)) pending.push(subtask)
    }
  }
}

/** Tasks that are blocked by hand, held, meant for others, or without the labels asked for. */
function excludedTasks(view: View, { labels, everybody }: Required<RankOptions>): ReadonlySet<number> {
  const blocked = view.all<{ id: number }>("SELECT id FROM tasks WHERE blocked_reason IS NOT NULL AND state = 'open'")
  const others = everybody
    ? []
    : view.all<{ id: number }>(
        "SELECT id FROM tasks WHERE assignee IS NOT NULL AND assignee <> ? AND state = 'open'",
        view.assignee,
      )
  const unlabelled = labels.flatMap((label) =>
    view.all<{ id: number }>(
      "SELECT id FROM tasks WHERE state = 'open' AND NOT EXISTS (SELECT 1 FROM json_each(tasks.labels) WHERE json_each.value = ?)",
      label,
    ),
  )
  return new Set([
    ...[...blocked, ...others, ...unlabelled].map(({ id }) => id),
    ...liveClaims(view).map(({ task }) => task),
  ])
}

/**
 * Among equals in priority this many are weighed by everything that waits behind them; the rest, and which ones these are, is
 * told by direct dependents, which is cheaper to count.
 */
const WEIGHED_MAX = 64

/** Counting what waits behind a task stops here: more makes no task more urgent, and a plan of thousands hangs on each of its first ones. */
const UNBLOCKS_MAX = 500

function rank(
  candidates: readonly number[],
  { priorities, waits }: { readonly priorities: Int32Array; readonly waits: Waits },
): Ranking {
  const unblocks = new Int32Array(priorities.length)
  const before = (a: number, b: number): number =>
    (priorities[b] ?? 0) - (priorities[a] ?? 0) || (unblocks[b] ?? 0) - (unblocks[a] ?? 0) || a - b
  for (const id of candidates) unblocks[id] = countDirect(waits, id)
  const ids = [...candidates].sort(before)
  const seen = new Int32Array(priorities.length)
  const weighed = ids.slice(0, WEIGHED_MAX)
  for (const id of weighed) unblocks[id] = countBehind(waits, id, seen)
  return { ids: [...weighed.sort(before), ...ids.slice(WEIGHED_MAX)], unblocks }
}

function countDirect({ firstEdge, nextEdge }: Waits, id: number): number {
  let count = 0
  for (let edge = firstEdge[id] ?? -1; edge >= 0; edge = nextEdge[edge] ?? -1) count += 1
  return count
}

/** How many wait for the task, directly or not, up to `UNBLOCKS_MAX`. `seen` is scratch space, marked with the id of the search. */
function countBehind({ firstEdge, nextEdge, waiting }: Waits, from: number, seen: Int32Array): number {
  const pending = [from]
  seen[from] = from
  let count = 0
  while (pending.length > 0 && count < UNBLOCKS_MAX) {
    const id = pending.pop() ?? from
    for (let edge = firstEdge[id] ?? -1; edge >= 0; edge = nextEdge[edge] ?? -1) {
      const next = waiting[edge] ?? from
      if (seen[next] === from) continue
      seen[next] = from
      count += 1
      pending.push(next)
    }
  }
  return Math.min(count, UNBLOCKS_MAX)
}
