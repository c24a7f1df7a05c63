import type { AnyEvent } from './event-types.ts'
import { STAGES } from './apply-notice-event.ts'
import type { Claim, Notice, Note, Reservation, TaskRow, TaskState, TaskResource } from './types.ts'

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

export interface RawClaim {
  readonly task: number
  readonly fence: number
  readonly holder: string
  readonly session: string
  readonly host: string
  readonly boot_id: string
  readonly pid: number | null
  readonly started_at: string | null
  readonly worktree: string | null
  readonly branch: string | null
  readonly head: string | null
  readonly acquired: number
  readonly expires: number
  readonly lease_ms: number
}

export interface RawReservation {
  readonly id: number
  readonly holder: string
  readonly session: string
  readonly host: string
  readonly boot_id: string
  readonly pid: number | null
  readonly started_at: string | null
  readonly worktree: string | null
  readonly type: 'file' | 'glob' | 'dir'
  readonly pattern: string
  readonly is_shared: number
  readonly created: number
  readonly expires: number
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
  return {
    id: row.id,
    uid: row.uid,
    title: row.title,
    description: row.description,
    state: row.state,
    priority: row.priority,
    labels: JSON.parse(row.labels) as readonly string[],
    createdMs: row.created_at,
    updatedMs: row.updated_at,
    ...(row.due === null ? {} : { dueMs: row.due }),
    ...(row.assignee === null ? {} : { assignee: row.assignee }),
    ...(row.parent === null ? {} : { parent: row.parent }),
    ...(row.blocked_reason === null ? {} : { blockedReason: row.blocked_reason }),
    ...(row.closed_at === null ? {} : { closedMs: row.closed_at }),
  }
}

export function claimOf(row: RawClaim): Claim {
  return {
    task: row.task,
    fence: row.fence,
    ...holderOf(row),
    ...(row.branch === null ? {} : { branch: row.branch }),
    ...(row.head === null ? {} : { head: row.head }),
    acquiredMs: row.acquired,
    expiresMs: row.expires,
    leaseMs: row.lease_ms,
  }
}

export function reservationOf(row: RawReservation): Reservation {
  return {
    id: row.id,
    ...holderOf(row),
    type: row.type,
    pattern: row.pattern,
    isShared: row.is_shared === 1,
    createdMs: row.created,
    expiresMs: row.expires,
  }
}

function holderOf(
  row: RawClaim | RawReservation,
): Pick<Claim, 'holder' | 'session' | 'host' | 'bootId' | 'pid' | 'startedAt' | 'worktree'> {
  return {
    holder: row.holder,
    session: row.session,
    host: row.host,
    bootId: row.boot_id,
    ...(row.pid === null ? {} : { pid: row.pid }),
    ...(row.started_at === null ? {} : { startedAt: row.started_at }),
    ...(row.worktree === null ? {} : { worktree: row.worktree }),
  }
}

export function noteOf(row: RawNote): Note {
  return {
    id: row.seq,
    atMs: row.at,
    actor: row.actor,
    kind: row.kind,
    text: row.text,
    ...(row.task === null ? {} : { task: row.task }),
    ...(row.file === null ? {} : { file: row.file }),
    ...(row.line === null ? {} : { line: row.line }),
  }
}

export function noticeOf(row: RawNotice): Notice {
  return {
    id: row.id,
    task: row.task,
    source: row.source,
    type: row.type,
    stage: STAGES[row.stage] ?? 'planned',
    text: row.text,
    atMs: row.at,
    ...(row.read_by === null ? {} : { readBy: row.read_by }),
  }
}

export function eventOf(row: RawEvent): AnyEvent {
  return { ...row, data: JSON.parse(row.data) as unknown } as AnyEvent
}
