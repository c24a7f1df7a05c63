import { seed, SEED } from '../seed.ts'
import type { RequestOf, Shape } from '../shape.ts'
import type { Transaction, View } from '../transaction.ts'
import { ADOPT, adopt } from './adopt.ts'
import {
  ASSIGN,
  assign,
  BLOCK,
  block,
  DEPEND,
  depend,
  LINK,
  link,
  NOTE,
  note,
  ONE_TASK,
  RESOURCE,
  resource,
  unblock,
  undepend,
  UPDATE,
  update,
} from './edit.ts'
import { CANCEL, cancel, COMPLETE, complete, REOPEN, reopen, setStatus, STATUS } from './finish.ts'
import { ACKNOWLEDGE, acknowledge, NOTIFY, notify, SEE_CHANGES, seeChanges } from './hear.ts'
import { ADD, add, ADD_TREE, addTree } from './plan.ts'
import { RECORD_STEP, recordStep } from './record-step.ts'
import { RESERVE, reserve, UNRESERVE, unreserve } from './reserve.ts'
import { CLAIM, claim, HEARTBEAT, heartbeat, NEXT, next, nextCandidates, REAP, reap, RELEASE, release } from './take.ts'

/** A whole operation that changes something: its fields, and what it does in one transaction. */
interface Verb<S extends Shape, Result> {
  readonly shape: S
  run(tx: Transaction, request: RequestOf<S>): Result
  /** What can be found out before the write lock is taken; `runPrepared` gets it. */
  readonly prepare?: (view: View, request: RequestOf<S>) => unknown
  readonly runPrepared?: (tx: Transaction, request: RequestOf<S>, prepared: unknown) => Result
}

function verb<const S extends Shape, Result>(
  shape: S,
  run: (tx: Transaction, request: RequestOf<S>) => Result,
): Verb<S, Result> {
  return { shape, run }
}

export const VERBS = {
  add: verb(ADD, add),
  addTree: verb(ADD_TREE, addTree),
  update: verb(UPDATE, update),
  assign: verb(ASSIGN, assign),
  block: verb(BLOCK, block),
  unblock: verb(ONE_TASK, unblock),
  depend: verb(DEPEND, depend),
  undepend: verb(DEPEND, undepend),
  note: verb(NOTE, note),
  link: verb(LINK, link),
  resource: verb(RESOURCE, resource),
  claim: verb(CLAIM, claim),
  next: {
    ...verb(NEXT, (tx, request) => next(tx, request)),
    prepare: nextCandidates,
    runPrepared: (tx: Transaction, request: RequestOf<typeof NEXT>, prepared: unknown) =>
      next(tx, request, prepared as readonly number[]),
  },
  release: verb(RELEASE, release),
  heartbeat: verb(HEARTBEAT, heartbeat),
  reap: verb(REAP, reap),
  complete: verb(COMPLETE, complete),
  cancel: verb(CANCEL, cancel),
  reopen: verb(REOPEN, reopen),
  status: verb(STATUS, setStatus),
  acknowledge: verb(ACKNOWLEDGE, acknowledge),
  notify: verb(NOTIFY, notify),
  changes: verb(SEE_CHANGES, seeChanges),
  reserve: verb(RESERVE, reserve),
  unreserve: verb(UNRESERVE, unreserve),
  adopt: verb(ADOPT, adopt),
  recordStep: verb(RECORD_STEP, recordStep),
  seed: verb(SEED, seed),
} as const

export type VerbName = keyof typeof VERBS

export const VERB_NAMES = Object.keys(VERBS) as readonly VerbName[]

export type VerbRequest<Name extends VerbName> = RequestOf<(typeof VERBS)[Name]['shape']>
export type VerbResult<Name extends VerbName> = ReturnType<(typeof VERBS)[Name]['run']>
