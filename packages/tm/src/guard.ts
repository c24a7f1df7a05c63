import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import type { GuardResult } from '@groundcrew/core/tasks'
import { isUnmoved, readChanges, readStaged, readStatus, type Change } from './changes.ts'
import { readBytes } from './input.ts'
import { findCheckpoint, readOwnChanges, record } from './record-changes.ts'
import { look, type Session } from './tm.ts'

export interface GuardOptions {
  readonly db: string | undefined
  readonly files: readonly string[]
  readonly isFromStdin: boolean
}

export interface GuardAnswer extends GuardResult {
  /** False when there is no database: then nothing is guarded. */
  readonly isGuarded: boolean
  /** The files were not named: they are the ones staged for a commit. */
  readonly isStaged: boolean
}

/** An edit waits for the hook: rather than for the changes of others, what was done so far is recorded the next time. */
const BUSY_MS_MAX = 50

/** Checks files against what others hold, and on the way records what the caller has changed so far. */
export function guardFiles(io: Io, options: GuardOptions): Promise<GuardAnswer> {
  const isStaged = options.files.length === 0 && !options.isFromStdin
  return look(io, { db: options.db, busyMs: BUSY_MS_MAX }, async (session) => {
    if (!session.isThere) return { isGuarded: false, isStaged, paths: 0, outside: 0, findings: [] }
    const { paths, changes } = isStaged
      ? await readStagedAndChanges(session)
      : await readNamedAndChanges(io, options, session)
    if (changes !== undefined) await recordIfFree(session, changes)
    const result = await session.store.ask('guard', { paths })
    return { isGuarded: true, isStaged, ...result }
  })
}

/** What was asked about; and what the caller has changed, where there is a task to record it for. */
interface Found {
  readonly paths: readonly string[]
  readonly changes: readonly Change[] | undefined
}

/** By as few calls of git as can be, and those at once: a hook waits for them. */
async function readStagedAndChanges(session: Session): Promise<Found> {
  const { actor, place, paths } = session
  const { repository } = place
  if (repository?.root === undefined)
    throw usageError('no files named, and no repository to ask for staged ones', 'tm guard FILE')
  const { root = repository.root } = paths
  const inRoot = (files: readonly string[]): readonly string[] => files.map((file) => `${root}/${file}`)
  const checkpoint = await findCheckpoint(session)
  if (checkpoint !== undefined && isUnmoved(checkpoint)) {
    const { staged, changes } = await readStatus(repository)
    return { paths: inRoot(staged), changes }
  }
  const [staged, changes] = await Promise.all([
    readStaged(repository, actor.head),
    checkpoint && readChanges(repository, checkpoint),
  ])
  return { paths: inRoot(staged), changes }
}

async function readNamedAndChanges(io: Io, { files, isFromStdin }: GuardOptions, session: Session): Promise<Found> {
  const [paths, changes] = await Promise.all([isFromStdin ? readPaths(io) : files, readOwnChanges(session)])
  return { paths, changes }
}

async function readPaths(io: Io): Promise<readonly string[]> {
  return (await readBytes(io)).toString('utf8').split('\0').filter(Boolean)
}

async function recordIfFree(session: Session, changes: readonly Change[]): Promise<void> {
  if (session.store.isReadOnly) return
  try {
    await record(session, changes)
  } catch (error) {
    if (!(error instanceof ToolError && error.code === 'BUSY')) throw error
  }
}
