import { usageError, ToolError } from '../../cli/index.ts'
import { tellOthers, type Told } from '../impact.ts'
import { livenessOf } from '../liveness.ts'
import {
  blockedError,
  blockersOf,
  findClaim,
  ids,
  isBlocked,
  listIds,
  openDependentsOf,
  requireTask,
} from '../queries.ts'
import type { RawTask } from '../rows.ts'
import type { RequestOf, Shape } from '../shape.ts'
import { KeptRefusal, refused, type Transaction } from '../transaction.ts'
import { block, unblock } from './edit.ts'
import { claim, heldBy, release, requireRight } from './take.ts'

export const COMPLETE = { id: 'reference!', message: 'text', fence: 'integer' } as const satisfies Shape

export interface FinishResult extends Told {
  readonly id: number
  readonly title: string
  /** Tasks that nothing blocks any more. */
  readonly freed: readonly number[]
  /** Tasks that were cancelled along with this one. */
  readonly cancelled: readonly number[]
}

/** Finishes a task, once. A refused finish keeps the message as a note. */
export function complete(tx: Transaction, request: RequestOf<typeof COMPLETE>): FinishResult {
  const task = requireTask(tx, request.id)
  keepingMessage(tx, { task, message: request.message }, () => {
    refuseClosed(task)
    requireRight(tx, task, request.fence)
    const blockers = blockersOf(tx, task)
    if (isBlocked(blockers)) throw blockedError(task, blockers)
  })
  tx.emit('task_completed', {
    task: task.id,
    data: {
      ...(request.message ? { message: request.message } : {}),
      ...(request.fence === undefined ? {} : { fence: request.fence }),
    },
  })
  const freed = satisfyDependents(tx, task)
  return { id: task.id, title: task.title, freed, cancelled: [], ...tellOthers(tx, task.id, 'completed') }
}

function keepingMessage(
  tx: Transaction,
  { task, message }: { readonly task: RawTask; readonly message: string | undefined },
  check: () => void,
): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof ToolError) || !message?.trim()) throw error
    tx.emit('note_added', { task: task.id, data: { text: message } })
    throw new KeptRefusal(error)
  }
}

function refuseClosed(task: RawTask): void {
  if (task.state === 'open') return
  const when = task.closed_at === null ? '' : ` since ${new Date(task.closed_at).toISOString()}`
  const hint = `tm show ${task.id}; tm reopen ${task.id}`
  throw refused('CLOSED', `#${task.id} is ${task.state} already${when}`, hint, { task: task.id, state: task.state })
}

/** Tells whoever waited for the task, its parent included; returns the ones that can start now. */
function satisfyDependents(tx: Transaction, task: RawTask): number[] {
  const freed: number[] = []
  const parents = task.parent === null ? [] : [task.parent]
  for (const dependent of [...parents, ...openDependentsOf(tx, task.id)]) {
    const row = requireTask(tx, dependent)
    if (row.state !== 'open') continue
    const ready = !isBlocked(blockersOf(tx, row))
    if (ready) freed.push(dependent)
    // A parent only cares for the last of its subtasks.
    if (ready || dependent !== task.parent)
      tx.emit('dependency_satisfied', { task: task.id, target: dependent, data: { ready } })
  }
  return freed.sort((a, b) => a - b)
}

export const CANCEL = {
  id: 'reference!',
  dependents: 'text',
  message: 'text',
  fence: 'integer',
} as const satisfies Shape

/** Gives a task up. What that means for tasks that wait for it must be said when there are any. */
export function cancel(tx: Transaction, request: RequestOf<typeof CANCEL>): FinishResult {
  const task = requireTask(tx, request.id)
  const dependents = parsePolicy(request.dependents)
  refuseClosed(task)
  requireRight(tx, task, request.fence)
  const waiting = openDependentsOf(tx, task.id)
  const subtasks = ids(tx, "SELECT id FROM tasks WHERE parent = ? AND state = 'open' ORDER BY id", task.id)
  if (dependents === 'cancel') return cancelAll(tx, task, request.message)
  if (subtasks.length > 0) {
    throw refused(
      'BLOCKED',
      `#${task.id} has open subtasks ${listIds(subtasks)}`,
      `tm cancel ${task.id} --dependents cancel cancels them too`,
      { task: task.id, subtasks },
    )
  }
  if (waiting.length > 0 && dependents === undefined) {
    throw refused(
      'DEPENDENTS',
      `${listIds(waiting)} wait for #${task.id}: say what becomes of them`,
      `tm cancel ${task.id} --dependents satisfy|block|cancel`,
      { task: task.id, dependents: waiting },
    )
  }
  emitCancelled(tx, task, { dependents: dependents ?? 'satisfy', message: request.message })
  if (dependents === 'block') {
    for (const dependent of waiting) tx.emit('dependency_cancelled', { task: task.id, target: dependent, data: {} })
    return { id: task.id, title: task.title, freed: [], cancelled: [], told: 0 }
  }
  return { id: task.id, title: task.title, freed: satisfyDependents(tx, task), cancelled: [], told: 0 }
}

