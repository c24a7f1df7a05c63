import { ToolError, type Io } from '@groundcrew/core/cli'
import { openCache, type CachedResult, type OpenCache } from './cache/open-cache.ts'
import type { LastRun } from './cache/result-cache.ts'
import { isFailure, orderSteps } from './order.ts'
import type { Inspection } from './read-plan.ts'
import type { LeftOut, Plan, Step, StepReport } from './report.ts'
import { reportBase } from './run-step.ts'
import {
  findAffectedTests,
  isLong,
  narrowTestSteps,
  narrowToChange,
  putAffectedFirst,
  type ChangeOptions,
  type Narrowed,
} from './scope.ts'
import { selectSteps, type Selection } from './select.ts'

/** The gate itself; what comes before every other step. */
export const doctorStep = { id: 'doctor', role: 'doctor' } as const

export interface WorkOptions extends ChangeOptions {
  readonly selection: Selection
  readonly isQuick: boolean
  readonly isFresh: boolean
  readonly isFailedOnly: boolean
  readonly budgetMs: number | undefined
  readonly ownFiles: readonly string[]
}

export interface WorkPlace {
  readonly options: WorkOptions
  readonly workTree: string
  readonly startedAtMs: number
}

/** What is to be done in a run. */
export interface Work {
  /** In the order in which they are started. */
  readonly steps: readonly Step[]
  /** The reports of those that need not run, by id. */
  readonly known: ReadonlyMap<string, StepReport>
  readonly leftOut: readonly LeftOut[]
  /** Of `--failed`: the ids of steps that did not fail, and of which nothing is known on the files as they are now. */
  readonly unproven: readonly string[]
  readonly cache: OpenCache | undefined
}

/** Which of the plan's steps a run takes, in which order, and which of them passed before on the same files. Throws NOTHING_FAILED and usage errors. */
export async function decideWork(
  io: Io,
  inspection: Inspection,
  { options, workTree, startedAtMs }: WorkPlace,
): Promise<Work> {
  const { steps: narrowed, leftOut } = await narrowPlan(io, inspection, options)
  const { ownFiles, budgetMs, isFresh, isQuick } = options
  const cache = await openCache(inspection, { io, steps: narrowed, workTree, startedAtMs, ownFiles })
  const lastRun = (step: Step): LastRun | undefined => cache?.lastRun(step)
  const wanted = options.isFailedOnly ? failedSteps(narrowed, lastRun) : narrowed
  const ordered = orderSteps(wanted, lastRun, budgetMs)
  const known = new Map(isFresh ? [] : ordered.flatMap((step) => cachedReport(step, cache?.find(step))))
  const long = isQuick ? [] : ordered.filter((step) => !known.has(step.id) && isLong(step, lastRun(step)))
  const steps = await putAffectedFirst(io, ordered, { ...inspection, options, long })
  const unproven = options.isFailedOnly
    ? narrowed.filter((step) => !wanted.includes(step) && cache?.find(step) === undefined).map(({ id }) => id)
    : []
  return { steps, known, leftOut, unproven, cache }
}

export function chooseSteps(plan: Plan, selection: Selection): readonly (Step | typeof doctorStep)[] {
  const chosen = selectSteps([doctorStep, ...plan.steps], selection)
  if (chosen.length > 0) return chosen
  throw new ToolError('NOTHING_CHOSEN', '--only and --skip leave no step', { hint: 'preflight --list', exitCode: 2 })
}

/** The chosen steps that the change reaches, and with `isQuick` of the tests only those. */
async function narrowPlan(io: Io, { plan, workspace }: Inspection, options: WorkOptions): Promise<Narrowed> {
  const chosen = chooseSteps(plan, options.selection)
  const steps = plan.steps.filter((step) => chosen.includes(step))
  const isAboutChange = options.isStaged || options.since !== undefined
  const byPackage = isAboutChange ? await narrowToChange(io, steps, { workspace, options }) : { steps, leftOut: [] }
  if (!options.isQuick || !byPackage.steps.some(({ role }) => role === 'test')) return byPackage
  const tests = await findAffectedTests(io, options)
  if (tests === undefined) return byPackage
  const byTest = narrowTestSteps(byPackage.steps, workspace, tests)
  return { steps: byTest.steps, leftOut: [...byPackage.leftOut, ...byTest.leftOut] }
}

function failedSteps(steps: readonly Step[], lastRun: (step: Step) => LastRun | undefined): readonly Step[] {
  const failed = steps.filter((step) => isFailure(lastRun(step)))
  if (failed.length > 0) return failed
  const hasRun = steps.some((step) => lastRun(step) !== undefined)
  const what = hasRun ? 'no step failed the last time' : 'no step has run here yet'
  throw new ToolError('NOTHING_FAILED', what, { hint: 'preflight runs all of them' })
}

/** The report of a step that need not run, by its id. */
function cachedReport(step: Step, result: CachedResult | undefined): readonly (readonly [string, StepReport])[] {
  if (result === undefined) return []
  const { at, durationMs, tests } = result
  const report = {
    ...reportBase(step, { isStaged: false }),
    state: 'passed',
    startMs: 0,
    durationMs: 0,
    cached: { at, durationMs },
    ...(tests === undefined ? {} : { tests }),
  } as const
  return [[step.id, report]]
}
