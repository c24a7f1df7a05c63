import type { Dependency, DependencyKind, Package } from '../types.ts'
import { matchesGlob } from '../source/glob.ts'
import {
  entriesOf,
  entryAt,
  stringsOf,
  textOf,
  type SourceEntry,
  type SourceNode,
  type TableNode,
} from '../source/node.ts'
import { isInside, joinPath, parentOf, relativeTo, resolvePath } from '../source/paths.ts'
import { isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import { membershipIn } from './membership.ts'

const MANIFEST = 'Cargo.toml'

type Manifests = ReadonlyMap<string, TableNode | undefined>

/** Crates and workspaces, virtual ones included. */
export async function readCargoPackages(sources: Sources): Promise<Package[]> {
  const manifests = new Map<string, TableNode | undefined>()
  for (const file of sources.index.named(MANIFEST)) {
    const directory = parentOf(file)
    if (isFixturePlace(directory)) continue
    const manifest = await sources.toml(file)
    if (sources.text(file) !== undefined) manifests.set(directory, manifest)
  }
  const workspaces = new Map<string, ReadonlySet<string>>()
  for (const [directory, manifest] of manifests) {
    const workspace = entryAt(manifest, 'workspace')?.value
    if (workspace !== undefined) workspaces.set(directory, membersOf(directory, workspace, manifests))
  }
  return [...manifests].map(([directory, manifest]) => {
    const membership = membershipIn(directory, workspaces)
    const root = membership.workspaceRoot ?? directory
    const shared = entryAt(manifests.get(root), 'workspace', 'dependencies')?.value
    const name = entryAt(manifest, 'package', 'name')
    const text = textOf(name?.value)
    const file = joinPath(directory, MANIFEST)
    return {
      directory,
      ...(text === undefined ? {} : { name: text }),
      ecosystem: 'cargo',
      manifest: { file, line: name?.line ?? 1 },
      ...membership,
      dependencies: readDependencies(file, manifest, shared),
      scripts: [],
    }
  })
}

/** What the patterns list, and the path dependencies of all these: cargo takes them in as well. */
function membersOf(root: string, workspace: SourceNode, manifests: Manifests): ReadonlySet<string> {
  const patterns = (key: string): string[] => stringsOf(entryAt(workspace, key)?.value).map(({ text }) => text)
  const excluded = patterns('exclude').map((path) => resolvePath(root, path))
  const isExcluded = (directory: string): boolean =>
    excluded.some((path) => path !== undefined && isInside(path, directory))
  const listed = patterns('members')
  const members = new Set([root])
  for (const directory of manifests.keys()) {
    if (!isInside(root, directory) || directory === root || isExcluded(directory)) continue
    if (listed.some((pattern) => matchesGlob(relativeTo(root, directory), pattern))) members.add(directory)
  }
  // The set grows while it is walked, so dependencies of dependencies are reached too.
  for (const directory of members) {
    for (const path of pathDependencies(directory, manifests.get(directory))) {
      if (manifests.has(path) && isInside(root, path) && !isExcluded(path)) members.add(path)
    }
  }
  return members
}

function pathDependencies(directory: string, manifest: TableNode | undefined): string[] {
  const tables = [
    ...dependencyTables(manifest).map(({ entry }) => entry),
    entryAt(manifest, 'workspace', 'dependencies'),
  ]
  return tables.flatMap((entry) =>
    entriesOf(entry?.value).flatMap(({ value }) => {
      const path = textOf(entryAt(value, 'path')?.value)
      return (path === undefined ? undefined : resolvePath(directory, path)) ?? []
    }),
  )
}

const dependencyFields: readonly (readonly [field: string, kind: DependencyKind])[] = [
  ['dependencies', 'runtime'],
  ['dev-dependencies', 'dev'],
  ['build-dependencies', 'dev'],
]

function dependencyTables(
  manifest: TableNode | undefined,
): { readonly entry: SourceEntry | undefined; readonly kind: DependencyKind }[] {
  const holders = [manifest, ...entriesOf(entryAt(manifest, 'target')?.value).map(({ value }) => value)]
  return holders.flatMap((holder) => dependencyFields.map(([field, kind]) => ({ entry: entryAt(holder, field), kind })))
}

function readDependencies(file: string, manifest: TableNode | undefined, shared: SourceNode | undefined): Dependency[] {
  return dependencyTables(manifest).flatMap(({ entry, kind }) =>
    entriesOf(entry?.value).map(({ key, line, value }) => {
      const resolvedRange = entryAt(value, 'workspace') === undefined ? undefined : rangeOf(entryAt(shared, key)?.value)
      return {
        name: key,
        range: rangeOf(value) ?? '',
        ...(resolvedRange === undefined ? {} : { resolvedRange }),
        kind,
        evidence: { file, line },
      }
    }),
  )
}

function rangeOf(value: SourceNode | undefined): string | undefined {
  return textOf(value) ?? textOf(entryAt(value, 'version')?.value)
}
