import { mkdirSync, readFileSync, statfsSync, statSync } from 'node:fs'
import path from 'node:path'
import type BetterSqlite from 'better-sqlite3'
import { ToolError } from '../cli/index.ts'
import { BUSY_MS_MAX, isBusy, isCode, retryWhileBusy } from './retry.ts'
import { TASKS_SCHEMA } from './schema.ts'

export type Database = BetterSqlite.Database
export type Statement = BetterSqlite.Statement

/**
 * After so many new pages (16 MB) the log is copied into the database, which waits for the disk for tens of milliseconds. SQLite by
 * itself does it after 1000, and then after every commit for as long as other processes keep the log from starting anew.
 */
const LOG_PAGES_MAX = 4000

/** What a database file of groundcrew is made of. */
export interface DatabaseSchema {
  /** Marks a file as a database of this kind, in `PRAGMA application_id`. */
  readonly applicationId: number
  /** Each takes the file from one version, kept in `PRAGMA user_version`, to the next. */
  readonly migrations: readonly string[]
  /** As an error names it: `task database`. */
  readonly title: string
  /** Where another place for the file is named. */
  readonly placeHint: string
  /** What tells more of a damaged file. */
  readonly damageHint: string
}

interface DatabasePlace {
  readonly file: string
  /** Default: the task database's. */
  readonly schema?: DatabaseSchema
}

export interface ConnectionOptions extends DatabasePlace {
  /** Without a database there, `undefined` comes back and nothing is made. */
  readonly isOnlyExisting?: boolean
  readonly busyMs?: number
}

/** One open database file and its prepared statements. */
export class Connection {
  readonly file: string
  readonly isReadOnly: boolean
  readonly journalMode: string
  readonly #database: Database
  readonly #busyMs: number
  readonly schema: DatabaseSchema
  readonly #statements = new Map<string, Statement>()

  constructor(
    database: Database,
    options: ConnectionOptions & { readonly isReadOnly: boolean; readonly journalMode: string },
  ) {
    this.#database = database
    this.file = options.file
    this.isReadOnly = options.isReadOnly
    this.journalMode = options.journalMode
    this.#busyMs = options.busyMs ?? BUSY_MS_MAX
    this.schema = options.schema ?? TASKS_SCHEMA
  }

  /** A statement, prepared once. */
  prepare(sql: string): Statement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  get raw(): Database {
    return this.#database
  }

  /**
   * Runs `body` in one `BEGIN IMMEDIATE` transaction: all of it or nothing. `body` may not wait. Waits for the write lock
   * in random steps up to the deadline, then throws `BUSY`.
   */
  async write<T>(body: () => T): Promise<T> {
    if (this.isReadOnly) throw readOnlyError(this)
    const result = await this.#retrying(() => {
      this.prepare('BEGIN IMMEDIATE').run()
      return this.#finish(() => {
        refuseNewer(this.prepare('PRAGMA user_version').pluck().get(), this)
        return body()
      })
    })
    if (this.journalMode === 'wal') this.#copyLog()
    return result
  }

  /** Runs `body` on one consistent snapshot. */
  async read<T>(body: () => T): Promise<T> {
    return this.#retrying(() => {
      this.prepare('BEGIN').run()
      return this.#finish(body)
    })
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }

  /** When it is time for it: outside of every transaction, so that no writer waits. */
  #copyLog(): void {
    try {
      const { log, checkpointed } = this.prepare('PRAGMA wal_checkpoint(NOOP)').get() as LogState
      if (log - checkpointed >= LOG_PAGES_MAX) this.prepare('PRAGMA wal_checkpoint(PASSIVE)').get()
    } catch (error) {
      // What was written is in the log already: on a full disk the copy has to wait, the change need not be undone.
      if (!isCode(error, 'SQLITE_')) throw error
    }
  }

  #finish<T>(body: () => T): T {
    try {
      const result = body()
      this.prepare('COMMIT').run()
      return result
    } catch (error) {
      if (this.#database.inTransaction) this.prepare('ROLLBACK').run()
      throw error
    }
  }

  async #retrying<T>(attempt: () => T): Promise<T> {
    try {
      return await retryWhileBusy(this.#busyMs, attempt)
    } catch (error) {
      throw isBusy(error) ? busyError(this.file, this.#busyMs, error) : explain(error, this)
    }
  }
}

/** Pages in the log, and how many of them are in the database too. */
interface LogState {
  readonly log: number
  readonly checkpointed: number
}

