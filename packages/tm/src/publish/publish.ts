import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { askSibling, siblingPath, startDetached, type Environment } from '@groundcrew/core/process'
import { repositoryStateDirectory, type Repository } from '@groundcrew/core/repo'
import { look, type Session, type SessionFlags } from '../tm.ts'
import { isWorkedOn, leaveRequest, workOnRequests } from './requests.ts'

/** The index of a large code base takes this long when it is made for the first time. */
const IMPACT_MS_MAX = 120_000

export interface PublishOptions extends SessionFlags {
  /** Whose work it is; undefined: the task last claimed in this worktree. */
  readonly task: string | undefined
  readonly isInBackground: boolean
}

export interface PublishAnswer {
  /** `nobody`: there is no other open task. `started`: in the background. `elsewhere`: a process that does it already does this too. */
  readonly state: 'nobody' | 'started' | 'elsewhere' | 'told'
  /** What impact found, where it was waited for. */
  readonly reports: readonly PublishReport[]
}

export interface PublishReport {
  readonly task?: number
  /** The tasks that heard something new. */
  readonly told: readonly number[]
}

/** Has impact tell the open tasks that the change of this worktree reaches: also through imports and calls, which tm cannot see. */
export async function publish(io: Io, options: PublishOptions): Promise<PublishAnswer> {
  const place = await look(io, options, (session) => requestOf(io, session, options.task))
  if (place === undefined) return { state: 'nobody', reports: [] }
  if (options.isInBackground) {
    const isStarted = await start(place)
    return { state: isStarted ? 'started' : 'nobody', reports: [] }
  }
  const reports: PublishReport[] = []
  leaveRequest(place.directory, place.request)
  const isOurs = await workOnRequests(place.directory, async (request) => {
    reports.push(await askImpact(io, place, request))
  })
  return { state: isOurs ? 'told' : 'elsewhere', reports }
}

/**
 * Starts that for a task that has just been finished and returns at once: the finish neither waits for it nor fails with it. Says
 * whether it was started; `TM_PUBLISH=never` forbids it.
 */
export async function publishLater(io: Io, session: Session, task: number): Promise<boolean> {
  if (io.env['TM_PUBLISH'] === 'never') return false
  const request = await requestOf(io, session, String(task))
  if (request === undefined) return false
  try {
    return await start(request)
  } catch (error) {
    // A full disk, a read-only state directory: what is finished is finished.
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}

interface Place {
  /** Where the requests of this worktree are. */
  readonly directory: string
  readonly root: string
  readonly env: Environment
}

interface Request extends Place {
  /** A task's number, or nothing. */
  readonly request: string
}

/** undefined where there is no repository, or no other open task to tell. */
async function requestOf(
  io: Io,
  { actor, isThere, place, store }: Session,
  task: string | undefined,
): Promise<Request | undefined> {
  const { file, repository } = place
  if (!isThere || repository?.root === undefined) return undefined
  const id = task === undefined ? undefined : (await store.ask('show', { id: task })).id
  const { tasks } = await store.ask('list', { limit: 2 })
  if (id === undefined ? tasks.length < 2 : tasks.every((open) => open.id === id)) return undefined
  const { GIT_INDEX_FILE: _ofTheCommit, ...env } = io.env
  return {
    directory: path.join(repositoryStateDirectory(repository), 'publish', nameOf(repository)),
    root: repository.root,
    // It speaks for the caller, whose place in the process tree it has not.
    env: { ...env, TM_DB: file, TM_ACTOR: actor.actor, TM_SESSION: actor.session, TM_PID: String(actor.pid ?? '') },
    request: String(id ?? ''),
  }
}

/** gitrepository-layout(5): the name of a linked worktree is that of its directory in `worktrees/`. */
function nameOf({ gitDir, isLinkedWorktree }: Repository): string {
  return isLinkedWorktree ? `linked-${path.basename(gitDir)}` : 'main'
}

async function start({ directory, root, env, request }: Request): Promise<boolean> {
  leaveRequest(directory, request)
  if (isWorkedOn(directory)) return true
  const args = ['publish', ...(request === '' ? [] : [request])]
  return startDetached([process.execPath, siblingPath('tm'), ...args], {
    cwd: root,
    env,
    logPath: path.join(directory, 'log'),
  })
}

async function askImpact(io: Io, { root, env }: Place, request: string): Promise<PublishReport> {
  const args = ['publish', ...(request === '' ? [] : ['--task', request])]
  const report = await askSibling('impact', args, { cwd: root, env, timeoutMs: IMPACT_MS_MAX, signal: io.signal })
  if (isReport(report)) return report
  throw new ToolError('NO_IMPACT', `impact gave no answer in ${root}`, { hint: `impact ${args.join(' ')}` })
}

function isReport(value: unknown): value is PublishReport {
  return typeof value === 'object' && value !== null && 'told' in value && Array.isArray(value.told)
}
