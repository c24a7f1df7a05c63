import { existsSync } from 'node:fs'
import { appendFile, readFile, realpath, rm } from 'node:fs/promises'
import path from 'node:path'
import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { siblingPath } from '@groundcrew/core/process'
import { repositoryStateDirectory, requireRepository, type Repository } from '@groundcrew/core/repo'
import { gitHookNames } from './hook/git-hook.ts'
import { hostNames, hosts, type HostName } from './hosts.ts'
import { Installation, type FileReport } from './installation.ts'
import { entryScriptEdit } from './install/entry-script.ts'
import { removeEmptyDirectories, type FileEdit } from './install/file-edit.ts'
import { gitHookEdits, takenHooks } from './install/git-hook-edits.ts'
import { findHookManner, hasLefthook, type HookManner } from './install/git-hook-state.ts'
import { guideEdit, importEdit, skillEdits } from './install/guide.ts'
import { jsonHooksEdit } from './install/json-hooks.ts'
import { levels, readSettings, writeSettings, type Level, type Settings } from './settings.ts'

export interface AgentsOptions {
  /** Names of hosts, or `auto`: those that are used in this repository. */
  readonly hosts: readonly string[]
  /** undefined leaves it as it is. */
  readonly level: string | undefined
}

export interface AgentsReport {
  readonly kind: 'plan' | 'install' | 'status' | 'uninstall'
  /** Absolute. */
  readonly root: string
  readonly level: Level
  readonly hosts: readonly HostName[]
  /** How git's hooks are run here. */
  readonly gitHooks: HookManner['kind']
  readonly files: readonly FileReport[]
  /** What was left out, and why. */
  readonly remarks: readonly string[]
  readonly isLogging: boolean
}

interface Clone {
  readonly repository: Repository
  readonly root: string
  readonly stateDirectory: string
  readonly settings: Settings
  readonly installation: Installation
}

/** What an installation would write. Changes nothing. */
export async function planAgents(io: Io, options: AgentsOptions): Promise<AgentsReport> {
  const clone = await openClone(io)
  const wanted = await chooseSettings(io, clone, options)
  const { edits, ...facts } = await collectEdits(clone, wanted)
  return reportOf('plan', { clone, settings: wanted, ...facts, files: await clone.installation.plan(edits) })
}

/** Installs hooks, the guide and the skills; a second time nothing changes. */
export async function installAgents(io: Io, options: AgentsOptions): Promise<AgentsReport> {
  const clone = await openClone(io)
  const wanted = await chooseSettings(io, clone, options)
  const { edits, ...facts } = await collectEdits(clone, wanted)
  const files = await clone.installation.install(edits)
  await writeSettings(clone.stateDirectory, wanted)
  await appendFile(logPath(clone.stateDirectory), '')
  return reportOf('install', { clone, settings: wanted, ...facts, files })
}

/** What is installed, and whether it is still as it was installed. */
export async function agentsStatus(io: Io): Promise<AgentsReport> {
  const clone = await openClone(io)
  const { settings, installation } = clone
  const { edits, ...facts } = await collectEdits(clone, settings)
  const files = await installation.plan(edits)
  return reportOf('status', { clone, settings, ...facts, files })
}

/** Gives every file back as it was before, and stops the call log. */
export async function uninstallAgents(io: Io): Promise<AgentsReport> {
  const clone = await openClone(io)
  const { stateDirectory, installation } = clone
  const settings = { ...clone.settings, hosts: installation.isEmpty ? hostNames : clone.settings.hosts }
  const { edits, ...facts } = await collectEdits(clone, settings)
  const files = await installation.uninstall(edits)
  await rm(logPath(stateDirectory), { force: true })
  await rm(path.join(stateDirectory, 'agents'), { recursive: true, force: true })
  await removeEmptyDirectories(logPath(stateDirectory), stateDirectory)
  return reportOf('uninstall', { clone, settings, ...facts, files })
}

function logPath(stateDirectory: string): string {
  return path.join(stateDirectory, 'calls.jsonl')
}

async function openClone(io: Io): Promise<Clone> {
  const repository = await requireRepository(io.cwd, io.env)
  const { root } = repository
  if (root === undefined) {
    throw new ToolError('NO_WORK_TREE', `${io.cwd} has no work tree`, { hint: 'name a work tree with -C DIR' })
  }
  const stateDirectory = repositoryStateDirectory(repository)
  const [settings, installation] = await Promise.all([readSettings(stateDirectory), Installation.open(stateDirectory)])
  return { repository, root, stateDirectory, settings, installation }
}

/** Hosts that were installed before stay. */
async function chooseSettings(io: Io, { root, settings }: Clone, options: AgentsOptions): Promise<Settings> {
  const wrong = options.hosts.find((name) => name !== 'auto' && !hostNames.some((host) => host === name))
  if (wrong !== undefined)
    throw usageError(`no host is named '${wrong}'`, `the hosts are ${hostNames.join(', ')}, auto`)
  const isAuto = options.hosts.length === 0 || options.hosts.includes('auto')
  const found = isAuto ? hostNames.filter((name) => isUsed(name, root, io.env)) : []
  const wanted = new Set<string>([...settings.hosts, ...found, ...options.hosts])
  return {
    level: levels.find((level) => level === options.level) ?? settings.level,
    hosts: hostNames.filter((name) => wanted.has(name)),
  }
}

