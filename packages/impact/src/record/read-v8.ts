import { readFile, readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestCoverage } from './coverage-store.ts'

interface V8Report {
  readonly result?: readonly {
    readonly url?: string
    readonly functions?: readonly {
      readonly functionName?: string
      readonly ranges?: readonly { readonly count?: number }[]
    }[]
  }[]
}

/** What the processes that wrote V8 coverage to a directory executed below `root`: NODE_V8_COVERAGE of node(1). */
export async function readV8Coverage(directory: string, root: string): Promise<TestCoverage> {
  const executed = new Map<string, Set<string>>()
  for (const name of (await readdir(directory)).filter((one) => one.endsWith('.json')).sort()) {
    const report = JSON.parse(await readFile(join(directory, name), 'utf8')) as V8Report
    for (const { url = '', functions = [] } of report.result ?? []) {
      const path = pathBelow(root, url)
      if (path === undefined) continue
      const names = executed.get(path) ?? new Set<string>()
      for (const { functionName = '', ranges = [] } of functions) {
        if (functionName !== '' && (ranges[0]?.count ?? 0) > 0) names.add(functionName)
      }
      executed.set(path, names)
    }
  }
  return toCoverage(executed)
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
