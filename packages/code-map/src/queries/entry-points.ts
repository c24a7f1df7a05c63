import type { Package, Workspace } from '@groundcrew/core/workspace'
import type { CodeFile, CodeMap } from '../code-map.ts'
import { directoryOf, joinPath } from '../resolve/paths.ts'
import { Resolver } from '../resolve/resolver.ts'

/** Files in which programs start by custom, wherever they are. */
const ENTRY_POINT =
  /(?:^|\/)(?:main\.(?:py|ts|js|rb)|__main__\.py|manage\.py|app\.py|wsgi\.py|src\/(?:main|bin|cli)\.[cm]?[jt]sx?|exe\/[^/]+|config\.ru|bin\/rails|config\/routes\.rb)$/
/** Those at the root alone. */
const ROOT_ENTRY_POINT = /^(?:[^/]+\.(?:sh|bash|zsh)|bin\/[^/]+|(?:index|app|server|main)\.[cm]?[jt]sx?)$/
const IN_PACKAGE = /^(?:src\/)?(?:index|main|app|server)\.[cm]?[jt]sx?$/
/** Code that shows or tries the code. */
const EXAMPLE =
  /(?:^|\/)(?:_?examples?|samples?|demos?|playgrounds?|benchmarks?|benches|benchsuite|fuzz|docs?|docs_src|website|www|\.[\w-]+)\//
const MAIN_LANGUAGES: readonly CodeFile['language'][] = ['go', 'rust', 'c', 'cpp', 'java']
const ENTRY_POINTS_MAX = 10

export interface EntryPoints {
  readonly shown: readonly string[]
  readonly leftOut: number
}

export function isExample(path: string): boolean {
  return EXAMPLE.test(path)
}

/**
 * Where programs and libraries start: what manifests name, `main` functions, and files that are named so by custom. Examples come last, and only where
 * there is nothing else.
 */
export function entryPointsOf(map: CodeMap, files: readonly CodeFile[], { packages }: Workspace): EntryPoints {
  const own = packages.filter(({ membership }) => membership !== 'detached')
  const resolver = new Resolver(map)
  const named = own.flatMap((found) => namedBy(map, resolver, found))
  const mains = map
    .uses('main')
    .filter(({ file, isDeclared }) => isDeclared && MAIN_LANGUAGES.includes(file.language) && isMain(file))
    .map(({ file }) => file.path)
  const directories = own.map(({ directory }) => (directory === '.' ? '' : `${directory}/`))
  const byCustom = files
    .filter(({ class: fileClass }) => fileClass === 'source')
    .map(({ path }) => path)
    .filter(
      (path) =>
        ENTRY_POINT.test(path) ||
        ROOT_ENTRY_POINT.test(path) ||
        directories.some((directory) => path.startsWith(directory) && IN_PACKAGE.test(path.slice(directory.length))),
    )
  const all = [...new Set([...named, ...[...mains, ...byCustom].sort(byDepth)])]
  const isBuilt = (path: string): boolean => /(?:^|\/)index\.[jt]sx?$/.test(path) && all.includes(sourceOf(path))
  const useful = all.filter((path) => !isBuilt(path))
  const real = useful.filter((path) => !isExample(path))
  const ordered = real.length > 0 ? real : useful
  return { shown: ordered.slice(0, ENTRY_POINTS_MAX), leftOut: Math.max(0, ordered.length - ENTRY_POINTS_MAX) }
}

/** A package's `index.js` beside its `src/index.ts` only hands over to what is built from that. */
function sourceOf(path: string): string {
  return `${path.replace(/(^|\/)index\.[jt]sx?$/, '$1src/index')}.ts`
}

function isMain({ path, language, class: fileClass }: CodeFile): boolean {
  return fileClass === 'source' && (language !== 'rust' || /(?:^|\/)main\.rs$|(?:^|\/)bin\//.test(path))
}

function byDepth(left: string, right: string): number {
  return left.split('/').length - right.split('/').length || (left < right ? -1 : 1)
}

/** The programs and the library of a package. */
function namedBy(
  map: CodeMap,
  resolver: Resolver,
  { ecosystem, directory, name, manifest }: Package,
): readonly string[] {
  const base = directory === '.' ? '' : directory
  const at = (...paths: readonly string[]): readonly string[] =>
    paths
      .map((path) => joinPath(base, path))
      .filter((path) => path !== undefined)
      .filter((path) => map.findFile(path) !== undefined)
      .slice(0, 1)
  const number = map.findFile(manifest.file)
  const text = (number === undefined ? undefined : map.read(number)?.source.toString()) ?? ''
  if (ecosystem === 'npm') return [...binariesOf(map, base, text), ...libraryOf(resolver, manifest.file, name)]
  if (ecosystem === 'cargo') return at(/^\[lib\][^[]*?^path\s*=\s*"([^"]+)"/m.exec(text)?.[1] ?? 'src/lib.rs')
  if (ecosystem !== 'python') return []
  const module = (name ?? '').toLowerCase().replaceAll(/[-.]/g, '_')
  return [
    ...scriptsOf(text).flatMap((path) => at(`${path}.py`, `src/${path}.py`, `${path}/__init__.py`)),
    ...at(`src/${module}/__init__.py`, `${module}/__init__.py`),
  ]
}

function binariesOf(map: CodeMap, directory: string, manifest: string): readonly string[] {
  const { bin } = parseManifest(manifest)
  const targets = typeof bin === 'string' ? [bin] : Object.values(bin ?? {})
  return targets
    .map((target) => joinPath(directory, target))
    .filter((path) => path !== undefined && map.findFile(path) !== undefined) as string[]
}

/** What an import of the package by its name gets. */
function libraryOf(resolver: Resolver, manifest: string, name: string | undefined): readonly string[] {
  if (name === undefined) return []
  const from = { path: `${directoryOf(manifest)}/package.js`, language: 'javascript' as const }
  const fact = { kind: 'import' as const, specifier: name, line: 1, isTypeOnly: false, names: [] }
  const found = resolver.resolve(from, fact)
  return found.kind === 'files' ? found.paths.filter((path) => !path.endsWith('.json')) : []
}

/** The modules of `[project.scripts]` and `[tool.poetry.scripts]`, as paths. */
function scriptsOf(pyproject: string): readonly string[] {
  const table = /^\[(?:project|tool\.poetry)\.scripts\]\s*\n((?:(?!\[).*\n?)*)/m.exec(pyproject)?.[1] ?? ''
  return [...table.matchAll(/=\s*["']([\w.]+)/g)].map(([, module = '']) => module.replaceAll('.', '/'))
}

function parseManifest(text: string): { readonly bin?: string | Readonly<Record<string, string>> } {
  try {
    return JSON.parse(text) as { readonly bin?: string }
  } catch {
    return {}
  }
}
