import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import {
  entriesOf,
  execArgv,
  parseJson,
  stringOf,
  type CommandRole,
  type Evidence,
  type SourceNode,
  type Workspace,
  type WorkspaceCommand,
} from '@groundcrew/core/workspace'
import { readMoonTasks } from './moon-tasks.ts'

export type RunnerName = 'turbo' | 'nx' | 'moon'

/** A task runner that the repository has, with the tasks that it knows. */
export interface TaskRunner {
  readonly name: RunnerName
  readonly evidence: Evidence
  /** Tasks that it has for packages in general, each with the line that names it. */
  readonly tasks: ReadonlyMap<string, Evidence>
  /** What makes the script of a package a task; undefined where it is none. */
  readonly taskOf: (script: WorkspaceCommand) => Promise<Evidence | undefined>
  /** As the files say: by the package manager. */
  readonly argv: (task: string, directories: readonly string[] | undefined) => readonly [string, ...string[]]
}

/** The first of them that stands at the root. */
export async function findTaskRunner(workspace: Workspace): Promise<TaskRunner | undefined> {
  for (const { name, evidence } of workspace.orchestrators) {
    if (evidence.file.replace(/^\.moon\//, '').includes('/')) continue
    if (name === 'turbo') return readTurbo(workspace, evidence)
    if (name === 'nx') return readNx(workspace, evidence)
    if (name === 'moon') return moonRunner(workspace, evidence)
  }
  return undefined
}

async function readTurbo(workspace: Workspace, evidence: Evidence): Promise<TaskRunner> {
  const tasks = await turboTasks(workspace, evidence.file)
  return {
    name: 'turbo',
    evidence,
    tasks,
    taskOf: async ({ label, packageDirectory }) => {
      const name = workspace.packages.find(({ directory }) => directory === packageDirectory)?.name ?? ''
      const own = path.posix.join(packageDirectory, 'turbo.json')
      const isOwn = existsSync(path.join(workspace.root, own))
      return (
        tasks.get(label) ??
        tasks.get(`${name}#${label}`) ??
        (isOwn ? (await turboTasks(workspace, own)).get(label) : undefined)
      )
    },
    argv: (task, directories) =>
      start(workspace, 'turbo', [
        'run',
        task,
        // All causes are wanted, and of what is replayed the output that tells how many tests ran.
        '--continue',
        '--output-logs=full',
        ...(directories ?? []).map((directory) => `--filter=./${directory}`),
      ]),
  }
}

async function turboTasks(workspace: Workspace, file: string): Promise<ReadonlyMap<string, Evidence>> {
  const table = entriesOf(await readJson(workspace, file))
  const tasks = table.find(({ key }) => key === 'tasks' || key === 'pipeline')
  return new Map(entriesOf(tasks?.value).map(({ key, line }) => [key, { file, line }]))
}

/** Targets that plugins of nx infer where their options give no other name. */
const inferredTargets: Readonly<Record<string, readonly string[]>> = {
  '@nx/eslint/plugin': ['lint'],
  '@nx/jest/plugin': ['test'],
  '@nx/vite/plugin': ['build', 'test', 'typecheck'],
  '@nx/vitest': ['test'],
  '@nx/js/typescript': ['build', 'typecheck'],
  '@nx/webpack/plugin': ['build'],
  '@nx/rollup/plugin': ['build'],
  '@nx/next/plugin': ['build'],
}

async function readNx(workspace: Workspace, evidence: Evidence): Promise<TaskRunner> {
  const settings = await readJson(workspace, evidence.file)
  const table = entriesOf(settings)
  const names = [...inferredBy(table.find(({ key }) => key === 'plugins')?.value)]
  const defaults = entriesOf(table.find(({ key }) => key === 'targetDefaults')?.value)
  for (const { key, line } of defaults) names.push([key, line])
  const known = new Map(names.map(([name, line]) => [name, { ...evidence, line }] as const))
  return {
    name: 'nx',
    evidence,
    tasks: known,
    // Every script is one, named or not.
    taskOf: async ({ label }) => await Promise.resolve(known.get(label) ?? evidence),
    argv: (task, directories) =>
      start(workspace, 'nx', [
        'run-many',
        '-t',
        task,
        '--outputStyle=static',
        ...(directories === undefined ? [] : [`--projects=${directories.join(',')}`]),
      ]),
  }
}

function inferredBy(plugins: SourceNode | undefined): readonly (readonly [name: string, line: number])[] {
  return (plugins?.kind === 'list' ? plugins.items : []).flatMap((item) => {
    const entries = entriesOf(item)
    const name = stringOf(item) ?? stringOf(entries.find(({ key }) => key === 'plugin')?.value) ?? ''
    const options = entriesOf(entries.find(({ key }) => key === 'options')?.value)
    const named = options.filter(({ key }) => /^(?:t|(?:test|build|typecheck|lint)T)argetName$/.test(key))
    if (named.length === 0) return (inferredTargets[name] ?? []).map((target) => [target, item.line] as const)
    return named.flatMap(({ value, line }) => {
      const target = stringOf(value)
      return target === undefined ? [] : [[target, line] as const]
    })
  })
}

async function moonRunner(workspace: Workspace, evidence: Evidence): Promise<TaskRunner> {
  const taskOf = await readMoonTasks(workspace.root)
  return {
    name: 'moon',
    evidence,
    tasks: new Map(),
    taskOf: async ({ packageDirectory, label }) => await taskOf(packageDirectory, label),
    argv: (task) => start(workspace, 'moon', ['run', `:${task}`]),
  }
}

function start(workspace: Workspace, program: RunnerName, args: readonly string[]): readonly [string, ...string[]] {
  const root = workspace.packages.find(({ directory, ecosystem }) => directory === '.' && ecosystem === 'npm')
  const isDeclared = root?.dependencies.some(({ name }) => name === program || name === packageNames[program]) === true
  // One that the repository does not install is taken from the machine.
  if (!isDeclared) return [program, ...args]
  const manager = workspace.packageManagers.find(
    ({ ecosystem, directory }) => ecosystem === 'npm' && directory === '.',
  )?.name
  const [first, ...rest] = execArgv(
    manager === 'pnpm' || manager === 'yarn' || manager === 'bun' ? manager : 'npm',
    program,
    args,
  )
  return [first, ...rest]
}

const packageNames: Readonly<Partial<Record<RunnerName, string>>> = { moon: '@moonrepo/cli' }

async function readJson({ root }: Workspace, file: string): Promise<SourceNode | undefined> {
  const text = readFileSync(path.join(root, file), 'utf8')
  return (await parseJson(text.replace(/^\uFEFF/, ''), 'jsonc')).node
}

/** Names that a task for a role goes by, the usual first. */
export const roleNames: Readonly<Partial<Record<CommandRole, RegExp>>> = {
  format: /^(?:format:check|check:format|check-format|format-check|prettier:check)$/,
  lint: /^(?:lint|eslint)$/,
  typecheck: /^(?:type-?check|check-types|check:types|types|tsc)$/,
  build: /^(?:build|compile)$/,
  test: /^(?:tests?|test:unit|unit)$/,
}
