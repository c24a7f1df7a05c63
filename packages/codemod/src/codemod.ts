import type { Io } from '@groundcrew/core/cli'
import { recover, type Recovery } from './apply/recover.ts'
import { enter, timeOf } from './enter.ts'
import { fromRoot } from './plan/candidates.ts'
import { findPlace, type Place } from './plan/place.ts'
import { loadPlan, savePlan, type PlanDraft } from './plan/plan-store.ts'
import type { Plan, PlanRequest } from './plan/types.ts'
import { comparePlans, type Delta } from './review/compare-plans.ts'
import { unifiedDiff } from './review/diff.ts'
import { readPlanned, reviewPlan, type Review } from './review/review.ts'

/** Plans what is asked for, without a change in the work tree; the plan is kept. */
export async function planRequest(
  io: Io,
  request: PlanRequest,
  requireFiles?: (files: number) => void,
): Promise<Review> {
  const place = await enter(io)
  const paths = fromRoot(place, request.options.paths)
  const own = { ...request, options: { ...request.options, paths } } as PlanRequest
  return reviewPlan(place, await makePlanFor(io, place, own, requireFiles))
}

/** `requireFiles` may refuse a plan for the number of its files, before it is kept. */
async function makePlanFor(
  io: Io,
  place: Place,
  request: PlanRequest,
  requireFiles?: (files: number) => void,
): Promise<Plan> {
  const draft = await draftPlan(io, place, request)
  requireFiles?.(draft.files.length)
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
      if (request.options.symbols !== undefined) {
        const { planSymbolMove } = await import('./move/symbol/move-symbol.ts')
        return planSymbolMove({ place, createdAt }, request)
      }
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
      return planRename({ place, createdAt, io }, request)
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

export async function recoverNow(io: Io): Promise<Recovery> {
  return recover(await findPlace(io), io.signal)
}
