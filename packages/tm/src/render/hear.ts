import { count, escapeLine } from '@groundcrew/core/text'
import type { InboxNotice, VerbResult } from '@groundcrew/core/tasks'
import type { PublishAnswer, PublishReport } from '../publish/publish.ts'
import type { GuardAnswer } from '../guard.ts'
import type { Outward, OutwardEvent } from '../outward.ts'
import { LINE_CHARS_MAX, idList, labelOf, oneLine } from '../render.ts'

/** Fifteen of them fit into an answer. */
const NOTICE_CHARS_MAX = 240

interface InboxAnswer {
  readonly notices: readonly Outward<InboxNotice>[]
  readonly total: number
  readonly isAcknowledged: boolean
}

export function renderInbox({ notices, total, isAcknowledged }: InboxAnswer): string {
  if (notices.length === 0) return 'no notices\nnext: tm ready'
  const lines = notices.map(
    ({ task, type, stage, text, readBy }) =>
      `#${task} ${labelOf(type, stage)}: ${oneLine(text, NOTICE_CHARS_MAX)}${readBy === undefined ? '' : ' (read)'}`,
  )
  const more = total - notices.length
  const again = isAcknowledged ? 'tm inbox --ack' : `tm inbox --limit ${total}`
  return [
    `${more > 0 ? `${notices.length} of ` : ''}${count(total, 'notice')}${isAcknowledged ? ', marked as read' : ''}`,
    ...lines,
    ...(more > 0 ? [`${more} more: ${again}`] : []),
    isAcknowledged ? `next: tm show ${notices[0]?.task}` : 'next: tm inbox --ack',
  ].join('\n')
}

export function renderNotified({ id, title, from, isTold }: VerbResult<'notify'>): string {
  return `#${id} ${isTold ? `hears it from #${from}` : 'is closed or knows it already'}: ${oneLine(title)}\nnext: tm inbox ${id}`
}

/** Which process it was is for `--json`. */
const UNTOLD_FIELDS: ReadonlySet<string> = new Set(['host', 'bootId', 'pid', 'startedAt', 'leaseMs', 'cause', 'uid'])

/** Texts as they are, lists of things by their number. */
function plainValue(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === 'string' ? value : JSON.stringify(value)
  return value.some((item) => typeof item === 'object') ? String(value.length) : value.join(',')
}

export function renderEvent({ seq, at, actor, type, task, target, data }: OutwardEvent): string {
  const who = [...(task === null ? [] : [`#${task}`]), ...(target === null ? [] : [`-> #${target}`])].join(' ')
  const details = Object.entries(data)
    .filter(([name, value]) => value !== null && value !== '' && !UNTOLD_FIELDS.has(name))
    .map(([name, value]) => `${name}=${plainValue(value)}`)
  return oneLine([seq, at, actor, type, who, ...details].filter((word) => word !== '').join(' '), LINE_CHARS_MAX)
}

/** Nothing where it was started in the background: a hook has nothing to say. */
export function renderPublish({ state, reports }: PublishAnswer): string {
  switch (state) {
    case 'started':
      return ''
    case 'nobody':
      return 'there is no other open task to tell\nnext: tm list'
    case 'elsewhere':
      return 'another process is telling them, and tells this too\nnext: tm log'
    case 'told':
      return renderReports(reports)
  }
}

function renderReports(reports: readonly PublishReport[]): string {
  const told = [...new Set(reports.flatMap((report) => report.told))].sort((one, other) => one - other)
  const [first] = told
  if (first === undefined) return '0 tasks told: the change reaches none, or they know\nnext: impact --tasks'
  return `${count(told.length, 'task')} told: ${idList(told)}\nnext: tm inbox ${first}`
}

interface ReservationsAnswer {
  readonly isNew: boolean
  readonly reservations: readonly {
    readonly pattern: string
    readonly isShared: boolean
    readonly expiresAt: string
    readonly holder?: string
  }[]
}

export function renderReservations({ isNew, reservations }: ReservationsAnswer): string {
  if (reservations.length === 0) return 'nothing is reserved\nnext: tm reserve GLOB'
  const lines = reservations.map(
    ({ pattern, isShared, expiresAt, holder }) =>
      `${escapeLine(pattern)} ${isNew ? 'is yours' : `of ${escapeLine(holder ?? '')}`}${isShared ? ', shared,' : ''} until ${expiresAt}`,
  )
  return [...lines, isNew ? 'next: tm unreserve' : 'next: tm guard FILE'].join('\n')
}

export function renderGuard({ isGuarded, isStaged, paths, outside, findings }: Outward<GuardAnswer>): string {
  if (!isGuarded) return 'no task database: nothing is guarded'
  const elsewhere = outside > 0 ? `; ${outside} outside the repository` : ''
  if (findings.length === 0)
    return `${count(paths, isStaged ? 'staged file' : 'file')}: nobody else holds any${elsewhere}`
  const lines = findings.map(
    ({ path, by, holder, text }) => `${escapeLine(path)}: ${by} of ${escapeLine(holder)}: ${escapeLine(text)}`,
  )
  return [
    `${count(new Set(findings.map(({ path }) => path)).size, 'file')} of ${paths} held by others${elsewhere}`,
    ...lines,
    'next: ask the holder, or take another task: tm ready --disjoint',
  ].join('\n')
}
