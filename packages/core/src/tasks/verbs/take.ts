import { collisionsWithRunning, tellOthers, type Told } from '../impact.ts'
import { holds, livenessOf } from '../liveness.ts'
import { placeOf, present } from '../present.ts'
import { blockedError, blockersOf, findClaim, isBlocked, requireTask } from '../queries.ts'
import { claimOf, reservationOf, type RawClaim, type RawReservation, type RawTask } from '../rows.ts'
import { rankReady } from '../questions/ready.ts'
import type { RequestOf, Shape } from '../shape.ts'
import { refused, type Transaction, type View } from '../transaction.ts'
import type { Claim, Reservation } from '../types.ts'
import { usageError, type ErrorDetails } from '../../cli/index.ts'
import { reservationsAgainst } from './reserve.ts'

/** How long a claim is good without a sign of its holder, in milliseconds; 15 minutes. */
export const LEASE_MS = 15 * 60_000
const LEASE_MS_MIN = 1000
const LEASE_MS_MAX = 7 * 24 * 3_600_000

/** A lease is renewed by any command once this part of it has passed: not every command writes. */
const RENEW_AFTER = 1 / 3

export const CLAIM = { id: 'reference!', leaseMs: 'integer', force: 'flag' } as const satisfies Shape

export interface ClaimResult extends Told {
  readonly id: number
  readonly title: string
  readonly description: string
  readonly notes: number
  readonly fence: number
  readonly expiresMs: number
  /** True when this session held it before. */
  readonly isRenewed: boolean
  /** Whose dead or expired claim this one took over. */
  readonly takenFrom?: string
  readonly unread: number
}

/** Takes a task, or refuses with who holds it, what blocks it, or which resource conflicts. Exactly one of many callers wins. */
export function claim(tx: Transaction, request: RequestOf<typeof CLAIM>): ClaimResult {
  const leaseMs = parseLease(request.leaseMs)
  const task = requireTask(tx, request.id)
  if (task.state !== 'open') throw refused('CLOSED', `#${task.id} is ${task.state}`, `tm reopen ${task.id}`)
  const held = findClaim(tx, task.id)
  const liveness = held === undefined ? undefined : livenessOf(tx, held)
  if (held !== undefined && liveness === 'mine') return renewOwn(tx, task, { ...held, leaseMs })
  if (held !== undefined && liveness === 'live') throw heldBy(task, held)
  const blockers = blockersOf(tx, task)
  if (isBlocked(blockers)) throw blockedError(task, blockers)
  if (request.force !== true) refuseConflicts(tx, task)
  if (held !== undefined) reapClaim(tx, held, liveness ?? 'expired')
  return { ...takeFree(tx, task, leaseMs), ...(held === undefined ? {} : { takenFrom: held.holder }) }
}

function takeFree(tx: Transaction, task: RawTask, leaseMs: number): ClaimResult {
  const { branch, head } = tx.context.actor
  const expiresMs = tx.context.nowMs + leaseMs
  const fence = tx.emit('task_claimed', {
    task: task.id,
    data: {
      ...placeOf(tx.context.actor),
      ...present({ branch, head }),
      expires: expiresMs,
      leaseMs,
    },
  })
  const told = tellOthers(tx, task.id, 'started')
  return { ...outlineOf(tx, task), fence, expiresMs, isRenewed: false, ...told }
}

function renewOwn(tx: Transaction, task: RawTask, held: Claim): ClaimResult {
  const expiresMs = tx.context.nowMs + held.leaseMs
  tx.emit('claim_renewed', { task: task.id, data: { expires: expiresMs } })
  return { ...outlineOf(tx, task), fence: held.fence, expiresMs, isRenewed: true, told: 0 }
}

/** What whoever takes a task should see at once. */
function outlineOf(
  view: View,
  { id, title, description }: RawTask,
): Pick<ClaimResult, 'id' | 'title' | 'description' | 'notes' | 'unread'> {
  const notes = view.value<number>('SELECT COUNT(*) FROM notes WHERE task = ?', id) ?? 0
  const unread = view.value<number>('SELECT COUNT(*) FROM inbox WHERE task = ? AND read_by IS NULL', id) ?? 0
  return { id, title, description, notes, unread }
}

function parseLease(leaseMs: number | undefined): number {
  if (leaseMs === undefined) return LEASE_MS
  if (leaseMs >= LEASE_MS_MIN && leaseMs <= LEASE_MS_MAX) return leaseMs
  throw usageError(`lease ${leaseMs} ms: from one second to seven days`)
}

