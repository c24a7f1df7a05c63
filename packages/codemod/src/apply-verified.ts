import { ToolError, type Io } from '@groundcrew/core/cli'
import type { ApplyReport } from './apply/apply.ts'
import { listRuns, dropRun } from './apply/run-store.ts'
import { selectEdits } from './apply/select-edits.ts'
import { apply, applyUntold, undo, undoUntold, type ApplyCall } from './change.ts'
import { enter } from './enter.ts'
import type { Place } from './plan/place.ts'
import { loadPlan } from './plan/plan-store.ts'
import type { Plan } from './plan/types.ts'
import { findGoodPart, isClean, type GoodPart } from './verify/keep-good.ts'
import { TreeChecks, type NewFindings } from './verify/tree-checks.ts'

export interface VerifiedApply extends ApplyReport {
  readonly verify: Verification
}

export interface Verification {
  /** Undefined where the repository has no `tsconfig.json`. */
  readonly engine: string | undefined
  readonly projects: number
  /** What the compiler says now and did not say before. */
  readonly newDiagnostics: readonly string[]
  /** The command line of the tests that the files reach; undefined where there are none. */
  readonly tests: readonly string[] | undefined
  readonly failuresBefore: number
  /** Tests that fail now and did not before. They run only where there are no new diagnostics. */
  readonly newFailures: readonly string[]
  readonly isRolledBack: boolean
  /** The part that passes, where it was looked for. */
  readonly goodPart?: Pick<GoodPart, 'leftOut' | 'runs' | 'isLargest'>
  readonly log: string
}

export type OnFailure = 'nothing' | 'roll back' | 'keep good'

/** Applies a plan between two runs of the compiler over all projects and of the tests that its files reach. */
export async function applyVerified(
  io: Io,
  id: string,
  { onFailure, ...call }: ApplyCall & { readonly onFailure: OnFailure },
): Promise<VerifiedApply> {
  const place = await enter(io)
  const plan = loadPlan(place, id)
  if (onFailure === 'keep good') requireParts(plan)
  const checks = await TreeChecks.begin(io, place, plan)
  if (onFailure === 'keep good') return applyGoodPart(io, { place, plan, call, checks })
  const report = await apply(io, id, call)
  const findings = await checks.run()
  const isRolledBack = onFailure === 'roll back' && !isClean(findings) && (await undo(io, id)).kept.length === 0
  return { ...report, verify: { ...describe(checks, findings), isRolledBack } }
}

function describe(checks: TreeChecks, findings: NewFindings): Omit<Verification, 'isRolledBack'> {
  return {
    engine: checks.engine,
    projects: checks.projects,
    newDiagnostics: findings.diagnostics,
    tests: checks.testCommand,
    failuresBefore: checks.failuresBefore,
    newFailures: findings.failures,
    log: findings.log,
  }
}

/** A declaration and its references have one name: no part of a rename is good. */
function requireParts({ id, request }: Plan): void {
  if (request.verb !== 'rename' && request.verb !== 'move') return
  throw new ToolError('NO_PARTS', `plan ${id} is a ${request.verb}: it is whole or nothing`, {
    exitCode: 2,
    hint: `codemod apply ${id} --verify --rollback-on-fail`,
  })
}

interface GoodPartCall {
  readonly place: Place
  readonly plan: Plan
  readonly call: ApplyCall
  readonly checks: TreeChecks
}

async function applyGoodPart(io: Io, { place, plan, call, checks }: GoodPartCall): Promise<VerifiedApply> {
  const isSelected = selectEdits(plan, call)
  const selected = plan.files.flatMap(({ edits }) => edits.filter(isSelected).map(({ id }) => id))
  const tryEdits = async (ids: readonly string[], expect?: number): Promise<NewFindings> => {
    await applyUntold(io, place, { plan, call: { ...call, only: ids, except: [], expect }, task: undefined })
    try {
      return await checks.run()
    } finally {
      await takeBack(io, place, plan)
    }
  }
  const whole = await tryEdits(selected, call.expect)
  if (isClean(whole)) {
    const report = await apply(io, plan.id, { ...call, only: selected, except: [] })
    return { ...report, verify: { ...describe(checks, whole), isRolledBack: false } }
  }
  const { kept, ...goodPart } = await findGoodPart({ plan, selected, findings: whole }, (ids) => tryEdits(ids))
  // What is kept has nothing new; what the whole had to say is with the edits that are left out.
  const nothing = { diagnostics: [], failures: [], log: whole.log }
  const verify = { ...describe(checks, nothing), isRolledBack: kept.length === 0, goodPart }
  if (kept.length === 0) {
    return { plan: plan.id, run: 0, edits: 0, files: [], editsLeftOut: selected.length, verify }
  }
  const report = await apply(io, plan.id, { ...call, only: kept, except: [], expect: undefined })
  return { ...report, verify }
}

/** Nothing of a trial stays: neither its edits nor its runs. @throws ToolError CHANGED where the checks have changed what it wrote. */
async function takeBack(io: Io, place: Place, plan: Plan): Promise<void> {
  const { kept } = await undoUntold(io, place, { plan, task: undefined })
  if (kept.length > 0) {
    throw new ToolError(
      'CHANGED',
      `the checks changed ${kept[0]?.place ?? 'a file'}, so that it cannot be taken back`,
      {
        exitCode: 1,
        hint: `codemod undo ${plan.id} takes back what it can`,
      },
    )
  }
  for (const { number } of listRuns(place)
    .filter((run) => run.plan === plan.id)
    .slice(-2))
    dropRun(place, number)
}
