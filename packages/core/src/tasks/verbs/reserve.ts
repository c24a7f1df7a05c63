import { usageError } from '../../cli/index.ts'
import { holds, livenessOf } from '../liveness.ts'
import { resourcesOverlap } from '../overlap.ts'
import { placeOf } from '../present.ts'
import { liveClaims, resourcesOf } from '../queries.ts'
import { parsePattern } from '../resource.ts'
import { reservationOf, type RawReservation } from '../rows.ts'
import type { RequestOf, Shape } from '../shape.ts'
import { refused, type Transaction, type View } from '../transaction.ts'
import type { Reservation, Resource } from '../types.ts'

/** How long a reservation of unknown or remote holder is good, in milliseconds; one hour. */
const TTL_MS = 60 * 60_000
const TTL_MS_MAX = 7 * 24 * 3_600_000

export const RESERVE = { patterns: 'texts!', shared: 'flag', ttlMs: 'integer' } as const satisfies Shape

export interface ReserveResult {
  readonly reservations: readonly {
    readonly id: number
    readonly pattern: string
    readonly isShared: boolean
    readonly expiresMs: number
  }[]
}

type PathPattern = Pick<Reservation, 'type' | 'pattern'>

/** Marks files as being worked on: all of the patterns or none. Others' `guard` and `claim` refuse what overlaps. */
export function reserve(tx: Transaction, request: RequestOf<typeof RESERVE>): ReserveResult {
  const isShared = request.shared ?? false
  const ttlMs = request.ttlMs ?? TTL_MS
  if (ttlMs < 1000 || ttlMs > TTL_MS_MAX) throw usageError(`ttl ${ttlMs} ms: from one second to seven days`)
  const wanted = request.patterns.map((text) => parsePattern(text, tx.context.paths))
  if (wanted.length === 0) throw usageError('nothing to reserve', 'tm reserve src/auth/ "docs/*.md"')
  for (const pattern of wanted) refuseTaken(tx, { ...pattern, isShared })
  const expiresMs = tx.context.nowMs + ttlMs
  return { reservations: wanted.map((pattern) => put(tx, { ...pattern, isShared, expiresMs })) }
}

type Wanted = PathPattern & { readonly isShared: boolean; readonly expiresMs: number }

function put(tx: Transaction, wanted: Wanted): ReserveResult['reservations'][number] {
  const { type, pattern, isShared, expiresMs } = wanted
  const known = ownReservations(tx).find(
    (own) => own.type === type && own.pattern === pattern && own.isShared === isShared,
  )
  if (known !== undefined) {
    tx.emit('reservation_renewed', { data: { ids: [known.id], expires: expiresMs } })
    return { id: known.id, pattern, isShared, expiresMs }
  }
  const id = tx.emit('reservation_added', {
    data: {
      ...placeOf(tx.context.actor),
      type,
      pattern,
      isShared,
      expires: expiresMs,
    },
  })
  return { id, pattern, isShared, expiresMs }
}

function refuseTaken(view: View, wanted: PathPattern & { readonly isShared: boolean }): void {
  const resource = asResource(wanted)
  const taken = othersReservations(view).find(
    (other) => !(other.isShared && wanted.isShared) && resourcesOverlap(resource, asResource(other)),
  )
  if (taken !== undefined) {
    const until = new Date(taken.expiresMs).toISOString()
    throw refused(
      'RESERVED',
      `${wanted.pattern} overlaps ${taken.pattern}, reserved by ${taken.holder} until ${until}`,
      'tm reserve shows all; tm ready --disjoint',
      { pattern: taken.pattern, holder: taken.holder, until },
    )
  }
  if (wanted.isShared) return
  for (const claim of liveClaims(view)) {
    if (claim.session === view.context.actor.session) continue
    const written = resourcesOf(view, claim.task).find(
      (one) => one.kind !== 'depends' && resourcesOverlap(resource, one),
    )
    if (written === undefined) continue
    throw refused(
      'CONFLICT',
      `${wanted.pattern} overlaps #${claim.task} of ${claim.holder}, which ${written.kind} ${written.value}`,
      `tm show ${claim.task}`,
      { task: claim.task, holder: claim.holder, resource: written.value },
    )
  }
}

export const UNRESERVE = { patterns: 'texts' } as const satisfies Shape

/** Ends the session's own reservations: the ones named, or all. */
export function unreserve(
  tx: Transaction,
  request: RequestOf<typeof UNRESERVE>,
): { readonly patterns: readonly string[] } {
  const own = ownReservations(tx)
  const wanted = request.patterns?.map((text) => parsePattern(text, tx.context.paths).pattern)
  for (const pattern of wanted ?? []) {
    if (!own.some((reservation) => reservation.pattern === pattern)) {
      throw refused('NOT_HELD', `${pattern} is not reserved by this session`, 'tm reserve shows all')
    }
  }
  const ended = own.filter(({ pattern }) => wanted === undefined || wanted.includes(pattern))
  if (ended.length > 0) tx.emit('reservation_ended', { data: { ids: ended.map(({ id }) => id), why: 'released' } })
  return { patterns: ended.map(({ pattern }) => pattern) }
}

function ownReservations(view: View): Reservation[] {
  return allReservations(view).filter(({ session }) => session === view.context.actor.session)
}

/** Reservations of others that count. */
export function othersReservations(view: View): Reservation[] {
  return allReservations(view).filter((one) => one.session !== view.context.actor.session && isInForce(view, one))
}

export function allReservations(view: View): Reservation[] {
  return view.all<RawReservation>('SELECT * FROM reservations ORDER BY id').map(reservationOf)
}

/** Unlike a claim, a reservation also ends with its time: nobody counts on its being finished. */
export function isInForce(view: View, reservation: Reservation): boolean {
  return reservation.expiresMs > view.context.nowMs && holds(livenessOf(view, reservation))
}

export function asResource({ type, pattern }: PathPattern): Resource {
  return { kind: 'modifies', type, value: pattern, path: type === 'glob' ? '' : pattern }
}

/** Exclusive reservations of others on what the task will write. */
export function reservationsAgainst(view: View, task: number): { readonly holder: string; readonly text: string }[] {
  const others = othersReservations(view).filter(({ isShared }) => !isShared)
  if (others.length === 0) return []
  const written = resourcesOf(view, task).filter(({ kind }) => kind !== 'depends')
  return others.flatMap((other) => {
    const hit = written.find((one) => resourcesOverlap(one, asResource(other)))
    return hit === undefined ? [] : [{ holder: other.holder, text: hit.value }]
  })
}
