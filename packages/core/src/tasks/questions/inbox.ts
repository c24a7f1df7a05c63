import { requireTask } from '../queries.ts'
import { noticeOf, type RawNotice } from '../rows.ts'
import type { RequestOf, Shape } from '../shape.ts'
import type { View } from '../transaction.ts'
import type { Notice } from '../types.ts'

export const INBOX = { task: 'reference', all: 'flag', limit: 'integer' } as const satisfies Shape

export interface InboxNotice extends Notice {
  readonly title: string
  readonly sourceTitle: string
}

export interface InboxResult {
  /** The oldest first. */
  readonly notices: readonly InboxNotice[]
  /** Shown or not. */
  readonly total: number
}

const INBOX_LIMIT = 15

/** What others' work means for the caller's: unread notices on open tasks that the session holds or its actor is assigned. */
export function inbox(view: View, request: RequestOf<typeof INBOX>): InboxResult {
  const { limit = INBOX_LIMIT } = request
  const notices =
    request.all === true ? selectNotices(view, { ...request, isRead: true }) : unreadNotices(view, request)
  return {
    notices: notices.slice(0, limit).map((notice) => ({
      ...notice,
      title: titleOf(view, notice.task),
      sourceTitle: titleOf(view, notice.source),
    })),
    total: notices.length,
  }
}

export function unreadNotices(view: View, { task }: { readonly task?: number | string | undefined }): Notice[] {
  return selectNotices(view, { task, isRead: false })
}

function selectNotices(
  view: View,
  { task, isRead }: { readonly task?: number | string | undefined; readonly isRead: boolean },
): Notice[] {
  const unread = isRead ? '' : 'AND n.read_by IS NULL'
  const { session } = view.context.actor
  const rows =
    task === undefined
      ? view.all<RawNotice>(
          `SELECT n.* FROM tasks t CROSS JOIN inbox n ON n.task = t.id WHERE t.state = 'open' ${unread}
            AND t.id IN (SELECT task FROM claims WHERE session = ? UNION SELECT id FROM tasks WHERE assignee = ?) ORDER BY n.id`,
          session,
          view.assignee,
        )
      : view.all<RawNotice>(
          `SELECT n.* FROM inbox n WHERE n.task = ? ${unread} ORDER BY n.id`,
          requireTask(view, task).id,
        )
  return rows.map(noticeOf)
}

function titleOf(view: View, id: number): string {
  return view.value<string>('SELECT title FROM tasks WHERE id = ?', id) ?? ''
}

export const CONCERNS = { tasks: 'references!', assignee: 'text!', mine: 'flag' } as const satisfies Shape

/** True when one of the tasks is assigned to `assignee` or, with `mine`, held by the session. */
export function concerns(view: View, request: RequestOf<typeof CONCERNS>): boolean {
  const session = request.mine === true ? view.context.actor.session : ''
  return request.tasks.some(
    (task) =>
      view.get(
        'SELECT 1 FROM tasks t LEFT JOIN claims c ON c.task = t.id WHERE t.id = ? AND (t.assignee = ? OR c.session = ?)',
        task,
        request.assignee,
        session,
      ) !== undefined,
  )
}
