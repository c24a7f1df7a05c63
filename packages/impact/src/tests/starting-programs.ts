import type { CodeFile } from '@groundcrew/code-map'
import { count } from '@groundcrew/core/text'
import { isScript } from '../change/token-words.ts'
import type { Changes } from '../change/types.ts'
import type { Graph } from '../graph/graph.ts'
import type { Nearby } from './nearby-tests.ts'
import { isTestPath } from './test-files.ts'
import { directoryOf } from '../paths.ts'

/** What starts programs from scripts, Python and Go. */
const STARTS_PROGRAMS =
  /^(?:(?:node:)?child_process|execa|tinyexec|nano-spawn|cross-spawn|zx|node-pty|shelljs|subprocess|pexpect|plumbum|sh|os\/exec)$/

/** What starts programs in Ruby, without a library. */
const STARTS_IN_RUBY = /\bOpen3\b|\bIO\.popen\b|\b(?:Process\.)?spawn\b|\bsystem[ (]['"]|`ruby\b|%x[({[]/

/** A directory of sources may be called `tests` too. */
const IN_SOURCES = /(?:^|\/)src\//

/**
 * Tests that start programs, and over whose imports no source is reached at all: which of them they run is not written anywhere, and any that
 * changed may be among them. What a recorded run executed tells more.
 */
export function findStartingPrograms(
  graph: Graph,
  changes: Changes,
  { tests, isRecorded }: { readonly tests: readonly CodeFile[]; readonly isRecorded: (path: string) => boolean },
): Nearby {
  const changed = changes.files.find(
    ({ path, class: fileClass, declarations, wholeBecause }) =>
      (fileClass === 'source' || IN_SOURCES.test(path)) &&
      !isTestPath(path) &&
      (wholeBecause !== undefined || declarations.some((one) => one.class !== 'cosmetic')),
  )
  const starting = changed === undefined ? [] : tests.filter((test) => !isRecorded(test.path) && isBlind(graph, test))
  if (changed === undefined || starting.length === 0) return { reasons: new Map(), widenings: [] }
  const text = `${count(starting.length, 'test')} start programs, and nothing says of which sources: each may run what changed`
  return {
    reasons: new Map(starting.map(({ path }) => [path, 'starts programs, and imports no source'])),
    widenings: [{ rule: 'starts programs', path: directoryOf(starting[0]?.path ?? '') || '.', text }],
  }
}

function isBlind(graph: Graph, { number, language }: CodeFile): boolean {
  if (!isScript(language) && !['python', 'ruby', 'go'].includes(language)) return false
  const loaded = new Set([number])
  let startsPrograms = false
  for (const file of loaded) {
    if (isSource(graph.map.file(file))) return false
    startsPrograms ||= language === 'ruby' ? startsInRuby(graph, file) : startsByImport(graph, file)
    for (const imported of graph.loadsOf(file)) loaded.add(imported)
  }
  return startsPrograms
}

function startsByImport({ map }: Graph, file: number): boolean {
  return map.imports(file).some(({ specifier }) => STARTS_PROGRAMS.test(specifier))
}

function startsInRuby({ map }: Graph, file: number): boolean {
  return STARTS_IN_RUBY.test(map.read(file)?.source.toString('latin1') ?? '')
}

function isSource({ class: fileClass, language }: CodeFile): boolean {
  return fileClass === 'source' && (isScript(language) || ['python', 'ruby', 'go', 'vue', 'svelte'].includes(language))
}
