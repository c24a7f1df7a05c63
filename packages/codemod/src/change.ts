import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { count } from '@groundcrew/core/text'
import { applyPlan, type ApplyOptions, type ApplyReport } from './apply/apply.ts'
import { withLock } from './apply/recover.ts'
import { undoPlan, type UndoReport } from './apply/undo.ts'
import { enter, tellRecovery, timeOf } from './enter.ts'
import { readLogOf } from './log.ts'
import { findPlace, type Place } from './plan/place.ts'
import { loadPlan } from './plan/plan-store.ts'
import type { Plan } from './plan/types.ts'
import { describeRequest } from './render-log.ts'
import { currentTask, tellTask } from './task/current-task.ts'

export interface ApplyCall extends Omit<ApplyOptions, 'at' | 'task'> {
  /** The repository's formatter runs on what was written. */
  readonly formats: boolean
}

/** Writes the edits of a plan, all or none, and tells the task at work. */
export async function apply(io: Io, id: string, call: ApplyCall): Promise<ApplyReport> {
  const place = await findPlace(io)
  const plan = loadPlan(place, id)
  const task = await currentTask(io, place)
  const report = await applyUntold(io, place, { plan, call, task })
  if (task !== undefined) {
    const text = `codemod apply ${id}: ${describeRequest(plan.request)}: ${amount(report)}; codemod undo ${id} takes it back`
    await tellTask(io, place, task, { text, touched: report.files })
  }
  return { ...report, task }
}

interface Untold {
  readonly plan: Plan
  readonly call: ApplyCall
  readonly task: number | undefined
}

/** The same without a word to the task. */
export async function applyUntold(io: Io, place: Place, { plan, call, task }: Untold): Promise<ApplyReport> {
  const { formats, ...options } = call
  const at = timeOf(io)
  if (!formats) {
    return withLock(place, io.signal, (recovery) => {
      tellRecovery(io, recovery)
      return applyPlan(place, plan, { ...options, at, task })
    })
  }
  const { Formatting } = await import('./format/formatting.ts')
  const formatting = await Formatting.prepare(io, place, plan)
  return withLock(place, io.signal, async (recovery) => {
    tellRecovery(io, recovery)
    const report = await applyPlan(place, plan, { ...options, at, task })
    return { ...report, formatted: await formatting.run(plan, report, at) }
  })
}

export async function undo(io: Io, id: string): Promise<UndoReport> {
  const place = await findPlace(io)
  const plan = loadPlan(place, id)
  const task = await currentTask(io, place)
  const report = await undoUntold(io, place, { plan, task })
  if (task !== undefined && report.run !== undefined) {
    await tellTask(io, place, task, { text: `codemod undo ${id}: ${amount(report)} taken back`, touched: [] })
  }
  return { ...report, task }
}

export async function undoUntold(
  io: Io,
  place: Place,
  { plan, task }: Pick<Untold, 'plan' | 'task'>,
): Promise<UndoReport> {
  return withLock(place, io.signal, (recovery) => {
    tellRecovery(io, recovery)
    return undoPlan(place, plan, { at: timeOf(io), task })
  })
}

function amount({ edits, files }: Pick<ApplyReport, 'edits' | 'files'>): string {
  return `${count(edits, 'edit')} in ${count(files.length, 'file')}`
}

/**
 * The only plan of this work tree that was never applied.
 *
 * @throws a usage error where there is none, or more than one.
 */
export async function onlyPending(io: Io): Promise<string> {
  const { plans } = readLogOf(await enter(io))
  const pending = plans.filter(({ state, workTree }) => state === 'planned' && workTree === undefined)
  const [first, ...others] = pending
  if (first !== undefined && others.length === 0) return first.id
  if (first === undefined) throw usageError('no plan waits to be applied', 'codemod log lists the plans')
  throw new ToolError('WHICH_PLAN', `${pending.length} plans wait to be applied`, {
    exitCode: 2,
    hint: `name one: codemod apply ${first.id} is the newest; codemod log lists them`,
  })
}
