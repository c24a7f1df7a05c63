import type { Workspace } from '@groundcrew/core/workspace'
import type { CodeFile, CodeMap } from '../code-map.ts'
import { isExample, type FileClass } from '../languages.ts'
import { directoryOf } from '../resolve/paths.ts'
import { aboutOf, guidesOf, rootFilesOf } from './about.ts'
import { entryPointsOf } from './entry-points.ts'
import { countClasses, countLanguages, type LanguageCount } from './file-counts.ts'
import { FileLinks } from './file-links.ts'
import { ImportGraph } from './import-graph.ts'
import { isAutoloadedFrom } from './import-links.ts'

export interface Overview {
  /** What the repository says of itself. */
  readonly about?: string | undefined
  /** Documents for whoever works on the code. */
  readonly guides: readonly string[]
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
  readonly entryPointsTotal: number
  /** The files of the root, where neither a manifest nor an entry point says more. */
  readonly rootFiles: readonly string[]
  readonly directories: readonly { readonly path: string; readonly files: number }[]
  /** What most other source files import or use: files, and of much Go packages. */
  readonly central: readonly { readonly path: string; readonly users: number }[]
  readonly notUnderstood: number
}

const TOP_COUNT = 10

/** What a repository is: its stack, its parts, where it starts, how to build and test it, and what most of it stands on. */
export async function overview(map: CodeMap): Promise<Overview> {
  // Only this question needs it.
  const { readWorkspace } = await import('@groundcrew/core/workspace')
  const files = [...map.files()]
  const workspace = await readWorkspace(map.root, { files: files.map(({ path }) => path) })
  const packages = workspace.packages.filter(({ membership }) => membership !== 'detached')
  const entryPoints = entryPointsOf(map, files, workspace)
  const isBare = packages.length === 0 && entryPoints.shown.length === 0
  return {
    about: aboutOf(map, files),
    guides: guidesOf(files),
    files: files.length,
    lines: files.reduce((sum, file) => sum + file.lines, 0),
    classes: countClasses(files),
    languages: countLanguages(files),
    packages: [...packages]
      .sort((left, right) => rankOf(left.directory) - rankOf(right.directory))
      .slice(0, PACKAGES_MAX)
      .map(({ name, directory, ecosystem }) => ({ name: name ?? directory, directory, ecosystem })),
    packagesTotal: packages.length,
    manifests: [...new Set(packages.map(({ manifest }) => manifest.file))].slice(0, TOP_COUNT * 2),
    installs: workspace.packageManagers
      .toSorted((left, right) => rankOf(left.directory) - rankOf(right.directory))
      .filter(({ directory }, index) => index === 0 || !isExample(`${directory}/`))
      .map(({ installCommand, directory }) => ({ command: installCommand.join(' '), directory }))
      .slice(0, INSTALLS_MAX),
    ...commandsOf(workspace),
    services: workspace.services.map(({ name }) => name),
    entryPoints: entryPoints.shown,
    entryPointsTotal: entryPoints.shown.length + entryPoints.leftOut,
    rootFiles: isBare ? rootFilesOf(files).slice(0, ROOT_FILES_MAX) : [],
    directories: directoriesOf(files),
    central: mostUsed(map),
    notUnderstood: files.filter((file) => file.problemLine !== undefined).length,
  }
}

const PACKAGES_MAX = 20
const ROOT_FILES_MAX = 20
const INSTALLS_MAX = 3
const COMMANDS_MAX = 12

function depthOf(directory: string): number {
  return directory === '.' ? 0 : directory.split('/').length
}

/** Examples last. */
function rankOf(directory: string): number {
  return depthOf(directory) + (isExample(`${directory}/`) ? EXAMPLE_RANK : 0)
}

const EXAMPLE_RANK = 100

/** Those of the root first, each role before any is repeated; of other directories only roles that the root has not; nothing that rewrites files, and no whole shell scripts. */
function commandsOf({ commands }: Workspace): Pick<Overview, 'commands' | 'commandsTotal'> {
  const useful = commands.filter(({ writes, invocation }) => !writes && invocation.argv[0] !== 'sh')
  const seen = new Map<string, number>()
  const ofRoot = new Set(useful.filter(({ cwd }) => cwd === '.').map(({ role }) => role))
  const wanted = useful.filter(({ cwd, role }) => cwd === '.' || !ofRoot.has(role))
  const ranked = wanted.map((entry) => {
    const repeats = seen.get(entry.role) ?? 0
    seen.set(entry.role, repeats + 1)
    return { entry, repeats }
  })
  ranked.sort((left, right) => rankOf(left.entry.cwd) - rankOf(right.entry.cwd) || left.repeats - right.repeats)
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

/**
 * By how many source files import it, or use its names in a package of Go or Java; where there are too many names the files of a Go package count as
 * one. Constants that Ruby finds by their names count as imports.
 */
function mostUsed(map: CodeMap): Overview['central'] {
  const links = new FileLinks(new ImportGraph(map))
  const users = new Map<string, Set<number>>()
  for (const file of map.files()) {
    const { number, path, language } = file
    if (file.class !== 'source' || isExample(path) || language === 'css') continue
    const from = [...links.usersOf(number), ...usersOfConstants(map, file)]
    const others = from.filter((other) => other !== number && map.file(other).class === 'source')
    if (others.length === 0) continue
    const name = language === 'go' && !links.isByName ? `${directoryOf(path) || '.'}/` : path
    const known = users.get(name) ?? new Set()
    users.set(name, known)
    for (const other of others) known.add(other)
  }
  return [...users]
    .map(([path, from]) => ({ path, users: from.size }))
    .sort((left, right) => right.users - left.users || (left.path < right.path ? -1 : 1))
    .slice(0, TOP_COUNT)
}

/**
 * The files that name a class or module of a Ruby file which is loaded by its name. Where several files are, they have to name what is around it
 * too: `Base` is in many modules.
 */
function usersOfConstants(map: CodeMap, { number, path, language }: CodeFile): readonly number[] {
  if (language !== 'ruby') return []
  const [first] = map.symbols(number).filter(({ name }) => isAutoloadedFrom(map, path, name))
  if (first === undefined) return []
  const uses = map.uses(first.name)
  const users = uses.map(({ file }) => file.number)
  const homes = uses.filter(({ file, isDeclared }) => isDeclared && isAutoloadedFrom(map, file.path, first.name))
  const outer = first.qualifiedName.split('.').at(-2)
  if (homes.length < 2 || outer === undefined) return users
  const saying = new Set(map.uses(outer).map(({ file }) => file.number))
  return users.filter((user) => saying.has(user))
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
