import { applyClaimEvent } from './apply-claim-event.ts'
import { applyNoticeEvent } from './apply-notice-event.ts'
import type { AnyEvent, EventType, RunSql, StoredEvent } from './event-types.ts'
import type { Resource, ResourceOrigin } from './types.ts'

type Appliers<T extends EventType> = { readonly [Type in T]: (run: RunSql, event: StoredEvent<Type>) => void }

const APPLIERS: Appliers<EventType> = {
  task_created: applyCreated,
  task_updated: applyUpdated,
  task_assigned: (run, event) => setColumns(run, event, { assignee: event.data.assignee }),
  task_blocked: (run, event) => setColumns(run, event, { blocked_reason: event.data.reason }),
  task_unblocked: (run, event) => setColumns(run, event, { blocked_reason: null }),
  task_completed: applyClosed,
  task_cancelled: applyClosed,
  task_reopened: (run, event) => {
    setColumns(run, event, { state: 'open', closed_at: null, cancelled_as: null })
    run('UPDATE inbox SET stage = 0 WHERE source = ?', event.task)
  },
  dependency_added: (run, { task, target, data }) =>
    run('INSERT INTO dependencies VALUES (?, ?, ?)', task, target, data.kind),
  dependency_removed: (run, { task, target, data }) =>
    run('DELETE FROM dependencies WHERE task = ? AND target = ? AND kind = ?', task, target, data.kind),
  resource_added: (run, { task, data }) => addResources(run, task, { resources: data.resources, origin: 'plan' }),
  resource_removed: removeResources,
  changes_seen: (run, { task, data }) => {
    run("DELETE FROM resources WHERE task = ? AND origin = 'diff'", task)
    addResources(run, task, { resources: data.resources, origin: 'diff' })
  },
  note_added: applyNote,
  link_added: applyNote,
  // Nothing but the history knows of it.
  step_ran: () => undefined,
  operation_recorded: (run, { at, data: { opId, verb, digest, result } }) =>
    run('INSERT INTO operations VALUES (?, ?, ?, ?, ?)', opId, verb, digest, JSON.stringify(result), at),
  task_claimed: applyClaimEvent,
  claim_renewed: applyClaimEvent,
  claim_released: applyClaimEvent,
  claim_reaped: applyClaimEvent,
  reservation_added: applyClaimEvent,
  reservation_renewed: applyClaimEvent,
  reservation_ended: applyClaimEvent,
  dependency_satisfied: applyNoticeEvent,
  dependency_cancelled: applyNoticeEvent,
  dependency_reopened: applyNoticeEvent,
  impact_notice: applyNoticeEvent,
  impact_conflict: applyNoticeEvent,
  notices_read: applyNoticeEvent,
}

/** Every type of event there is. */
export const EVENT_TYPES = Object.keys(APPLIERS) as readonly EventType[]

/**
 * Brings the tables to where they are after the event. It reads nothing but the event and the tables, so that a replay of the
 * history gives the same tables again.
 */
export function applyEvent(run: RunSql, event: AnyEvent): void {
  const apply = APPLIERS[event.type] as (run: RunSql, event: AnyEvent) => void
  apply(run, event)
}

function applyCreated(run: RunSql, event: StoredEvent<'task_created'>): void {
  const { seq, at, actor, task, data } = event
  insertTask(run, event)
  const ties = [
    ['depends', data.depends],
    ['related', data.related],
    ['discovered-from', data.discoveredFrom],
  ] as const
  for (const [kind, targets] of ties) {
    for (const target of targets ?? []) run('INSERT INTO dependencies VALUES (?, ?, ?)', task, target, kind)
  }
  addResources(run, task, { resources: data.resources ?? [], origin: 'plan' })
  for (const [position, link] of (data.links ?? []).entries()) {
    insertNote(run, { seq, position, task, at, actor, kind: 'link', text: '', ...link })
  }
}

function insertTask(run: RunSql, { at, task, data }: StoredEvent<'task_created'>): void {
  run(
    "INSERT INTO tasks VALUES (?, ?, ?, ?, 'open', ?, ?, ?, ?, ?, NULL, NULL, ?, ?, NULL)",
    task,
    data.uid,
    data.title,
    data.description ?? '',
    data.priority ?? 0,
    data.due ?? null,
    data.assignee ?? null,
    data.parent ?? null,
    JSON.stringify(data.labels ?? []),
    at,
    at,
  )
}

function applyUpdated(run: RunSql, event: StoredEvent<'task_updated'>): void {
  const { labels, ...columns } = event.data
  setColumns(run, event, labels === undefined ? columns : { ...columns, labels: JSON.stringify(labels) })
}

function applyClosed(run: RunSql, event: StoredEvent<'task_completed'> | StoredEvent<'task_cancelled'>): void {
  const isCompleted = event.type === 'task_completed'
  setColumns(run, event, {
    state: isCompleted ? 'completed' : 'cancelled',
    cancelled_as: 'dependents' in event.data ? event.data.dependents : null,
    closed_at: event.at,
    blocked_reason: null,
  })
  run('DELETE FROM claims WHERE task = ?', event.task)
  if (event.data.message !== undefined)
    insertNote(run, { ...event, position: 0, kind: 'note', text: event.data.message })
}

function applyNote(run: RunSql, event: StoredEvent<'note_added'> | StoredEvent<'link_added'>): void {
  const kind = event.type === 'note_added' ? 'note' : 'link'
  insertNote(run, { ...event, position: 0, kind, text: '', ...event.data })
}

interface NoteValues {
  readonly seq: number
  readonly position: number
  readonly task: number | null
  readonly at: number
  readonly actor: string
  readonly kind: 'note' | 'link'
  readonly text: string
  readonly file?: string
  readonly line?: number
}

function insertNote(run: RunSql, { seq, position, task, at, actor, kind, text, file, line }: NoteValues): void {
  run(
    'INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    seq,
    position,
    task,
    at,
    actor,
    kind,
    text,
    file ?? null,
    line ?? null,
  )
}

const COLUMNS = [
  'title',
  'description',
  'state',
  'priority',
  'due',
  'assignee',
  'parent',
  'labels',
  'blocked_reason',
  'cancelled_as',
  'closed_at',
] as const

type Columns = { readonly [Name in (typeof COLUMNS)[number]]?: string | number | null | undefined }

/** Only known columns: the names may come from an imported history. */
function setColumns(run: RunSql, event: { readonly at: number; readonly task: number | null }, columns: Columns): void {
  const names = COLUMNS.filter((name) => columns[name] !== undefined)
  const values = names.map((name) => columns[name])
  run(
    `UPDATE tasks SET ${names.map((name) => `${name} = ?, `).join('')}updated_at = ? WHERE id = ?`,
    ...values,
    event.at,
    event.task,
  )
}

function addResources(
  run: RunSql,
  task: number | null,
  { resources, origin }: { readonly resources: readonly Resource[]; readonly origin: ResourceOrigin },
): void {
  for (const { kind, type, value, path } of resources) {
    run('INSERT OR IGNORE INTO resources VALUES (?, ?, ?, ?, ?, ?)', task, kind, type, value, path, origin)
  }
}

function removeResources(run: RunSql, event: StoredEvent<'resource_removed'>): void {
  for (const { kind, type, value, path } of event.data.resources) {
    run(
      "DELETE FROM resources WHERE task = ? AND kind = ? AND type = ? AND value = ? AND path = ? AND origin = 'plan'",
      event.task,
      kind,
      type,
      value,
      path,
    )
  }
}
