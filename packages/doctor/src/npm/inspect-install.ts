import { stat } from 'node:fs/promises'
import path from 'node:path'
import { satisfies, validRange } from 'semver'
import { packagesOf, type PackageManager, type Workspace, type WorkspaceCommand } from '@groundcrew/core/workspace'
import { upToRoot } from '../python/interpreter.ts'
import { readDirectDependencies, readText, type DirectDependency } from './direct-dependencies.ts'
import type { Difference, Lockfile } from './lockfile.ts'
import { overriddenName } from './pnpm-lock.ts'
import { readLockfile } from './read-lockfile.ts'

/** A dependency whose installed version is not the one that is asked for. */
export interface Wrong {
  readonly dependency: DirectDependency
  readonly installed: string
  /** `18.2.0 is locked`, `^18 is asked`. */
  readonly expected: string
}

/** A dependency for which the lockfile has to be made anew. */
export interface Drifted {
  readonly dependency: DirectDependency
  /** What the lockfile has instead, if anything. */
  readonly was: string | undefined
}

/** Everything that can be seen of an install of npm packages without running its manager. */
export interface InstallFacts {
  readonly direct: readonly DirectDependency[]
  readonly hasModules: boolean
  readonly missing: readonly DirectDependency[]
  readonly wrong: readonly Wrong[]
  readonly drifted: readonly Drifted[]
  readonly indirect: readonly Difference[]
  /** Commands whose program is in no `node_modules/.bin`. */
  readonly withoutProgram: readonly WorkspaceCommand[]
  /** The manager that filled node_modules, when it is another one. */
  readonly foreignManager: string | undefined
}

export async function inspectInstall(
  root: string,
  manager: PackageManager,
  workspace: Workspace,
): Promise<InstallFacts> {
  const packages = packagesOf(manager, workspace)
  const directories = new Set(packages.map(({ directory }) => directory))
  const commands = workspace.commands.filter(
    ({ programSource, packageDirectory }) => programSource === 'node_modules' && directories.has(packageDirectory),
  )
  const direct = readDirectDependencies(root, packages)
  const [lockfile, overridden, withoutProgram, foreignManager, hasModules] = await Promise.all([
    readLockfile(root, manager),
    readOverriddenNames(root, manager.directory),
    findWithoutProgram(root, commands),
    findForeignManager(root, manager),
    isDirectory(path.join(root, manager.directory, 'node_modules')),
  ])
  // yarn links the members of a workspace, and writes nothing of them into its lockfile.
  const linked = manager.name === 'yarn' ? packages.flatMap(({ name = '' }) => (name === '' ? [] : [name])) : []
  const settled = new Set([...overridden, ...linked])
  const compared = compareWithLock(direct, { lockfile, overridden: settled, base: manager.directory })
  const names = new Set(direct.map(({ dependency }) => dependency.name))
  return {
    direct,
    hasModules,
    missing: direct.filter(({ installed }) => installed.kind === 'missing'),
    ...compared,
    indirect: (lockfile?.differences ?? []).filter(({ name }) => !names.has(name)),
    withoutProgram,
    foreignManager,
  }
}

interface LockComparison {
  readonly lockfile: Lockfile | undefined
  readonly overridden: ReadonlySet<string>
  readonly base: string
}

function compareWithLock(
  direct: readonly DirectDependency[],
  { lockfile, overridden, base }: LockComparison,
): Pick<InstallFacts, 'wrong' | 'drifted'> {
  const wrong: Wrong[] = []
  const drifted: Drifted[] = []
  for (const entry of direct) {
    const { name, range, resolvedRange } = entry.dependency
    const isOverridden = overridden.has(name)
    const directory = path.posix.relative(base, entry.directory) || '.'
    const answer = lockfile?.answer({ name, range, resolvedRange, directory })
    if (answer?.kind === 'outdated' && !isOverridden) drifted.push({ dependency: entry, was: answer.was })
    const installed = entry.installed.kind === 'present' ? entry.installed.version : undefined
    if (installed === undefined) continue
    if (answer?.kind === 'locked') {
      if (answer.version !== installed)
        wrong.push({ dependency: entry, installed, expected: `${answer.version} is locked` })
    } else if (!isOverridden && !isInRange(installed, entry.range)) {
      wrong.push({ dependency: entry, installed, expected: `${entry.range} is asked` })
    }
  }
  return { wrong, drifted }
}

function isInRange(version: string, range: string | undefined): boolean {
  if (range === undefined || validRange(range) === null) return true
  return satisfies(version, range, { includePrerelease: true })
}

/** Names whose ranges the root manifest replaces, for npm (`overrides`), yarn (`resolutions`) and pnpm. */
async function readOverriddenNames(root: string, directory: string): Promise<ReadonlySet<string>> {
  const text = await readText(path.join(root, directory, 'package.json'))
  const manifest = text === undefined ? undefined : parseManifest(text)
  const tables = [manifest?.overrides, manifest?.resolutions, manifest?.pnpm?.overrides]
  const keys = tables.flatMap((table) => (typeof table === 'object' && table !== null ? nestedKeys(table) : []))
  // yarn writes `**/name`, and `parent/name` too.
  return new Set(keys.map((key) => overriddenName(key.replace(/^(?:.*\*\*\/|(?!@)[^/]*\/)/, ''))))
}

interface OverridingManifest {
  readonly overrides?: unknown
  readonly resolutions?: unknown
  readonly pnpm?: { readonly overrides?: unknown } | null
}

function parseManifest(text: string): OverridingManifest | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    // workspace.manifests reports it.
    return undefined
  }
}

function nestedKeys(table: object): readonly string[] {
  return Object.entries(table).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? [key, ...nestedKeys(value)] : [key],
  )
}

async function findWithoutProgram(
  root: string,
  commands: readonly WorkspaceCommand[],
): Promise<readonly WorkspaceCommand[]> {
  const found = await Promise.all(
    commands.map(async ({ cwd, program }) => {
      for (const above of upToRoot(cwd)) {
        const stats = await stat(path.join(root, above, 'node_modules/.bin', program)).catch(() => undefined)
        if (stats !== undefined) return true
      }
      return false
    }),
  )
  return commands.filter((_, index) => found[index] !== true)
}

/** The file that each manager leaves behind. bun leaves none. */
const managerMarks: readonly (readonly [manager: string, file: string])[] = [
  ['npm', '.package-lock.json'],
  ['pnpm', '.modules.yaml'],
  ['yarn', '.yarn-integrity'],
  ['yarn', '.yarn-state.yml'],
]

async function findForeignManager(root: string, { directory, name }: PackageManager): Promise<string | undefined> {
  const present = await Promise.all(
    managerMarks.map(async ([manager, file]) => {
      const stats = await stat(path.join(root, directory, 'node_modules', file)).catch(() => undefined)
      return stats === undefined ? undefined : manager
    }),
  )
  const managers = present.filter((manager) => manager !== undefined)
  return managers.includes(name) || name === 'bun' ? undefined : managers[0]
}

async function isDirectory(directory: string): Promise<boolean> {
  return (await stat(directory).catch(() => undefined))?.isDirectory() === true
}
