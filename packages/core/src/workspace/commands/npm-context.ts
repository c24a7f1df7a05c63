import type { NpmManagerName } from '../managers/npm-manager.ts'
import { isNpmManager } from '../managers/npm-manager.ts'
import { entryAt, type TableNode } from '../source/node.ts'
import { ancestorsOf } from '../source/paths.ts'
import type { Sources } from '../source/sources.ts'
import type { Argv, Dependency, Evidence, Package, PackageManager } from '../types.ts'

/** One npm package with what its commands depend on. */
export interface NpmContext {
  readonly sources: Sources
  readonly owner: Package
  /** The workspace root of a member. */
  readonly root: Package | undefined
  /** The members of a workspace root. */
  readonly members: readonly Package[]
  readonly manager: NpmManagerName
  readonly manifest: TableNode | undefined
}

export async function npmContexts(
  sources: Sources,
  packages: readonly Package[],
  managers: readonly PackageManager[],
): Promise<NpmContext[]> {
  const npm = packages.filter(({ ecosystem, membership }) => ecosystem === 'npm' && membership !== 'detached')
  const roots = new Map(npm.filter(({ membership }) => membership === 'root').map((root) => [root.directory, root]))
  const byDirectory = new Map(
    managers.flatMap(({ ecosystem, directory, name }) =>
      ecosystem === 'npm' && isNpmManager(name) ? [[directory, name]] : [],
    ),
  )
  return Promise.all(
    npm.map(async (owner) => {
      const manager = ancestorsOf(owner.directory).flatMap((ancestor) => byDirectory.get(ancestor) ?? [])[0] ?? 'npm'
      const root = owner.workspaceRoot === undefined ? undefined : roots.get(owner.workspaceRoot)
      const { file } = owner.manifest
      const manifest = file.endsWith('.json') ? await sources.json(file) : undefined
      const members = npm.filter(({ workspaceRoot }) => workspaceRoot === owner.directory)
      return { sources, owner, root, members, manager, manifest }
    }),
  )
}

/** Where package.json holds the configuration of a tool. */
export function fieldEvidence({ manifest, owner }: NpmContext, field: string | undefined): Evidence | undefined {
  const entry = field === undefined ? undefined : entryAt(manifest, field)
  return entry === undefined ? undefined : { file: owner.manifest.file, line: entry.line }
}

/** The dependency as the package declares it, or else the workspace root, whose tools its members use. */
export function findDependency({ owner, root }: NpmContext, ...names: readonly string[]): Dependency | undefined {
  for (const declaring of [owner, root]) {
    const found = declaring?.dependencies.find(({ name }) => names.includes(name))
    if (found !== undefined) return found
  }
  return undefined
}

/** Runs an installed program, and never one that the manager would download. */
export function execArgv(manager: NpmManagerName, program: string, args: readonly string[]): Argv {
  switch (manager) {
    case 'npm':
      return ['npx', '--no-install', program, ...args]
    case 'pnpm':
      return ['pnpm', 'exec', program, ...args]
    case 'yarn':
    case 'bun':
      return [manager, 'run', program, ...args]
  }
}
