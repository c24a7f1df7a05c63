import { listedFiles, pythonRoots, type CodeFile } from '@groundcrew/code-map'
import type { Graph } from '../graph/graph.ts'
import { LOAD_FACT } from '../graph/links.ts'
import { findDoctests } from '../tests/runners/doctests.ts'
import type { ImplicitLink } from './widening.ts'

const EXAMPLE = /^[ \t]*(?:>>>|\.\.\.) (.*)$/gm
const WORD = /[A-Za-z_]\w*/g
const IMPORT = /^(?:from\s+([\w.]+)\s+import\b|import\s+([\w.]+(?:\s*,\s*[\w.]+)*))/

/**
 * Adds what the examples in documentation use, where they are tests: what they import, what their module has imported for them, and the members that they name.
 * Nothing but the test in the file depends on that.
 */
export function addDoctests(graph: Graph): readonly ImplicitLink[] {
  const files = findDoctests(graph.map)
  if (files.length === 0) return []
  const modules = moduleFinder(graph)
  const linked = new Map<number, number>()
  for (const file of files) {
    const lines = [...(graph.map.read(file.number)?.source.toString() ?? '').matchAll(EXAMPLE)].map(
      ([, line = '']) => line,
    )
    const words = new Set(lines.flatMap((line) => line.match(WORD) ?? []))
    graph.addExamples(file.number, words)
    for (const to of new Set([...lines.flatMap(modules), ...boundIn(graph, file, words)])) {
      if (to === file.number) continue
      const fact = { ...LOAD_FACT, kind: 'dynamic' } as const
      graph.addLink(to, { from: file.number, fact, isLoaded: true, isOfTests: true, onlyNames: words })
      linked.set(to, (linked.get(to) ?? 0) + 1)
    }
  }
  return [...linked].map(([to, count]) => ({
    rule: 'doctest',
    to,
    text: `reached, and used by the examples in ${count === 1 ? 'a file' : `${count} files`}, which are tests`,
  }))
}

/** The files that a line of an example imports. */
function moduleFinder({ map }: Graph): (line: string) => readonly number[] {
  const paths = Array.from({ length: map.fileCount }, (_, number) => map.pathOf(number))
  const read = (path: string): string | undefined => map.read(map.findFile(path) ?? -1)?.source.toString()
  const roots = pythonRoots(listedFiles(paths, read))
  return (line) => {
    const [, from, whole] = IMPORT.exec(line) ?? []
    const names = from === undefined ? (whole?.split(/\s*,\s*/) ?? []) : [from, ...partsOf(line, from)]
    return names.flatMap((name) => {
      const path = name.replaceAll('.', '/')
      const places = roots.flatMap((root) => [`${path}.py`, `${path}/__init__.py`].map((one) => join(root, one)))
      return places.flatMap((place) => map.findFile(place) ?? []).slice(0, 1)
    })
  }
}

/** `from a import b`: b may be a module. */
function partsOf(line: string, from: string): readonly string[] {
  const names = /\bimport\s+\(?(.*)/.exec(line)?.[1] ?? ''
  return (names.match(/\w+/g) ?? []).map((name) => `${from}.${name}`)
}

function join(root: string, path: string): string {
  return root === '' ? path : `${root}/${path}`
}

/** What the module itself imports under a name that its examples have. */
function boundIn({ links }: Graph, { number }: CodeFile, words: ReadonlySet<string>): readonly number[] {
  return links
    .importsOf(number)
    .filter((to) =>
      links
        .importersOf(to)
        .some(({ from, fact }) => from === number && fact.names.some(({ local }) => local === '*' || words.has(local))),
    )
}
