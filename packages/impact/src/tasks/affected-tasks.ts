import { requireRepository, type Repository } from '@groundcrew/core/repo'
import type { Io } from '@groundcrew/core/cli'
import type { AffectedTask, TaskStore } from '@groundcrew/core/tasks'
import type { ImpactReport } from '../impact.ts'
import { listTouched, type Touched } from './touched.ts'
import { withTasks } from './open-store.ts'

export interface TaskReason {
  /** What the change does: `removes endpoint:POST /api/login`, or `reaches src/user.ts`. */
  readonly change: string
  /** What the task does to it: `depends:file:src/x.ts`. */
  readonly theirs: string
  readonly severity: 'conflict' | 'notice'
  /** Steps from the change; 0 for what is changed itself. */
  readonly distance: number
}

export interface TouchedTask {
  readonly id: number
  readonly title: string
  readonly holder?: string
  readonly severity: 'conflict' | 'notice'
  /** The weightiest first. */
  readonly reasons: readonly TaskReason[]
}

export interface TasksReport {
  /** `none`: there is no task database. */
  readonly database: 'found' | 'none'
  /** The tasks that this work belongs to, the latest claim first. */
  readonly own: readonly number[]
  readonly open: number
  /** Conflicts first. */
  readonly tasks: readonly TouchedTask[]
}

type TasksIo = Pick<Io, 'cwd' | 'env' | 'now'>

/** The open tasks that a change touches, its own ones apart. @throws ToolError NOT_A_REPOSITORY and those of the task store. */
export async function affectedTasks(io: TasksIo, report: ImpactReport): Promise<TasksReport> {
  const repository = await requireRepository(io.cwd, io.env)
  const found = await withTasks(io, repository, (store) => ask(store, repository, report))
  return found ?? { database: 'none', own: [], open: 0, tasks: [] }
}

/** The same with a store that is open. */
export async function ask(store: TaskStore, repository: Repository, report: ImpactReport): Promise<TasksReport> {
  const touched = listTouched(report)
  const own = await ownTasks(store, repository)
  const { tasks, open } = await store.ask('affected', { resources: touched.map(({ resource }) => resource) })
  const others = tasks.filter(({ id }) => !own.includes(id)).flatMap((task) => describeTask(task, touched))
  return { database: 'found', own, open, tasks: others.sort(bySeverity) }
}

const tasksMax = 1000

/** What is claimed in this worktree, by whichever session: a hook runs in one of its own. */
export async function ownTasks(store: TaskStore, { root }: Repository): Promise<readonly number[]> {
  const { tasks } = await store.ask('list', { statuses: ['in_progress'], limit: tasksMax })
  return tasks
    .filter(({ claim }) => claim !== undefined && claim.worktree === root)
    .sort((one, other) => (other.claim?.fence ?? 0) - (one.claim?.fence ?? 0))
    .map(({ id }) => id)
}

function describeTask(
  { id, title, holder, overlaps }: AffectedTask,
  touched: readonly Touched[],
): readonly TouchedTask[] {
  const reasons = overlaps.flatMap(({ index, theirs, type, severity }): readonly TaskReason[] => {
    const one = touched[index]
    if (one === undefined) return []
    // A symbol is named to say that the rest of its file does not matter.
    if (type === 'symbol' && one.resource.type === 'file' && one.hasSymbols) return []
    if (one.distance > 0) {
      // What a task adds does not depend on anything yet.
      const isConcerned = /^(?:touch|modifies|depends):/.test(theirs)
      return isConcerned ? [{ change: one.text, theirs, severity: 'notice', distance: one.distance }] : []
    }
    return severity === undefined ? [] : [{ change: one.text, theirs, severity, distance: 0 }]
  })
  if (reasons.length === 0) return []
  const sorted = distinct(reasons).sort(byWeight)
  const severity = sorted[0]?.severity ?? 'notice'
  return [{ id, title, ...(holder !== undefined && { holder }), severity, reasons: sorted }]
}

function distinct(reasons: readonly TaskReason[]): TaskReason[] {
  return [...new Map(reasons.map((reason) => [`${reason.change}\0${reason.theirs}`, reason])).values()]
}

function byWeight(one: TaskReason, other: TaskReason): number {
  return (
    weightOf(one.severity) - weightOf(other.severity) ||
    one.distance - other.distance ||
    (one.change < other.change ? -1 : one.change > other.change ? 1 : 0)
  )
}

function bySeverity(one: TouchedTask, other: TouchedTask): number {
  return weightOf(one.severity) - weightOf(other.severity) || one.id - other.id
}

function weightOf(severity: 'conflict' | 'notice'): number {
  return severity === 'conflict' ? 0 : 1
}
