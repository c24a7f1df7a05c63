import { usageError } from '@groundcrew/core/cli'
import { joinPlanned, nothingPlanned, parts, type Action, type Part, type Planned } from './action.ts'
import { hashOf, type Checkout } from './checkout.ts'
import { askDoctor, type DoctorCheck } from './doctor-answer.ts'
import type { Journal } from './journal.ts'
import type { PlanContext } from './parts/context.ts'
import { planDependencies } from './parts/dependencies.ts'
import { planEnvironmentFiles } from './parts/environment-files.ts'
import { planGitHooks } from './parts/git-hooks.ts'
import { planLargeFiles } from './parts/large-files.ts'
import { planMigrations } from './parts/migrations.ts'
import { planRuntime } from './parts/runtime.ts'
import { planServices } from './parts/services.ts'
import { planSubmodules } from './parts/submodules.ts'

export interface Selection {
  readonly only: readonly string[]
  readonly skip: readonly string[]
  /** The repository's own git hooks are installed when they are asked for. */
  readonly hooks: boolean
}

export interface Plan extends Omit<Planned, 'actions'> {
  readonly todo: readonly Action[]
  readonly upToDate: readonly string[]
}

const planners: Readonly<Record<Part, (context: PlanContext) => Promise<Planned>>> = {
  submodules: planSubmodules,
  'large-files': planLargeFiles,
  runtime: planRuntime,
  dependencies: planDependencies,
  environment: planEnvironmentFiles,
  services: planServices,
  migrations: planMigrations,
  hooks: planGitHooks,
}

interface PlanOptions {
  readonly checkout: Checkout
  readonly journal: Journal
  readonly isOffline: boolean
  readonly selection: Selection
}

/**
 * What there is to do. What the journal knows to be done is not looked at again; of the rest, what doctor finds well was done by
 * somebody else, and is written down as such.
 */
export async function planBootstrap({ checkout, journal, isOffline, selection }: PlanOptions): Promise<Plan> {
  let answer: Promise<readonly DoctorCheck[] | undefined> | undefined
  const doctor = async (): Promise<readonly DoctorCheck[] | undefined> => {
    answer ??= askDoctor(checkout, ['--only', 'tool,install'])
    return answer
  }
  const context: PlanContext = { ...checkout, isOffline, doctor }
  const wanted = selectParts(selection)
  const planned = joinPlanned(await Promise.all(wanted.map(async (part) => planPart(part, context, journal))))
  const todo: Action[] = []
  const upToDate: string[] = []
  for (const action of inOrder(planned.actions)) {
    const left = await withoutDone(action, journal, doctor)
    if (left === undefined) upToDate.push(action.id)
    else todo.push(left)
  }
  return { todo, upToDate, needs: planned.needs, remarks: planned.remarks }
}

function selectParts({ only, skip, hooks }: Selection): readonly Part[] {
  const wrong = [...only, ...skip].find((name) => !parts.some((part) => part === name))
  if (wrong !== undefined) throw usageError(`no part is named '${wrong}'`, `the parts are ${parts.join(', ')}`)
  return parts.filter((part) => {
    if (skip.includes(part)) return false
    if (only.length > 0) return only.includes(part)
    return part !== 'hooks' || hooks
  })
}

/** The versions of tools are compared once for each PATH and each set of requirements. */
async function planPart(part: Part, context: PlanContext, journal: Journal): Promise<Planned> {
  if (part !== 'runtime') return planners[part](context)
  const { workspace, env } = context
  const asked = JSON.stringify([workspace.requirements, workspace.commands.map(({ program }) => program)])
  const compared: Action = {
    id: 'runtime',
    part,
    reason: '',
    effect: 'read',
    evidence: [],
    steps: [],
    key: hashOf([asked, env['PATH'] ?? '', env['NVM_DIR'] ?? '']),
    witnesses: [],
  }
  if (await journal.isDone(compared)) return nothingPlanned
  const planned = await planRuntime(context)
  const isWell = planned.actions.length + planned.needs.length + planned.remarks.length === 0
  if (isWell) await journal.record(compared)
  return planned
}

function inOrder(actions: readonly Action[]): readonly Action[] {
  return parts.flatMap((part) => actions.filter((action) => action.part === part))
}

/** Parts whose planner has looked at the checkout itself: an action of theirs is always to be done. */
const lookedAt: ReadonlySet<Part> = new Set(['submodules', 'large-files', 'runtime', 'environment', 'services'])

/** The action with the reason why it is to be done; undefined where it is done. */
async function withoutDone(
  action: Action,
  journal: Journal,
  doctor: () => Promise<readonly DoctorCheck[] | undefined>,
): Promise<Action | undefined> {
  if (lookedAt.has(action.part)) return action
  if (await journal.isDone(action)) return undefined
  if (action.part !== 'dependencies') return action
  const id = action.id.replace(/^dependencies:/, 'install.')
  const check = (await doctor())?.find((candidate) => candidate.id === id)
  if (check === undefined) return action
  if (check.state !== 'ok') return { ...action, reason: check.message }
  await journal.record(action)
  return undefined
}
