import { ToolError } from '../cli/index.ts'
import type { Connection } from './connection.ts'
import { EVENT_TYPES } from './apply-event.ts'
import type { AnyEvent } from './event-types.ts'
import { eventOf, type RawEvent } from './rows.ts'
import { SCHEMA_VERSION } from './schema.ts'
import { refused, type Transaction } from './transaction.ts'

/** The first line of an export: what it is and how much of it there should be. */
interface Header {
  readonly groundcrew: 'tasks'
  readonly schema: number
  readonly events: number
}

/** The whole history as JSON lines, which is everything: the tables follow from it. */
export function exportLines(connection: Connection): readonly string[] {
  const events = connection
    .prepare('SELECT * FROM events ORDER BY seq')
    .all()
    .map((row) => eventOf(row as RawEvent))
  const header: Header = { groundcrew: 'tasks', schema: SCHEMA_VERSION, events: events.length }
  const lines = events.map((event) => ({ ...event, at: new Date(event.at).toISOString() }))
  return [header, ...lines].map((line) => JSON.stringify(line))
}

export interface ImportResult {
  readonly tasks: number
  readonly events: number
}

/** Takes over an export into a database without tasks, event by event: the same numbers, times and actors. */
export function importEvents(tx: Transaction, lines: readonly string[]): ImportResult {
  const [first, ...rest] = lines.filter((line) => line.trim() !== '')
  const header = readHeader(first)
  if (tx.lastSeq > 0) {
    throw refused(
      'NOT_EMPTY',
      `${tx.lastSeq} events are here already; an export is taken over whole`,
      'tm --db NEW.db import FILE',
    )
  }
  const events = rest.map((line, index) => parseEvent(line, index + 2))
  if (events.length !== header.events) {
    throw badLine(
      lines.length,
      `the export should have ${header.events} events and has ${events.length}: it was cut short`,
    )
  }
  tx.run('PRAGMA defer_foreign_keys = ON')
  for (const [index, event] of events.entries()) appendChecked(tx, event, index + 2)
  if (tx.all('PRAGMA foreign_key_check').length > 0) throw badLine(1, 'some events are about tasks that do not exist')
  return { tasks: tx.value<number>('SELECT COUNT(*) FROM tasks') ?? 0, events: events.length }
}

function appendChecked(tx: Transaction, event: AnyEvent, line: number): void {
  if (event.seq !== tx.lastSeq + 1) throw badLine(line, `event ${event.seq} does not follow ${tx.lastSeq}`)
  try {
    tx.append(event)
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError || isConstraint(error))
      throw badLine(line, `event ${event.seq} cannot be applied`, error)
    throw error
  }
}

function isConstraint(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_CONSTRAINT')
}

function readHeader(line: string | undefined): Header {
  const header = line === undefined ? undefined : (parseJson(line, 1) as Partial<Header> | null)
  if (header?.groundcrew !== 'tasks' || typeof header.events !== 'number') {
    throw badLine(1, 'not an export of a task database')
  }
  if ((header.schema ?? 0) > SCHEMA_VERSION) {
    throw new ToolError('NEWER_SCHEMA', `the export was written by a newer groundcrew (schema ${header.schema})`, {
      hint: 'update groundcrew in this checkout',
    })
  }
  return header as Header
}

function parseEvent(line: string, number: number): AnyEvent {
  const event = parseJson(line, number) as Readonly<Record<keyof AnyEvent, unknown>> | null
  const at = typeof event?.at === 'string' ? Date.parse(event.at) : Number.NaN
  const isEvent =
    event !== null &&
    typeof event.seq === 'number' &&
    Number.isSafeInteger(at) &&
    typeof event.actor === 'string' &&
    typeof event.session === 'string' &&
    typeof event.type === 'string' &&
    typeof event.data === 'object' &&
    event.data !== null
  if (!isEvent) throw badLine(number, 'not an event')
  if (!KNOWN_TYPES.has(event.type)) throw badLine(number, `unknown event ${event.type}`)
  return { ...event, at, task: event.task ?? null, target: event.target ?? null } as AnyEvent
}

const KNOWN_TYPES: ReadonlySet<string> = new Set(EVENT_TYPES)

function parseJson(line: string, number: number): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch (error) {
    throw badLine(number, 'not JSON', error)
  }
}

function badLine(line: number, why: string, cause?: unknown): ToolError {
  return new ToolError('BAD_IMPORT', `line ${line}: ${why}; nothing was imported`, {
    exitCode: 2,
    cause,
    hint: 'tm export > FILE writes what tm import reads',
  })
}
