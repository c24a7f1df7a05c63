import { posix } from 'node:path'
import type { Argv, Evidence, Package, PackageManager } from '../types.ts'
import { entryAt, textOf, type SourceNode } from '../source/node.ts'
import { ancestorsOf, joinPath, resolvePath } from '../source/paths.ts'
import type { Sources } from '../source/sources.ts'

export type NpmManagerName = 'npm' | 'pnpm' | 'yarn' | 'bun'

const lockfiles: readonly (readonly [file: string, manager: NpmManagerName])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
]

/** A lockfile or a file of settings, and whose it is. */
interface ManagerFile {
  readonly path: string
  readonly manager: NpmManagerName
}

/** Those that lie in the directory, pnpm's first. */
export function npmLockfilesIn(sources: Sources, directory: string): readonly ManagerFile[] {
  return lockfiles
    .map(([file, manager]) => ({ path: joinPath(directory, file), manager }))
    .filter(({ path }) => sources.index.has(path) && sources.isOnDisk(path))
}

/** The manager that a field of the manifest names. */
interface DeclaredManager {
  readonly name: NpmManagerName
  readonly version?: string
  readonly evidence: Evidence
}

/** One for each package that is not a member: by its field, its lockfile, its settings, what is above it, or npm. */
export async function readNpmManagers(sources: Sources, packages: readonly Package[]): Promise<PackageManager[]> {
  const managers = new Map<string, PackageManager>()
  const owners = packages.filter(({ membership }) => membership === 'root' || membership === 'standalone')
  const byDepth = [...owners].sort((left, right) => left.directory.length - right.directory.length)
  for (const owner of byDepth) managers.set(owner.directory, await readManager(sources, owner, managers))
  return [...managers.values()]
}

async function readManager(
  sources: Sources,
  owner: Package,
  managers: ReadonlyMap<string, PackageManager>,
): Promise<PackageManager> {
  const { directory } = owner
  const found = npmLockfilesIn(sources, directory)
  const declared = await declaredManager(sources, joinPath(directory, 'package.json'))
  const { name, evidence } = declared ??
    choiceOf(found[0]) ??
    choiceOf(settingsOf(sources, directory)) ??
    inherited(directory, managers) ?? { name: 'npm', evidence: owner.manifest }
  const lockfile = found.find(({ manager }) => manager === name)?.path
  const release = name === 'yarn' ? await carriedYarn(sources, directory) : undefined
  reportConflicts(sources, { name, declared, found })
  return {
    ecosystem: 'npm',
    name,
    ...(declared?.version === undefined ? {} : { version: declared.version }),
    ...(lockfile === undefined ? {} : { lockfile }),
    ...(release === undefined ? {} : { release }),
    directory,
    evidence,
    installCommand: installCommand(name, {
      isBelowPnpmWorkspace: isBelowPnpmWorkspace(sources, directory),
      isLocked: lockfile !== undefined,
      isYarnClassic: name === 'yarn' && isYarnClassic(sources, directory, declared?.version),
    }),
  }
}

function choiceOf(file: ManagerFile | undefined): DeclaredManager | undefined {
  return file === undefined ? undefined : { name: file.manager, evidence: { file: file.path, line: 1 } }
}

/** A package with nothing of its own is installed with what the packages above it use. */
function inherited(directory: string, managers: ReadonlyMap<string, PackageManager>): DeclaredManager | undefined {
  const [above] = ancestorsOf(directory).flatMap((ancestor) => managers.get(ancestor) ?? [])
  return above !== undefined && isNpmManager(above.name) ? { name: above.name, evidence: above.evidence } : undefined
}

/** `packageManager`, or else the first of `devEngines.packageManager`. */
async function declaredManager(sources: Sources, file: string): Promise<DeclaredManager | undefined> {
  const manifest = await sources.json(file)
  const field = entryAt(manifest, 'packageManager')
  const written = textOf(field?.value)
  if (field !== undefined && written !== undefined) {
    const [, name = '', version] = /^([^@]+)@([^+]+)/.exec(written) ?? [undefined, written]
    if (isNpmManager(name))
      return { name, ...(version === undefined ? {} : { version }), evidence: { file, line: field.line } }
  }
  const engine = entryAt(manifest, 'devEngines', 'packageManager')
  const first = engine?.value.kind === 'list' ? engine.value.items[0] : engine?.value
  return engine === undefined ? undefined : engineManager(first, { file, line: engine.line })
}

