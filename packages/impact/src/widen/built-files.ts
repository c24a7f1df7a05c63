import { posix } from 'node:path'
import { count } from '@groundcrew/core/text'
import { isScript } from '../change/token-words.ts'
import type { Changes } from '../change/types.ts'
import type { Graph } from '../graph/graph.ts'
import { wholeFile } from '../graph/seeds.ts'
import { packagesOf } from '../tests/test-files.ts'
import type { Widened } from './widening.ts'
import { directoryOf } from '../paths.ts'

const FIXTURES = /(?:^|\/)(?:fixtures?|__fixtures__|samples?|testdata|examples?|node_modules)\//

/**
 * Scripts that import a file of their package which is not there, and of which nothing tells what it is built from: all that changes in the
 * package may be in it. Data of tests and their own directory import what is missing on purpose.
 */
export function widenBuilt(graph: Graph, changes: Changes): Widened {
  const sources = changes.files.filter(({ class: fileClass }) => fileClass === 'source')
  if (sources.length === 0) return { seeds: [], widenings: [] }
  const missing = graph.links.missing.filter(({ from }) => isScript(graph.map.file(from).language))
  if (missing.length === 0) return { seeds: [], widenings: [] }
  const packageOf = packagesOf(graph.map)
  const changed = new Set(sources.map(({ path }) => packageOf(path)))
  const importers = new Map<number, string>()
  for (const { from, fact } of missing) {
    const path = graph.pathOf(from)
    const target = fact.specifier.startsWith('.') ? posix.join(directoryOf(path), fact.specifier) : '..'
    const directory = packageOf(target)
    if (target.startsWith('..') || FIXTURES.test(path) || !changed.has(directory)) continue
    const placeOf = (one: string): string | undefined =>
      one.slice(directory === '' ? 0 : directory.length + 1).split('/')[0]
    if (placeOf(path) !== placeOf(target)) importers.set(from, target)
  }
  const [built] = importers.values()
  if (built === undefined) return { seeds: [], widenings: [] }
  const seeds = [...importers]
    .flatMap(([file, target]) =>
      wholeFile(graph, graph.pathOf(file), `imports ${target}, which may be built from what changed`),
    )
    .map((seed) => ({ ...seed, relation: 'rule' as const }))
  const text = `is not there, and what it is built from is not known: reaches ${count(importers.size, 'file')} that import such`
  return { seeds, widenings: [{ rule: 'built file', path: built, text }] }
}