/**
 * Opens the database of a file, making it and its directory when it is not there. Throws a ToolError that names the file when
 * it is damaged, not ours, newer than this program, or out of reach.
 */
export async function openConnection(options: ConnectionOptions): Promise<Connection | undefined> {
  const { file, isOnlyExisting = false } = options
  if (!isThere(options)) {
    if (isOnlyExisting) return undefined
    makeDirectory(options)
  }
  const { busyMs = BUSY_MS_MAX } = options
  try {
    return await retryWhileBusy(busyMs, () => connect(options))
  } catch (error) {
    throw isBusy(error) ? busyError(file, busyMs, error) : explain(error, options)
  }
}

/** A database that lives in memory only, with the same tables: where a history is replayed. */
export async function openInMemory(): Promise<Connection> {
  const database = await newDatabase(':memory:')
  migrate(database, { file: ':memory:' })
  return new Connection(database, { file: ':memory:', isReadOnly: false, journalMode: 'memory' })
}

async function connect(options: ConnectionOptions): Promise<Connection> {
  const { file } = options
  let database: Database
  try {
    database = await newDatabase(file)
  } catch (error) {
    if (isCode(error, 'SQLITE_CANTOPEN') && isThere(options)) return connectReadOnly(options)
    throw error
  }
  try {
    return new Connection(database, { ...options, isReadOnly: false, journalMode: prepareFile(database, options) })
  } catch (error) {
    database.close()
    if (isCode(error, 'SQLITE_READONLY') || isCode(error, 'SQLITE_CANTOPEN')) return connectReadOnly(options)
    throw error
  }
}

function prepareFile(database: Database, place: DatabasePlace): string {
  refuseForeign(database, place)
  refuseNewer(database.pragma('user_version', { simple: true }), place)
  let journalMode = String(database.pragma('journal_mode', { simple: true }))
  // Where shared memory is not to be had (some network and overlay file systems) the answer is the old mode: correct, slower.
  if (journalMode !== 'wal') journalMode = String(database.pragma('journal_mode = WAL', { simple: true }))
  if (journalMode === 'wal') database.pragma('wal_autocheckpoint = 0')
  database.pragma(journalMode === 'wal' ? 'synchronous = NORMAL' : 'synchronous = FULL')
  database.pragma('foreign_keys = ON')
  if (Number(database.pragma('user_version', { simple: true })) < versionOf(place)) migrate(database, place)
  return journalMode
}

/** In a directory nobody may write to, SQLite cannot share the file; a copy in memory still answers questions. */
async function connectReadOnly(options: ConnectionOptions): Promise<Connection> {
  const { file } = options
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })
  if (log !== undefined && log.size > 0) {
    const shared = await newDatabase(file, { readonly: true })
    refuseForeign(shared, options)
    refuseNewer(shared.pragma('user_version', { simple: true }), options)
    return new Connection(shared, { ...options, isReadOnly: true, journalMode: 'wal' })
  }
  const bytes = readFileSync(file)
  // Bytes 18 and 19 of the header: 2 asks for a write-ahead log, which a copy in memory cannot have (SQLite file format, 1.3.3).
  bytes.fill(1, 18, 20)
  const database = await newDatabase(bytes)
  refuseForeign(database, options)
  refuseNewer(database.pragma('user_version', { simple: true }), options)
  return new Connection(database, { ...options, isReadOnly: true, journalMode: 'memory' })
}

async function newDatabase(source: string | Buffer, options: BetterSqlite.Options = {}): Promise<Database> {
  const { default: Sqlite } = await import('better-sqlite3')
  return new Sqlite(source, { ...options, ...nativeBinding(), timeout: 0 })
}

/**
 * The addon's path. A bundle, which alone has `require`, contains better-sqlite3's JavaScript, and that cannot search for the
 * addon from there; elsewhere the search is fine.
 */
function nativeBinding(): BetterSqlite.Options {
  if (typeof require === 'undefined') return {}
  try {
    const directory = path.dirname(require.resolve('better-sqlite3/package.json'))
    return { nativeBinding: path.join(directory, 'build', 'Release', 'better_sqlite3.node') }
  } catch (error) {
    throw noAddonError(error)
  }
}

function schemaOf({ schema = TASKS_SCHEMA }: DatabasePlace): DatabaseSchema {
  return schema
}

function versionOf(place: DatabasePlace): number {
  return schemaOf(place).migrations.length
}

