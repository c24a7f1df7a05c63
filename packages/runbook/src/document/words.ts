import type { TaskDetail } from '@groundcrew/core/tasks'
import { moment } from './events.ts'

/** The state of a task in words, as the database has it. */
export function stateWords(task: TaskDetail): string {
  const { status, claim, blockedReason, blockedBy, closedMs } = task
  switch (status) {
    case 'completed':
    case 'cancelled':
      return closedMs === undefined ? status : `${status} on ${moment(closedMs)}`
    case 'in_progress':
      return `in progress, held by ${claim?.holder ?? 'somebody'}`
    case 'blocked':
      return blockedReason === undefined ? `waits for ${listTasks(blockedBy)}` : `blocked: ${blockedReason}`
    case 'pending':
      return 'ready to be taken'
  }
}

export function listTasks(ids: readonly number[]): string {
  return ids.map((id) => `#${id}`).join(', ')
}
