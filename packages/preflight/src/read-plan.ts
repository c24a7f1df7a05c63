import { note, ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { listFiles, type FileList } from '@groundcrew/core/repo'
import { count, escapeLine } from '@groundcrew/core/text'
import { readWorkspace, resolveCommands, type Workspace } from '@groundcrew/core/workspace'
import { detectPlan } from './hooks/detect-plan.ts'
import { annotateSteps } from './orchestrators/annotate-steps.ts'
import { routeThroughRunner } from './orchestrators/through-runner.ts'
import { isNamedEndToEnd } from './plan.ts'
import type { Plan } from './report.ts'
import { readRepositoryFacts } from './repository-facts.ts'
import type { RepositoryFacts } from './judge-result.ts'
import { runningVariable } from './run-step.ts'
import { frozenPlan } from './settings/frozen-plan.ts'
import { readSettings, type Settings } from './settings/read-settings.ts'
import type { StagedCheckout } from './staged/check-out.ts'
import { findDependencies, provideDependencies } from './staged/dependencies.ts'
import { withoutGit } from './without-git.ts'

const whatIsLookedFor =
  'preflight looks for package.json scripts, pyproject.toml, go.mod, Cargo.toml, Makefile targets and tool configurations'

export interface Inspection {
  /** The files as they were when the plan was made. */
  readonly list: FileList
  /** What a checkout was given of the work tree's: it is no change of the files. */
  readonly provided: readonly string[]
  /** With which git finds the repository that is checked. */
  readonly gitEnvironment: Io['env']
  readonly settings: Settings
  readonly plan: Plan
  /** As it can start on this machine. */
  readonly workspace: Workspace
  /** Without the task runner of the repository: each command by itself. */
  readonly original: Workspace
  /** As the files say, which is the same on every machine. */
  readonly read: Workspace
  readonly facts: () => Promise<RepositoryFacts>
}

/**
 * The plan of the repository around `io.cwd`, or of what is staged in it. Throws NOTHING_TO_CHECK when nothing can be detected, and RECURSION
 * when this is called by a step of a run on the same files.
 */
export async function readPlan(
  io: Io,
  staged: StagedCheckout | undefined,
  endToEnd: readonly string[] = [],
): Promise<Inspection> {
  const env = staged === undefined ? io.env : withoutGit(io.env)
  const list = await listFiles(staged?.root ?? io.cwd, { env })
  const { root, files } = list
  if (io.env[runningVariable] === root) {
    throw new ToolError('RECURSION', `preflight runs already in ${root}, and one of its steps calls it again`, {
      hint: 'take the call of preflight out of the script that the step runs',
    })
  }
  const found = await readWorkspace(root, { files })
  let provided: readonly string[] = []
  if (staged !== undefined) {
    const submodules = list.tracked?.submodules ?? []
    if (submodules.length > 0)
      note(io, `note: submodules are not in the staged checkout: ${submodules.map(escapeLine).join(', ')}`)
    const directories = ['.', ...found.packages.map(({ directory }) => directory)]
    provided = findDependencies(staged.workTree, directories, files)
    provideDependencies({ from: staged.workTree, to: root }, provided)
  }
  const settings = await readSettings(root)
  const routed = await routeThroughRunner(found)
  const [original, workspace] = await Promise.all([
    resolveCommands(found, io.env),
    resolveCommands(routed.workspace, io.env),
  ])
  const { steps } = settings
  const read = routed.workspace
  const detected = await detectPlan(io, workspace, endToEnd)
  const plan = steps === undefined ? detected : frozenPlan(steps, { read, resolved: workspace }, detected.steps)
  checkEndToEnd(workspace, endToEnd)
  if (plan.steps.length === 0) throw nothingToCheck(workspace, plan, files.length)
  return {
    list,
    provided,
    gitEnvironment: env,
    plan: { ...plan, steps: annotateSteps(plan.steps, { workspace, covers: routed.covers }) },
    settings,
    workspace,
    original,
    read,
    facts: readRepositoryFacts({ files, workspace, env: io.env }),
  }
}

/** Throws a usage error for a name that no end-to-end test has. */
function checkEndToEnd({ commands }: Workspace, names: readonly string[]): void {
  const known = commands.filter(({ role }) => role === 'e2e').map(({ label }) => label)
  const unknown = names.find((name) => !commands.some((entry) => isNamedEndToEnd(entry, [name])))
  if (unknown === undefined) return
  throw usageError(
    `no end-to-end test is named '${unknown}'`,
    known.length === 0
      ? 'none was found; preflight init writes a plan to which one can be added'
      : `known are ${known.join(', ')}`,
  )
}

function nothingToCheck(workspace: Workspace, plan: Plan, fileCount: number): ToolError {
  const remarks = [
    ...workspace.problems.map(({ message }) => message),
    ...plan.leftOut.map(({ command, why }) => `left out: ${command} (${why})`),
  ]
  const seen = [`nothing to check was found in ${workspace.root} (${count(fileCount, 'file')})`, ...remarks.slice(0, 3)]
  return new ToolError('NOTHING_TO_CHECK', seen.join('; '), { hint: whatIsLookedFor })
}
