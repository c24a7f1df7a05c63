import type { Dependency, DependencyKind, Evidence, Membership, Package, Script } from '../types.ts'
import { entriesOf, entryAt, shapeOf, stringOf, type TableNode } from '../source/node.ts'
import { ancestorsOf, parentOf } from '../source/paths.ts'
import { isExamplePlace, isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import { npmLockfilesIn } from '../managers/npm-manager.ts'
import { readNpmWorkspaces, workspaceOf, type Catalogs, type NpmWorkspace } from './npm-workspaces.ts'

const MANIFEST = 'package.json'

/** Every package.json that is a package, and every workspace; fixtures and `{"type": "module"}` markers are none. */
export async function readNpmPackages(sources: Sources): Promise<Package[]> {
  const workspaces = await readNpmWorkspaces(sources)
  const packages: Package[] = []
  for (const file of sources.index.named(MANIFEST)) {
    const directory = parentOf(file)
    const workspace = workspaceOf(directory, workspaces)
    if (workspace === undefined && isFixturePlace(directory)) continue
    const found = await readPackage(sources, file, { workspaces, workspace })
    if (found !== undefined) packages.push(found)
  }
  reportSameNames(sources, packages)
  return [...packages, ...workspacesWithoutManifest(sources, workspaces)]
}

interface Surroundings {
  readonly workspaces: ReadonlyMap<string, NpmWorkspace>
  /** The one that lists the package. */
  readonly workspace: NpmWorkspace | undefined
}

async function readPackage(sources: Sources, file: string, surroundings: Surroundings): Promise<Package | undefined> {
  const directory = parentOf(file)
  const manifest = await sources.json(file)
  const { workspaces, workspace } = surroundings
  const isRoot = workspaces.has(directory)
  if (manifest === undefined) {
    // A manifest that is broken beyond recovery still says that there is a package.
    if (sources.text(file) === undefined) return undefined
  } else if (!isRoot && isMarker(manifest, directory)) return undefined
  const name = nameOf(sources, file, manifest)
  return {
    directory,
    ...(name === undefined ? {} : { name: name.text }),
    ecosystem: 'npm',
    manifest: { file, line: name?.line ?? 1 },
    ...membershipOf(sources, directory, surroundings),
    dependencies: readDependencies({ sources, file, manifest }, (workspace ?? workspaces.get(directory))?.catalogs),
    scripts: readScripts({ sources, file, manifest }),
  }
}

/** A lockfile of its own says that a package below a workspace is installed by itself: a website, a tool. */
function membershipOf(
  sources: Sources,
  directory: string,
  { workspaces, workspace }: Surroundings,
): { readonly membership: Membership; readonly workspaceRoot?: string } {
  if (workspaces.has(directory)) return { membership: 'root' }
  if (workspace !== undefined) return { membership: 'member', workspaceRoot: workspace.directory }
  if (isExamplePlace(directory)) return { membership: 'detached' }
  const isBelowWorkspace = ancestorsOf(directory).some((ancestor) => workspaces.has(ancestor))
  const isOnItsOwn = !isBelowWorkspace || npmLockfilesIn(sources, directory).length > 0
  return { membership: isOnItsOwn ? 'standalone' : 'detached' }
}

/** `{"type": "commonjs"}` in a folder tells Node how to load it, and makes no package of it. */
function isMarker(manifest: TableNode, directory: string): boolean {
  if (directory === '.') return false
  return !['name', 'scripts', 'dependencies', 'devDependencies'].some((key) => manifest.entries.has(key))
}

function nameOf(
  sources: Sources,
  file: string,
  manifest: TableNode | undefined,
): { readonly text: string; readonly line: number } | undefined {
  const entry = entryAt(manifest, 'name')
  const text = stringOf(entry?.value)
  if (entry === undefined) return undefined
  if (text !== undefined) return { text, line: entry.line }
  sources.problems.add(
    'wrong-shape',
    { file, line: entry.line },
    `"name" is ${shapeOf(entry.value)}; a string is expected`,
  )
  return undefined
}

interface Manifest {
  readonly sources: Sources
  readonly file: string
  readonly manifest: TableNode | undefined
}

const dependencyFields: readonly (readonly [field: string, kind: DependencyKind])[] = [
  ['dependencies', 'runtime'],
  ['devDependencies', 'dev'],
  ['optionalDependencies', 'optional'],
  ['peerDependencies', 'peer'],
]

function readDependencies(manifest: Manifest, catalogs: Catalogs | undefined): Dependency[] {
  return dependencyFields.flatMap(([field, kind]) =>
    readTexts(manifest, field).map(({ key, text, evidence }) => {
      const resolvedRange = text.startsWith('catalog:')
        ? catalogs?.get(text.slice('catalog:'.length).trim() || 'default')?.get(key)
        : undefined
      return { name: key, range: text, ...(resolvedRange === undefined ? {} : { resolvedRange }), kind, evidence }
    }),
  )
}

function readScripts(manifest: Manifest): Script[] {
  return readTexts(manifest, 'scripts').map(({ key, text, evidence }) => ({ name: key, body: text, evidence }))
}

function readTexts(
  { sources, file, manifest }: Manifest,
  field: string,
): { readonly key: string; readonly text: string; readonly evidence: Evidence }[] {
  const table = entryAt(manifest, field)
  if (table !== undefined && table.value.kind !== 'table') {
    const message = `"${field}" is ${shapeOf(table.value)}; an object is expected`
    sources.problems.add('wrong-shape', { file, line: table.line }, message)
  }
  return entriesOf(table?.value).flatMap(({ key, line, value }) => {
    const text = stringOf(value)
    if (text !== undefined) return [{ key, text, evidence: { file, line } }]
    // Comments are sometimes kept in such tables under keys like `//`.
    if (!key.startsWith('/')) {
      const message = `"${field}.${key}" is ${shapeOf(value)}; a string is expected`
      sources.problems.add('wrong-shape', { file, line }, message)
    }
    return []
  })
}

function reportSameNames(sources: Sources, packages: readonly Package[]): void {
  const seen = new Map<string, Package>()
  for (const candidate of packages) {
    if (candidate.name === undefined || candidate.membership !== 'member') continue
    const key = `${candidate.workspaceRoot}\u0000${candidate.name}`
    const earlier = seen.get(key)
    if (earlier === undefined) seen.set(key, candidate)
    else {
      const message = `the workspace has already a package "${candidate.name}": ${earlier.manifest.file}`
      sources.problems.add('several-packages', candidate.manifest, message)
    }
  }
}

function workspacesWithoutManifest(sources: Sources, workspaces: ReadonlyMap<string, NpmWorkspace>): Package[] {
  return [...workspaces.values()]
    .filter(({ directory }) => sources.index.first(directory, [MANIFEST]) === undefined)
    .map(({ directory, evidence }) => ({
      directory,
      ecosystem: 'npm',
      manifest: evidence,
      membership: 'root',
      dependencies: [],
      scripts: [],
    }))
}
