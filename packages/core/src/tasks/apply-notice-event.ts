import type { ImpactBody, RunSql, StoredEvent } from './event-types.ts'
import type { NoticeStage } from './types.ts'

export type NoticeEvent =
  | StoredEvent<'dependency_satisfied'>
  | StoredEvent<'dependency_cancelled'>
  | StoredEvent<'dependency_reopened'>
  | StoredEvent<'impact_notice'>
  | StoredEvent<'impact_conflict'>
  | StoredEvent<'notices_read'>

export const STAGES: readonly NoticeStage[] = ['planned', 'started', 'changed', 'completed']

/** The part of `applyEvent` about the inbox: what one task (`task`) means for another (`target`). */
export function applyNoticeEvent(run: RunSql, event: NoticeEvent): void {
  switch (event.type) {
    case 'notices_read':
      for (const id of event.data.ids) run('UPDATE inbox SET read_by = ? WHERE id = ?', event.actor, id)
      return
    case 'impact_notice':
    case 'impact_conflict':
      return putNotice(run, event, event.data)
    case 'dependency_satisfied':
      return putNotice(
        run,
        event,
        dependencyNotice(event.task, event.data.ready ? 'is completed: nothing blocks this task now' : 'is completed'),
      )
    case 'dependency_cancelled':
      return putNotice(run, event, dependencyNotice(event.task, 'was cancelled and still blocks this task'))
    case 'dependency_reopened':
      return putNotice(run, event, dependencyNotice(event.task, 'was reopened and blocks this task again'))
  }
}

function dependencyNotice(task: number | null, what: string): ImpactBody {
  return { cause: `dependency:${task}`, stage: 'completed', text: `#${task} ${what}` }
}

/** A later stage of a cause takes the place of an earlier one and is unread again. */
function putNotice(run: RunSql, event: NoticeEvent, { cause, stage, text }: ImpactBody): void {
  run(
    `INSERT INTO inbox VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (task, cause) DO UPDATE SET
      id = excluded.id, type = excluded.type, stage = excluded.stage, text = excluded.text, at = excluded.at, read_by = NULL`,
    event.seq,
    event.target,
    event.task,
    cause,
    event.type,
    STAGES.indexOf(stage),
    text,
    event.at,
  )
}
