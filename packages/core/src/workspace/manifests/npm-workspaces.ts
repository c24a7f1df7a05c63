import { matchesWorkspacePatterns } from '../source/glob.ts'
import { entriesOf, entryAt, shapeOf, stringsOf, textOf, type SourceEntry, type SourceNode } from '../source/node.ts'
import { ancestorsOf, joinPath, parentOf, relativeTo } from '../source/paths.ts'
import { isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'

/** From catalog name (`default` for the unnamed one) to dependency to range. */
export type Catalogs = ReadonlyMap<string, ReadonlyMap<string, string>>

export interface NpmWorkspace {
  readonly directory: string
  readonly patterns: readonly string[]
  readonly catalogs: Catalogs
  /** Where the members are listed. */
  readonly evidence: { readonly file: string; readonly line: number }
}

/** The workspaces of npm, yarn, bun, pnpm and lerna, by directory. */
export async function readNpmWorkspaces(sources: Sources): Promise<ReadonlyMap<string, NpmWorkspace>> {
  const workspaces = new Map<string, NpmWorkspace>()
  const readers = { 'lerna.json': readLerna, 'package.json': readField, 'pnpm-workspace.yaml': readPnpm }
  // Later readers win: pnpm does not look at the field of package.json.
  for (const [name, read] of Object.entries(readers)) {
    for (const file of sources.index.named(name)) {
      if (isFixturePlace(parentOf(file))) continue
      const workspace = await read(sources, file)
      if (workspace !== undefined) workspaces.set(workspace.directory, workspace)
    }
  }
  return workspaces
}

/** The nearest workspace above `directory` that lists it. */
export function workspaceOf(
  directory: string,
  workspaces: ReadonlyMap<string, NpmWorkspace>,
): NpmWorkspace | undefined {
  for (const ancestor of ancestorsOf(directory)) {
    const workspace = ancestor === directory ? undefined : workspaces.get(ancestor)
    if (workspace !== undefined && matchesWorkspacePatterns(relativeTo(ancestor, directory), workspace.patterns)) {
      return workspace
    }
  }
  return undefined
}

async function readField(sources: Sources, file: string): Promise<NpmWorkspace | undefined> {
  const manifest = await sources.json(file)
  const field = entryAt(manifest, 'workspaces')
  if (field === undefined) return undefined
  const list = field.value.kind === 'table' ? entryAt(field.value, 'packages') : field
  if (list?.value.kind !== 'list') {
    const found = shapeOf(field.value)
    if (field.value.kind !== 'table') {
      sources.problems.add(
        'wrong-shape',
        { file, line: field.line },
        `"workspaces" is ${found}; a list of patterns is expected`,
      )
    }
    return undefined
  }
  const catalogs = readCatalogs(field.value.kind === 'table' ? field.value : manifest)
  return { directory: parentOf(file), patterns: patternsOf(list), catalogs, evidence: { file, line: field.line } }
}

async function readPnpm(sources: Sources, file: string): Promise<NpmWorkspace | undefined> {
  const document = await sources.yaml(file)
  const list = entryAt(document, 'packages')
  if (list === undefined) return undefined
  return {
    directory: parentOf(file),
    patterns: patternsOf(list),
    catalogs: readCatalogs(document),
    evidence: { file, line: list.line },
  }
}

/** Lerna's own list counts only where no package manager has one. */
async function readLerna(sources: Sources, file: string): Promise<NpmWorkspace | undefined> {
  const list = entryAt(await sources.json(file), 'packages')
  if (list === undefined || !sources.index.has(joinPath(parentOf(file), 'package.json'))) return undefined
  return {
    directory: parentOf(file),
    patterns: patternsOf(list),
    catalogs: new Map(),
    evidence: { file, line: list.line },
  }
}

function patternsOf(list: SourceEntry): string[] {
  return stringsOf(list.value).map(({ text }) => text)
}

function readCatalogs(document: SourceNode | undefined): Catalogs {
  const catalogs = new Map<string, ReadonlyMap<string, string>>()
  const unnamed = entryAt(document, 'catalog')
  if (unnamed !== undefined) catalogs.set('default', rangesOf(unnamed.value))
  for (const { key, value } of entriesOf(entryAt(document, 'catalogs')?.value)) catalogs.set(key, rangesOf(value))
  return catalogs
}

function rangesOf(node: SourceNode): ReadonlyMap<string, string> {
  return new Map(entriesOf(node).map(({ key, value }) => [key, textOf(value) ?? '']))
}
