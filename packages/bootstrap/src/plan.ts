import { existsSync } from 'node:fs'
import path from 'node:path'
import { usageError } from '@groundcrew/core/cli'
import { joinPlanned, nothingPlanned, parts, type Action, type Need, type Part, type Planned } from './action.ts'
import { hashOfFiles, type Checkout } from './checkout.ts'
import { askDoctor, installCheckOf, type DoctorCheck } from './doctor-answer.ts'
import type { Journal } from './journal.ts'
import type { PlanContext } from './parts/context.ts'
import { planBuilds } from './parts/builds.ts'
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
  /** Runtimes that an earlier run has installed, and that are not first on PATH: the commands of this run still get them. */
  readonly installed: readonly Action[]
}

const planners: Readonly<Record<Part, (context: PlanContext) => Promise<Planned>>> = {
  submodules: planSubmodules,
  'large-files': planLargeFiles,
  runtime: planRuntime,
  dependencies: planDependencies,
  builds: planBuilds,
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
    answer ??= askDoctor(checkout, ['--only', 'tool,install,toolchain,dependencies.builds,dependencies.native'])
    return answer
  }
  const context: PlanContext = { ...checkout, isOffline, doctor }
  const wanted = selectParts(selection)
  const planned = joinPlanned(await Promise.all(wanted.map(async (part) => planPart(part, context, journal))))
  const todo: Action[] = []
  const upToDate: string[] = []
  const installed: Action[] = []
  for (const action of inOrder(planned.actions)) {
    if (action.part === 'runtime' && (await journal.isDone(action))) {
      installed.push(action)
      upToDate.push(action.id)
      continue
    }
    // What is there was installed for the Python that is there now.
    const isForNewRuntime =
      todo.some(({ id }) => id === 'runtime:python') && action.id.startsWith('dependencies:python')
    const left = isForNewRuntime ? action : await withoutDone(action, journal, doctor)
    if (left === undefined) upToDate.push(action.id)
    else todo.push(left)
  }
  const needs = [...planned.needs, ...installed.map(activationNeed)]
  return { todo, upToDate, installed, needs, remarks: planned.remarks }
}

function activationNeed({ id, reason, evidence }: Action): Need {
  return { id, message: `it is installed, and not first on PATH: ask the user to activate it (${reason})`, evidence }
}

/** Parts that can be looked at once more when their command has ended well, which is no proof. */
const provable: ReadonlySet<Part> = new Set(['submodules', 'large-files'])

/** Whether what an action was for is still so. */
export async function isStillToDo({ id, part }: Action, context: PlanContext): Promise<boolean> {
  if (!provable.has(part)) return false
  return (await planners[part](context)).actions.some((action) => action.id === id)
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

/**
 * For what doctor compares, which costs more than everything else: what the repository asks for, and what stands for the machine. It is compared
 * again when one of them changes.
 */
async function whatIsCompared(part: 'runtime' | 'builds', { root, workspace, env }: PlanContext): Promise<Action> {
  const asked = [workspace.requirements, workspace.commands.map(({ program }) => program)]
  const lockfiles = workspace.packageManagers.flatMap(({ lockfile }) => lockfile ?? [])
  const installed = workspace.packageManagers
    .filter(({ ecosystem }) => ecosystem === 'npm')
    .map(({ directory }) => path.posix.join(directory, 'node_modules'))
  const isBuilds = part === 'builds'
  const machine = [env['PATH'] ?? '', env['NVM_DIR'] ?? '', ...(isBuilds ? [process.version] : [])]
  return {
    id: part,
    part,
    reason: '',
    effect: 'read',
    evidence: [],
    steps: [],
    key: await hashOfFiles(root, isBuilds ? lockfiles : [], [JSON.stringify(asked), ...machine]),
    witnesses: isBuilds ? installed.filter((directory) => existsSync(path.join(root, directory))) : [],
  }
}

async function planPart(part: Part, context: PlanContext, journal: Journal): Promise<Planned> {
  if (part !== 'runtime' && part !== 'builds') return planners[part](context)
  const compared = await whatIsCompared(part, context)
  if (await journal.isDone(compared)) return nothingPlanned
  const planned = await planners[part](context)
  const isWell = planned.actions.length + planned.needs.length + planned.remarks.length === 0
  if (isWell) await journal.record(compared)
  return planned
}

function inOrder(actions: readonly Action[]): readonly Action[] {
  return parts.flatMap((part) => actions.filter((action) => action.part === part))
}

/** Parts whose planner has looked at the checkout itself: an action of theirs is always to be done. */
const lookedAt: ReadonlySet<Part> = new Set([
  'submodules',
  'large-files',
  'runtime',
  'builds',
  'environment',
  'services',
])

/** The action with the reason why it is to be done; undefined where it is done. */
async function withoutDone(
  action: Action,
  journal: Journal,
  doctor: () => Promise<readonly DoctorCheck[] | undefined>,
): Promise<Action | undefined> {
  if (lookedAt.has(action.part)) return action
  if (await journal.isDone(action)) return undefined
  if (action.part !== 'dependencies') return action
  // The packages may all be there, and their install scripts have not run.
  if (journal.isBegun(action)) return { ...action, reason: 'an earlier run did not bring it to its end' }
  const id = installCheckOf(action.id)
  const check = (await doctor())?.find((candidate) => candidate.id === id)
  if (check === undefined) return action
  if (check.state !== 'ok') return { ...action, reason: check.message }
  await journal.record(action)
  return undefined
}
