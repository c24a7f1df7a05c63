import path from 'node:path'
import type {
  Ecosystem,
  Evidence,
  PackageManager,
  Requirement,
  Workspace,
  WorkspaceCommand,
} from '@groundcrew/core/workspace'
import { definitionOf, definitionOfProgram, type ToolDefinition } from './definitions.ts'

/** A tool that the repository asks for, and everything that asks. */
export interface ToolNeed {
  readonly definition: ToolDefinition
  /** Names on PATH that are called; empty where any program of the tool will do. */
  readonly programs: readonly string[]
  /** A program that the repository carries (`./gradlew`), relative to the root. */
  readonly carried: string | undefined
  readonly requirements: readonly Requirement[]
  /** The lines that start it; empty where it is only mentioned with a version. */
  readonly askedBy: readonly Evidence[]
  /** The commands that cannot start without it. */
  readonly commands: readonly WorkspaceCommand[]
}

/** What runs the programs of an ecosystem, whichever they are. */
const runtimesByEcosystem: Partial<Record<Ecosystem, string>> = {
  npm: 'node',
  python: 'python',
  ruby: 'ruby',
  php: 'php',
  cargo: 'rust',
  maven: 'java',
  gradle: 'java',
}

/** The tools of a workspace, sorted by name: of its requirements, of its commands, and of its package managers. */
export function collectNeeds(workspace: Workspace): readonly ToolNeed[] {
  const collector = new Collector()
  for (const requirement of livingRequirements(workspace)) {
    // A backend of mise such as `npm:prettier` names a package, not a program.
    if (!requirement.tool.includes(':')) collector.at(definitionOf(requirement.tool)).requirements.push(requirement)
  }
  for (const command of workspace.commands) addCommand(collector, command, workspace)
  for (const manager of workspace.packageManagers) addManager(collector, manager)
  return collector.needs()
}

/** A package that the workspace does not list (an example, a fixture) asks for nothing on behalf of the repository. */
function livingRequirements({ requirements, packages }: Workspace): readonly Requirement[] {
  const detached = packages.filter(({ membership }) => membership === 'detached').map(({ directory }) => directory)
  return requirements.filter(
    ({ directory }) => !detached.some((outer) => directory === outer || directory.startsWith(`${outer}/`)),
  )
}

function addCommand(collector: Collector, command: WorkspaceCommand, workspace: Workspace): void {
  const { program, programSource, evidence } = command
  const [first] = command.invocation.argv
  // `pnpm exec vitest` needs pnpm before it needs vitest.
  const called = new Set([...(programSource === 'path' ? [program] : []), ...(first.includes('/') ? [] : [first])])
  for (const name of called) collector.call(name, { evidence, command })
  if (programSource === 'repository') collector.carry(path.posix.join(command.cwd, program), { evidence, command })
  const runtime = runtimeOf(command, workspace.packageManagers)
  if (runtime === undefined) return
  const need = collector.at(definitionOf(runtime))
  need.askedBy.push(evidence)
  need.commands.push(command)
}

function runtimeOf({ ecosystem }: WorkspaceCommand, managers: readonly PackageManager[]): string | undefined {
  if (ecosystem === 'generic') return undefined
  const runtime = runtimesByEcosystem[ecosystem]
  return runtime !== undefined && !bringsRuntime(ecosystem, managers) ? runtime : undefined
}

/** bun is its own runtime, and uv fetches the interpreter that it needs. */
function bringsRuntime(ecosystem: Ecosystem, managers: readonly PackageManager[]): boolean {
  const names = managers.filter((manager) => manager.ecosystem === ecosystem).map(({ name }) => name)
  return names.length > 0 && names.every((name) => name === 'bun' || name === 'uv')
}

function addManager(collector: Collector, manager: PackageManager): void {
  const [program] = manager.installCommand
  const { evidence, ecosystem, directory } = manager
  // The Python of a virtual environment is found as Python.
  const isPython = ecosystem === 'python' && program.includes('/')
  if (isPython) collector.at(definitionOf('python')).askedBy.push(evidence)
  else if (program.includes('/')) collector.carry(path.posix.join(directory, program), { evidence })
  else collector.call(program, { evidence })
  const runtime = runtimesByEcosystem[ecosystem]
  if (runtime !== undefined && !bringsRuntime(ecosystem, [manager]))
    collector.at(definitionOf(runtime)).askedBy.push(evidence)
}

interface Asker {
  readonly evidence: Evidence
  readonly command?: WorkspaceCommand
}

interface GrowingNeed {
  readonly definition: ToolDefinition
  readonly programs: Set<string>
  carried: string | undefined
  readonly requirements: Requirement[]
  readonly askedBy: Evidence[]
  readonly commands: WorkspaceCommand[]
}

class Collector {
  readonly #needs = new Map<string, GrowingNeed>()

  at(definition: ToolDefinition): GrowingNeed {
    const known = this.#needs.get(definition.name)
    if (known !== undefined) return known
    const need = {
      definition,
      programs: new Set<string>(),
      carried: undefined,
      requirements: [],
      askedBy: [],
      commands: [],
    }
    this.#needs.set(definition.name, need)
    return need
  }

  /** A program on PATH is called. */
  call(program: string, { evidence, command }: Asker): void {
    const need = this.at(definitionOfProgram(program))
    need.programs.add(program)
    need.askedBy.push(evidence)
    if (command !== undefined) need.commands.push(command)
  }

  /** A program of the repository is called. */
  carry(file: string, { evidence, command }: Asker): void {
    const need = this.at({ ...definitionOf(path.posix.basename(file)), name: `./${file}` })
    need.carried = file
    need.askedBy.push(evidence)
    if (command !== undefined) need.commands.push(command)
  }

  needs(): readonly ToolNeed[] {
    const needs = [...this.#needs.values()].map((need) => ({
      ...need,
      programs: [...need.programs].sort(),
      askedBy: uniqueLines(need.askedBy),
      commands: [...new Set(need.commands)],
    }))
    return needs.sort((left, right) => (left.definition.name < right.definition.name ? -1 : 1))
  }
}

export function uniqueLines(lines: readonly Evidence[]): readonly Evidence[] {
  return [...new Map(lines.map((line) => [`${line.file}:${line.line}`, line])).values()]
}
