import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import type { GuardResult } from '@groundcrew/core/tasks'
import { readStaged } from './changes.ts'
import { readBytes } from './input.ts'
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
    // Both wait for git: at once, for a hook that an edit waits for.
    const [paths] = await Promise.all([listPaths(io, options, session), recordIfFree(session)])
    const result = await session.store.ask('guard', { paths })
    return { isGuarded: true, isStaged, ...result }
  })
}

async function recordIfFree(session: Session): Promise<void> {
  if (session.store.isReadOnly) return
  const { recordChanges } = await import('./record-changes.ts')
  try {
    await recordChanges(session)
  } catch (error) {
    if (!(error instanceof ToolError && error.code === 'BUSY')) throw error
  }
}

async function listPaths(
  io: Io,
  { files, isFromStdin }: GuardOptions,
  { place, paths, actor }: Session,
): Promise<readonly string[]> {
  if (files.length > 0) return files
  if (isFromStdin) return (await readBytes(io)).toString('utf8').split('\0').filter(Boolean)
  const { repository } = place
  if (repository?.root === undefined)
    throw usageError('no files named, and no repository to ask for staged ones', 'tm guard FILE')
  const { root = repository.root } = paths
  return (await readStaged(repository, actor.head)).map((file) => `${root}/${file}`)
}
