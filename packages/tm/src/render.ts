import type { Style } from '@groundcrew/core/cli'
import { count, escapeLine, formatTable, truncateLine } from '@groundcrew/core/text'
import type {
  Counts,
  DoctorResult,
  InboxNotice,
  ListResult,
  Note,
  PrimeResult,
  ReadyResult,
  Task,
  Told,
  VerbResult,
} from '@groundcrew/core/tasks'
import type { GuardAnswer } from './guard.ts'
import type { ImportAnswer } from './import/import-from.ts'
import type { Outward, OutwardEvent } from './outward.ts'

const TITLE_CHARS_MAX = 80
const LINE_CHARS_MAX = 300

/** A title on one line, safe for a terminal. */
export function oneLine(text: string, charsMax = TITLE_CHARS_MAX): string {
  return truncateLine(escapeLine(text), charsMax)
}

export function renderAdded({ tasks }: { readonly tasks: readonly { readonly id: number }[] }): string {
  return tasks.map(({ id }) => String(id)).join('\n')
}

interface Edited extends Told {
  readonly id: number
  readonly title: string
  readonly isChanged: boolean
}

export function renderEdit({ id, title, isChanged, ...told }: Edited, what: string): string {
  return `#${id} ${isChanged ? what : 'is so already'}: ${oneLine(title)}${renderTold(told)}\nnext: tm show ${id}`
}

/** ` (told 2 other tasks)`, or nothing. */
export function renderTold({ told, untold = 0 }: Told): string {
  if (told === 0) return ''
  return ` (told ${count(told, 'other task')}${untold > 0 ? `; ${untold} more that it concerns were not told` : ''})`
}

interface NotesAnswer {
  readonly notes: readonly Outward<Note>[]
  readonly written: { readonly note: number; readonly id?: number } | undefined
}

