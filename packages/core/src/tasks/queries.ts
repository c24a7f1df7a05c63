import { ToolError } from '../cli/index.ts'
import { holds, livenessOf } from './liveness.ts'
import { formatResource } from './resource.ts'
import { claimOf, noteOf, taskOf, type RawClaim, type RawNote, type RawTask } from './rows.ts'
import { refused, type View } from './transaction.ts'
import type { Claim, Task, TaskDetail, TaskResource, TaskStatus, WrittenResource } from './types.ts'

/** A task named by its number or by its whole uid. Nothing shorter or similar: a near miss must not write. */
export type TaskReference = number | string

/** How deep subtasks may nest. */
export const DEPTH_MAX = 32

/** A dependency blocks while its target is open, and also after, when it was cancelled as `block`. */
const IS_UNMET = "(b.state = 'open' OR b.cancelled_as = 'block')"

/** Throws `NO_SUCH_TASK` when there is none. */
export function requireTask(view: View, reference: TaskReference): RawTask {
  const row = findTask(view, reference)
  if (row !== undefined) return row
  throw new ToolError('NO_SUCH_TASK', `there is no task ${String(reference)}`, {
    exitCode: 2,
    hint: 'tm list shows the tasks and their ids',
  })
}

export function findTask(view: View, reference: TaskReference): RawTask | undefined {
  const id = taskNumber(reference)
  if (id !== undefined) return view.get<RawTask>('SELECT * FROM tasks WHERE id = ?', id)
  return view.get<RawTask>('SELECT * FROM tasks WHERE uid = ?', String(reference))
}

function taskNumber(reference: TaskReference): number | undefined {
  if (typeof reference === 'number') return reference
  return /^#?\d{1,15}$/.test(reference) ? Number(reference.replace('#', '')) : undefined
}

export interface Blockers {
  /** Unmet dependencies of the task itself and of the tasks above it. */
  readonly dependencies: readonly number[]
  readonly subtasks: readonly number[]
  readonly reason?: string
}

/** What stands between a task and its start, read at this moment. */
export function blockersOf(view: View, task: RawTask): Blockers {
  const dependencies = [task.id, ...ancestorsOf(view, task)].flatMap((id) => unmetDependencies(view, id))
  const subtasks = ids(view, "SELECT id FROM tasks WHERE parent = ? AND state = 'open' ORDER BY id", task.id)
  return {
    dependencies: [...new Set(dependencies)].sort((a, b) => a - b),
    subtasks,
    ...(task.blocked_reason === null ? {} : { reason: task.blocked_reason }),
  }
}

export function isBlocked(blockers: Blockers): boolean {
  return blockers.dependencies.length > 0 || blockers.subtasks.length > 0 || blockers.reason !== undefined
}

/** `#3 and #4 are not completed; blocked: legal`. */
function describeBlockers({ dependencies, subtasks, reason }: Blockers): string {
  const parts: string[] = []
  if (dependencies.length > 0) parts.push(`waits for ${listIds(dependencies)}`)
  if (subtasks.length > 0) parts.push(`has open subtasks ${listIds(subtasks)}`)
  if (reason !== undefined) parts.push(`is blocked: ${reason}`)
  return parts.join('; ')
}

/** What blocks the task, refused: every blocker in the details. */
export function blockedError(task: RawTask, blockers: Blockers): Error {
  const { dependencies, subtasks, reason } = blockers
  const details = { task: task.id, waitsFor: dependencies, subtasks, reason }
  return refused('BLOCKED', `#${task.id} ${describeBlockers(blockers)}`, `tm show ${task.id}; tm ready`, details)
}

const IDS_SHOWN_MAX = 10

export function listIds(numbers: readonly number[]): string {
  const shown = numbers.slice(0, IDS_SHOWN_MAX).map((id) => `#${id}`)
  const more = numbers.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}

function unmetDependencies(view: View, id: number): number[] {
  return ids(
    view,
    `SELECT d.target FROM dependencies d CROSS JOIN tasks b ON b.id = d.target
      WHERE d.task = ? AND d.kind = 'depends' AND ${IS_UNMET} ORDER BY d.target`,
    id,
  )
}

