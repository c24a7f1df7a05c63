import type { CodeFile, CodeMap } from '../code-map.ts'
import type { FileClass } from '../languages.ts'
import { ImportGraph } from './import-graph.ts'
import { centralFiles } from './task-map.ts'

export interface Overview {
  readonly files: number
  readonly lines: number
  readonly classes: Readonly<Partial<Record<FileClass, number>>>
  readonly languages: readonly { readonly name: string; readonly files: number; readonly lines: number }[]
  readonly manifests: readonly string[]
  /** Commands that the manifests define, as they are typed. */
  readonly commands: readonly { readonly command: string; readonly from: string }[]
  readonly entryPoints: readonly string[]
  readonly directories: readonly { readonly path: string; readonly files: number }[]
  readonly central: readonly { readonly path: string; readonly importers: number }[]
  readonly notUnderstood: number
}

const MANIFEST =
  /^(?:package\.json|pnpm-workspace\.yaml|pyproject\.toml|setup\.py|setup\.cfg|requirements\.txt|go\.mod|go\.work|Gemfile|Rakefile|Cargo\.toml|Makefile|justfile|Taskfile\.ya?ml|pom\.xml|build\.gradle(?:\.kts)?|composer\.json|CMakeLists\.txt|Dockerfile|tox\.ini)$/
const ENTRY_POINT =
  /(?:^|\/)(?:main\.(?:go|py|rs|ts|js|c|cc|cpp|rb)|__main__\.py|manage\.py|cmd\/[^/]+\/[^/]+\.go|bin\/[^/]+|src\/(?:index|main|bin|cli)\.[jt]sx?|index\.[jt]sx?|app\.[jt]sx?|server\.[jt]s|config\.ru|app\.py|wsgi\.py)$/
const TOP_COUNT = 10

/** What a repository is: its stack, its parts, where it starts, and what most of it stands on. */
export function overview(map: CodeMap): Overview {
  const files = [...map.files()]
  const graph = new ImportGraph(map)
  const manifests = files.map(({ path }) => path).filter((path) => MANIFEST.test(path.slice(path.lastIndexOf('/') + 1)))
  const top = manifests.filter((path) => !path.includes('/'))
  return {
    files: files.length,
    lines: files.reduce((sum, file) => sum + file.lines, 0),
    classes: countBy(files, (file) => file.class),
    languages: languagesOf(files),
    manifests: [...top, ...manifests.filter((path) => path.includes('/'))].slice(0, TOP_COUNT * 2),
    commands: top.flatMap((path) => commandsOf(map, path)),
    entryPoints: files
      .filter((file) => file.class === 'source' && ENTRY_POINT.test(file.path))
      .map(({ path }) => path)
      .sort((left, right) => left.split('/').length - right.split('/').length || (left < right ? -1 : 1))
      .slice(0, TOP_COUNT),
    directories: directoriesOf(files),
    central: centralFiles(map, graph)
      .slice(0, TOP_COUNT)
      .map(({ file }) => ({
        path: map.pathOf(file),
        importers: new Set(graph.importersOf(file).map((edge) => edge.from)).size,
      })),
    notUnderstood: files.filter((file) => file.problemLine !== undefined).length,
  }
}

function countBy(files: readonly CodeFile[], key: (file: CodeFile) => FileClass): Partial<Record<FileClass, number>> {
  const counts: Partial<Record<FileClass, number>> = {}
  for (const file of files) counts[key(file)] = (counts[key(file)] ?? 0) + 1
  return counts
}

function languagesOf(files: readonly CodeFile[]): Overview['languages'] {
  const counts = new Map<string, { files: number; lines: number }>()
  for (const file of files) {
    if (file.language === 'binary' || file.language === 'text') continue
    const count = counts.get(file.language) ?? { files: 0, lines: 0 }
    counts.set(file.language, count)
    count.files++
    count.lines += file.lines
  }
  return [...counts]
    .map(([name, count]) => ({ name, ...count }))
    .sort((left, right) => right.lines - left.lines || (left.name < right.name ? -1 : 1))
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

const SCRIPTS_SHOWN = /^(?:build|test|lint|check|start|dev|typecheck|format)/

function commandsOf(map: CodeMap, path: string): Overview['commands'] {
  const number = map.findFile(path)
  const text = (number === undefined ? undefined : map.read(number)?.source.toString()) ?? ''
  if (path === 'package.json') return scriptsOf(text).map((script) => ({ command: `npm run ${script}`, from: path }))
  if (path === 'Makefile') {
    return [...text.matchAll(/^([a-z][\w-]*):(?!=)/gm)]
      .map((match) => match[1] ?? '')
      .filter((name) => SCRIPTS_SHOWN.test(name))
      .slice(0, TOP_COUNT)
      .map((name) => ({ command: `make ${name}`, from: path }))
  }
  if (path === 'go.mod')
    return [
      { command: 'go build ./...', from: path },
      { command: 'go test ./...', from: path },
    ]
  if (path === 'Cargo.toml')
    return [
      { command: 'cargo build', from: path },
      { command: 'cargo test', from: path },
    ]
  if (path === 'tox.ini') return [{ command: 'tox', from: path }]
  if (path === 'Rakefile') return [{ command: 'rake -T', from: path }]
  if (path === 'pyproject.toml' && text.includes('[tool.pytest')) return [{ command: 'pytest', from: path }]
  return []
}

function scriptsOf(text: string): readonly string[] {
  try {
    const { scripts } = JSON.parse(text) as { readonly scripts?: Readonly<Record<string, string>> }
    return Object.keys(scripts ?? {})
      .filter((name) => SCRIPTS_SHOWN.test(name))
      .slice(0, TOP_COUNT)
  } catch {
    return []
  }
}
