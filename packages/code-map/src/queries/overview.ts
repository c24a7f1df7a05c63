import type { Workspace } from '@groundcrew/core/workspace'
import type { CodeFile, CodeMap } from '../code-map.ts'
import type { FileClass } from '../languages.ts'
import { directoryOf, joinPath } from '../resolve/paths.ts'
import { countClasses, countLanguages, type LanguageCount } from './file-counts.ts'
import { ImportGraph } from './import-graph.ts'

export interface Overview {
  readonly files: number
  readonly lines: number
  readonly classes: Readonly<Partial<Record<FileClass, number>>>
  readonly languages: readonly LanguageCount[]
  /** Those of the top first; `packagesTotal` counts them all. */
  readonly packages: readonly { readonly name: string; readonly directory: string; readonly ecosystem: string }[]
  readonly packagesTotal: number
  readonly manifests: readonly string[]
  /** How dependencies are installed, as it is typed in `directory`. */
  readonly installs: readonly { readonly command: string; readonly directory: string }[]
  /** What the manifests define, as it is typed in `directory`. */
  readonly commands: readonly {
    readonly role: string
    readonly command: string
    readonly directory: string
    readonly from: string
  }[]
  readonly commandsTotal: number
  readonly services: readonly string[]
  readonly entryPoints: readonly string[]
  readonly directories: readonly { readonly path: string; readonly files: number }[]
  /** What most other source files import: files, and in Go packages. */
  readonly central: readonly { readonly path: string; readonly importers: number }[]
  readonly notUnderstood: number
}

const ENTRY_POINT =
  /(?:^|\/)(?:main\.(?:py|rs|ts|js|c|cc|cpp|rb)|__main__\.py|manage\.py|bin\/[^/]+|exe\/[^/]+|src\/(?:index|main|bin|cli)\.[jt]sx?|index\.[jt]sx?|app\.[jt]sx?|server\.[jt]s|config\.ru|app\.py)$/
const TOP_COUNT = 10

/** What a repository is: its stack, its parts, where it starts, how to build and test it, and what most of it stands on. */
export async function overview(map: CodeMap): Promise<Overview> {
  // Only this question needs it.
  const { readWorkspace } = await import('@groundcrew/core/workspace')
  const files = [...map.files()]
  const workspace = await readWorkspace(map.root, { files: files.map(({ path }) => path) })
  const packages = workspace.packages.filter(({ membership }) => membership !== 'detached')
  return {
    files: files.length,
    lines: files.reduce((sum, file) => sum + file.lines, 0),
    classes: countClasses(files),
    languages: countLanguages(files),
    packages: [...packages]
      .sort((left, right) => depthOf(left.directory) - depthOf(right.directory))
      .slice(0, PACKAGES_MAX)
      .map(({ name, directory, ecosystem }) => ({ name: name ?? directory, directory, ecosystem })),
    packagesTotal: packages.length,
    manifests: [...new Set(packages.map(({ manifest }) => manifest.file))].slice(0, TOP_COUNT * 2),
    installs: workspace.packageManagers
      .map(({ installCommand, directory }) => ({ command: installCommand.join(' '), directory }))
      .slice(0, INSTALLS_MAX),
    ...commandsOf(workspace),
    services: workspace.services.map(({ name }) => name),
    entryPoints: entryPointsOf(map, files, workspace),
    directories: directoriesOf(files),
    central: mostImported(map),
    notUnderstood: files.filter((file) => file.problemLine !== undefined).length,
  }
}

const PACKAGES_MAX = 20
const INSTALLS_MAX = 3
const COMMANDS_MAX = 12

function depthOf(directory: string): number {
  return directory === '.' ? 0 : directory.split('/').length
}