const signs: Readonly<Record<HostName, { readonly files: readonly string[]; readonly variables: readonly string[] }>> =
  {
    claude: { files: ['CLAUDE.md'], variables: ['CLAUDECODE'] },
    codex: { files: [], variables: ['CODEX_SANDBOX'] },
    cursor: { files: ['.cursorrules'], variables: ['CURSOR_AGENT'] },
    gemini: { files: ['GEMINI.md'], variables: ['GEMINI_CLI'] },
    copilot: { files: ['.github/copilot-instructions.md'], variables: [] },
  }

function isUsed(name: HostName, root: string, env: Io['env']): boolean {
  const { files, variables } = signs[name]
  const isThere = [hosts[name].directory, ...files].some((file) => existsSync(path.join(root, file)))
  return isThere || variables.some((variable) => (env[variable] ?? '') !== '')
}

interface Collected {
  readonly edits: readonly FileEdit[]
  readonly gitHooks: HookManner['kind']
  readonly remarks: readonly string[]
}

async function collectEdits(clone: Clone, { hosts: names, level }: Settings): Promise<Collected> {
  const { root, repository, stateDirectory } = clone
  const manner = await findHookManner(repository)
  const remarks: string[] = []
  const edits: FileEdit[] = [entryScriptEdit(stateDirectory, siblingPath('bootstrap')), ...(await gitHookEdits(manner))]
  if (manner.kind === 'shared') {
    remarks.push(
      `git hooks: core.hooksPath is ${manner.directory}, which other repositories use, too; none is written there`,
    )
  }
  if (manner.kind === 'lefthook') remarks.push(...(await lefthookRemarks(repository, manner.file)))
  for (const name of names) edits.push(jsonHooksEdit(hosts[name], await realFile(path.join(root, hosts[name].file))))
  const guide = guideEdit(await realFile(path.join(root, 'AGENTS.md')), level)
  edits.push(guide)
  const claudeFile = await realFile(path.join(root, 'CLAUDE.md'))
  if (names.includes('claude') && claudeFile !== guide.path) edits.push(importEdit(claudeFile))
  const skills = await Promise.all(names.map(async (name) => realFile(path.join(root, hosts[name].skills))))
  for (const directory of new Set(skills)) edits.push(...skillEdits(directory))
  if (names.includes('codex')) remarks.push(...(await codexRemarks(root)))
  if (names.length === 0) remarks.push('no agent host is used here: name one with --host, such as --host claude')
  const [inside, outside] = partition(edits, (edit) => isInside(edit.path, clone))
  remarks.push(...outsideRemarks(outside))
  return { edits: inside, gitHooks: manner.kind, remarks }
}

/** A link may lead to a file that is read in other repositories. */
function outsideRemarks(edits: readonly FileEdit[]): readonly string[] {
  const [first] = edits
  if (first === undefined) return []
  const more = edits.length === 1 ? '' : ` and ${edits.length - 1} more`
  return [`left out, for they are outside of this repository, where others read them: ${first.path}${more}`]
}

function isInside(file: string, { root, stateDirectory, repository }: Clone): boolean {
  return [root, stateDirectory, repository.commonDir, repository.gitDir].some((top) => file.startsWith(`${top}/`))
}

function partition<Value>(values: readonly Value[], isFirst: (value: Value) => boolean): [Value[], Value[]] {
  return [values.filter(isFirst), values.filter((value) => !isFirst(value))]
}

async function lefthookRemarks(repository: Repository, file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const taken = takenHooks(text)
  const missing: string[] = []
  for (const name of gitHookNames) {
    if (!(await hasLefthook(repository, name))) missing.push(name)
  }
  return [
    ...(taken.length === 0
      ? []
      : [`git hooks: ${path.basename(file)} has ${taken.join(', ')} already; ours are left out there`]),
    ...(missing.length === 0
      ? []
      : [`git hooks: git does not call lefthook at ${missing.join(', ')} yet: lefthook install`]),
  ]
}

/** A link is followed, so that it stays a link. */
async function realFile(file: string): Promise<string> {
  return realpath(file).catch(async () => path.join(await realDirectory(path.dirname(file)), path.basename(file)))
}

async function realDirectory(directory: string): Promise<string> {
  return existsSync(directory) || path.dirname(directory) === directory
    ? realpath(directory).catch(() => directory)
    : path.join(await realDirectory(path.dirname(directory)), path.basename(directory))
}

async function codexRemarks(root: string): Promise<readonly string[]> {
  const text = await readFile(path.join(root, '.codex/config.toml'), 'utf8').catch(() => '')
  const features = /^\s*\[features\]\s*$([\s\S]*?)(?=^\s*\[|(?![\s\S]))/m.exec(text)?.[1] ?? ''
  const isOff = /^\s*(?:codex_)?hooks\s*=\s*false\b/m.test(features)
  return isOff ? ['.codex/config.toml switches hooks off ([features] hooks = false): Codex runs none of them'] : []
}

interface Facts extends Omit<Collected, 'edits'> {
  readonly clone: Clone
  readonly settings: Settings
  readonly files: readonly FileReport[]
}

function reportOf(kind: AgentsReport['kind'], { clone, settings, gitHooks, remarks, files }: Facts): AgentsReport {
  return {
    kind,
    root: clone.root,
    level: settings.level,
    hosts: settings.hosts,
    gitHooks,
    files,
    remarks,
    isLogging: existsSync(logPath(clone.stateDirectory)),
  }
}
