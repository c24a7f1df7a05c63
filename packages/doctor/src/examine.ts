import {
  readMachineNeeds,
  readWorkspace,
  resolveCommands,
  type MachineNeeds,
  type Workspace,
} from '@groundcrew/core/workspace'
import { composeChecks } from './checks/compose.ts'
import { configuredGitChecks } from './checks/configured-hooks.ts'
import { declaredChecks, readDeclaredChecks } from './checks/declared.ts'
import { dependencyChecks } from './checks/dependencies.ts'
import { diskChecks } from './checks/disk.ts'
import { envChecks } from './checks/env.ts'
import { gitChecks } from './checks/git.ts'
import { installChecks } from './checks/install.ts'
import { portChecks } from './checks/port.ts'
import { programChecks } from './checks/program.ts'
import { serviceChecks } from './checks/service.ts'
import { toolChecks } from './checks/tool.ts'
import { toolchainChecks } from './checks/toolchain.ts'
import { versionChecks } from './checks/version.ts'
import { workspaceChecks } from './checks/workspace.ts'
import type { CheckFamily, Listing, RepositoryState } from './context.ts'
import type { DoctorOptions } from './doctor.ts'
import { skip, unknown } from './finding.ts'
import { inTime, makeChecks, type Limit } from './make-checks.ts'
import { openMemory } from './memory.ts'
import { Prober } from './probe.ts'
import { inRepairOrder } from './repair-order.ts'
import { checkStates, type Check, type CheckState, type DoctorReport, type Finding } from './report.ts'
import { selectChecks } from './select-checks.ts'

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
  programChecks,
  serviceChecks,
  toolChecks,
  toolchainChecks,
  versionChecks,
  workspaceChecks,
]

/** Those that open connections, if only to this machine. */
const connecting: ReadonlySet<CheckFamily> = new Set([serviceChecks, portChecks])

export interface Examination extends DoctorOptions {
  readonly startedAt: number
  /** For git, programs and connections. */
  readonly waiting: Limit
  /** For what only reads files: later, so that a busy processor does not take the answer. */
  readonly reading: Limit
  /** Aborts when programs that are still asked have to be stopped. */
  readonly probing: AbortSignal
  readonly repository: RepositoryState
  readonly root: string
  readonly listing: Promise<Listing>
}

/** Makes the checks that the repository gives reason for. */
export async function examine(examination: Examination): Promise<DoctorReport> {
  const {
    root,
    repository,
    listing,
    env,
    now,
    only,
    waiting,
    reading,
    signal,
    startedAt,
    isOffline = false,
  } = examination
  const memory = await openMemory(repository)
  const prober = new Prober(env, examination.probing, memory)
  const [read, declared] = await Promise.all([lookAtWorkspace(root, listing, examination), readDeclaredChecks(root)])
  const context = { root, repository, listing, env, now, prober, declared, only, signal: waiting.signal, ...read }
  const planned = families
    .filter((family) => !isOffline || !connecting.has(family))
    .flatMap((family) => family(context))
  const checks = await makeChecks(selectChecks(planned, { only, isComplete: read.unread === undefined }), reading)
  await prober.settle()
  signal.throwIfAborted()
  await memory.save()
  return {
    root,
    repository: repository.kind === 'found',
    state: worstOf(checks),
    counts: countStates(checks),
    checks,
    toFix: inRepairOrder(checks.filter(({ state }) => state === 'fail')).map(({ id }) => id),
    asksNothing:
      read.unread === undefined &&
      read.workspace.problems.length === 0 &&
      !planned.some(({ id }) => /^(?:tool|install)\./.test(id)),
    durationMs: now() - startedAt,
  }
}

interface ReadWorkspace {
  readonly workspace: Workspace
  readonly machine: MachineNeeds
  readonly unread?: Finding
}

/** Without what the repository is made of the checks of git and of the disk can still be made. */
async function lookAtWorkspace(
  root: string,
  listing: Promise<Listing>,
  { env, waiting, reading }: Examination,
): Promise<ReadWorkspace> {
  const listed = await inTime(listing, waiting)
  const unread = unknown('the files of the repository were not read in time')
  const read = async (): Promise<ReadWorkspace> => {
    if (listed === undefined) return { ...nothingRead(root), unread }
    if (listed.kind === 'listed') {
      const { files } = listed.list
      const workspace = await resolveCommands(await readWorkspace(root, { files }), env)
      return { workspace, machine: await readMachineNeeds(workspace, files) }
    }
    const { code, message } = listed.error
    return { ...nothingRead(root), unread: code === 'NO_WORK_TREE' ? skip(message) : unknown(message) }
  }
  return (await inTime(read(), reading)) ?? { ...nothingRead(root), unread }
}

function nothingRead(root: string): ReadWorkspace {
  return { workspace: emptyWorkspace(root), machine: { calledPrograms: [], nativeBuilds: [] } }
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
