import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { findProgram, type Command } from '@groundcrew/core/process'
import { bringingCommand, packagesOf, type PackageManager } from '@groundcrew/core/workspace'
import type { Action, Call, Planned, Remark, Step } from '../action.ts'
import { hashOfFiles } from '../checkout.ts'
import { cacheFirst, cacheOnly } from './cache-flags.ts'
import type { PlanContext } from './context.ts'

/** Fetched by the build itself, and nothing in the checkout tells whether they are there. */
const fetchedByBuild = new Set(['maven', 'gradle', 'dotnet'])

/** One action for each place where dependencies are installed: exactly what the lockfile says, out of the cache where it has them. */
export async function planDependencies(context: PlanContext): Promise<Planned> {
  const actions: Action[] = []
  const remarks: Remark[] = []
  for (const manager of context.workspace.packageManagers) {
    const id = idOf(manager)
    if (fetchedByBuild.has(manager.name)) {
      remarks.push({ id, message: `${manager.name} fetches dependencies when it builds` })
      continue
    }
    if (isEmpty(manager, context)) continue
    const steps = await installSteps(manager, context)
    if (typeof steps === 'string') remarks.push({ id, message: steps })
    else actions.push(await installAction(manager, steps, context))
  }
  return { actions, needs: [], remarks }
}

/** `dependencies:npm`, `dependencies:npm:packages/api`. */
export function idOf({ ecosystem, directory }: PackageManager): string {
  return directory === '.' ? `dependencies:${ecosystem}` : `dependencies:${ecosystem}:${directory}`
}

/** Nothing is asked for. Members of a workspace are linked all the same, and other lockfiles may say more than the manifests. */
function isEmpty(manager: PackageManager, { workspace }: PlanContext): boolean {
  const served = packagesOf(manager, workspace)
  const isAlone = manager.ecosystem === 'npm' && served.length === 1
  if (manager.lockfile !== undefined && !isAlone) return false
  return manager.ecosystem !== 'python' && served.every(({ dependencies }) => dependencies.length === 0)
}

async function installAction(manager: PackageManager, steps: readonly Step[], context: PlanContext): Promise<Action> {
  const { root, workspace, isOffline } = context
  const manifests = packagesOf(manager, workspace).map(({ manifest }) => manifest.file)
  const requirements = manager.installCommand.filter((_, index, words) => words[index - 1] === '-r')
  const inputs = [...(manager.lockfile === undefined ? [] : [manager.lockfile]), ...manifests, ...requirements]
  // The same install, whether pip runs in the environment already or makes it first.
  const command = manager.name === 'pip' ? manager.installCommand.slice(1) : manager.installCommand
  const key = await hashOfFiles(root, inputs, [...command, process.platform, process.arch])
  return {
    id: idOf(manager),
    part: 'dependencies',
    reason: `${manager.lockfile ?? manager.evidence.file} asks for packages`,
    effect: isOffline ? 'write' : 'network',
    evidence: [manager.evidence],
    steps,
    key,
    witnesses: await witnessesOf(manager, root),
    witnessesAfter: async () => witnessesOf(manager, root),
  }
}

/** What an install leaves in the checkout; a manager that installs into a cache of the user leaves nothing. */
async function witnessesOf({ name, directory, ecosystem }: PackageManager, root: string): Promise<readonly string[]> {
  const at = (file: string): string => path.posix.join(directory, file)
  if (ecosystem === 'python') return name === 'pip' || name === 'uv' ? [await sitePackages(root, directory)] : []
  if (ecosystem === 'php') return [at('vendor/composer/installed.json')]
  if (ecosystem !== 'npm') return []
  if (name === 'npm') return [at('node_modules/.package-lock.json')]
  if (name === 'pnpm') return [at('node_modules/.modules.yaml')]
  // Plug'n'Play leaves no node_modules.
  const candidates = ['.pnp.cjs', 'node_modules/.yarn-state.yml', 'node_modules/.yarn-integrity', 'node_modules']
  const names = new Set(await readdir(path.join(root, directory)).catch(() => []))
  const inner = new Set(await readdir(path.join(root, directory, 'node_modules')).catch(() => []))
  const found = candidates.find((file) => names.has(file) || inner.has(path.posix.basename(file)))
  return [at(found ?? 'node_modules')]
}