export function heldBy(task: RawTask, held: Claim): Error {
  const where = held.worktree === undefined ? '' : ` in ${held.worktree}`
  const since = new Date(held.acquiredMs).toISOString()
  return refused(
    'HELD',
    `#${task.id} is held by ${held.holder}${where} since ${since} (session ${held.session})`,
    'tm ready; tm next --claim',
    holderDetails(held),
  )
}

function holderDetails({ task, holder, session, worktree, fence, acquiredMs }: Claim): ErrorDetails {
  return { task, holder, session, worktree, fence, since: new Date(acquiredMs).toISOString() }
}

function refuseConflicts(tx: Transaction, task: RawTask): void {
  const conflict = collisionsWithRunning(tx, task.id).find(({ severity }) => severity === 'conflict')
  if (conflict !== undefined) {
    const holder = findClaim(tx, conflict.other)?.holder ?? 'somebody'
    throw refused(
      'CONFLICT',
      `#${task.id} conflicts with running work of ${holder}: #${task.id} ${conflict.text}`,
      `tm show ${conflict.other}; --force claims all the same`,
      { task: task.id, other: conflict.other, holder },
    )
  }
  const reservation = reservationsAgainst(tx, task.id)[0]
  if (reservation !== undefined) {
    throw refused(
      'RESERVED',
      `#${task.id} needs ${reservation.text}, reserved by ${reservation.holder}`,
      'tm ready; --force claims all the same',
      { task: task.id, holder: reservation.holder, pattern: reservation.text },
    )
  }
}

function reapClaim(tx: Transaction, held: Claim, why: string): void {
  tx.emit('claim_reaped', {
    task: held.task,
    data: { fence: held.fence, holder: held.holder, session: held.session, why },
  })
}

export const NEXT = { leaseMs: 'integer', labels: 'texts', disjoint: 'flag' } as const satisfies Shape

/** How many candidates are chosen before the write lock is taken: more agents than that rarely start at once. */
const CANDIDATES_MAX = 64

/** The tasks `next` would try, best first: found out beforehand, so that nobody waits for it. */
export function nextCandidates(view: View, request: RequestOf<typeof NEXT>): readonly number[] {
  return rankReady(view, { labels: request.labels ?? [] }).ids.slice(0, CANDIDATES_MAX)
}

/**
 * Takes the best task that is ready, is meant for the caller or nobody, and conflicts with nothing that runs. `candidates` may be a
 * moment old: each is checked again, and when none is left the ranking is made anew.
 */
export function next(
  tx: Transaction,
  request: RequestOf<typeof NEXT>,
  candidates: readonly number[] = [],
): ClaimResult {
  const leaseMs = parseLease(request.leaseMs)
  const isDisjoint = request.disjoint === true
  const chosen = candidates.find((id) => isFree(tx, id) && isUnhindered(tx, id, isDisjoint))
  if (chosen !== undefined) return claim(tx, { id: chosen, leaseMs })
  const { ids } = rankReady(tx, { labels: request.labels ?? [] })
  const best = ids.find((id) => isUnhindered(tx, id, isDisjoint))
  if (best !== undefined) return claim(tx, { id: best, leaseMs })
  const why =
    ids.length === 0 ? 'no task is ready' : `none of ${ids.length} ready tasks is free of conflicts with running work`
  throw refused('NOTHING_READY', why, 'tm list; tm ready')
}

/** Still open, unblocked and held by nobody who lives. */
function isFree(view: View, id: number): boolean {
  const task = requireTask(view, id)
  if (task.state !== 'open') return false
  const held = findClaim(view, id)
  if (held !== undefined && holds(livenessOf(view, held))) return false
  return !isBlocked(blockersOf(view, task))
}

function isUnhindered(view: View, id: number, isDisjoint: boolean): boolean {
  const collisions = collisionsWithRunning(view, id)
  if (isDisjoint && collisions.length > 0) return false
  return collisions.every(({ severity }) => severity !== 'conflict') && reservationsAgainst(view, id).length === 0
}

export const RELEASE = { id: 'reference!', fence: 'integer', reason: 'text' } as const satisfies Shape

export interface ReleaseResult {
  readonly id: number
  readonly title: string
}

/** Gives a task back. */
export function release(tx: Transaction, request: RequestOf<typeof RELEASE>): ReleaseResult {
  const task = requireTask(tx, request.id)
  const held = findClaim(tx, task.id)
  if (held === undefined) throw refused('NOT_HELD', `nobody holds #${task.id}`, `tm show ${task.id}`)
  requireRight(tx, task, request.fence)
  if (request.reason) tx.emit('note_added', { task: task.id, data: { text: request.reason } })
  tx.emit('claim_released', { task: task.id, data: { fence: held.fence } })
  return { id: task.id, title: task.title }
}

