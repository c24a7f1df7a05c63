import { note, type Io } from '@groundcrew/core/cli'
import { applyPlan, type ApplyOptions, type ApplyReport } from './apply/apply.ts'
import type { Run } from './apply/changes.ts'
import { describeRecovery } from './apply/describe-recovery.ts'
import { isInterrupted, recover, withLock, type Recovery } from './apply/recover.ts'
import { listRuns } from './apply/run-store.ts'
import { appliedEdits, undoPlan, type UndoReport } from './apply/undo.ts'
import { fromRoot } from './plan/candidates.ts'
import { findPlace, type Place } from './plan/place.ts'
import { listPlans, loadPlan, savePlan, type PlanDraft } from './plan/plan-store.ts'
import type { Plan, PlanRequest } from './plan/types.ts'
import { comparePlans, type Delta } from './review/compare-plans.ts'
import { unifiedDiff } from './review/diff.ts'
import { readPlanned, reviewPlan, type Review } from './review/review.ts'

/** Plans what is asked for, without a change in the work tree; the plan is kept. */
export async function planRequest(io: Io, request: PlanRequest): Promise<Review> {
  const place = await enter(io)
  const paths = fromRoot(place, request.options.paths)
  const own = { ...request, options: { ...request.options, paths } } as PlanRequest
  return reviewPlan(place, await makePlanFor(io, place, own))
}

async function makePlanFor(io: Io, place: Place, request: PlanRequest): Promise<Plan> {
  const draft = await draftPlan(io, place, request)
  if (draft.files.length > 0) return savePlan(place, draft)
  return { version: 1, id: '', digest: '', ...draft }
}

async function draftPlan(io: Io, place: Place, request: PlanRequest): Promise<PlanDraft> {
  const createdAt = timeOf(io)
  switch (request.verb) {
    case 'replace': {
      const { planReplace } = await import('./replace/replace.ts')
      return planReplace({ place, workerScript: process.argv[1] ?? '', createdAt }, request)
    }
    case 'rewrite': {
      const { planRewrite } = await import('./rewrite/rewrite.ts')
      return planRewrite({ place, createdAt }, request)
    }
    case 'move': {
      const { planMove } = await import('./move/move.ts')
      return planMove({ place, createdAt }, request)
    }
    case 'script': {
      const { planScript } = await import('./script/script.ts')
      return planScript({ io, place, createdAt }, request)
    }
    case 'recipe': {
      const { planRecipe } = await import('./recipes/recipes.ts')
      return planRecipe({ place, createdAt }, request)
    }
    case 'rename': {
      const { planRename } = await import('./rename/rename.ts')
      return planRename({ place, createdAt }, request)
    }
  }
}

export async function showPlan(io: Io, id: string, shapes: readonly string[]): Promise<Review> {
  const place = await enter(io)
  return reviewPlan(place, loadPlan(place, id), shapes)
}

export interface PlanDiff {
  readonly plan: string
  readonly diff: string
  /** Files whose text is no longer the one that was planned. */
  readonly changed: readonly string[]
}

/** All edits of a plan as a patch. */
export async function diffPlan(io: Io, id: string): Promise<PlanDiff> {
  const place = await enter(io)
  const plan = loadPlan(place, id)
  const parts: string[] = []
  const changed: string[] = []
  for (const file of plan.files) {
    const decoded = readPlanned(place, plan, file)
    if (decoded === undefined) changed.push(file.path)
    else parts.push(unifiedDiff(file, decoded))
  }
  return { plan: id, diff: parts.join('\n'), changed }
}

export async function apply(io: Io, id: string, options: Omit<ApplyOptions, 'at'>): Promise<ApplyReport> {
  const place = await findPlace(io)
  const plan = loadPlan(place, id)
  return withLock(place, io.signal, (recovery) => {
    tell(io, recovery)
    return applyPlan(place, plan, { ...options, at: timeOf(io) })
  })
}

export interface VerifiedApply extends ApplyReport {
  readonly verify: Verification
}

export interface Verification {
  readonly engine: string
  readonly projects: number
  /** What the compiler says now and did not say before. */
  readonly newDiagnostics: readonly string[]
  readonly isRolledBack: boolean
}

/** Applies a plan between two runs of the compiler over all projects. */
export async function applyVerified(
  io: Io,
  id: string,
  { rollsBack, ...options }: Omit<ApplyOptions, 'at'> & { readonly rollsBack: boolean },
): Promise<VerifiedApply> {
  const { diagnose, newMessages } = await import('./verify/verify.ts')
  const place = await enter(io)
  loadPlan(place, id)
  const before = await diagnose(io, place)
  const report = await apply(io, id, options)
  const after = await diagnose(io, place)
  const newDiagnostics = newMessages(before.messages, after.messages)
  const isRolledBack = rollsBack && newDiagnostics.length > 0 && (await undo(io, id)).kept.length === 0
  return { ...report, verify: { engine: after.engine, projects: after.projects, newDiagnostics, isRolledBack } }
}

export interface Rebase {
  readonly from: string
  readonly review: Review
  readonly delta: Delta
}

/** Asks again what a plan was made of, in the work tree as it is now. */
export async function rebase(io: Io, id: string): Promise<Rebase> {
  const place = await enter(io)
  const old = loadPlan(place, id)
  // What is asked was kept with paths from the root.
  const plan = await makePlanFor(io, { ...place, cwd: place.root }, old.request)
  return { from: id, review: reviewPlan(place, plan), delta: comparePlans(old, plan) }
}

export async function undo(io: Io, id: string): Promise<UndoReport> {
  const place = await findPlace(io)
  const plan = loadPlan(place, id)
  return withLock(place, io.signal, (recovery) => {
    tell(io, recovery)
    return undoPlan(place, plan, timeOf(io))
  })
}

export async function recoverNow(io: Io): Promise<Recovery> {
  return recover(await findPlace(io), io.signal)
}

export interface Log {
  /** The newest first. */
  readonly runs: readonly RunSummary[]
  readonly plans: readonly PlanSummary[]
}

export interface RunSummary extends Pick<Run, 'number' | 'kind' | 'plan' | 'at'> {
  readonly edits: number
  readonly files: number
}

export interface PlanSummary {
  readonly id: string
  readonly at: string
  readonly edits: number
  readonly files: number
  readonly isApplied: boolean
  readonly request: PlanRequest
}

export async function readLog(io: Io): Promise<Log> {
  const place = await enter(io)
  const runs = listRuns(place)
  return {
    runs: runs.toReversed().map(({ number, kind, plan, at, edits, changes }) => {
      return { number, kind, plan, at, edits: edits.length, files: changes.length }
    }),
    plans: listPlans(place).map(({ id, createdAt, files, request }) => ({
      id,
      at: createdAt,
      edits: files.reduce((sum, { edits }) => sum + edits.length, 0),
      files: files.length,
      isApplied: appliedEdits(runs.filter(({ plan }) => plan === id)).size > 0,
      request,
    })),
  }
}

/** The place, after what a crash left behind has been brought to its end. */
async function enter(io: Io): Promise<Place> {
  const place = await findPlace(io)
  if (isInterrupted(place)) tell(io, await recover(place, io.signal))
  return place
}

function tell(io: Io, recovery: Recovery): void {
  if (recovery.kind === 'nothing to do') return
  note(io, `codemod: ${describeRecovery(recovery)}`)
}

function timeOf(io: Io): string {
  return new Date(io.now()).toISOString()
}
