import type { Package, Requirement } from '../types.ts'
import { entriesOf, entryAt, textOf, type SourceEntry, type TableNode } from '../source/node.ts'
import type { Sources } from '../source/sources.ts'
import { npmConstraint } from './ranges.ts'
import { pins, supports } from './requirement.ts'

/** Programs that `engines` may name; others (`vscode`) are hosts, not tools on PATH. */
const engineNames: ReadonlySet<string> = new Set(['node', 'npm', 'pnpm', 'yarn', 'bun', 'deno'])

/** `engines`, `packageManager`, `devEngines` and `volta` of a package.json. */
export async function readNodeRequirements(sources: Sources, { manifest }: Package): Promise<Requirement[]> {
  const { file } = manifest
  if (!file.endsWith('package.json')) return []
  const document = await sources.json(file)
  return [
    ...engines(file, document),
    ...packageManager(sources, file, document),
    ...devEngines(file, document),
    ...volta(file, document),
  ]
}

function engines(file: string, document: TableNode | undefined): Requirement[] {
  return entriesOf(entryAt(document, 'engines')?.value).flatMap(({ key, line, value }) => {
    const range = textOf(value)
    if (range === undefined || !engineNames.has(key)) return []
    return [supports({ tool: key, range, source: 'engines', evidence: { file, line } }, npmConstraint(range))]
  })
}

function packageManager(sources: Sources, file: string, document: TableNode | undefined): Requirement[] {
  const field = entryAt(document, 'packageManager')
  if (field === undefined) return []
  const [, tool, range] = /^([a-z][\w-]*)@(\d[^+]*)/.exec(textOf(field.value) ?? '') ?? []
  if (tool === undefined || range === undefined) {
    sources.problems.add('wrong-shape', { file, line: field.line }, '"packageManager" is not of the form name@version')
    return []
  }
  const evidence = { file, line: field.line }
  const pinned = pins({ tool, range, source: 'packageManager', evidence })
  const node = nodeOf(tool, Number.parseInt(range, 10))
  if (node === undefined) return [pinned]
  const needed = { tool: 'node', range: `${node} (${tool} ${range})`, source: 'packageManager', evidence } as const
  return [pinned, supports(needed, node)]
}

/** `engines.node` of the versions of package managers in the npm registry, by their first number (2026-11). */
const nodeOfManagers: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  npm: { 9: '^14.17 || ^16.13 || >=18', 10: '^18.17 || >=20.5', 11: '^20.17 || >=22.9' },
  pnpm: { 7: '>=14.19', 8: '>=16.14', 9: '>=18.12', 10: '>=18.12', 11: '>=22.13', 12: '>=18' },
  yarn: { 4: '>=18.12' },
}

/** The Node that a package manager runs on; undefined where that is not known. */
function nodeOf(tool: string, major: number): string | undefined {
  return nodeOfManagers[tool]?.[major]
}

function devEngines(file: string, document: TableNode | undefined): Requirement[] {
  return ['runtime', 'packageManager'].flatMap((part) => {
    const entry = entryAt(document, 'devEngines', part)
    return entry === undefined ? [] : devEngine(file, entry)
  })
}

/** One engine, or a list of alternatives of which the first is the preferred one. */
function devEngine(file: string, { line, value }: SourceEntry): Requirement[] {
  const engine = value.kind === 'list' ? value.items[0] : value
  const tool = textOf(entryAt(engine, 'name')?.value)
  if (tool === undefined) return []
  const version = entryAt(engine, 'version')
  const range = textOf(version?.value) ?? '*'
  const evidence = { file, line: version?.line ?? line }
  return [supports({ tool, range, source: 'devEngines', evidence }, npmConstraint(range))]
}

function volta(file: string, document: TableNode | undefined): Requirement[] {
  return entriesOf(entryAt(document, 'volta')?.value).flatMap(({ key, line, value }) => {
    const range = textOf(value)
    if (range === undefined || !engineNames.has(key)) return []
    return [pins({ tool: key, range, source: 'volta', evidence: { file, line } })]
  })
}
