import { requireTask, describeInDetail } from '../queries.ts'
import type { RequestOf, Shape } from '../shape.ts'
import type { View } from '../transaction.ts'
import type { Claim, Reservation, TaskDetail } from '../types.ts'
import { leftBehind, ownClaims, type LeftBehind } from '../verbs/take.ts'
import { allReservations, isInForce } from '../verbs/reserve.ts'
import { ONE_TASK } from '../verbs/edit.ts'
import { AFFECTED, affected } from './affected.ts'
import { GRAPH, graph } from './graph.ts'
import { GUARD, guard } from './guard.ts'
import { CONCERNS, concerns, INBOX, inbox } from './inbox.ts'
import { countTasks, LIST, list, NOTES, notes } from './list.ts'
import { LOG, log } from './log.ts'
import { PRIME, prime } from './prime.ts'
import { READY, ready } from './ready.ts'

/** A whole operation that only reads, on one consistent snapshot. */
interface Question<S extends Shape, Result> {
  readonly shape: S
  run(view: View, request: RequestOf<S>): Result
}

function question<const S extends Shape, Result>(
  shape: S,
  run: (view: View, request: RequestOf<S>) => Result,
): Question<S, Result> {
  return { shape, run }
}

export const QUESTIONS = {
  show: question(ONE_TASK, (view, request): TaskDetail => describeInDetail(view, requireTask(view, request.id))),
  list: question(LIST, list),
  notes: question(NOTES, notes),
  ready: question(READY, ready),
  inbox: question(INBOX, inbox),
  log: question(LOG, log),
  guard: question(GUARD, guard),
  affected: question(AFFECTED, affected),
  graph: question(GRAPH, graph),
  prime: question(PRIME, prime),
  counts: question({}, countTasks),
  claims: question({}, (view): { readonly claims: readonly Claim[] } => ({ claims: ownClaims(view) })),
  leftBehind: question({}, (view): LeftBehind => leftBehind(view)),
  concerns: question(CONCERNS, concerns),
  reservations: question({}, (view): { readonly reservations: readonly Reservation[] } => ({
    reservations: allReservations(view).filter((one) => isInForce(view, one)),
  })),
} as const

export type QuestionName = keyof typeof QUESTIONS
export type QuestionRequest<Name extends QuestionName> = RequestOf<(typeof QUESTIONS)[Name]['shape']>
export type QuestionResult<Name extends QuestionName> = ReturnType<(typeof QUESTIONS)[Name]['run']>
