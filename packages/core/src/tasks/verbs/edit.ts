import { usageError } from '../../cli/index.ts'
import { refuseCycle } from '../dependency-cycle.ts'
import type { TaskChanges } from '../event-types.ts'
import { stageOf, tellBothWays, type Told } from '../impact.ts'
import { requireTask, resourcesOf } from '../queries.ts'
import { parseResource } from '../resource.ts'
import type { RequestOf, Shape } from '../shape.ts'
import { refused, type Transaction } from '../transaction.ts'
import { NONE, parseLabels, parseLink, parsePriority, parseTime, parseTitle } from '../values.ts'
import type { DependencyKind, Resource } from '../types.ts'
import type { RawTask } from '../rows.ts'
import { requireParent } from './plan.ts'

export interface EditResult extends Told {
  readonly id: number
  readonly title: string
  /** False when everything was already so; nothing was written then. */
  readonly isChanged: boolean
}

export const UPDATE = {
  id: 'reference!',
  title: 'text',
  description: 'text',
  priority: 'integer',
  due: 'text',
  assignee: 'text',
  parent: 'reference',
  labels: 'texts',
  addLabels: 'texts',
  removeLabels: 'texts',
} as const satisfies Shape

/** Changes fields of a task; `none` clears due, assignee and parent. */
export function update(tx: Transaction, request: RequestOf<typeof UPDATE>): EditResult {
  const task = requireTask(tx, request.id)
  const wanted: TaskChanges = {
    ...(request.title === undefined ? {} : { title: parseTitle(request.title) }),
    ...(request.description === undefined ? {} : { description: request.description }),
    ...(request.priority === undefined ? {} : { priority: parsePriority(request.priority) }),
    ...(request.due === undefined ? {} : { due: request.due === NONE ? null : parseTime(request.due) }),
    ...(request.assignee === undefined ? {} : { assignee: orNone(request.assignee) }),
    ...(request.parent === undefined
      ? {}
      : { parent: request.parent === NONE ? null : requireParent(tx, request.parent) }),
    ...changedLabels(task, request),
  }
  const { labels, ...columns } = wanted
  const changes: TaskChanges = {
    ...Object.fromEntries(Object.entries(columns).filter(([name, value]) => task[name as keyof RawTask] !== value)),
    ...(labels !== undefined && JSON.stringify(labels) !== task.labels ? { labels } : {}),
  }
  const isChanged = Object.keys(changes).length > 0
  if (isChanged) tx.emit('task_updated', { task: task.id, data: changes })
  if (changes.parent !== undefined && changes.parent !== null) refuseCycle(tx, task.id)
  return { id: task.id, title: changes.title ?? task.title, isChanged, told: 0 }
}

function changedLabels(task: RawTask, request: RequestOf<typeof UPDATE>): { labels?: readonly string[] } {
  const { labels, addLabels, removeLabels } = request
  if (labels === undefined && addLabels === undefined && removeLabels === undefined) return {}
  const base = labels ?? (JSON.parse(task.labels) as readonly string[])
  const removed = new Set(removeLabels)
  return { labels: parseLabels([...base, ...(addLabels ?? [])].filter((label) => !removed.has(label))) }
}

function orNone(text: string): string | null {
  return text === '' || text === NONE ? null : text
}

export const ASSIGN = { id: 'reference!', assignee: 'text!' } as const satisfies Shape

export function assign(tx: Transaction, request: RequestOf<typeof ASSIGN>): EditResult {
  const task = requireTask(tx, request.id)
  const assignee = orNone(request.assignee)
  return change(task, task.assignee !== assignee, () => tx.emit('task_assigned', { task: task.id, data: { assignee } }))
}

export const BLOCK = { id: 'reference!', reason: 'text!' } as const satisfies Shape

/** Holds a task back for a reason that no dependency says. Only `unblock` lifts it. */
export function block(tx: Transaction, request: RequestOf<typeof BLOCK>): EditResult {
  const task = requireOpen(requireTask(tx, request.id))
  const reason = request.reason.trim()
  if (reason === '') throw usageError('a block needs a reason', `tm block ${task.id} -r WHY`)
  return change(task, task.blocked_reason !== reason, () =>
    tx.emit('task_blocked', { task: task.id, data: { reason } }),
  )
}

export const ONE_TASK = { id: 'reference!' } as const satisfies Shape

export function unblock(tx: Transaction, request: RequestOf<typeof ONE_TASK>): EditResult {
  const task = requireTask(tx, request.id)
  return change(task, task.blocked_reason !== null, () => tx.emit('task_unblocked', { task: task.id, data: {} }))
}

export const DEPEND = { id: 'reference!', on: 'references!', kind: 'text' } as const satisfies Shape

const KINDS: readonly DependencyKind[] = ['depends', 'related', 'discovered-from']

