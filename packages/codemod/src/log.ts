import type { Io } from '@groundcrew/core/cli'
import type { Run } from './apply/changes.ts'
import { listAllRuns } from './apply/run-store.ts'
import { appliedEdits } from './apply/undo.ts'
import { enter } from './enter.ts'
import type { Place } from './plan/place.ts'
import { listPlans } from './plan/plan-store.ts'
import type { Plan, PlanRequest } from './plan/types.ts'

export interface Log {
  /** Of all work trees of the clone, the newest first. */
  readonly runs: readonly RunSummary[]
  /** The one that was planned, applied or undone last comes first. */
  readonly plans: readonly PlanSummary[]
  /** Ids of plans that are not as codemod wrote them. */
  readonly damaged: readonly string[]
}

export interface RunSummary extends Pick<Run, 'number' | 'kind' | 'plan' | 'at' | 'task'> {
  readonly edits: number
  readonly files: number
}

export type PlanLife = 'planned' | 'applied' | 'partly applied' | 'undone'

export interface PlanSummary {
  readonly id: string
  readonly at: string
  readonly edits: number
  readonly files: number
  readonly isApplied: boolean
  readonly request: PlanRequest
  readonly state: PlanLife
  /** Edits that stand in the work tree. */
  readonly editsApplied: number
  /** When it was planned, applied or undone last. */
  readonly lastAt: string
  /** The task of `tm` of its last run. */
  readonly task: number | undefined
  /** Another work tree of the clone; undefined for this one. */
  readonly workTree: string | undefined
}

export async function readLog(io: Io): Promise<Log> {
  return readLogOf(await enter(io))
}

export function readLogOf(place: Place): Log {
  const runs = listAllRuns(place)
  const { plans, damaged } = listPlans(place)
  const summaries = plans.map((plan) => summarize(place, plan, runs))
  return {
    runs: runs.toReversed().map(({ number, kind, plan, at, edits, changes, task }) => {
      return { number, kind, plan, at, edits: edits.length, files: changes.length, task }
    }),
    plans: summaries.sort((left, right) => compareText(right.lastAt, left.lastAt) || compareText(left.id, right.id)),
    damaged,
  }
}

function summarize(place: Place, plan: Plan, runs: readonly Run[]): PlanSummary {
  const own = runs.filter(({ plan: id, root }) => id === plan.id && root === plan.root)
  const edits = plan.files.reduce((sum, file) => sum + file.edits.length, 0)
  const editsApplied = appliedEdits(own).size
  const last = own.at(-1)
  return {
    id: plan.id,
    at: plan.createdAt,
    edits,
    files: plan.files.length,
    isApplied: editsApplied > 0,
    request: plan.request,
    state: lifeOf({ edits, editsApplied, runs: own.length }),
    editsApplied,
    lastAt: last === undefined || last.at < plan.createdAt ? plan.createdAt : last.at,
    task: last?.task,
    workTree: plan.root === place.root ? undefined : plan.root,
  }
}

function lifeOf(counts: { readonly edits: number; readonly editsApplied: number; readonly runs: number }): PlanLife {
  if (counts.editsApplied === 0) return counts.runs === 0 ? 'planned' : 'undone'
  return counts.editsApplied === counts.edits ? 'applied' : 'partly applied'
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
