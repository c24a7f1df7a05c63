import { readFile, readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseJson } from '../parse-json.ts'
import type { TestCoverage } from './coverage-store.ts'
import { readOriginalPlaces, type OriginalAt } from './original-places.ts'

interface V8Function {
  readonly functionName?: string
  readonly ranges?: readonly { readonly count?: number; readonly startOffset?: number }[]
}

interface V8Report {
  readonly result?: readonly { readonly url?: string; readonly functions?: readonly V8Function[] }[]
}

/**
 * What the processes that wrote V8 coverage to a directory executed below `root`: NODE_V8_COVERAGE of node(1). What was compiled beside a source map
 * counts for its sources. A report that a process did not finish is left out.
 */
export async function readV8Coverage(directory: string, root: string): Promise<TestCoverage> {
  const executed = new Map<string, Set<string>>()
  const places = new Map<string, OriginalAt | undefined>()
  for (const name of (await readdir(directory)).filter((one) => one.endsWith('.json')).sort()) {
    const report = parseJson(await readFile(join(directory, name), 'utf8')) as V8Report | undefined
    for (const { url = '', functions = [] } of report?.result ?? []) {
      const path = pathBelow(root, url)
      if (path === undefined) continue
      if (!places.has(path)) places.set(path, await readOriginalPlaces(join(root, path)))
      addExecuted(executed, functions, { root, path, originalAt: places.get(path) })
    }
  }
  return toCoverage(executed)
}

interface Program {
  readonly root: string
  readonly path: string
  /** Of what was compiled. */
  readonly originalAt: OriginalAt | undefined
}

function addExecuted(
  executed: Map<string, Set<string>>,
  functions: readonly V8Function[],
  { root, path, originalAt }: Program,
): void {
  if (originalAt === undefined) namesIn(executed, path)
  for (const { functionName = '', ranges = [] } of functions) {
    const { count = 0, startOffset = 0 } = ranges[0] ?? {}
    // The function around all of a compiled file is none of its sources.
    if (count === 0 || functionName === '') continue
    const original = originalAt === undefined ? path : pathBelow(root, originalAt(startOffset) ?? '')
    if (original !== undefined) namesIn(executed, original).add(functionName)
  }
}

function namesIn(executed: Map<string, Set<string>>, path: string): Set<string> {
  const names = executed.get(path) ?? new Set<string>()
  executed.set(path, names)
  return names
}

export function toCoverage(executed: ReadonlyMap<string, ReadonlySet<string>>): TestCoverage {
  const sorted = [...executed].sort(([left], [right]) => (left < right ? -1 : 1))
  return Object.fromEntries(sorted.map(([path, names]) => [path, [...names].sort()]))
}

/** A URL or an absolute path, as a path from the root; undefined for what is not the repository's own. */
export function pathBelow(root: string, url: string): string | undefined {
  const absolute = url.startsWith('file://') ? fileURLToPath(url.replace(/[?#].*$/, '')) : url.replace(/[?#].*$/, '')
  if (!absolute.startsWith(root + sep)) return undefined
  const path = relative(root, absolute)
  return path.split(sep).includes('node_modules') ? undefined : path.split(sep).join('/')
}
