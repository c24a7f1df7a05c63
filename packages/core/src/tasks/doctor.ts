import { usageError } from '../cli/index.ts'
import type { Connection } from './connection.ts'
import { compareWithReplay, rebuildTables } from './replay.ts'
import { Transaction, View, type Context } from './transaction.ts'
import { leftBehind, reap } from './verbs/take.ts'

export interface DoctorCheck {
  readonly name: 'integrity' | 'foreign-keys' | 'sequence' | 'replay' | 'claims'
  readonly state: 'ok' | 'warn' | 'fail'
  readonly detail: string
  /** What `repair` takes, where something can be done. */
  readonly repair?: 'tables' | 'claims'
}

export interface DoctorResult {
  readonly file: string
  readonly checks: readonly DoctorCheck[]
  readonly isHealthy: boolean
}

/** Looks for damage and for what dead holders left; changes nothing. */
export async function checkDatabase(connection: Connection, context: () => Context): Promise<DoctorResult> {
  const stored = await connection.read(() => [
    checkIntegrity(connection),
    checkForeignKeys(connection),
    checkSequence(connection),
  ])
  const isReadable = stored.every(({ state }) => state === 'ok')
  const replay = isReadable ? await checkReplay(connection) : undefined
  const claims = await connection.read(() => checkClaims(connection, context()))
  const checks = [...stored, ...(replay === undefined ? [] : [replay]), claims]
  return { file: connection.file, checks, isHealthy: checks.every(({ state }) => state !== 'fail') }
}

function checkIntegrity(connection: Connection): DoctorCheck {
  const rows = connection.prepare('PRAGMA integrity_check').pluck().all()
  const isOk = rows.length === 1 && rows[0] === 'ok'
  return {
    name: 'integrity',
    state: isOk ? 'ok' : 'fail',
    detail: isOk ? 'the file is sound' : rows.slice(0, 3).join('; '),
  }
}

function checkForeignKeys(connection: Connection): DoctorCheck {
  const broken = connection.prepare('PRAGMA foreign_key_check').all()
  if (broken.length === 0) return { name: 'foreign-keys', state: 'ok', detail: 'every reference leads somewhere' }
  return {
    name: 'foreign-keys',
    state: 'fail',
    detail: `${broken.length} rows name tasks that do not exist`,
    repair: 'tables',
  }
}

function checkSequence(connection: Connection): DoctorCheck {
  const { count, last } = connection
    .prepare('SELECT COUNT(*) AS count, COALESCE(MAX(seq), 0) AS last FROM events')
    .get() as { count: number; last: number }
  if (count === last) return { name: 'sequence', state: 'ok', detail: `${count} events without a gap` }
  return { name: 'sequence', state: 'fail', detail: `${last - count} of ${last} events are missing` }
}

async function checkReplay(connection: Connection): Promise<DoctorCheck> {
  const differences = await compareWithReplay(connection)
  if (differences.length === 0) return { name: 'replay', state: 'ok', detail: 'the tables are what the events say' }
  const detail = differences.map((difference) => `${difference.table}: ${difference.detail}`).join('; ')
  return { name: 'replay', state: 'fail', detail, repair: 'tables' }
}

function checkClaims(connection: Connection, context: Context): DoctorCheck {
  const { claims } = leftBehind(new View(connection, context))
  const stuck = claims.map(({ id, holder, why }) => `#${id} of ${holder} (${why})`)
  if (stuck.length === 0) return { name: 'claims', state: 'ok', detail: 'no claim is left behind' }
  return { name: 'claims', state: 'warn', detail: `left behind: ${stuck.slice(0, 5).join(', ')}`, repair: 'claims' }
}

/** Repairs exactly what it is told to: `tables` from the events, or `claims` of dead holders. */
export async function repairDatabase(
  connection: Connection,
  { context, what }: { readonly context: () => Context; readonly what: string },
): Promise<DoctorResult> {
  if (what === 'tables') await connection.write(() => rebuildTables(connection))
  else if (what === 'claims')
    await connection.write(() => reap(new Transaction(connection, context()), { apply: true }))
  else throw usageError(`--repair ${what}: one of tables, claims`)
  return checkDatabase(connection, context)
}
