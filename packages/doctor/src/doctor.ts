import { setMaxListeners } from 'node:events'
import { realpath } from 'node:fs/promises'
import { ToolError, type Environment } from '@groundcrew/core/cli'
import { findRepository } from '@groundcrew/core/repo'
import { readWorkspace, resolveCommands, type Workspace } from '@groundcrew/core/workspace'
import { composeChecks } from './checks/compose.ts'
import { configuredGitChecks } from './checks/configured-hooks.ts'
import { declaredChecks, readDeclaredChecks } from './checks/declared.ts'
import { dependencyChecks } from './checks/dependencies.ts'
import { diskChecks } from './checks/disk.ts'
import { envChecks } from './checks/env.ts'
import { gitChecks } from './checks/git.ts'
import { installChecks } from './checks/install.ts'
import { portChecks } from './checks/port.ts'
import { serviceChecks } from './checks/service.ts'
import { toolChecks } from './checks/tool.ts'
import { versionChecks } from './checks/version.ts'
import { workspaceChecks } from './checks/workspace.ts'
import type { CheckFamily, RepositoryState } from './context.ts'
import { skip, unknown } from './finding.ts'
import { inTime, makeChecks, type Limit } from './make-checks.ts'
import { Prober } from './probe.ts'
import { inRepairOrder } from './repair-order.ts'
import { checkStates, type Check, type CheckState, type DoctorReport, type Finding } from './report.ts'
import { selectChecks } from './select-checks.ts'

export interface DoctorOptions {
  /** Any directory of the repository. */
  readonly cwd: string
  readonly env: Environment
  /** The longest it may take. What is not answered by then is `unknown`. */
  readonly budgetMs: number
  /** Ids or families of checks; empty for all. */
  readonly only: readonly string[]
  /** No connection is made, not even to a port of this machine. */
  readonly isOffline?: boolean
  readonly signal: AbortSignal
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Programs that hang are stopped after this part of the budget, so that each check can still say what it knows without them. */
const probingShare = 0.8

const families: readonly CheckFamily[] = [
  composeChecks,
  configuredGitChecks,
  declaredChecks,
  dependencyChecks,
  diskChecks,
  envChecks,
  gitChecks,
  installChecks,
  portChecks,
  serviceChecks,
  toolChecks,
  versionChecks,
  workspaceChecks,
]

/** Those that open connections, if only to this machine. */
const connecting: ReadonlySet<CheckFamily> = new Set([serviceChecks, portChecks])

/**
 * Compares what the repository around `cwd` asks for with what this machine and this checkout have. It changes nothing, and
 * goes to no network. Throws a usage error when `only` names no check.
 */
export async function doctor(options: DoctorOptions): Promise<DoctorReport> {
  const startedAt = options.now()
  const { env, now, budgetMs } = options
  const limit: Limit = { signal: stopAfter(budgetMs, options.signal), budgetMs }
  const prober = new Prober(env, stopAfter(budgetMs * probingShare, options.signal))
  const repository = await lookForRepository(options)
  const root = repository.kind === 'found' ? (repository.repository.root ?? options.cwd) : await realpath(options.cwd)
  const read = await lookAtWorkspace(root, env, limit)
  const declared = await readDeclaredChecks(root)
  const context = { root, repository, env, now, prober, declared, only: options.only, signal: limit.signal, ...read }
  const planned = families
    .filter((family) => options.isOffline !== true || !connecting.has(family))
    .flatMap((family) => family(context))
  const checks = await makeChecks(
    selectChecks(planned, { only: options.only, isComplete: read.unread === undefined }),
    limit,
  )
  await prober.settle()
  options.signal.throwIfAborted()
  return {
    root,
    repository: repository.kind === 'found',
    state: worstOf(checks),
    counts: countStates(checks),
    checks,
    toFix: inRepairOrder(checks.filter(({ state }) => state === 'fail')).map(({ id }) => id),
    durationMs: now() - startedAt,
  }
}

function stopAfter(ms: number, signal: AbortSignal): AbortSignal {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(Math.max(1, Math.floor(ms)))])
  // One listener for each check and each program.
  setMaxListeners(0, stop)
  return stop
}

async function lookForRepository({ cwd, env }: DoctorOptions): Promise<RepositoryState> {
  try {
    const repository = await findRepository(cwd, env)
    return repository === undefined ? { kind: 'none' } : { kind: 'found', repository }
  } catch (error) {
    if (error instanceof ToolError) return { kind: 'refused', error }
    throw error
  }
}

interface ReadWorkspace {
  readonly workspace: Workspace
  readonly unread?: Finding
}

/** Without what the repository is made of the checks of git and of the disk can still be made. */
async function lookAtWorkspace(root: string, env: Environment, limit: Limit): Promise<ReadWorkspace> {
  try {
    const workspace = await inTime(
      readWorkspace(root).then(async (read) => resolveCommands(read, env)),
      limit,
    )
    if (workspace !== undefined) return { workspace }
    return { workspace: emptyWorkspace(root), unread: unknown('the files of the repository were not read in time') }
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    const { code, message } = error
    return { workspace: emptyWorkspace(root), unread: code === 'NO_WORK_TREE' ? skip(message) : unknown(message) }
  }
}

function emptyWorkspace(root: string): Workspace {
  return {
    root,
    fileCount: 0,
    languages: [],
    packages: [],
    packageManagers: [],
    requirements: [],
    commands: [],
    services: [],
    environmentVariables: [],
    largeFiles: [],
    mentionedVersions: [],
    addresses: [],
    processes: [],
    orchestrators: [],
    problems: [],
  }
}

/** What could not be told outranks what is bad: the report is then incomplete. */
function worstOf(checks: readonly Check[]): DoctorReport['state'] {
  for (const state of ['unknown', 'fail', 'warn'] as const) {
    if (checks.some((check) => check.state === state)) return state
  }
  return 'ok'
}

function countStates(checks: readonly Check[]): Record<CheckState, number> {
  const counts: Record<CheckState, number> = { ok: 0, warn: 0, fail: 0, unknown: 0, skip: 0 }
  for (const state of checkStates) counts[state] = checks.filter((check) => check.state === state).length
  return counts
}
