import { ToolError, usageError } from '../cli/index.ts'
import type { Connection } from './connection.ts'
import type { DoctorResult } from './doctor.ts'
import type { ImportResult } from './exchange.ts'
import type { FollowOptions } from './follow.ts'
import type { AnyEvent } from './event-types.ts'
import { QUESTIONS, type QuestionName, type QuestionRequest, type QuestionResult } from './questions/index.ts'
import { parseRequest } from './shape.ts'
import { KeptRefusal, namingEntry, Transaction, View, type Context } from './transaction.ts'
import { needsRenewal, renewDue } from './verbs/take.ts'
import { VERBS, type VerbName, type VerbRequest, type VerbResult } from './verbs/index.ts'

export interface RunOptions {
  /** Names this one call: a retry with the same id and request changes nothing and gets the same answer. */
  readonly opId?: string | undefined
}

export interface BatchEntry {
  readonly verb: VerbName
  readonly request: unknown
  readonly opId?: string
}

/** The task database as whole operations. Each change is one transaction; each question sees one state. */
export interface TaskStore {
  readonly file: string
  readonly journalMode: string
  readonly isReadOnly: boolean
  run<Name extends VerbName>(verb: Name, request: VerbRequest<Name>, options?: RunOptions): Promise<VerbResult<Name>>
  /** All entries in one transaction: every one succeeds or nothing happens. Errors name the entry where there are several. */
  batch(entries: readonly BatchEntry[]): Promise<readonly unknown[]>
  ask<Name extends QuestionName>(question: Name, request: QuestionRequest<Name>): Promise<QuestionResult<Name>>
  /** Events as they come, from a cursor on. */
  follow(options: FollowOptions): AsyncIterable<AnyEvent>
  exportLines(): Promise<readonly string[]>
  importEvents(lines: Iterable<string>, options?: RunOptions): Promise<ImportResult>
  check(): Promise<DoctorResult>
  repair(what: string): Promise<DoctorResult>
  /** Renews the session's claims when they are due; what read-only commands of a holder call. */
  renewIfDue(): Promise<void>
  close(): void
}

export type ReadContext = () => Context

/** The store on SQLite. */
export class SqliteTaskStore implements TaskStore {
  readonly #connection: Connection
  readonly #context: ReadContext

  constructor(connection: Connection, context: ReadContext) {
    this.#connection = connection
    this.#context = context
  }

  get file(): string {
    return this.#connection.file
  }

  get journalMode(): string {
    return this.#connection.journalMode
  }

  get isReadOnly(): boolean {
    return this.#connection.isReadOnly
  }

  async run<Name extends VerbName>(
    verb: Name,
    request: VerbRequest<Name>,
    options: RunOptions = {},
  ): Promise<VerbResult<Name>> {
    const prepared = await this.#prepare(verb, request)
    const outcome = await this.#connection.write(() => {
      const tx = this.#transaction()
      try {
        const result = runOnce(tx, {
          prepared,
          verb,
          request,
          ...(options.opId === undefined ? {} : { opId: options.opId }),
        })
        renewDue(tx)
        return { result }
      } catch (error) {
        if (error instanceof KeptRefusal) return { refusal: error.refusal }
        throw error
      }
    })
    if (outcome.refusal !== undefined) throw outcome.refusal
    return outcome.result as VerbResult<Name>
  }

  batch(entries: readonly BatchEntry[]): Promise<readonly unknown[]> {
    return this.#connection.write(() => {
      const tx = this.#transaction()
      const isOne = entries.length === 1
      const results = entries.map((entry, index) =>
        namingEntry(isOne ? undefined : index + 1, () => runOnce(tx, entry)),
      )
      renewDue(tx)
      return results
    })
  }

  ask<Name extends QuestionName>(question: Name, request: QuestionRequest<Name>): Promise<QuestionResult<Name>> {
    const { shape, run } = QUESTIONS[question] as unknown as Runnable<View>
    const parsed = parseRequest(question, shape, request)
    return this.#connection.read(() => run(new View(this.#connection, this.#context()), parsed) as QuestionResult<Name>)
  }

  async *follow(options: FollowOptions): AsyncGenerator<AnyEvent> {
    const { follow } = await import('./follow.ts')
    yield* follow(this.#connection, options)
  }

  async exportLines(): Promise<readonly string[]> {
    const { exportLines } = await import('./exchange.ts')
    return this.#connection.read(() => exportLines(this.#connection))
  }

  async importEvents(lines: Iterable<string>, { opId }: RunOptions = {}): Promise<ImportResult> {
    const { importEvents } = await import('./exchange.ts')
    const all = [...lines]
    return this.#connection.write(() => {
      const tx = this.#transaction()
      return once(tx, { opId, verb: 'import', request: all }, () => importEvents(tx, all)) as ImportResult
    })
  }

  async check(): Promise<DoctorResult> {
    const { checkDatabase } = await import('./doctor.ts')
    return checkDatabase(this.#connection, this.#context)
  }

  async repair(what: string): Promise<DoctorResult> {
    const { repairDatabase } = await import('./doctor.ts')
    return repairDatabase(this.#connection, { context: this.#context, what })
  }

  async renewIfDue(): Promise<void> {
    if (this.isReadOnly) return
    const isDue = await this.#connection.read(() => needsRenewal(new View(this.#connection, this.#context())))
    if (isDue) await this.#connection.write(() => renewDue(this.#transaction()))
  }

  close(): void {
    this.#connection.close()
  }

  async #prepare(verb: VerbName, request: unknown): Promise<unknown> {
    const { shape, prepare } = VERBS[verb] as unknown as Runnable<Transaction>
    if (prepare === undefined) return undefined
    const parsed = parseRequest(verb, shape, request)
    return this.#connection.read(() => prepare(new View(this.#connection, this.#context()), parsed))
  }

  #transaction(): Transaction {
    return new Transaction(this.#connection, this.#context())
  }
}