/** Those of the root first, each role before any is repeated; nothing that rewrites files, and no whole shell scripts. */
function commandsOf({ commands }: Workspace): Pick<Overview, 'commands' | 'commandsTotal'> {
  const useful = commands.filter(({ writes, invocation }) => !writes && invocation.argv[0] !== 'sh')
  const seen = new Map<string, number>()
  const ranked = useful.map((entry) => {
    const repeats = seen.get(entry.role) ?? 0
    seen.set(entry.role, repeats + 1)
    return { entry, repeats }
  })
  ranked.sort((left, right) => depthOf(left.entry.cwd) - depthOf(right.entry.cwd) || left.repeats - right.repeats)
  return {
    commands: ranked.slice(0, COMMANDS_MAX).map(({ entry: { role, invocation, cwd, evidence } }) => ({
      role,
      command: invocation.argv.join(' '),
      directory: cwd,
      from: evidence.file,
    })),
    commandsTotal: useful.length,
  }
}

/** Where programs start: what `bin` of a manifest names, Go's `main`, and files that are named so by custom. */
function entryPointsOf(map: CodeMap, files: readonly CodeFile[], workspace: Workspace): readonly string[] {
  const binaries = workspace.packages
    .filter(({ ecosystem, membership }) => ecosystem === 'npm' && membership !== 'detached')
    .flatMap(({ directory, manifest }) => binariesOf(map, directory === '.' ? '' : directory, manifest.file))
  const goMains = map
    .uses('main')
    .filter(({ file, isDeclared }) => isDeclared && file.language === 'go' && file.class === 'source')
    .map(({ file }) => file.path)
  const named = files.filter((file) => file.class === 'source' && ENTRY_POINT.test(file.path)).map(({ path }) => path)
  const known = new Set([...binaries, ...goMains, ...named])
  // A package's `index.js` beside its `src/index.ts` only hands over to what is built from that.
  const isStub = (path: string): boolean => known.has(`${path.replace(/(^|\/)index\.[jt]sx?$/, '$1src/index')}.ts`)
  const rest = [...known].filter((path) => !binaries.includes(path) && !isStub(path))
  rest.sort((left, right) => depthOf(left) - depthOf(right) || (left < right ? -1 : 1))
  return [...new Set([...binaries, ...rest])].slice(0, TOP_COUNT)
}

function binariesOf(map: CodeMap, directory: string, manifest: string): readonly string[] {
  const number = map.findFile(manifest)
  const { bin } = parseManifest((number === undefined ? undefined : map.read(number)?.source.toString()) ?? '')
  const targets = typeof bin === 'string' ? [bin] : Object.values(bin ?? {})
  return targets
    .map((target) => joinPath(directory, target))
    .filter((path) => path !== undefined && map.findFile(path) !== undefined) as string[]
}

function parseManifest(text: string): { readonly bin?: string | Readonly<Record<string, string>> } {
  try {
    return JSON.parse(text) as { readonly bin?: string }
  } catch {
    return {}
  }
}

/** By how many source files import it; the files of a Go package count as one. */
function mostImported(map: CodeMap): Overview['central'] {
  const graph = new ImportGraph(map)
  const importers = new Map<string, ReadonlySet<number>>()
  for (const { number, path, language, class: fileClass } of map.files()) {
    if (fileClass !== 'source') continue
    const from = graph.importersOf(number).map((edge) => edge.from)
    const others = from.filter((file) => map.file(file).class === 'source')
    const name = language === 'go' ? `${directoryOf(path)}/` : path
    if (others.length > 0) importers.set(name, new Set([...(importers.get(name) ?? []), ...others]))
  }
  return [...importers]
    .map(([path, from]) => ({ path, importers: from.size }))
    .sort((left, right) => right.importers - left.importers || (left.path < right.path ? -1 : 1))
    .slice(0, TOP_COUNT)
}

function directoriesOf(files: readonly CodeFile[]): Overview['directories'] {
  const counts = new Map<string, number>()
  for (const { path } of files) {
    const parts = path.split('/')
    if (parts.length > 1) counts.set(`${parts[0]}/`, (counts.get(`${parts[0]}/`) ?? 0) + 1)
  }
  return [...counts]
    .map(([path, count]) => ({ path, files: count }))
    .sort((left, right) => right.files - left.files || (left.path < right.path ? -1 : 1))
    .slice(0, TOP_COUNT)
}