function engineManager(engine: SourceNode | undefined, evidence: Evidence): DeclaredManager | undefined {
  const name = textOf(entryAt(engine, 'name')?.value)
  const version = textOf(entryAt(engine, 'version')?.value)
  if (name === undefined || !isNpmManager(name)) return undefined
  return { name, ...(version === undefined ? {} : { version }), evidence }
}

export function isNpmManager(name: string): name is NpmManagerName {
  return name === 'npm' || name === 'pnpm' || name === 'yarn' || name === 'bun'
}

function settingsOf(sources: Sources, directory: string): ManagerFile | undefined {
  const pnpm = sources.index.first(directory, ['pnpm-workspace.yaml', '.pnpmfile.cjs'])
  if (pnpm !== undefined) return { path: pnpm, manager: 'pnpm' }
  const yarn = sources.index.first(directory, ['.yarnrc.yml', '.yarnrc'])
  if (yarn !== undefined) return { path: yarn, manager: 'yarn' }
  const bun = sources.index.first(directory, ['bunfig.toml'])
  return bun === undefined ? undefined : { path: bun, manager: 'bun' }
}

/** Every yarn hands over to the release that its settings name, in the directory or the nearest above it. */
async function carriedYarn(sources: Sources, directory: string): Promise<string | undefined> {
  for (const place of ancestorsOf(directory)) {
    const written = await yarnPath(sources, place)
    if (written === undefined) continue
    const release = resolvePath(place, written)
    return release !== undefined && sources.isOnDisk(release) ? posix.relative(directory, release) : undefined
  }
  return undefined
}

/** `yarnPath`, or what yarn 1 calls `yarn-path` in settings that are no YAML. */
async function yarnPath(sources: Sources, directory: string): Promise<string | undefined> {
  const [settings, classic] = [joinPath(directory, '.yarnrc.yml'), joinPath(directory, '.yarnrc')]
  const written = sources.index.has(settings)
    ? textOf(entryAt(await sources.yaml(settings), 'yarnPath')?.value)
    : undefined
  if (written !== undefined || !sources.index.has(classic)) return written
  return /^yarn-path\s+["']?([^"'\r\n]+)/m.exec(sources.text(classic) ?? '')?.[1]?.trim()
}

interface Choice {
  readonly name: NpmManagerName
  readonly declared: DeclaredManager | undefined
  readonly found: readonly ManagerFile[]
}

function reportConflicts(sources: Sources, { name, declared, found }: Choice): void {
  const [first] = found
  if (first === undefined) return
  const names = found.map(({ path }) => path).join(', ')
  if (new Set(found.map(({ manager }) => manager)).size > 1) {
    const message = `lockfiles of several package managers: ${names}; ${name} is taken`
    sources.problems.add('several-lockfiles', { file: first.path, line: 1 }, message)
  } else if (declared !== undefined && first.manager !== declared.name) {
    sources.problems.add(
      'manager-conflict',
      declared.evidence,
      `asks for ${declared.name}, and the lockfile is ${names}`,
    )
  }
}

/** The first major version of yarn writes another lockfile and knows other flags. */
function isYarnClassic(sources: Sources, directory: string, version: string | undefined): boolean {
  if (version !== undefined && /^\d/.test(version)) return /^[01]\./.test(version)
  if (sources.index.has(joinPath(directory, '.yarnrc.yml'))) return false
  return sources.start(joinPath(directory, 'yarn.lock')).includes('yarn lockfile v1')
}

function isBelowPnpmWorkspace(sources: Sources, directory: string): boolean {
  const isWorkspace = (place: string): boolean => sources.index.has(joinPath(place, 'pnpm-workspace.yaml'))
  return !isWorkspace(directory) && ancestorsOf(directory).some(isWorkspace)
}

interface InstallFacts {
  readonly isLocked: boolean
  readonly isYarnClassic: boolean
  readonly isBelowPnpmWorkspace: boolean
}

function installCommand(name: NpmManagerName, facts: InstallFacts): Argv {
  const { isLocked, isYarnClassic } = facts
  // pnpm would install the workspace above, and leave alone what it does not list.
  if (name === 'pnpm' && facts.isBelowPnpmWorkspace)
    return ['pnpm', 'install', '--ignore-workspace', ...(isLocked ? ['--frozen-lockfile'] : [])]
  if (!isLocked) return [name, 'install']
  if (name === 'npm') return ['npm', 'ci']
  return [name, 'install', name === 'yarn' && !isYarnClassic ? '--immutable' : '--frozen-lockfile']
}