function parsePolicy(text: string | undefined): 'satisfy' | 'block' | 'cancel' | undefined {
  if (text === undefined || text === 'satisfy' || text === 'block' || text === 'cancel') return text
  throw usageError(`--dependents ${text}: one of satisfy, block, cancel`)
}

/** The task, its subtasks and all that waits for any of them; refused as a whole when somebody works on one. */
function cancelAll(tx: Transaction, task: RawTask, message: string | undefined): FinishResult {
  const all = new Set([task.id])
  for (const id of all) {
    const below = ids(tx, "SELECT id FROM tasks WHERE parent = ? AND state = 'open'", id)
    for (const other of [...openDependentsOf(tx, id), ...below]) all.add(other)
  }
  const rows = [...all].map((id) => requireTask(tx, id))
  for (const row of rows) {
    const held = findClaim(tx, row.id)
    if (held !== undefined && row.id !== task.id && livenessOf(tx, held) === 'live') throw heldBy(row, held)
  }
  for (const row of rows)
    emitCancelled(tx, row, {
      dependents: 'satisfy',
      message: row.id === task.id ? message : `cancelled with #${task.id}`,
    })
  const cancelled = rows.map(({ id }) => id).filter((id) => id !== task.id)
  return { id: task.id, title: task.title, freed: [], cancelled: cancelled.sort((a, b) => a - b), told: 0 }
}

function emitCancelled(
  tx: Transaction,
  task: RawTask,
  data: { readonly dependents: 'satisfy' | 'block'; readonly message: string | undefined },
): void {
  const { dependents, message } = data
  tx.emit('task_cancelled', { task: task.id, data: { dependents, ...(message ? { message } : {}) } })
}

export const REOPEN = { id: 'reference!', message: 'text' } as const satisfies Shape

/** Brings a finished task back; what depends on it waits again and is told. */
export function reopen(tx: Transaction, request: RequestOf<typeof REOPEN>): FinishResult {
  const task = requireTask(tx, request.id)
  if (task.state === 'open') throw refused('OPEN', `#${task.id} is open`, `tm show ${task.id}`)
  const parent = task.parent === null ? undefined : requireTask(tx, task.parent)
  if (parent !== undefined && parent.state !== 'open') {
    throw refused('CLOSED', `#${task.id} is part of #${parent.id}, which is ${parent.state}`, `tm reopen ${parent.id}`)
  }
  const wasUnmet = task.cancelled_as === 'block'
  tx.emit('task_reopened', { task: task.id, data: {} })
  if (request.message) tx.emit('note_added', { task: task.id, data: { text: request.message } })
  const waiting = wasUnmet ? [] : openDependentsOf(tx, task.id)
  for (const dependent of waiting) tx.emit('dependency_reopened', { task: task.id, target: dependent, data: {} })
  return { id: task.id, title: task.title, freed: [], cancelled: [], told: waiting.length }
}

export const STATUS = { id: 'reference!', status: 'text!', reason: 'text', dependents: 'text' } as const satisfies Shape

export interface StatusResult extends FinishResult {
  readonly status: string
}

/** Brings a task to a status by the verb that leads there, with that verb's checks. */
export function setStatus(tx: Transaction, request: RequestOf<typeof STATUS>): StatusResult {
  const { id, status, reason, dependents } = request
  const task = requireTask(tx, id)
  const result = { id: task.id, title: task.title, status, freed: [], cancelled: [], told: 0 }
  switch (status) {
    case 'pending':
      makePending(tx, task)
      return result
    case 'in_progress': {
      const { told, untold } = claim(tx, { id })
      return { ...result, told, ...(untold === undefined ? {} : { untold }) }
    }
    case 'blocked':
      block(tx, { id, reason: reason ?? 'set by hand' })
      return result
    case 'completed':
      return { ...complete(tx, { id, message: reason }), status }
    case 'cancelled':
      return { ...cancel(tx, { id, dependents, message: reason }), status }
    default:
      throw usageError(
        `there is no status ${JSON.stringify(status)}`,
        'pending, in_progress, blocked, completed or cancelled; a person is named with -a',
      )
  }
}

function makePending(tx: Transaction, task: RawTask): void {
  if (task.state !== 'open') reopen(tx, { id: task.id })
  if (task.blocked_reason !== null) unblock(tx, { id: task.id })
  if (findClaim(tx, task.id) !== undefined) release(tx, { id: task.id })
}
