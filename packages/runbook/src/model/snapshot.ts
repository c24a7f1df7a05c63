import type { AnyEvent, InboxNotice, TaskDetail, TaskGraph, TaskStore } from '@groundcrew/core/tasks'
import { usageError } from '@groundcrew/core/cli'
import { orderSteps } from './order.ts'
import type { Scope } from './scope.ts'

/** Everything the database has to say about the tasks of a runbook, at one moment of its history. */
export interface Snapshot {
  readonly scope: Scope['kind']
  /** The name in all databases of the task it is about, or of the first one of a plan. */
  readonly uid: string
  /** The task it is about; undefined for a whole plan. */
  readonly root: TaskDetail | undefined
  /** Each after what it waits for; without the root. */
  readonly steps: readonly TaskDetail[]
  /** Tasks outside that are named: dependencies, what conflicts, parents. */
  readonly others: ReadonlyMap<number, TaskDetail>
  readonly notices: readonly InboxNotice[]
  readonly events: readonly AnyEvent[]
  /** Of these tasks alone. */
  readonly graph: TaskGraph
  /** The last event that changed anything told here. */
  readonly asOf: number
}

/** A writer that never rests could change the state between any two questions. */
const TRIES_MAX = 20
const EVERYTHING = 1_000_000

/** Reads until nothing was written in between, so that all parts belong to one state. */
export async function readSnapshot(store: TaskStore, scope: Scope): Promise<Snapshot> {
  for (let tries = 0; ; tries += 1) {
    const before = await lastSeq(store)
    const snapshot = await read(store, scope)
    if (before === (await lastSeq(store)) || tries >= TRIES_MAX) return snapshot
  }
}

async function lastSeq(store: TaskStore): Promise<number> {
  return (await store.ask('log', { limit: 1, newest: true })).lastSeq
}

async function read(store: TaskStore, scope: Scope): Promise<Snapshot> {
  const root = scope.kind === 'all' ? undefined : await store.ask('show', { id: scope.task })
  const inside =
    root === undefined ? await everyTask(store) : [root, ...(await below(store, root, scope.kind === 'tree'))]
  const ids = new Set(inside.map(({ id }) => id))
  const [first] = inside
  if (first === undefined) throw usageError('there is no task yet', "tm add 'What is to be done'")
  const notices = (
    await Promise.all(inside.map(({ id }) => store.ask('inbox', { task: id, all: true, limit: EVERYTHING })))
  ).flatMap((inbox) => inbox.notices)
  const events = await eventsOf(store, ids)
  return {
    scope: scope.kind,
    uid: first.uid,
    root,
    steps: orderSteps(inside).filter(({ id }) => id !== root?.id),
    others: await showOthers(store, inside, notices),
    notices: notices.sort((one, other) => one.id - other.id),
    events,
    graph: within(await store.ask('graph', { limit: EVERYTHING, ...(root !== undefined && { root: root.id }) }), ids),
    asOf: await lastChange(store, inside, events),
  }
}

async function everyTask(store: TaskStore): Promise<TaskDetail[]> {
  const { tasks } = await store.ask('list', { all: true, limit: EVERYTHING })
  const ids = tasks.map(({ id }) => id).sort((one, other) => one - other)
  return Promise.all(ids.map((id) => store.ask('show', { id })))
}

async function below(store: TaskStore, task: TaskDetail, isDeep: boolean): Promise<TaskDetail[]> {
  const subtasks = await Promise.all(task.subtasks.map((id) => store.ask('show', { id })))
  if (!isDeep) return subtasks
  const deeper = await Promise.all(subtasks.map((subtask) => below(store, subtask, true)))
  return subtasks.flatMap((subtask, index) => [subtask, ...(deeper[index] ?? [])])
}

async function showOthers(
  store: TaskStore,
  inside: readonly TaskDetail[],
  notices: readonly InboxNotice[],
): Promise<ReadonlyMap<number, TaskDetail>> {
  const known = new Set(inside.map(({ id }) => id))
  const named = inside.flatMap(({ depends, dependents, blockedBy, related, discoveredFrom, subtasks, parent }) => [
    ...depends,
    ...dependents,
    ...blockedBy,
    ...related,
    ...discoveredFrom,
    ...subtasks,
    ...(parent === undefined ? [] : [parent]),
  ])
  const others = [...new Set([...named, ...notices.map(({ source }) => source)])].filter((id) => !known.has(id))
  const shown = await Promise.all(others.sort((one, other) => one - other).map((id) => store.ask('show', { id })))
  return new Map(shown.map((task) => [task.id, task]))
}

/** A lease that is renewed and an operation's bookmark say nothing to a reader, and would outdate every document at once. */
const UNTOLD: ReadonlySet<string> = new Set(['claim_renewed', 'operation_recorded', 'reservation_renewed'])

async function eventsOf(store: TaskStore, ids: ReadonlySet<number>): Promise<AnyEvent[]> {
  const logs = await Promise.all([...ids].map((task) => store.ask('log', { task, limit: EVERYTHING })))
  const bySeq = new Map(logs.flatMap(({ events }) => events).map((event) => [event.seq, event]))
  return [...bySeq.values()].filter(({ type }) => !UNTOLD.has(type)).sort((one, other) => one.seq - other.seq)
}

/** The state of a dependency outside is told too. */
async function lastChange(
  store: TaskStore,
  inside: readonly TaskDetail[],
  events: readonly AnyEvent[],
): Promise<number> {
  const known = new Set(inside.map(({ id }) => id))
  const outside = [...new Set(inside.flatMap(({ depends, blockedBy }) => [...depends, ...blockedBy]))].filter(
    (id) => !known.has(id),
  )
  const theirs = await eventsOf(store, new Set(outside))
  return Math.max(0, ...[events.at(-1), theirs.at(-1)].map((event) => event?.seq ?? 0))
}

function within(graph: TaskGraph, ids: ReadonlySet<number>): TaskGraph {
  return {
    ...graph,
    nodes: graph.nodes.filter(({ id }) => ids.has(id)),
    edges: graph.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    conflicts: graph.conflicts.filter(({ task, other }) => ids.has(task) && ids.has(other)),
    criticalPath: graph.criticalPath.filter((id) => ids.has(id)),
    cycles: graph.cycles.filter((cycle) => cycle.every((id) => ids.has(id))),
  }
}
