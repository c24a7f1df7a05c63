import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { note, ToolError, usageError, type Io } from '@groundcrew/core/cli'
import {
  findRepository,
  readHead,
  repositoryStateDirectory,
  stateDirectory,
  type Repository,
} from '@groundcrew/core/repo'
import {
  identifyActor,
  openExistingTasks,
  openTasks,
  type Actor,
  type PathContext,
  type TaskStore,
  type Told,
} from '@groundcrew/core/tasks'
import { outward, type Outward } from './outward.ts'

export interface Place {
  /** The database file of this call. */
  readonly file: string
  /** Where the name came from. */
  readonly source: '--db' | 'TM_DB' | 'TM_DB_DIR' | 'repository' | 'directory'
  readonly repository: Repository | undefined
}

/** A store, and who and where its caller is. */
export interface Session {
  readonly store: TaskStore
  readonly place: Place
  readonly actor: Actor
  readonly paths: PathContext
  /** False where there is no database and the store is an empty one in memory. */
  readonly isThere: boolean
}

export interface SessionFlags {
  readonly db: string | undefined
  /** How long a change waits for those of others; the store's own limit where it is not given. */
  readonly busyMs?: number
}

/** What recording the changes of a worktree came to. */
export interface SeenChanges {
  readonly tasks: readonly ({ readonly id: number; readonly changes: number } & Told)[]
}

/** Runs `use` on the task database of the call, which is made if it is not there, and closes it. */
export function change<T>(io: Io, flags: SessionFlags, use: (session: Session) => Promise<T>): Promise<Outward<T>> {
  return inSession(io, flags, { mayCreate: true, use })
}

/** The same for a change that means nothing where there is no database yet: it makes none. */
export function changeExisting<T>(
  io: Io,
  flags: SessionFlags,
  use: (session: Session) => Promise<T>,
): Promise<Outward<T>> {
  return inSession(io, flags, { mayCreate: false, use })
}

/** The same for a question: makes no file, and renews what the caller holds. */
export function look<T>(io: Io, flags: SessionFlags, use: (session: Session) => Promise<T>): Promise<Outward<T>> {
  return inSession(io, flags, {
    mayCreate: false,
    async use(session) {
      const answer = await use(session)
      await renew(io, session)
      return answer
    },
  })
}

/** The answer is there: a lease that cannot be renewed at this moment (a full disk, a long lock) does not take it back. */
async function renew(io: Io, { store }: Session): Promise<void> {
  try {
    await store.renewIfDue()
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    note(io, `tm: your lease was not renewed: ${error.message}`)
  }
}

interface Use<T> {
  readonly mayCreate: boolean
  readonly use: (session: Session) => Promise<T>
}

async function inSession<T>(io: Io, flags: SessionFlags, { mayCreate, use }: Use<T>): Promise<Outward<T>> {
  const session = await openSession(io, flags, { mayCreate })
  try {
    return outward(await use(session))
  } finally {
    session.store.close()
  }
}

/** Opens the database of the call; the caller closes it. Without one, and not allowed to make it, an empty one in memory. */
export async function openSession(
  io: Io,
  flags: SessionFlags,
  { mayCreate }: { readonly mayCreate: boolean },
): Promise<Session> {
  const caller = await identifyCaller(io, flags)
  const { busyMs } = flags
  const options = {
    actor: caller.actor,
    paths: caller.paths,
    now: io.now,
    ...(busyMs === undefined ? {} : { busyMs }),
  }
  const { file } = caller.place
  const existing = mayCreate ? await openTasks({ ...options, file }) : await openExistingTasks({ ...options, file })
  const store = existing ?? (await openTasks({ ...options, file: ':memory:' }))
  return { ...caller, store, isThere: existing !== undefined }
}

type Caller = Pick<Session, 'place' | 'actor' | 'paths'>

async function identifyCaller(io: Io, flags: SessionFlags): Promise<Caller> {
  const repository = await findRepository(io.cwd, io.env)
  const head = repository?.root === undefined ? undefined : await readHead(repository)
  const place = await findPlace(io, flags, repository)
  const worktree = repository?.root ?? io.cwd
  const actor = identifyActor({
    env: io.env,
    worktree,
    ...(head === undefined || head.kind === 'detached' ? {} : { branch: head.branch }),
    ...(head === undefined || head.kind === 'unborn' ? {} : { head: head.commit }),
  })
  return { place, actor, paths: pathContext(io.cwd, repository) }
}

async function findPlace(io: Io, flags: SessionFlags, repository: Repository | undefined): Promise<Place> {
  const { TM_DB: named, TM_DB_DIR: directory } = io.env
  if (flags.db !== undefined) return { file: path.resolve(io.cwd, flags.db), source: '--db', repository }
  if (named) return { file: path.resolve(io.cwd, named), source: 'TM_DB', repository }
  if (directory) return { file: path.resolve(io.cwd, directory, 'tasks.db'), source: 'TM_DB_DIR', repository }
  if (repository !== undefined)
    return { file: path.join(repositoryStateDirectory(repository), 'tasks.db'), source: 'repository', repository }
  return { file: path.join(await stateDirectory(io.cwd, io.env), 'tasks.db'), source: 'directory', repository }
}

/** Other worktrees are looked up only when a path lies outside of this one. */
function pathContext(cwd: string, repository: Repository | undefined): PathContext {
  const root = repository?.root
  if (root === undefined) return { cwd }
  return {
    cwd,
    root,
    get otherRoots() {
      return listWorktrees(repository?.commonDir ?? root)
    },
  }
}

/** gitrepository-layout(5): `worktrees/NAME/gitdir` holds the path of a linked worktree's `.git` file; the main one is beside its own. */
function listWorktrees(commonDir: string): readonly string[] {
  const main = path.basename(commonDir) === '.git' ? [path.dirname(commonDir)] : []
  try {
    const names = readdirSync(path.join(commonDir, 'worktrees'))
    const linked = names.map((name) => readFileSync(path.join(commonDir, 'worktrees', name, 'gitdir'), 'utf8').trim())
    return [...main, ...linked.map((file) => path.dirname(file))]
  } catch {
    // No linked worktrees, or one that is just being removed.
    return main
  }
}

/** A JSON text as it came from outside. Throws a usage error that says where it stops being JSON. */
export function parseJson(text: string, label: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw usageError(`${label}: not JSON (${error instanceof Error ? error.message : String(error)})`)
  }
}