/** Makes a task wait for others, or ties it to them (`related`, `discovered-from`). A cycle is refused with its path. */
export function depend(tx: Transaction, request: RequestOf<typeof DEPEND>): EditResult {
  const kind = parseKind(request.kind)
  const task = requireTask(tx, request.id)
  if (kind === 'depends') requireOpen(task)
  const targets = request.on
    .map((reference) => requireTask(tx, reference).id)
    .filter((target) => !isTied(tx, { task: task.id, target, kind }))
  for (const target of new Set(targets)) {
    if (target === task.id && kind !== 'depends')
      throw refused('CYCLE', `#${task.id} cannot be ${kind} to itself`, `tm show ${task.id}`)
    tx.emit('dependency_added', { task: task.id, target, data: { kind } })
  }
  if (kind === 'depends' && targets.length > 0) refuseCycle(tx, task.id)
  return { id: task.id, title: task.title, isChanged: targets.length > 0, told: 0 }
}

export function undepend(tx: Transaction, request: RequestOf<typeof DEPEND>): EditResult {
  const kind = parseKind(request.kind)
  const task = requireTask(tx, request.id)
  for (const reference of request.on) {
    const target = requireTask(tx, reference).id
    if (!isTied(tx, { task: task.id, target, kind })) {
      throw refused('NOT_TIED', `#${task.id} has no ${kind} link to #${target}`, `tm show ${task.id}`)
    }
    tx.emit('dependency_removed', { task: task.id, target, data: { kind } })
  }
  return { id: task.id, title: task.title, isChanged: true, told: 0 }
}

function parseKind(text: string | undefined): DependencyKind {
  const kind = KINDS.find((known) => known === (text ?? 'depends'))
  if (kind === undefined) throw usageError(`dependency kind ${JSON.stringify(text)}: one of ${KINDS.join(', ')}`)
  return kind
}

function isTied(
  tx: Transaction,
  { task, target, kind }: { task: number; target: number; kind: DependencyKind },
): boolean {
  return (
    tx.get('SELECT 1 FROM dependencies WHERE task = ? AND target = ? AND kind = ?', task, target, kind) !== undefined
  )
}

export const NOTE = { id: 'reference', text: 'text!', file: 'text' } as const satisfies Shape

export interface NoteResult {
  readonly note: number
  readonly id?: number
}

/** Leaves a note on a task, on a place in a file, or on both. */
export function note(tx: Transaction, request: RequestOf<typeof NOTE>): NoteResult {
  const text = request.text.trim()
  if (text === '') throw usageError('the note is empty', 'tm note 12 TEXT, or tm note TEXT --file src/x.ts:40')
  const place = request.file === undefined ? {} : parseLink(request.file, tx.context.paths)
  if (request.id === undefined) {
    if (request.file === undefined)
      throw usageError('a note needs a task or a file', 'tm note 12 TEXT, or tm note TEXT --file src/x.ts:40')
    return { note: tx.emit('note_added', { data: { text, ...place } }) }
  }
  const task = requireTask(tx, request.id)
  return { note: tx.emit('note_added', { task: task.id, data: { text, ...place } }), id: task.id }
}

export const LINK = { id: 'reference!', file: 'text!' } as const satisfies Shape

export function link(tx: Transaction, request: RequestOf<typeof LINK>): EditResult {
  const task = requireTask(tx, request.id)
  const place = parseLink(request.file, tx.context.paths)
  const isKnown =
    tx.get(
      "SELECT 1 FROM notes WHERE task = ? AND kind = 'link' AND file = ? AND line IS ?",
      task.id,
      place.file,
      place.line ?? null,
    ) !== undefined
  return change(task, !isKnown, () => tx.emit('link_added', { task: task.id, data: place }))
}

export const RESOURCE = { id: 'reference!', resources: 'texts!', remove: 'flag' } as const satisfies Shape

/** Says what a task will do to what, or takes it back; other open tasks hear of it. */
export function resource(tx: Transaction, request: RequestOf<typeof RESOURCE>): EditResult {
  const task = requireOpen(requireTask(tx, request.id))
  const named = request.resources.flatMap((text) => parseResource(text, tx.context.paths))
  const planned = new Set(
    resourcesOf(tx, task.id)
      .filter(({ origin }) => origin === 'plan')
      .map(keyOf),
  )
  const resources = named.filter((one) => planned.has(keyOf(one)) === (request.remove ?? false))
  if (resources.length === 0) return { id: task.id, title: task.title, isChanged: false, told: 0 }
  tx.emit(request.remove ? 'resource_removed' : 'resource_added', { task: task.id, data: { resources } })
  return {
    id: task.id,
    title: task.title,
    isChanged: true,
    ...(request.remove ? { told: 0 } : tellBothWays(tx, task.id, stageOf(tx, task.id))),
  }
}

function keyOf({ kind, type, value, path }: Resource): string {
  return JSON.stringify([kind, type, value, path])
}

function requireOpen(task: RawTask): RawTask {
  if (task.state === 'open') return task
  throw refused('CLOSED', `#${task.id} is ${task.state}`, `tm reopen ${task.id}`)
}

function change(task: RawTask, isChanged: boolean, apply: () => void): EditResult {
  if (isChanged) apply()
  return { id: task.id, title: task.title, isChanged, told: 0 }
}
