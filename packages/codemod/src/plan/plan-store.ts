import { rmSync } from 'node:fs'
import path from 'node:path'
import { ToolError, usageError } from '@groundcrew/core/cli'
import { encodePath, nearest } from '@groundcrew/core/text'
import { namesIn, readJson, writeDurable } from '../apply/durable.ts'
import { listRuns } from '../apply/run-store.ts'
import { sha256 } from './edits.ts'
import { makeStateDirectory, type Place } from './place.ts'
import type { Plan } from './types.ts'

/** So many are kept, the newest, and all that can be undone. */
const plansMax = 200
const idDigits = 6

export type PlanDraft = Omit<Plan, 'version' | 'id' | 'digest'>

/** Gives a plan its id, which is the same for the same edits of the same files, and keeps it. */
export function savePlan(place: Place, draft: PlanDraft): Plan {
  const digest = digestOf(draft)
  const plan: Plan = { version: 1, id: `p${digest.slice(0, idDigits)}`, digest, ...draft }
  makeStateDirectory(place)
  const known = readJson(planFile(place, plan.id)) as Plan | undefined
  if (known !== undefined && known.digest !== digest && digestOf(known) === known.digest) {
    throw new Error(`two plans share the id ${plan.id}`)
  }
  writeDurable(planFile(place, plan.id), `${JSON.stringify(plan, undefined, 1)}\n`)
  forgetOld(place)
  return plan
}

/** @throws ToolError where there is no such plan, it was edited, or it belongs to another work tree. */
export function loadPlan(place: Place, id: string): Plan {
  const plan = findPlan(place, id)
  if (plan.version !== 1 || digestOf(plan) !== plan.digest || plan.id !== id) {
    throw new ToolError('PLAN_DAMAGED', `plan ${id} is not as codemod wrote it`, {
      exitCode: 1,
      hint: 'plan again; a plan is not to be edited',
    })
  }
  if (plan.root !== place.root) {
    throw new ToolError('OTHER_WORK_TREE', `plan ${id} is for ${plan.root}`, {
      exitCode: 1,
      hint: `codemod -C ${plan.root} show ${id}, or plan again here`,
    })
  }
  return plan
}

function findPlan(place: Place, id: string): Plan {
  const known = /^p[0-9a-f]+$/.test(id) ? readPlan(planFile(place, id), id) : undefined
  if (known !== undefined) return known
  const ids = planIds(place)
  const [near] = nearest(id, ids)
  const hint = near === undefined ? 'codemod log lists the plans' : `did you mean ${near}?`
  throw usageError(`there is no plan ${id}`, hint)
}

function readPlan(file: string, id: string): Plan | undefined {
  try {
    return readJson(file) as Plan | undefined
  } catch (cause) {
    throw new ToolError('PLAN_DAMAGED', `plan ${id} cannot be read`, { cause, exitCode: 1, hint: 'plan again' })
  }
}

export interface PlanList {
  /** Of all work trees of the clone. */
  readonly plans: readonly Plan[]
  /** Ids of those that are not as codemod wrote them. */
  readonly damaged: readonly string[]
}

export function listPlans(place: Place): PlanList {
  const plans: Plan[] = []
  const damaged: string[] = []
  for (const id of planIds(place)) {
    const plan = readWhole(planFile(place, id))
    if (plan === undefined) damaged.push(id)
    else plans.push(plan)
  }
  return { plans, damaged }
}

/** A plan that is as it was written; undefined for any other. */
function readWhole(file: string): Plan | undefined {
  try {
    const plan = readJson(file) as Plan | undefined
    return plan !== undefined && digestOf(plan) === plan.digest ? plan : undefined
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined
    throw error
  }
}

function planIds({ stateDir }: Place): readonly string[] {
  return namesIn(path.join(stateDir, 'plans')).flatMap((name) => /^(p[0-9a-f]+)\.json$/.exec(name)?.[1] ?? [])
}

function planFile({ stateDir }: Place, id: string): string {
  return path.join(stateDir, 'plans', `${id}.json`)
}

/** Of everything but the time, in a fixed order of the fields. */
function digestOf(plan: PlanDraft | Plan): string {
  const { root, head, tool, engine, request, filesSearched, files, shapes, remainder, refused, checks } = plan
  const fields = [root, head ?? '', tool, engine, request, filesSearched, files, shapes, remainder, refused, checks]
  return sha256(JSON.stringify(fields))
}

function forgetOld(place: Place): void {
  const ids = planIds(place)
  if (ids.length <= plansMax) return
  const applied = new Set(listRuns(place).map(({ plan }) => plan))
  const plans = ids
    .filter((id) => !applied.has(id))
    .map((id) => ({ id, at: readWhole(planFile(place, id))?.createdAt ?? '' }))
  const old = plans.sort((left, right) => (left.at < right.at ? 1 : -1)).slice(plansMax)
  for (const { id } of old) rmSync(encodePath(planFile(place, id)), { force: true })
}