interface Runnable<Target> {
  readonly shape: Readonly<Record<string, 'text'>>
  readonly run: (target: Target, request: object) => unknown
  readonly prepare?: (view: View, request: object) => unknown
  readonly runPrepared?: (target: Target, request: object, prepared: unknown) => unknown
}

const OP_ID = /^[\x21-\x7e]{1,128}$/

/** Runs a verb; with an operation id at most once. */
function runOnce(
  tx: Transaction,
  { verb, request, opId, prepared }: BatchEntry & { readonly prepared?: unknown },
): unknown {
  const { shape, run: runFresh, runPrepared } = VERBS[verb] as unknown as Runnable<Transaction>
  const run = (target: Transaction, fields: object): unknown =>
    prepared === undefined || runPrepared === undefined
      ? runFresh(target, fields)
      : runPrepared(target, fields, prepared)
  const parsed = parseRequest(verb, shape, request)
  return once(tx, { opId, verb, request: parsed }, () => run(tx, parsed))
}

interface Operation {
  readonly opId: string | undefined
  readonly verb: string
  readonly request: unknown
}

/** Runs `operation`, unless one of this id has run: then its result is given again. */
function once(tx: Transaction, { opId, verb, request }: Operation, operation: () => unknown): unknown {
  if (opId === undefined) return operation()
  if (!OP_ID.test(opId))
    throw usageError(`operation id ${JSON.stringify(opId)}: 1 to 128 visible ASCII characters without spaces`)
  const digest = digestOf(JSON.stringify([verb, request]))
  const known = tx.get<{ digest: string; result: string }>(
    'SELECT digest, result FROM operations WHERE op_id = ?',
    opId,
  )
  if (known !== undefined) {
    if (known.digest === digest) return JSON.parse(known.result) as unknown
    throw new ToolError('OP_ID_REUSED', `operation id ${opId} was used for another request`, {
      exitCode: 2,
      hint: 'use a new --op-id for a new operation',
    })
  }
  const result = operation()
  tx.emit('operation_recorded', { data: { opId, verb, digest, result } })
  return result
}

/**
 * Tells two requests apart (FNV-1a, twice 32 bits, and the length): it guards against a mistake, not against an enemy, and
 * node:crypto would take longer to load than the verb does.
 */
function digestOf(text: string): string {
  let [low, high] = [0x811c9dc5, 0x01000193]
  for (let index = 0; index < text.length; index += 1) {
    low = Math.imul(low ^ text.charCodeAt(index), 0x01000193)
    high = Math.imul(high ^ text.charCodeAt(index), 0x85ebca6b) ^ (high >>> 13)
  }
  return [low >>> 0, high >>> 0, text.length].map((part) => part.toString(36)).join('-')
}
