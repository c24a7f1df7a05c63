import { applyEvent } from './apply-event.ts'
import { openInMemory, type Connection } from './connection.ts'
import { eventOf, type RawEvent } from './rows.ts'
import { REPLAYED_TABLES } from './schema.ts'

/** A table whose rows are not what the history says. */
export interface Difference {
  readonly table: string
  readonly detail: string
}

/** Plays the whole history into an empty database and compares every table. Empty when they are equal. */
export async function compareWithReplay(live: Connection): Promise<readonly Difference[]> {
  const replayed = await openInMemory()
  try {
    replayed.raw.pragma('foreign_keys = OFF')
    const run = (sql: string, ...values: readonly unknown[]): void => void replayed.prepare(sql).run(...values)
    run('BEGIN')
    for (const row of live.prepare('SELECT * FROM events ORDER BY seq').iterate())
      applyEvent(run, eventOf(row as RawEvent))
    run('COMMIT')
    return REPLAYED_TABLES.flatMap((table) => compareTable(table, live, replayed))
  } finally {
    replayed.close()
  }
}

function compareTable(table: string, live: Connection, replayed: Connection): Difference[] {
  const kept = rowsOf(live, table)
  const told = rowsOf(replayed, table)
  const missing = [...told].filter((row) => !kept.has(row))
  const extra = [...kept].filter((row) => !told.has(row))
  const details = [...missing.map((row) => `missing ${row}`), ...extra.map((row) => `not in the history: ${row}`)]
  return details.length === 0
    ? []
    : [{ table, detail: `${details.length} rows differ, first: ${details[0]?.slice(0, 300)}` }]
}

function rowsOf(connection: Connection, table: string): ReadonlySet<string> {
  return new Set(
    connection
      .prepare(`SELECT * FROM ${table}`)
      .raw()
      .all()
      .map((row) => JSON.stringify(row)),
  )
}

/** Empties every replayed table and fills it again from the history: inside a transaction of the caller's. */
export function rebuildTables(live: Connection): void {
  const run = (sql: string, ...values: readonly unknown[]): void => void live.prepare(sql).run(...values)
  run('PRAGMA defer_foreign_keys = ON')
  for (const table of REPLAYED_TABLES) run(`DELETE FROM ${table}`)
  for (const row of live.prepare('SELECT * FROM events ORDER BY seq').all()) applyEvent(run, eventOf(row as RawEvent))
}
