import type { Io } from '@groundcrew/core/cli'
import { readHead, readOwnCommits, requireRepository, type Repository } from '@groundcrew/core/repo'
import type { TaskStore } from '@groundcrew/core/tasks'
import { defaultBase } from '../change/default-base.ts'
import type { ImpactReport } from '../impact.ts'
import { ask, ownTasks, type TouchedTask } from './affected-tasks.ts'
import { withTasks } from './open-store.ts'
import { noDatabase, parseTaskId } from './task-id.ts'

export interface PublishReport {
  /** The task whose work it is; undefined where none is held here, and nobody was told. */
  readonly task: number | undefined
  /** The tasks that heard something new. */
  readonly told: readonly number[]
  /** Those that heard the same before. */
  readonly known: readonly number[]
  /** Why no change was looked at. */
  readonly idle?: 'no-database' | 'no-other-task' | 'no-task-here'
}

export interface PublishOptions {
  /** An id; without one it is the task that was last claimed in this worktree. */
  readonly task: string | undefined
  /** Makes the report of the change since a commit, or of the branch: not called where there is nobody to tell. */
  readonly report: (since: string | undefined) => Promise<ImpactReport>
}

const NOBODY = { task: undefined, told: [], known: [] } as const

/**
 * Tells each open task that the change touches, once for what it says. Without a task database, or a task that the work belongs to,
 * nothing is done.
 *
 * @throws ToolError NO_SUCH_TASK and those of the task store.
 */
export async function publish(io: Pick<Io, 'cwd' | 'env' | 'now'>, options: PublishOptions): Promise<PublishReport> {
  const repository = await requireRepository(io.cwd, io.env)
  const published = await withTasks(io, repository, async (store): Promise<PublishReport> => {
    const { tasks: open } = await store.ask('list', { limit: 2 })
    const given = options.task === undefined ? undefined : await store.ask('show', { id: parseTaskId(options.task) })
    // Whoever is alone has nobody to tell. The task given may be finished: then one other is enough.
    const isAlone = given === undefined ? open.length < 2 : open.every(({ id }) => id === given.id)
    if (isAlone) return { ...NOBODY, task: given?.id, idle: 'no-other-task' }
    const source = given?.id ?? (await ownTasks(store, repository))[0]
    if (source === undefined) return { ...NOBODY, idle: 'no-task-here' }
    const { tasks } = await ask(store, repository, await options.report(await workStart(store, repository, source)))
    const others = tasks.filter(({ id }) => id !== source)
    const results = await store.batch(
      others.map((task) => ({ verb: 'notify' as const, request: noticeFor(source, task) })),
    )
    const told = results.map((result) => (result as { readonly isTold: boolean }).isTold)
    return {
      task: source,
      told: others.filter((_, index) => told[index] === true).map(({ id }) => id),
      known: others.filter((_, index) => told[index] !== true).map(({ id }) => id),
    }
  })
  if (published === undefined && options.task !== undefined) throw noDatabase(options.task)
  return published ?? { ...NOBODY, idle: 'no-database' }
}

/**
 * Where a task's work began that is committed straight to the default branch: nothing differs from that there. Undefined on a branch of its
 * own, and in another worktree than the task's.
 */
async function workStart(store: TaskStore, repository: Repository, task: number): Promise<string | undefined> {
  const [head, base] = await Promise.all([readHead(repository), defaultBase(repository)])
  if (head.kind === 'unborn' || base.commit !== head.commit) return undefined
  const { events } = await store.ask('log', { task, types: ['task_claimed'], newest: true, limit: 1 })
  const [claimed] = events
  if (claimed?.type !== 'task_claimed' || claimed.data.worktree !== repository.root) return undefined
  return claimed.data.head === undefined ? undefined : readOwnCommits(repository, claimed.data.head)?.rowStart
}

const reasonsMax = 5

function noticeFor(source: number, { id, severity, reasons }: TouchedTask): Readonly<Record<string, unknown>> {
  const shown = reasons.slice(0, reasonsMax).map(({ change, theirs }) => `${change} (this task says ${theirs})`)
  const more = reasons.length > reasonsMax ? ` and ${reasons.length - reasonsMax} more` : ''
  return { id, from: source, severity, cause: 'change', text: `#${source} ${shown.join(', ')}${more}` }
}
