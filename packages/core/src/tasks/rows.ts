import type { AnyEvent } from './event-types.ts'
import { STAGES } from './apply-notice-event.ts'
import { present } from './present.ts'
import type { Claim, Held, Notice, Note, Reservation, TaskRow, TaskState, TaskResource } from './types.ts'

/** Rows as SQLite gives them, and what they mean. */
export interface RawTask {
  readonly id: number
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly state: TaskState
  readonly priority: number
  readonly due: number | null
  readonly assignee: string | null
  readonly parent: number | null
  readonly labels: string
  readonly blocked_reason: string | null
  readonly cancelled_as: 'satisfy' | 'block' | null
  readonly created_at: number
  readonly updated_at: number
  readonly closed_at: number | null
}

interface RawHeld {
  readonly holder: string
  readonly session: string
  readonly host: string
  readonly boot_id: string
  readonly pid: number | null
  readonly started_at: string | null
  readonly worktree: string | null
  readonly expires: number
}

export interface RawClaim extends RawHeld {
  readonly task: number
  readonly fence: number
  readonly branch: string | null
  readonly head: string | null
  readonly acquired: number
  readonly lease_ms: number
}

export interface RawReservation extends RawHeld {
  readonly id: number
  readonly type: 'file' | 'glob' | 'dir'
  readonly pattern: string
  readonly is_shared: number
  readonly created: number
}

export interface RawNote {
  readonly seq: number
  readonly task: number | null
  readonly at: number
  readonly actor: string
  readonly kind: 'note' | 'link'
  readonly text: string
  readonly file: string | null
  readonly line: number | null
}

export interface RawNotice {
  readonly id: number
  readonly task: number
  readonly source: number
  readonly type: string
  readonly stage: number
  readonly text: string
  readonly at: number
  readonly read_by: string | null
}

export interface RawEvent {
  readonly seq: number
  readonly at: number
  readonly actor: string
  readonly session: string
  readonly type: string
  readonly task: number | null
  readonly target: number | null
  readonly data: string
}

export type RawResource = TaskResource & { readonly task: number }

export function taskOf(row: RawTask): TaskRow {
  const { id, uid, title, description, state, priority } = row
  return {
    id,
    uid,
    title,
    description,
    state,
    priority,
    labels: JSON.parse(row.labels) as readonly string[],
    createdMs: row.created_at,
    updatedMs: row.updated_at,
    ...present({
      dueMs: row.due,
      assignee: row.assignee,
      parent: row.parent,
      blockedReason: row.blocked_reason,
      closedMs: row.closed_at,
    }),
  }
}

export function claimOf(row: RawClaim): Claim {
  return {
    task: row.task,
    fence: row.fence,
    ...heldOf(row),
    ...present({ branch: row.branch, head: row.head }),
    acquiredMs: row.acquired,
    leaseMs: row.lease_ms,
  }
}

export function reservationOf(row: RawReservation): Reservation {
  return {
    id: row.id,
    ...heldOf(row),
    type: row.type,
    pattern: row.pattern,
    isShared: row.is_shared === 1,
    createdMs: row.created,
  }
}

function heldOf(row: RawHeld): Held {
  return {
    holder: row.holder,
    session: row.session,
    host: row.host,
    bootId: row.boot_id,
    ...present({ pid: row.pid, startedAt: row.started_at, worktree: row.worktree }),
    expiresMs: row.expires,
  }
}

export function noteOf({ seq, at, actor, kind, text, task, file, line }: RawNote): Note {
  return { id: seq, atMs: at, actor, kind, text, ...present({ task, file, line }) }
}

export function noticeOf({ id, task, source, type, stage, text, at, read_by: readBy }: RawNotice): Notice {
  return { id, task, source, type, stage: STAGES[stage] ?? 'planned', text, atMs: at, ...present({ readBy }) }
}

export function eventOf(row: RawEvent): AnyEvent {
  return { ...row, data: JSON.parse(row.data) as unknown } as AnyEvent
}