/** The directory whose time changes whenever pip puts something in or takes it out. */
async function sitePackages(root: string, directory: string): Promise<string> {
  for (const environment of ['.venv', 'venv']) {
    const library = path.posix.join(directory, environment, 'lib')
    const versions = await readdir(path.join(root, library)).catch(() => [])
    const version = versions.find((entry) => entry.startsWith('python'))
    if (version !== undefined) return path.posix.join(library, version, 'site-packages')
  }
  return path.posix.join(directory, '.venv')
}

/** What to run; a sentence where it cannot be done without the network. */
async function installSteps(manager: PackageManager, context: PlanContext): Promise<readonly Step[] | string> {
  const { isOffline } = context
  const offline = cacheOnly(manager)
  if (isOffline && offline === undefined) return `${manager.name} cannot install without the network`
  const { flags, env } = (isOffline ? offline : undefined) ?? cacheFirst(manager)
  const brought = await bringPythonTool(manager, context)
  const command = brought?.command ?? (await startCommand(manager, context))
  const call: Call = {
    kind: 'call',
    argv: withFlags(command, flags),
    cwd: manager.directory,
    env: { ...quietEnvironment, ...env },
  }
  return manager.name === 'pip' && !isInVirtualEnvironment(manager)
    ? virtualEnvironmentSteps(manager, call)
    : [...(brought?.steps ?? []), call]
}

/** No download of another version of itself, no question, no advertisement. */
const quietEnvironment = {
  COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_INPUT: '1',
  POETRY_NO_INTERACTION: '1',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
  npm_config_yes: 'true',
} as const

function withFlags([program, ...args]: Command, flags: readonly string[]): Command {
  return [program, ...args, ...flags]
}

/** A package manager that is not on PATH is brought for this one call; nothing is installed on the machine for it. */
async function startCommand(manager: PackageManager, { env, root, isOffline }: PlanContext): Promise<Command> {
  const [program, ...args] = manager.installCommand
  if ((await findProgram(program, { env, cwd: path.join(root, manager.directory) })) !== undefined)
    return [program, ...args]
  const isNpmFamily = manager.ecosystem === 'npm' && program !== 'npm'
  if (!isNpmFamily || (isOffline && manager.release === undefined)) return [program, ...args]
  const brought = bringingCommand(manager)
  const isThere = async (name: string): Promise<boolean> => (await findProgram(name, { env, cwd: root })) !== undefined
  // The corepack of Node 20 refuses new releases, of whose signatures it does not know the key (nodejs/corepack#612).
  if (brought?.[0] !== undefined && (await isThere(brought[0]))) return [...brought, ...args]
  const isCorepacks = program !== 'bun' && manager.version !== undefined && (await isThere('corepack'))
  if (isCorepacks) return ['corepack', program, ...args]
  return [...(brought ?? [program]), ...args]
}

/**
 * uv, poetry, pdm and pipenv that are missing, in an environment below the state directory: for this install alone. What the repository's commands
 * call stays missing, and the user is asked for it.
 */
async function bringPythonTool(
  { name, ecosystem, installCommand }: PackageManager,
  { env, root, isOffline, stateDirectory }: PlanContext,
): Promise<{ readonly command: Command; readonly steps: readonly Step[] } | undefined> {
  const [program, ...args] = installCommand
  if (ecosystem !== 'python' || name === 'pip' || isOffline || program !== name) return undefined
  if ((await findProgram(name, { env, cwd: root })) !== undefined) return undefined
  const python = await findProgram('python3', { env, cwd: root })
  if (python === undefined) return undefined
  const home = path.join(stateDirectory, 'tools', name)
  const bin = (file: string): string => path.join(home, 'bin', file)
  const steps: readonly Step[] = [
    { kind: 'call', argv: [python, '-m', 'venv', home], cwd: '.' },
    { kind: 'call', argv: [bin('python'), '-m', 'pip', 'install', '--quiet', name], cwd: '.', env: quietEnvironment },
  ]
  return { command: [bin(name), ...args], steps }
}

function isInVirtualEnvironment({ installCommand: [interpreter] }: PackageManager): boolean {
  return interpreter.includes('/')
}

/** pip installs into an environment of the checkout, never into the machine's Python. */
function virtualEnvironmentSteps({ directory }: PackageManager, { argv, env = {} }: Call): readonly Step[] {
  const [interpreter, ...args] = argv
  return [
    { kind: 'call', argv: [interpreter, '-m', 'venv', '.venv'], cwd: directory },
    // As venv itself does since Python 3.13.
    { kind: 'file', file: path.posix.join(directory, '.venv/.gitignore'), text: '*\n' },
    { kind: 'call', argv: ['.venv/bin/python', ...args], cwd: directory, env },
  ]
}
