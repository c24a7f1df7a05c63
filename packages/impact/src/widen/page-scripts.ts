import type { CodeFile } from '@groundcrew/code-map'
import { count } from '@groundcrew/core/text'
import type { Graph } from '../graph/graph.ts'
import { LOAD_FACT } from '../graph/links.ts'
import { readPages } from '../tests/runners/page-files.ts'
import type { ImplicitLink } from './widening.ts'

/** Adds what karma loads into the page of its tests: scripts without imports and exports, whose names are there for all. Over the configuration, which lists both. */
export function addPageScripts(graph: Graph, tests: readonly CodeFile[]): readonly ImplicitLink[] {
  const added: ImplicitLink[] = []
  const areTests = new Set(tests.map(({ number }) => number))
  for (const { config, files } of readPages(graph.map)) {
    const own = files.filter((file) => areTests.has(file))
    const scripts = files.filter((file) => !areTests.has(file) && graph.ambient.isPageScript(file))
    if (own.length === 0 || scripts.length === 0) continue
    for (const from of own) graph.addLink(config, { from, fact: LOAD_FACT, isLoaded: true })
    for (const to of scripts) {
      graph.addLink(to, { from: config, fact: LOAD_FACT, isLoaded: true })
      added.push({ rule: 'setup file', to, text: `reached, and loaded into the page of ${count(own.length, 'test')}` })
    }
  }
  return added
}
