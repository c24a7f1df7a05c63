import type { Style } from '@groundcrew/core/cli'
import { count, escapeLine, formatTable } from '@groundcrew/core/text'
import type { Counts, DoctorResult, ListResult, PrimeResult, Task } from '@groundcrew/core/tasks'
import type { Outward } from '../outward.ts'
import { ADD_ONE, LINE_CHARS_MAX, countsLine, idList, labelOf, oneLine } from '../render.ts'

export function renderPrime(prime: Outward<PrimeResult>): string {
  const { actor, counts, readyTotal, claims, notices, noticesTotal, ready } = prime
  const first = ready[0]
  return [
    `tasks: ${countsLine(counts)}, ${readyTotal} ready; you are ${escapeLine(actor)}`,
    ...claims.map(({ id, title, fence }) => `yours: #${id} ${oneLine(title, 60)} (fence ${fence})`),
    ...(noticesTotal > 0 ? [`${count(noticesTotal, 'unread notice')}: tm inbox --ack`] : []),
    ...notices.map(({ task, type, stage, text }) => `  #${task} ${labelOf(type, stage)}: ${oneLine(text, 100)}`),
    ...ready.map(({ id, title }) => `ready: #${id} ${oneLine(title, 60)}`),
    `next: ${nextOf({ mine: claims[0]?.id, first: first?.id, open: counts.open })}`,
  ].join('\n')
}

interface Situation {
  readonly mine: number | undefined
  readonly first: number | undefined
  readonly open: number
}

function nextOf({ mine, first, open }: Situation): string {
  if (mine !== undefined) return `tm complete ${mine} -m WHAT`
  if (first !== undefined) return 'tm next --claim'
  return open > 0 ? 'tm list' : ADD_ONE
}

export function renderList(
  { tasks, total, counts }: Outward<ListResult & { readonly counts: Counts }>,
  style: Style,
): string {
  if (tasks.length === 0) return `0 tasks match; there are ${countsLine(counts)}\nnext: ${otherList(counts)}`
  const rows = tasks.map((task) => [
    `#${task.id}`,
    markStatus(task.status, style),
    `P${task.priority}`,
    oneLine(task.title),
    remarkOf(task),
  ])
  const more = total > tasks.length ? [`${total - tasks.length} more: tm list --limit ${total}`] : []
  return [
    `${count(total, 'task')}; ${countsLine(counts)}`,
    formatTable(rows),
    ...more,
    `next: tm show ${tasks[0]?.id}`,
  ].join('\n')
}

function otherList({ open, completed, cancelled }: Counts): string {
  if (open > 0) return 'tm list'
  return completed + cancelled > 0 ? 'tm list --all' : ADD_ONE
}

function markStatus(status: Task['status'], style: Style): string {
  switch (status) {
    case 'in_progress':
      return style.yellow(status)
    case 'blocked':
      return style.red(status)
    case 'completed':
      return style.green(status)
    case 'pending':
    case 'cancelled':
      return status
  }
}

function remarkOf({ claim, blockedBy, blockedReason, assignee, labels, due, status }: Outward<Task>): string {
  const parts = [
    ...(status === 'in_progress' && claim !== undefined ? [`held by ${claim.holder}`] : []),
    ...(blockedReason === undefined ? [] : [blockedReason]),
    ...(blockedBy.length > 0 && status === 'blocked' ? [`waits for ${idList(blockedBy)}`] : []),
    ...(assignee === undefined ? [] : [`for ${assignee}`]),
    ...(due === undefined ? [] : [`due ${due.slice(0, 10)}`]),
    ...labels.map((label) => `+${label}`),
  ]
  return oneLine(parts.join(', '))
}

export interface Where {
  readonly file: string
  readonly source: string
  readonly isThere: boolean
  readonly isReadOnly: boolean
  readonly journalMode: string | undefined
  readonly actor: string
  readonly session: string
  readonly pid: number | undefined
  readonly worktree: string | undefined
  readonly counts: Counts
}

export function renderWhere(where: Where): string {
  const { file, source, isThere, isReadOnly, journalMode, actor, session, pid, counts } = where
  const mode = [
    ...(journalMode === 'wal' ? [] : [`journal ${journalMode}: slower, for file systems without shared memory`]),
    ...(isReadOnly ? ['read only'] : []),
  ]
  return [
    `database: ${escapeLine(file)} (from ${source})`,
    isThere
      ? `tasks: ${countsLine(counts)}${mode.length === 0 ? '' : `; ${mode.join('; ')}`}`
      : 'not there yet: the first change makes it',
    `you are: ${escapeLine(actor)}, session ${escapeLine(session)}${pid === undefined ? '' : `, alive as long as process ${pid}`}`,
    `next: ${isThere ? 'tm ready' : ADD_ONE}`,
  ].join('\n')
}

export function renderDoctor({
  file,
  checks,
  isHealthy,
  isThere,
}: DoctorResult & { readonly isThere: boolean }): string {
  if (!isThere) return `${escapeLine(file)}: no database there yet\nnext: ${ADD_ONE}`
  const failed = checks.filter(({ state }) => state !== 'ok')
  const repair = failed.find((check) => check.repair !== undefined)?.repair
  return [
    `${escapeLine(file)}: ${isHealthy ? 'sound' : 'damaged'}`,
    ...checks.map(({ name, state, detail }) => `${state.padEnd(4)}  ${name}: ${oneLine(detail, LINE_CHARS_MAX)}`),
    `next: ${repair === undefined ? 'tm ready' : `tm doctor --repair ${repair}`}`,
  ].join('\n')
}