/** The tasks above, nearest first. */
export function ancestorsOf(view: View, task: Pick<RawTask, 'parent'>): number[] {
  const ancestors: number[] = []
  let parent = task.parent
  while (parent !== null && ancestors.length < DEPTH_MAX) {
    ancestors.push(parent)
    parent = view.value<number | null>('SELECT parent FROM tasks WHERE id = ?', parent) ?? null
  }
  return ancestors
}

export function findClaim(view: View, id: number): Claim | undefined {
  const row = view.get<RawClaim>('SELECT * FROM claims WHERE task = ?', id)
  return row === undefined ? undefined : claimOf(row)
}

/** Claims that count, of whomever. */
export function liveClaims(view: View): Claim[] {
  return view
    .all<RawClaim>('SELECT * FROM claims ORDER BY task')
    .map(claimOf)
    .filter((claim) => holds(livenessOf(view, claim)))
}

export function resourcesOf(view: View, id: number): TaskResource[] {
  return view.all<TaskResource>(
    'SELECT kind, type, value, path, origin FROM resources WHERE task = ? ORDER BY kind, type, path, value, origin',
    id,
  )
}

export function writtenResourcesOf(view: View, id: number): WrittenResource[] {
  return resourcesOf(view, id).map((resource) => ({ ...resource, text: formatResource(resource) }))
}

function dependentsOf(view: View, id: number): number[] {
  return ids(view, "SELECT task FROM dependencies WHERE target = ? AND kind = 'depends' ORDER BY task", id)
}

export function openDependentsOf(view: View, id: number): number[] {
  return ids(
    view,
    `SELECT d.task FROM dependencies d CROSS JOIN tasks t ON t.id = d.task
      WHERE d.target = ? AND d.kind = 'depends' AND t.state = 'open' ORDER BY d.task`,
    id,
  )
}

/** The task with what is computed about it. */
export function describeTask(view: View, row: RawTask): Task {
  const claim = findClaim(view, row.id)
  const blockers = row.state === 'open' ? blockersOf(view, row) : undefined
  const isHeld = claim !== undefined && holds(livenessOf(view, claim))
  return {
    ...taskOf(row),
    status: statusOf(row, { isHeld, isBlocked: blockers !== undefined && isBlocked(blockers) }),
    blockedBy: blockers === undefined ? [] : [...blockers.dependencies, ...blockers.subtasks],
    ...(claim === undefined ? {} : { claim }),
  }
}

function statusOf(
  row: Pick<RawTask, 'state' | 'blocked_reason'>,
  facts: { readonly isHeld: boolean; readonly isBlocked: boolean },
): TaskStatus {
  if (row.state !== 'open') return row.state
  if (row.blocked_reason !== null) return 'blocked'
  if (facts.isHeld) return 'in_progress'
  return facts.isBlocked ? 'blocked' : 'pending'
}

export function describeInDetail(view: View, row: RawTask): TaskDetail {
  const targets = (kind: string): number[] =>
    ids(view, 'SELECT target FROM dependencies WHERE task = ? AND kind = ? ORDER BY target', row.id, kind)
  const task = describeTask(view, row)
  return {
    ...task,
    isMine: task.claim?.session === view.context.actor.session,
    depends: targets('depends'),
    dependents: dependentsOf(view, row.id),
    related: [
      ...new Set([
        ...targets('related'),
        ...ids(view, "SELECT task FROM dependencies WHERE target = ? AND kind = 'related'", row.id),
      ]),
    ].sort((a, b) => a - b),
    discoveredFrom: targets('discovered-from'),
    subtasks: ids(view, 'SELECT id FROM tasks WHERE parent = ? ORDER BY id', row.id),
    resources: writtenResourcesOf(view, row.id),
    notes: view.all<RawNote>('SELECT * FROM notes WHERE task = ? ORDER BY seq, position', row.id).map(noteOf),
    unread: view.value<number>('SELECT COUNT(*) FROM inbox WHERE task = ? AND read_by IS NULL', row.id) ?? 0,
  }
}

/** One column of numbers. */
export function ids(view: View, sql: string, ...values: readonly unknown[]): number[] {
  return view.all<Record<string, number>>(sql, ...values).map((row) => Object.values(row)[0] ?? 0)
}
