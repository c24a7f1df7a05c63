import {
  splitShellLine,
  type CommandRole,
  type Evidence,
  type Workspace,
  type WorkspaceCommand,
} from '@groundcrew/core/workspace'
import { findTaskRunner, roleNames, type TaskRunner } from './task-runners.ts'

export interface Routed {
  readonly workspace: Workspace
  /** The commands that each command of a task runner stands for, by its id. */
  readonly covers: ReadonlyMap<string, readonly WorkspaceCommand[]>
}

const roles: readonly CommandRole[] = ['format', 'lint', 'typecheck', 'build', 'test']

/**
 * The workspace with the scripts of its members run by the task runner that the repository has (turbo, nx, moon), which knows their order
 * and remembers what it ran. A script of the root that calls the task runner itself stays what it is.
 */
export async function routeThroughRunner(workspace: Workspace): Promise<Routed> {
  const runner = await findTaskRunner(workspace)
  if (runner === undefined) return { workspace, covers: new Map() }
  const covers = new Map<string, readonly WorkspaceCommand[]>()
  const routed: WorkspaceCommand[] = []
  for (const role of roles) {
    if (workspace.commands.some((entry) => entry.role === role && entry.coversMembers)) continue
    for (const task of await tasksOf(role, runner, workspace)) {
      const command = toCommand(role, task, { runner, workspace })
      routed.push(command)
      covers.set(command.id, task.members)
    }
  }
  const covered = new Set([...covers.values()].flat().map(({ id }) => id))
  const names = new Set(routed.map(({ label }) => label))
  const rest = workspace.commands.filter((entry) => !covered.has(entry.id) && !isPartOf(names, entry))
  return { workspace: { ...workspace, commands: [...rest, ...routed] }, covers }
}

/** A script of the root that has nx run these targets in a part of the packages (`nx affected -t test`), or names none of them (`nx test`). */
function isPartOf(names: ReadonlySet<string>, { packageDirectory, invocation }: WorkspaceCommand): boolean {
  if (packageDirectory !== '.' || invocation.kind !== 'script') return false
  const calls = splitShellLine(invocation.body).map(([program, ...args]) => (program === 'nx' ? targetsOf(args) : []))
  return calls.length > 0 && calls.every((targets) => targets.length > 0 && targets.every((name) => names.has(name)))
}

/** Empty for what is none of these calls. */
function targetsOf([verb = '', ...args]: readonly string[]): readonly string[] {
  if (verb !== 'affected') return args.length === 0 ? [verb.replace(/^affected:/, '')] : []
  return args.flatMap((word, at) => {
    const value =
      /^(?:-t|--targets?)=(.+)$/.exec(word)?.[1] ?? (/^(?:-t|--targets?)$/.test(word) ? args[at + 1] : undefined)
    return value?.split(',') ?? []
  })
}

interface Task {
  readonly name: string
  readonly evidence: Evidence
  /** Scripts of packages that it runs. */
  readonly members: readonly WorkspaceCommand[]
}

interface Place {
  readonly runner: TaskRunner
  readonly workspace: Workspace
}

/** Those that scripts of members stand for, and for a role without any that which is named for it. */
async function tasksOf(role: CommandRole, runner: TaskRunner, { commands }: Workspace): Promise<readonly Task[]> {
  const byName = new Map<string, Task>()
  for (const entry of commands) {
    const isMember = entry.role === role && entry.packageDirectory !== '.' && entry.invocation.kind === 'script'
    const evidence = isMember ? await runner.taskOf(entry) : undefined
    if (evidence === undefined) continue
    const task = byName.get(entry.label) ?? { name: entry.label, evidence, members: [] }
    byName.set(entry.label, { ...task, members: [...task.members, entry] })
  }
  const scripted = [...byName.values()].map((task): Task => ({
    ...task,
    members: task.members.filter(({ writes }) => !writes),
  }))
  if (scripted.length > 0) return scripted.filter(({ members }) => members.length > 0)
  // A target that a plugin infers has no script; the tools that would be guessed for its packages are what it runs.
  const inferred = runner.name === 'nx' ? [...runner.tasks].find(([name]) => roleNames[role]?.test(name)) : undefined
  if (inferred === undefined) return []
  const [name, evidence] = inferred
  return [
    { name, evidence, members: commands.filter((entry) => entry.role === role && entry.packageDirectory !== '.') },
  ]
}

function toCommand(
  role: CommandRole,
  { name, evidence, members }: Task,
  { runner, workspace }: Place,
): WorkspaceCommand {
  const writers = workspace.commands.filter(
    (entry) => entry.label === name && entry.packageDirectory !== '.' && entry.writes,
  )
  const directories = writers.length === 0 ? undefined : members.map(({ packageDirectory }) => packageDirectory)
  return {
    id: `${role}:.:${runner.name}:${name}`,
    role,
    packageDirectory: '.',
    ecosystem: 'npm',
    label: name,
    invocation: { kind: 'argv', argv: runner.argv(name, directories) },
    cwd: '.',
    environment: {},
    why: `${runner.name} runs it in ${members.length === 0 ? 'the packages' : `${members.length} of the packages`} that have it`,
    evidence,
    program: runner.name,
    programSource: 'node_modules',
    writes: false,
    coversMembers: true,
    alsoRuns: [],
  }
}
