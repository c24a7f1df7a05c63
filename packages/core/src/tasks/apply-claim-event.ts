import type { RunSql, StoredEvent } from './event-types.ts'

export type ClaimEvent =
  | StoredEvent<'task_claimed'>
  | StoredEvent<'claim_renewed'>
  | StoredEvent<'claim_released'>
  | StoredEvent<'claim_reaped'>
  | StoredEvent<'reservation_added'>
  | StoredEvent<'reservation_renewed'>
  | StoredEvent<'reservation_ended'>

/** The part of `applyEvent` about who holds what. The sequence number of a claim is its fence, of a reservation its id. */
export function applyClaimEvent(run: RunSql, event: ClaimEvent): void {
  switch (event.type) {
    case 'task_claimed':
      return applyClaimed(run, event)
    case 'claim_renewed':
      return run('UPDATE claims SET expires = ? WHERE task = ?', event.data.expires, event.task)
    case 'claim_released':
    case 'claim_reaped':
      run('UPDATE tasks SET updated_at = ? WHERE id = ?', event.at, event.task)
      return run('DELETE FROM claims WHERE task = ?', event.task)
    case 'reservation_added':
      return applyReserved(run, event)
    case 'reservation_renewed':
      for (const id of event.data.ids) run('UPDATE reservations SET expires = ? WHERE id = ?', event.data.expires, id)
      return
    case 'reservation_ended':
      for (const id of event.data.ids) run('DELETE FROM reservations WHERE id = ?', id)
  }
}

function applyClaimed(run: RunSql, { seq, at, actor, session, task, data }: StoredEvent<'task_claimed'>): void {
  run(
    'INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    task,
    seq,
    actor,
    session,
    data.host,
    data.bootId,
    data.pid ?? null,
    data.startedAt ?? null,
    data.worktree ?? null,
    data.branch ?? null,
    data.head ?? null,
    at,
    data.expires,
    data.leaseMs,
  )
  run('UPDATE tasks SET updated_at = ? WHERE id = ?', at, task)
}

function applyReserved(run: RunSql, { seq, at, actor, session, data }: StoredEvent<'reservation_added'>): void {
  run(
    'INSERT INTO reservations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    seq,
    actor,
    session,
    data.host,
    data.bootId,
    data.pid ?? null,
    data.startedAt ?? null,
    data.worktree ?? null,
    data.type,
    data.pattern,
    data.isShared ? 1 : 0,
    at,
    data.expires,
  )
}
