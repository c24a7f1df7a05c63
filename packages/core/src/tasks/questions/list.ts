import { usageError } from '../../cli/index.ts'
import { holds, livenessOf } from '../liveness.ts'
import { describeTask, requireTask, writtenResourcesOf } from '../queries.ts'
import { claimOf, noteOf, type RawClaim, type RawNote, type RawTask } from '../rows.ts'
import type { RequestOf, Shape } from '../shape.ts'
import type { View } from '../transaction.ts'
import type { Note, Task, TaskStatus, WrittenResource } from '../types.ts'

export const LIST = {
  statuses: 'texts',
  assignee: 'text',
  mine: 'flag',
  labels: 'texts',
  parent: 'reference',
  search: 'text',
  all: 'flag',
  limit: 'integer',
} as const satisfies Shape

export interface ListedTask extends Task {
  readonly resources: readonly WrittenResource[]
}

export interface ListResult {
  readonly tasks: readonly ListedTask[]
  readonly total: number
}

const LIST_LIMIT = 20
const STATUSES: readonly TaskStatus[] = ['pending', 'in_progress', 'blocked', 'completed', 'cancelled']

/** Tasks by priority and id: open ones unless statuses, `all` or a search say otherwise. */
export function list(view: View, request: RequestOf<typeof LIST>): ListResult {
  const { limit = LIST_LIMIT } = request
  const { where, values } = conditions(view, request)
  const order = 'ORDER BY t.priority DESC, t.id'
  const computed = computedStatuses(request)
  if (computed === undefined) {
    const rows = view.all<RawTask>(`SELECT t.* FROM tasks t WHERE ${where} ${order} LIMIT ?`, ...values, limit)
    const total = view.value<number>(`SELECT COUNT(*) FROM tasks t WHERE ${where}`, ...values) ?? 0
    return { tasks: rows.map((row) => withResources(view, describeTask(view, row))), total }
  }
  const rows = view.all<RawTask>(`SELECT t.* FROM tasks t WHERE ${where} ${order}`, ...values)
  const tasks = rows.map((row) => describeTask(view, row)).filter(({ status }) => computed.has(status))
  return { tasks: tasks.slice(0, limit).map((task) => withResources(view, task)), total: tasks.length }
}

function withResources(view: View, task: Task): ListedTask {
  return { ...task, resources: writtenResourcesOf(view, task.id) }
}

/** The statuses asked for, where telling them takes more than the stored state. */
function computedStatuses({ statuses }: RequestOf<typeof LIST>): ReadonlySet<TaskStatus> | undefined {
  if (statuses === undefined || statuses.length === 0) return undefined
  const wanted = new Set(statuses.map(parseStatus))
  return [...wanted].every((status) => status === 'completed' || status === 'cancelled') ? undefined : wanted
}

function parseStatus(text: string): TaskStatus {
  const status = STATUSES.find((known) => known === text)
  if (status === undefined) throw usageError(`status ${JSON.stringify(text)}: one of ${STATUSES.join(', ')}`)
  return status
}

function conditions(
  view: View,
  request: RequestOf<typeof LIST>,
): { readonly where: string; readonly values: readonly unknown[] } {
  const parts: string[] = []
  const values: unknown[] = []
  const add = (sql: string, ...more: readonly unknown[]): void => {
    parts.push(sql)
    values.push(...more)
  }
  addStates(request, add)
  if (request.assignee !== undefined) add('t.assignee = ?', request.assignee)
  if (request.mine === true) {
    const { actor, session } = view.context.actor
    add(
      '(t.assignee = ? OR t.id IN (SELECT task FROM claims WHERE session = ? OR holder = ?))',
      view.assignee,
      session,
      actor,
    )
  }
  for (const label of request.labels ?? [])
    add('EXISTS (SELECT 1 FROM json_each(t.labels) WHERE json_each.value = ?)', label)
  if (request.parent !== undefined) add('t.parent = ?', requireTask(view, request.parent).id)
  for (const word of words(request.search)) {
    add(
      `(t.title LIKE ? ESCAPE '!' OR t.description LIKE ? ESCAPE '!' OR t.labels LIKE ? ESCAPE '!'
        OR EXISTS (SELECT 1 FROM notes n WHERE n.task = t.id AND (n.text LIKE ? ESCAPE '!' OR n.file LIKE ? ESCAPE '!')))`,
      ...Array.from({ length: 5 }, () => `%${word.replaceAll(/[!%_]/g, '!$&')}%`),
    )
  }
  return { where: parts.length === 0 ? '1' : parts.join(' AND '), values }
}

function addStates(request: RequestOf<typeof LIST>, add: (sql: string, ...values: readonly unknown[]) => void): void {
  const statuses = request.statuses ?? []
  if (statuses.length > 0) {
    const states = new Set(statuses.map((text) => stateOf(parseStatus(text))))
    add(`t.state IN (${[...states].map(() => '?').join(', ')})`, ...states)
  } else if (request.all !== true && request.search === undefined) add("t.state = 'open'")
}

function stateOf(status: TaskStatus): string {
  return status === 'completed' || status === 'cancelled' ? status : 'open'
}

function words(search: string | undefined): readonly string[] {
  return (search ?? '').split(/\s+/).filter((word) => word !== '')
}

export const NOTES = { file: 'text', search: 'text', limit: 'integer' } as const satisfies Shape

/** Notes on places in files, oldest first; of one file, or of all. */
export function notes(view: View, request: RequestOf<typeof NOTES>): { readonly notes: readonly Note[] } {
  const { file, limit = LIST_LIMIT } = request
  const where = file === undefined ? 'file IS NOT NULL' : '(file = ? OR file GLOB ?)'
  const values = file === undefined ? [] : [file, `${file}/*`]
  const rows = view.all<RawNote>(
    `SELECT * FROM notes WHERE kind = 'note' AND ${where} ORDER BY seq, position LIMIT ?`,
    ...values,
    limit,
  )
  return { notes: rows.map(noteOf) }
}

export interface Counts {
  readonly open: number
  readonly held: number
  readonly completed: number
  readonly cancelled: number
}

export function countTasks(view: View): Counts {
  const rows = view.all<{ state: string; n: number }>('SELECT state, COUNT(*) AS n FROM tasks GROUP BY state')
  const of = (state: string): number => rows.find((row) => row.state === state)?.n ?? 0
  const claims = view.all<RawClaim>('SELECT * FROM claims').map(claimOf)
  return {
    open: of('open'),
    held: claims.filter((held) => holds(livenessOf(view, held))).length,
    completed: of('completed'),
    cancelled: of('cancelled'),
  }
}
