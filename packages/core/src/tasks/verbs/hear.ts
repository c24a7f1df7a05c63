import { tellBothWays, tellOnce, type Told } from '../impact.ts'
import { findClaim, requireTask, resourcesOf } from '../queries.ts'
import { inbox, type InboxResult } from '../questions/inbox.ts'
import { resourcesOverlap } from '../overlap.ts'
import type { RequestOf, Shape } from '../shape.ts'
import { parseRequest } from '../shape.ts'
import { refused, type Transaction } from '../transaction.ts'
import type { Claim, Resource } from '../types.ts'
import { usageError } from '../../cli/index.ts'
import { ownClaims } from './take.ts'

export const ACKNOWLEDGE = { task: 'reference', limit: 'integer' } as const satisfies Shape

/** Gives the unread notices of one task, or of the caller's, and marks these as read: none is marked that was not given. */
export function acknowledge(tx: Transaction, request: RequestOf<typeof ACKNOWLEDGE>): InboxResult {
  const shown = inbox(tx, request)
  if (shown.notices.length > 0) tx.emit('notices_read', { data: { ids: shown.notices.map(({ id }) => id) } })
  return shown
}

export const NOTIFY = {
  id: 'reference!',
  text: 'text!',
  from: 'reference',
  severity: 'text',
  cause: 'text',
} as const satisfies Shape

export interface NotifyResult {
  readonly id: number
  readonly title: string
  /** The task that causes it. */
  readonly from: number
  /** False when the task knew it already, or is closed. */
  readonly isTold: boolean
}

/**
 * Tells an open task what another one means for it, found out by some other program. `from` is the task the session claimed last, where
 * it is not named. Two notices of one `cause` (default: the text) are the same news: it is told again only when its text changes.
 */
export function notify(tx: Transaction, request: RequestOf<typeof NOTIFY>): NotifyResult {
  const target = requireTask(tx, request.id)
  const text = request.text.trim()
  if (text === '') throw usageError('the notice is empty')
  const { severity = 'notice', cause = text } = request
  if (severity !== 'notice' && severity !== 'conflict')
    throw usageError(`severity ${JSON.stringify(severity)}: one of notice, conflict`)
  const source = request.from === undefined ? lastClaimed(tx) : requireTask(tx, request.from).id
  if (source === target.id) throw usageError(`#${source} cannot tell itself`, 'tm note leaves a note on it')
  const isTold =
    target.state === 'open' &&
    tellOnce(tx, { source, target: target.id, severity, cause: `told:${source}:${cause}`, stage: 'changed', text })
  return { id: target.id, title: target.title, from: source, isTold }
}

function lastClaimed(tx: Transaction): number {
  const [last] = ownClaims(tx).sort((one, other) => other.fence - one.fence)
  if (last !== undefined) return last.task
  throw refused('NOT_HELD', 'you hold no task that could be the cause', 'name it with --from ID')
}

/** How many changed files of a worktree are recorded. */
const CHANGES_MAX = 500

export const SEE_CHANGES = { id: 'reference', changes: 'items!' } as const satisfies Shape

const CHANGE = { kind: 'text!', path: 'text!' } as const satisfies Shape

export interface SeeChangesResult {
  readonly tasks: readonly ({ readonly id: number; readonly changes: number } & Told)[]
}

/**
 * Records what the holder's worktree really changed against the commit it was claimed at, and tells the tasks it matters to. With
 * several claims in one worktree a change belongs to the claims that planned it, and to the latest claim otherwise.
 */
export function seeChanges(tx: Transaction, request: RequestOf<typeof SEE_CHANGES>): SeeChangesResult {
  const changes = request.changes.map(parseChange)
  const { worktree } = tx.context.actor
  const claims = claimsOf(tx, request)
    .filter((held) => held.worktree === worktree)
    .sort((one, other) => other.fence - one.fence)
  const tasks = claims.map((held, index) => {
    const mine = changes.filter(
      (change) => isPlanned(tx, held, change) || (index === 0 && !claims.some((other) => isPlanned(tx, other, change))),
    )
    return record(tx, held.task, mine)
  })
  return { tasks }
}

function claimsOf(tx: Transaction, request: RequestOf<typeof SEE_CHANGES>): Claim[] {
  if (request.id === undefined) return ownClaims(tx)
  const held = findClaim(tx, requireTask(tx, request.id).id)
  return held !== undefined && held.session === tx.context.actor.session ? [held] : []
}

function parseChange(input: unknown): Resource {
  const { kind, path } = parseRequest('changes', CHANGE, input)
  if (kind !== 'adds' && kind !== 'modifies' && kind !== 'removes')
    throw usageError(`change kind ${kind}: one of adds, modifies, removes`)
  const value = path.normalize('NFC')
  return { kind, type: 'file', value, path: value }
}

function isPlanned(tx: Transaction, held: Claim, change: Resource): boolean {
  return resourcesOf(tx, held.task).some((one) => one.origin === 'plan' && resourcesOverlap(one, change))
}

function record(tx: Transaction, task: number, changes: readonly Resource[]): SeeChangesResult['tasks'][number] {
  const sorted = [...changes].sort((one, other) => (one.path < other.path ? -1 : 1)).slice(0, CHANGES_MAX)
  const known = resourcesOf(tx, task).filter(({ origin }) => origin === 'diff')
  if (keysOf(known) === keysOf(sorted)) return { id: task, changes: sorted.length, told: 0 }
  tx.emit('changes_seen', { task, data: { resources: sorted, omitted: changes.length - sorted.length } })
  return { id: task, changes: sorted.length, ...tellBothWays(tx, task, 'changed') }
}

function keysOf(resources: readonly Resource[]): string {
  return JSON.stringify(resources.map(({ kind, path }) => `${path}\0${kind}`).sort())
}