export function renderNotes({ notes, written }: NotesAnswer): string {
  if (written !== undefined) {
    const { note, id } = written
    return id === undefined ? `note ${note}\nnext: tm note` : `note ${note} on #${id}\nnext: tm show ${id}`
  }
  if (notes.length === 0) return 'no notes on files\nnext: tm note --file FILE:LINE TEXT'
  const lines = notes.map(
    (note) =>
      `${placeOf(note)}: ${oneLine(note.text, LINE_CHARS_MAX)}${note.task === undefined ? '' : ` (#${note.task})`}`,
  )
  return [count(notes.length, 'note'), ...lines, 'next: tm add TITLE --link FILE:LINE'].join('\n')
}

export function placeOf({ file, line }: Outward<Note>): string {
  return `${escapeLine(file ?? '')}${line === undefined ? '' : `:${line}`}`
}

export function renderClaim(claim: Outward<VerbResult<'claim'>>): string {
  const { id, title, fence, expiresAt, isRenewed, takenFrom, unread } = claim
  const from = takenFrom === undefined ? '' : `, taken over from ${escapeLine(takenFrom)}`
  return [
    `#${id} ${isRenewed ? 'is yours already' : 'claimed'}: ${oneLine(title)} (fence ${fence}, lease until ${expiresAt}${from})${renderTold(claim)}`,
    ...(unread > 0 ? [`${count(unread, 'unread notice')}: tm inbox ${id}`] : []),
    `next: tm complete ${id} -m WHAT`,
  ].join('\n')
}

export function renderReady({ tasks, total, isDisjoint, unblocksMax }: Outward<ReadyResult>, style: Style): string {
  const [first] = tasks
  if (first === undefined) {
    const why = total === 0 ? 'no task is ready' : `0 of ${count(total, 'ready task')}: all collide with running work`
    return `${why}\nnext: tm list`
  }
  const rows = tasks.map(({ id, priority, title, unblocks, collisions }) => [
    `#${id}`,
    `P${priority}`,
    oneLine(title),
    [
      ...(unblocks > 0 ? [`unblocks ${unblocks}${unblocks === unblocksMax ? ' or more' : ''}`] : []),
      ...collisions
        .slice(0, 1)
        .map(({ other, severity }) =>
          severity === 'conflict' ? style.red(`conflicts with #${other}`) : `beside #${other}`,
        ),
    ].join(', '),
  ])
  const others = total - tasks.length
  const verdict = isDisjoint
    ? `${tasks.length} of ${count(total, 'ready task')}, disjoint`
    : `${count(total, 'task')} ready`
  const why = isDisjoint
    ? `${others} left out: they collide with these or with running work, or are beyond --max`
    : `${others} more: tm ready --max ${total}`
  return [verdict, formatTable(rows), ...(others > 0 ? [why] : []), `next: tm claim ${first.id}`].join('\n')
}

interface Released {
  readonly results: readonly { readonly id?: number; readonly title?: string; readonly patterns?: readonly string[] }[]
}

export function renderRelease({ results }: Released): string {
  const lines = results.flatMap(({ id, title, patterns }) =>
    patterns === undefined
      ? [`#${id} released: ${oneLine(title ?? '')}`]
      : patterns.map((pattern) => `${escapeLine(pattern)} is free`),
  )
  return [...(lines.length === 0 ? ['nothing was reserved'] : lines), 'next: tm ready'].join('\n')
}

type Beat = Outward<VerbResult<'heartbeat'> & VerbResult<'changes'>>

export function renderHeartbeat({ claims, tasks }: Beat): string {
  const [first] = claims
  if (first === undefined) return 'you hold nothing\nnext: tm next --claim'
  const seen = new Map(tasks.map((task) => [task.id, task]))
  const lines = claims.map(({ id, expiresAt }) => {
    const task = seen.get(id)
    const changed = task === undefined ? '' : `, ${count(task.changes, 'changed file')}`
    return `#${id} renewed until ${expiresAt}${changed}${task === undefined ? '' : renderTold(task)}`
  })
  return [...lines, `next: tm complete ${first.id} -m WHAT`].join('\n')
}

export function renderReap({ isApplied, claims, reservations }: VerbResult<'reap'>): string {
  const lines = [
    ...claims.map(({ id, holder, why }) => `#${id} of ${escapeLine(holder)}: ${why}`),
    ...reservations.map(({ pattern, holder, why }) => `${escapeLine(pattern)} of ${escapeLine(holder)}: ${why}`),
  ]
  if (lines.length === 0) return 'nothing is left behind'
  return [
    isApplied ? `freed ${lines.length}` : `${lines.length} left behind`,
    ...lines,
    isApplied ? 'next: tm ready' : 'next: tm reap --apply',
  ].join('\n')
}

export function renderFinish(result: VerbResult<'complete'>, what: string): string {
  const { id, title, freed, cancelled } = result
  const [first] = freed
  return [
    `#${id} ${what}: ${oneLine(title)}${renderTold(result)}`,
    ...(freed.length > 0 ? [`nothing blocks ${idList(freed)} now`] : []),
    ...(cancelled.length > 0 ? [`with it: ${idList(cancelled)}`] : []),
    `next: ${nextAfter(what, { id, first })}`,
  ].join('\n')
}

function nextAfter(what: string, { id, first }: { readonly id: number; readonly first: number | undefined }): string {
  switch (what) {
    case 'pending':
    case 'reopened':
      return `tm claim ${id}`
    case 'in_progress':
      return `tm complete ${id} -m WHAT`
    case 'blocked':
      return `tm unblock ${id}`
    default:
      return first === undefined ? 'tm next --claim' : `tm claim ${first}`
  }
}

const IDS_SHOWN_MAX = 12

export function idList(ids: readonly number[]): string {
  const shown = ids.slice(0, IDS_SHOWN_MAX).map((id) => `#${id}`)
  return [shown.join(', '), ...(ids.length > shown.length ? [`and ${ids.length - shown.length} more`] : [])].join(' ')
}

interface InboxAnswer {
  readonly notices: readonly Outward<InboxNotice>[]
  readonly isAcknowledged: boolean
}

export function renderInbox({ notices, isAcknowledged }: InboxAnswer): string {
  if (notices.length === 0) return 'no notices\nnext: tm ready'
  const lines = notices.map(
    ({ task, type, stage, text, readBy }) =>
      `#${task} ${labelOf(type, stage)}: ${oneLine(text, LINE_CHARS_MAX)}${readBy === undefined ? '' : ' (read)'}`,
  )
  return [
    `${count(notices.length, 'notice')}${isAcknowledged ? ', marked as read' : ''}`,
    ...lines,
    isAcknowledged ? `next: tm show ${notices[0]?.task}` : 'next: tm inbox --ack',
  ].join('\n')
}

export function renderNotified({ id, title, from, isTold }: VerbResult<'notify'>): string {
  return `#${id} ${isTold ? `hears it from #${from}` : 'is closed or knows it already'}: ${oneLine(title)}\nnext: tm inbox ${id}`
}

/** `conflict (started)` */
function labelOf(type: string, stage: string): string {
  const name = type.replace(/^impact_/, '').replaceAll('_', ' ')
  return type.startsWith('impact_') ? `${name} (${stage})` : name
}

export function renderEvent({ seq, at, actor, type, task, target, data }: OutwardEvent): string {
  const who = [...(task === null ? [] : [`#${task}`]), ...(target === null ? [] : [`-> #${target}`])].join(' ')
  const details = Object.entries(data)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return oneLine([seq, at, actor, type, who, ...details].filter((word) => word !== '').join(' '), LINE_CHARS_MAX)
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
  return open > 0 ? 'tm list' : "tm add 'What is to be done'"
}

function countsLine({ open, held, completed, cancelled }: Counts): string {
  return `${open} open (${held} in progress), ${completed} completed${cancelled > 0 ? `, ${cancelled} cancelled` : ''}`
}

export function renderList(
  { tasks, total, counts }: Outward<ListResult & { readonly counts: Counts }>,
  style: Style,
): string {
  if (tasks.length === 0)
    return `0 tasks match; there are ${countsLine(counts)}\nnext: ${counts.open > 0 ? 'tm list' : 'tm list --all'}`
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

interface Where {
  readonly file: string
  readonly source: string
  readonly isThere: boolean
  readonly isReadOnly: boolean
  readonly journalMode: string | undefined
  readonly actor: string
  readonly session: string
  readonly pid: number | undefined
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
    `next: ${isThere ? 'tm ready' : "tm add 'What is to be done'"}`,
  ].join('\n')
}

export function renderDoctor({
  file,
  checks,
  isHealthy,
  isThere,
}: DoctorResult & { readonly isThere: boolean }): string {
  if (!isThere) return `${escapeLine(file)}: no database there yet`
  const failed = checks.filter(({ state }) => state !== 'ok')
  const repair = failed.find((check) => check.repair !== undefined)?.repair
  return [
    `${escapeLine(file)}: ${isHealthy ? 'sound' : 'damaged'}`,
    ...checks.map(({ name, state, detail }) => `${state.padEnd(4)}  ${name}: ${oneLine(detail, LINE_CHARS_MAX)}`),
    ...(repair === undefined ? [] : [`next: tm doctor --repair ${repair}`]),
  ].join('\n')
}

export function renderBatch({ results }: { readonly results: readonly unknown[] }): string {
  return `${count(results.length, 'change')} made\nnext: tm ready`
}

export function renderImport({ added, known, skipped, events }: ImportAnswer): string {
  return [
    `${count(added, 'task')} imported${events === undefined ? '' : ` with ${count(events, 'event')}`}${known > 0 ? `, ${known} known already` : ''}`,
    ...(skipped.length > 0
      ? [
          `${count(skipped.length, 'relation')} left out, to tasks that are not here or in a cycle:`,
          ...skipped.slice(0, 20).map((text) => `  ${escapeLine(text)}`),
        ]
      : []),
    'next: tm ready',
  ].join('\n')
}

export function renderSeed({ count: added, firstId, lastId }: VerbResult<'seed'>): string {
  return `${count(added, 'task')} added: #${firstId} to #${lastId}\nnext: tm ready`
}
