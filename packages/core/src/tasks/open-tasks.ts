import { openConnection, openInMemory } from './connection.ts'
import { readStartTime } from '../process/index.ts'
import { processProbe } from './liveness.ts'
import type { PathContext } from './resource.ts'
import { SqliteTaskStore, type TaskStore } from './store.ts'
import type { Context } from './transaction.ts'
import type { Actor } from './types.ts'

export interface OpenOptions {
  /** The database file, or `:memory:`. */
  readonly file: string
  readonly actor: Actor
  readonly paths: PathContext
  readonly now?: () => number
  readonly busyMs?: number
}

/**
 * Opens the task database, making it when it is not there. Throws a ToolError that names the file: `DAMAGED`, `NEWER_SCHEMA`,
 * `READ_ONLY`, `CANNOT_OPEN`, `DISK_FULL` or `BUSY`.
 */
export async function openTasks(options: OpenOptions): Promise<TaskStore> {
  const store = await open(options, false)
  if (store === undefined) throw new Error(`${options.file}: neither opened nor refused`)
  return store
}

/** The same, but makes nothing: undefined where there is no database yet. */
export function openExistingTasks(options: OpenOptions): Promise<TaskStore | undefined> {
  return open(options, true)
}

async function open(
  { file, actor, paths, now = Date.now, busyMs }: OpenOptions,
  isOnlyExisting: boolean,
): Promise<TaskStore | undefined> {
  const context = (): Context => ({
    actor,
    paths,
    nowMs: now(),
    isProcessGone: processProbe(actor, readStartTime),
  })
  const connection =
    file === ':memory:'
      ? await openInMemory()
      : await openConnection({ file, isOnlyExisting, ...(busyMs === undefined ? {} : { busyMs }) })
  return connection === undefined ? undefined : new SqliteTaskStore(connection, context)
}
