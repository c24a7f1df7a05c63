import { ToolError, type ErrorDetails } from '../cli/index.ts'
import { applyEvent } from './apply-event.ts'
import type { Connection } from './connection.ts'
import type { AnyEvent, EventBodies, EventType } from './event-types.ts'
import type { PathContext } from './resource.ts'
import type { Actor } from './types.ts'

/** What a verb may know besides its request and the database. */
export interface Context {
  readonly actor: Actor
  readonly paths: PathContext
  readonly nowMs: number
  /** Tells whether the process behind a claim or a reservation still runs; see `liveness.ts`. */
  readonly isProcessGone: (holder: HolderProcess) => boolean | undefined
}

export interface HolderProcess {
  readonly host: string
  readonly bootId: string
  readonly pid?: number | undefined
  readonly startedAt?: string | undefined
}

/* oxlint-disable typescript/no-unnecessary-type-parameters -- a row is what its query selects: the caller states it, once, in the query's place */

/** A consistent view of the database for one question. */
export class View {
  readonly context: Context
  protected readonly connection: Connection

  constructor(connection: Connection, context: Context) {
    this.connection = connection
    this.context = context
  }

  /** The name the caller's tasks are assigned to. */
  get assignee(): string {
    return this.context.actor.assignee ?? this.context.actor.actor
  }

  all<Row>(sql: string, ...values: readonly unknown[]): Row[] {
    return this.connection.prepare(sql).all(...values) as Row[]
  }

  get<Row>(sql: string, ...values: readonly unknown[]): Row | undefined {
    return this.connection.prepare(sql).get(...values) as Row | undefined
  }

  /** The first column of the first row; a query for it must select one column. */
  value<Value>(sql: string, ...values: readonly unknown[]): Value | undefined {
    const row = this.get<Record<string, Value>>(sql, ...values)
    return row === undefined ? undefined : Object.values(row)[0]
  }
}

/** One verb at work: changes state only through events, which it appends and applies at once. */
export class Transaction extends View {
  #lastSeq: number | undefined

  emit<T extends EventType>(
    type: T,
    body: { readonly task?: number; readonly target?: number; readonly data: EventBodies[T] },
  ): number {
    const { actor, session } = this.context.actor
    const event = {
      seq: this.lastSeq + 1,
      at: this.context.nowMs,
      actor,
      session,
      type,
      task: body.task ?? null,
      target: body.target ?? null,
      data: body.data,
    }
    this.append(event as AnyEvent)
    return event.seq
  }

  /** Appends an event as it is and applies it. */
  append(event: AnyEvent): void {
    this.run(
      'INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      event.seq,
      event.at,
      event.actor,
      event.session,
      event.type,
      event.task,
      event.target,
      JSON.stringify(event.data),
    )
    this.#lastSeq = event.seq
    applyEvent((sql, ...values) => this.run(sql, ...values), event)
  }

  get lastSeq(): number {
    this.#lastSeq ??= this.value<number>('SELECT COALESCE(MAX(seq), 0) AS seq FROM events') ?? 0
    return this.#lastSeq
  }

  run(sql: string, ...values: readonly unknown[]): void {
    this.connection.prepare(sql).run(...values)
  }
}

/** The request is understood and refused: exit code 1. `details` are the facts that the message names. */
export function refused(code: string, message: string, hint: string, details?: ErrorDetails): ToolError {
  return new ToolError(code, message, { exitCode: 1, hint, ...(details === undefined ? {} : { details }) })
}

/** A refusal that keeps what was written before it, such as the note of a late finisher: the transaction commits, then refuses. */
export class KeptRefusal extends Error {
  readonly refusal: ToolError

  constructor(refusal: ToolError) {
    super(refusal.message, { cause: refusal })
    this.refusal = refusal
  }
}

/** Runs the work for one entry of a list: its error says which one it is, where there are several. Nothing of a list that fails is kept. */
export function namingEntry<T>(number: number | undefined, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const cause = error instanceof KeptRefusal ? error.refusal : error
    if (number === undefined || !(cause instanceof ToolError)) throw cause
    const { code, message, exitCode, hint, details } = cause
    throw new ToolError(code, `entry ${number}: ${message}`, {
      exitCode,
      cause,
      ...(hint === undefined ? {} : { hint }),
      details: { ...details, entry: number },
    })
  }
}
