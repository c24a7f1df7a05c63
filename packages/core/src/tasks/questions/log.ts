import { ToolError, usageError } from '../../cli/index.ts'
import type { AnyEvent } from '../event-types.ts'
import { requireTask } from '../queries.ts'
import { eventOf, type RawEvent } from '../rows.ts'
import type { RequestOf, Shape } from '../shape.ts'
import type { View } from '../transaction.ts'

export const LOG = {
  task: 'reference',
  since: 'integer',
  types: 'texts',
  limit: 'integer',
  newest: 'flag',
} as const satisfies Shape

export interface LogResult {
  readonly events: readonly AnyEvent[]
  /** The last event there is, matching or not: where to go on from. */
  readonly lastSeq: number
}

const LOG_LIMIT = 50

/** Events in order. `since` is the last one already known; beyond the end it is an error, because then events are missing. */
export function log(view: View, request: RequestOf<typeof LOG>): LogResult {
  const { since = 0, limit = LOG_LIMIT, types = [], newest = false } = request
  const lastSeq = view.value<number>('SELECT COALESCE(MAX(seq), 0) AS seq FROM events') ?? 0
  if (since > lastSeq) {
    throw new ToolError('BEYOND_END', `there is no event ${since}: the last one is ${lastSeq}`, {
      exitCode: 2,
      hint: `tm watch --since ${lastSeq}`,
    })
  }
  if (since < 0) throw usageError(`--since ${since}: the number of an event`)
  const parts = ['seq > ?']
  const values: unknown[] = [since]
  if (request.task !== undefined) {
    const { id } = requireTask(view, request.task)
    parts.push('(task = ? OR target = ?)')
    values.push(id, id)
  }
  if (types.length > 0) {
    parts.push(`type IN (${types.map(() => '?').join(', ')})`)
    values.push(...types)
  }
  const order = newest ? 'DESC' : 'ASC'
  const rows = view.all<RawEvent>(
    `SELECT * FROM events WHERE ${parts.join(' AND ')} ORDER BY seq ${order} LIMIT ?`,
    ...values,
    limit,
  )
  const events = rows.map(eventOf)
  return { events: newest ? events.reverse() : events, lastSeq }
}
