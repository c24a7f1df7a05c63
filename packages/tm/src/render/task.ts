import { count, escapeLine } from '@groundcrew/core/text'
import type { Note, TaskDetail } from '@groundcrew/core/tasks'
import type { Outward } from '../outward.ts'
import { idList, LINE_CHARS_MAX, oneLine, placeOf, textBlock } from '../render.ts'

/** Everything about a task. */
export function renderTask(task: Outward<TaskDetail>): string {
  const ids = (name: string, list: readonly number[]): string[] =>
    list.length === 0 ? [] : [`${name}: ${idList(list)}`]
  const { claim } = task
  return [
    `#${task.id} ${task.status}: ${escapeLine(task.title)}`,
    `priority: ${task.priority}`,
    ...(task.assignee === undefined ? [] : [`assignee: ${escapeLine(task.assignee)}`]),
    ...(task.due === undefined ? [] : [`due: ${task.due}`]),
    ...(task.labels.length === 0 ? [] : [`labels: ${task.labels.join(', ')}`]),
    ...(task.parent === undefined ? [] : [`part of: #${task.parent}`]),
    ...(claim === undefined
      ? []
      : [
          `held by: ${escapeLine(claim.holder)} since ${claim.acquiredAt}, lease until ${claim.expiresAt}, fence ${claim.fence}`,
        ]),
    ...(claim?.worktree === undefined
      ? []
      : [
          `worktree: ${escapeLine(claim.worktree)}${claim.branch === undefined ? '' : ` (${escapeLine(claim.branch)})`}`,
        ]),
    ...(task.blockedReason === undefined ? [] : [`blocked: ${escapeLine(task.blockedReason)}`]),
    ...ids('blocked by', task.blockedBy),
    ...ids('depends on', task.depends),
    ...ids('dependents', task.dependents),
    ...ids('related', task.related),
    ...ids('discovered from', task.discoveredFrom),
    ...ids('subtasks', task.subtasks),
    ...task.resources
      .slice(0, RESOURCES_SHOWN_MAX)
      .map(({ origin, text }) => `${origin === 'diff' ? 'changed' : 'resource'}: ${oneLine(text, LINE_CHARS_MAX)}`),
    ...leftOut(task, task.resources.length - RESOURCES_SHOWN_MAX, 'more resource'),
    ...(task.unread > 0 ? [`${count(task.unread, 'unread notice')}: tm inbox ${task.id}`] : []),
    ...(task.description === '' ? [] : ['', textBlock(task.description)]),
    ...(task.notes.length === 0 ? [] : ['', ...noteLines(task)]),
    '',
    `created ${task.createdAt}, updated ${task.updatedAt}${task.closedAt === undefined ? '' : `, closed ${task.closedAt}`}, uid ${task.uid}`,
    `next: ${nextOf(task)}`,
  ].join('\n')
}

const RESOURCES_SHOWN_MAX = 15
const NOTES_SHOWN_MAX = 8
const NOTE_CHARS_MAX = 250

/** The newest ones. */
function noteLines(task: Outward<TaskDetail>): readonly string[] {
  const older = task.notes.length - NOTES_SHOWN_MAX
  return [...leftOut(task, older, 'older note'), ...task.notes.slice(-NOTES_SHOWN_MAX).map(noteLine)]
}

function leftOut({ id }: Outward<TaskDetail>, number: number, what: string): readonly string[] {
  return number > 0 ? [`${count(number, what)}: tm show ${id} --json`] : []
}

function noteLine(note: Outward<Note>): string {
  const place = note.file === undefined ? '' : `${placeOf(note)}${note.text === '' ? '' : ': '}`
  return `${note.kind} ${note.at} ${escapeLine(note.actor)}: ${place}${textBlock(note.text, NOTE_CHARS_MAX)}`
}

function nextOf({ id, status, isMine, blockedBy }: Outward<TaskDetail>): string {
  switch (status) {
    case 'pending':
      return `tm claim ${id}`
    case 'in_progress':
      return isMine ? `tm complete ${id} -m WHAT` : `tm watch ${id} --follow --until task_completed`
    case 'blocked':
      return blockedBy[0] === undefined ? `tm unblock ${id}` : `tm show ${blockedBy[0]}`
    case 'completed':
    case 'cancelled':
      return `tm log ${id}`
  }
}