function migrate(database: Database, place: DatabasePlace): void {
  const { applicationId, migrations } = schemaOf(place)
  database.exec('BEGIN IMMEDIATE')
  try {
    const version = Number(database.pragma('user_version', { simple: true }))
    refuseNewer(version, place)
    for (const step of migrations.slice(version)) database.exec(step)
    database.pragma(`application_id = ${applicationId}`)
    database.pragma(`user_version = ${migrations.length}`)
    database.exec('COMMIT')
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** In this order: a database that another process makes at this moment gets its tables and its mark in one step. */
function refuseForeign(database: Database, place: DatabasePlace): void {
  const { applicationId, placeHint } = schemaOf(place)
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_master LIMIT 1').get() === undefined
  if (isEmpty || database.pragma('application_id', { simple: true }) === applicationId) return
  throw new ToolError('NOT_OURS', `${place.file}: a database of another program`, {
    hint: `${placeHint}; the file was not touched`,
  })
}

function refuseNewer(version: unknown, place: DatabasePlace): void {
  const known = versionOf(place)
  if (Number(version) <= known) return
  throw new ToolError(
    'NEWER_SCHEMA',
    `${place.file}: written by a newer groundcrew (schema ${String(version)}, this one knows ${known})`,
    {
      hint: 'update groundcrew in this checkout; the database was not touched',
    },
  )
}

function makeDirectory(place: DatabasePlace): void {
  try {
    mkdirSync(path.dirname(place.file), { recursive: true })
  } catch (error) {
    throw explain(error, place)
  }
}

function isThere(place: DatabasePlace): boolean {
  try {
    return statSync(place.file, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    throw explain(error, place)
  }
}

/** Less than this is as good as nothing to SQLite, which grows its shared memory in steps of 32 KiB. */
const FREE_BYTES_MIN = 64 * 1024

/** On a full disk SQLite often names the call that failed rather than the reason. */
function isDiskFull(file: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(path.dirname(file))
    return bavail * bsize < FREE_BYTES_MIN
  } catch {
    // No such directory: then the disk is not what is wrong.
    return false
  }
}

const UNREACHABLE = ['SQLITE_CANTOPEN', 'EACCES', 'EPERM', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENAMETOOLONG', 'ELOOP']

/** Turns what SQLite and the system say into what a user can do; everything else passes unchanged. */
function explain(error: unknown, place: DatabasePlace): unknown {
  const { file } = place
  const { title, placeHint, damageHint } = schemaOf(place)
  if (error instanceof ToolError) return error
  const cause = { cause: error }
  if (isCode(error, 'SQLITE_CORRUPT') || isCode(error, 'SQLITE_NOTADB')) {
    return new ToolError('DAMAGED', `${file}: damaged, or not a ${title}`, {
      ...cause,
      hint: damageHint,
    })
  }
  if (isCode(error, 'SQLITE_FULL') || isCode(error, 'ENOSPC') || (isCode(error, 'SQLITE_IOERR') && isDiskFull(file))) {
    return new ToolError('DISK_FULL', `${file}: no space left on the disk; nothing was changed`, {
      ...cause,
      hint: `df -h ${path.dirname(file)}`,
    })
  }
  if (isCode(error, 'SQLITE_READONLY') || isCode(error, 'EROFS')) return readOnlyError(place, error)
  if (UNREACHABLE.some((code) => isCode(error, code))) {
    return new ToolError('CANNOT_OPEN', `${file}: cannot be opened`, {
      ...cause,
      hint: `ls -ld ${path.dirname(file)}; ${placeHint}`,
    })
  }
  if (isCode(error, 'MODULE_NOT_FOUND') || isCode(error, 'ERR_DLOPEN_FAILED')) return noAddonError(error)
  if (isCode(error, 'SQLITE_IOERR'))
    return new ToolError('DISK_ERROR', `${file}: the disk failed to read or write`, cause)
  return error
}

function noAddonError(cause: unknown): ToolError {
  return new ToolError('NO_SQLITE', `better-sqlite3 is not installed, or not for Node ${process.versions.node}`, {
    cause,
    hint: 'reinstall groundcrew with this Node',
  })
}

function readOnlyError(place: DatabasePlace, cause?: unknown): ToolError {
  const { file } = place
  const { placeHint } = schemaOf(place)
  return new ToolError('READ_ONLY', `${file}: cannot be written; nothing was changed`, {
    cause,
    hint: `ls -ld ${path.dirname(file)}; ${placeHint}`,
  })
}

function busyError(file: string, busyMs: number, cause: unknown): ToolError {
  return new ToolError('BUSY', `${file}: another process held the write lock for ${busyMs} ms; nothing was changed`, {
    cause,
    hint: 'try again with the same --op-id',
  })
}