/** Lets the holder pass, or whoever presents the current fence; an unheld task is anybody's unless an old fence is shown. */
export function requireRight(view: View, task: RawTask, fence: number | undefined): void {
  const held = findClaim(view, task.id)
  if (fence !== undefined) {
    if (held?.fence === fence) return
    const now = held === undefined ? 'nobody holds it now' : `${held.holder} holds it with fence ${held.fence}`
    throw refused('STALE_FENCE', `fence ${fence} of #${task.id} is out of date: ${now}`, `tm show ${task.id}`, {
      task: task.id,
      ...(held === undefined ? {} : holderDetails(held)),
    })
  }
  if (held === undefined) return
  const liveness = livenessOf(view, held)
  if (liveness === 'mine') return
  if (liveness === 'live') throw heldBy(task, held)
  throw refused(
    'HELD',
    `#${task.id} was claimed by ${held.holder}, whose claim is ${liveness}`,
    `tm claim ${task.id} takes it over`,
    holderDetails(held),
  )
}

export const HEARTBEAT = {} as const satisfies Shape

export interface HeartbeatResult {
  readonly claims: readonly { readonly id: number; readonly fence: number; readonly expiresMs: number }[]
}

/** Renews everything the session holds. */
export function heartbeat(tx: Transaction): HeartbeatResult {
  const held = ownClaims(tx)
  const claims = held.map(({ task, fence, leaseMs }) => {
    const expiresMs = tx.context.nowMs + leaseMs
    tx.emit('claim_renewed', { task, data: { expires: expiresMs } })
    return { id: task, fence, expiresMs }
  })
  return { claims }
}

export function ownClaims(view: View): Claim[] {
  return view
    .all<RawClaim>('SELECT * FROM claims WHERE session = ? ORDER BY task', view.context.actor.session)
    .map(claimOf)
}

/** True when some claim of the session has used up so much of its lease that the next command should renew it. */
export function needsRenewal(view: View): boolean {
  return ownClaims(view).some((held) => isDue(view, held))
}

/** What every command of a holder does besides its own work. */
export function renewDue(tx: Transaction): void {
  for (const held of ownClaims(tx)) {
    if (isDue(tx, held))
      tx.emit('claim_renewed', { task: held.task, data: { expires: tx.context.nowMs + held.leaseMs } })
  }
}

function isDue(view: View, held: Claim): boolean {
  return view.context.nowMs > held.expiresMs - held.leaseMs * (1 - RENEW_AFTER)
}

interface Left {
  readonly why: 'dead' | 'expired'
  readonly holder: string
}

export interface LeftBehind {
  readonly claims: readonly (Left & { readonly id: number })[]
  readonly reservations: readonly (Left & { readonly pattern: string })[]
}

/** What dead holders left behind. */
export function leftBehind(view: View): LeftBehind {
  return {
    claims: deadClaims(view).map(({ held, why }) => ({ id: held.task, holder: held.holder, why })),
    reservations: deadReservations(view).map(({ held, why }) => ({ pattern: held.pattern, holder: held.holder, why })),
  }
}

export const REAP = { apply: 'flag' } as const satisfies Shape

export interface ReapResult extends LeftBehind {
  readonly isApplied: boolean
}

/** Frees what dead holders left behind; previews unless `apply` is set. */
export function reap(tx: Transaction, { apply = false }: RequestOf<typeof REAP>): ReapResult {
  const left = leftBehind(tx)
  if (apply) {
    for (const { held, why } of deadClaims(tx)) reapClaim(tx, held, why)
    for (const { held, why } of deadReservations(tx)) tx.emit('reservation_ended', { data: { ids: [held.id], why } })
  }
  return { isApplied: apply, ...left }
}

interface Dead<H extends Claim | Reservation> {
  readonly held: H
  readonly why: Left['why']
}

function deadClaims(view: View): readonly Dead<Claim>[] {
  return onlyDead(view, view.all<RawClaim>('SELECT * FROM claims ORDER BY task').map(claimOf))
}

function deadReservations(view: View): readonly Dead<Reservation>[] {
  return onlyDead(view, view.all<RawReservation>('SELECT * FROM reservations ORDER BY id').map(reservationOf))
}

function onlyDead<H extends Claim | Reservation>(view: View, all: readonly H[]): readonly Dead<H>[] {
  return all.flatMap((held) => {
    const liveness = livenessOf(view, held)
    return liveness === 'dead' || liveness === 'expired' ? [{ held, why: liveness }] : []
  })
}
