import type { TaskStatus } from '../types.ts'

/** The fill of a task's box, readable with black text. */
export const STATUS_COLORS: Readonly<Record<TaskStatus, string>> = {
  pending: '#ffffff',
  in_progress: '#ffe9a8',
  blocked: '#f8c9c4',
  completed: '#cdebc8',
  cancelled: '#dddddd',
}
