import { posix } from 'node:path'
import { runGit } from '@groundcrew/core/repo'
import type { Graph } from '../graph/graph.ts'
import { isConfiguration } from './configuration.ts'
import { isCode, parseGrep, readerSeed, type GrepHit } from './grep-code.ts'
import type { Question } from './widen.ts'
import type { Widened } from './widening.ts'
import { directoryOf, isBelow } from '../paths.ts'

const COMPUTED = String.raw`import\.meta\.glob|require\.context|(import|require)\( *[^'") ]|(import_module|__import__)\( *[^'")]|Dir(\.glob\(|\[)|require_all|Zeitwerk|autoload_paths`

/** Files that nothing imports are loaded by a name that is computed, if there is one. */
export async function widenComputed({ repository, graph, changes, tests }: Question): Promise<Widened> {
  const loading = { graph, isTest: new Set(tests.map(({ number }) => number)), leadToNone: new Set<number>() }
  const orphans = changes.files.filter(
    ({ path, language, class: fileClass }) =>
      ['typescript', 'tsx', 'javascript', 'python', 'ruby', 'vue', 'svelte', 'json'].includes(language) &&
      ['source', 'test'].includes(fileClass) &&
      !isConfiguration(path) &&
      !leadsToTest(graph.fileNumber(path), loading),
  )
  if (orphans.length === 0 || repository.root === undefined) return { seeds: [], widenings: [] }
  const listed = await runGit(repository, [
    'grep',
    '-n',
    '-z',
    '-E',
    '-I',
    '--untracked',
    '--full-name',
    '-e',
    COMPUTED,
    '--',
    ':/',
  ])
  const hits = parseGrep(listed.stdout.toString('utf8')).filter(
    ({ path, text }) => isCode(graph, path) && !/^\s*(?:\/\/|\*|#)/.test(text),
  )
  const parts = hits.flatMap((hit): readonly Widened[] => {
    const isLoaded = loadedBy(hit)
    const loaded = orphans.filter(({ path }) => path.endsWith('.rb') === hit.path.endsWith('.rb') && isLoaded(path))
    const [first] = loaded
    if (first === undefined) return []
    const what = loaded.length === 1 ? 'it' : `it and ${loaded.length - 1} more that changed`
    const text = `${hit.path}:${hit.line} may load ${what}`
    return [
      {
        seeds: readerSeed(graph, hit, first.path),
        widenings: [{ rule: 'computed import', path: first.path, text }],
      },
    ]
  })
  return { seeds: parts.flatMap(({ seeds }) => seeds), widenings: parts.flatMap(({ widenings }) => widenings) }
}

interface Loading {
  readonly graph: Graph
  readonly isTest: ReadonlySet<number>
  /** Files that were asked before, and those that load them. */
  readonly leadToNone: Set<number>
}

/** Whether imports lead from a file to a test, or it is one. */
function leadsToTest(file: number, { graph, isTest, leadToNone }: Loading): boolean {
  const known = new Set([file])
  for (const one of known) {
    if (isTest.has(one)) return true
    if (leadToNone.has(one)) continue
    for (const { from } of graph.loadersOf(one)) known.add(from)
  }
  for (const one of known) leadToNone.add(one)
  return false
}

/** By the part of the path that stands there literally; without one, anything in the same top directory. */
function loadedBy(hit: GrepHit): (path: string) => boolean {
  const { path: from, text } = hit
  if (from.endsWith('.rb')) return loadedByRuby(hit)
  const literal = /['"`]((?:\.{1,2}\/|\/|@|~)?[^'"`$*{]*)/.exec(text)?.[1] ?? ''
  const directory = literal.replace(/^(?:\.{1,2}\/|\/|@\/|~\/)+/, '').replace(/[^/]*$/, '')
  if (directory !== '') return (path) => path !== from && (path.includes(`/${directory}`) || path.startsWith(directory))
  const place = literal.startsWith('./') ? directoryOf(from) : (directoryOf(from).split('/')[0] ?? '')
  return (path) => path !== from && (path === place || isBelow(path, place))
}

/**
 * `Dir["#{__dir__}/tags/*.rb"]`, `Dir[File.join(__dir__, 'tags', '*.rb')]`. Other paths than those of the file itself are mostly made of variables: one
 * without a directory says nothing.
 */
function loadedByRuby({ path: from, text }: GrepHit): (path: string) => boolean {
  const literals = text.split(/['"`]/).filter((_, index) => index % 2 === 1)
  const patterns = literals.filter((literal) => literal.includes('*')).length > 1 ? literals : [literals.join('/')]
  const base = /__dir__|dirname\(\s*__FILE__/.test(text)
    ? directoryOf(from)
    : text.includes('__FILE__')
      ? from
      : undefined
  const regexps = patterns.flatMap((pattern) => rubyPattern(pattern, base) ?? [])
  return (path) => path !== from && regexps.some((regexp) => regexp.test(path))
}

/** A glob as an expression for whole paths, or where it has no wildcard, for what is below it; `base` is where it begins, where that is known. */
function rubyPattern(literal: string, base: string | undefined): RegExp | undefined {
  const written = literal
    .replace(/^#\{[^}]*\}/, '')
    .replaceAll(/#\{[^}]*\}/g, '**')
    .replace(/^\/+/, '')
  const placed = base === undefined ? written : posix.join(base, written)
  const glob = placed.replace(/^(?:\.{0,2}\/)+/, '').replaceAll(/\/{2,}/g, '/')
  const isKnown = base !== undefined || glob.replace(/[*{[].*$/s, '').includes('/')
  if (!isKnown || glob === '') return undefined
  const start = base === undefined ? '(?:^|/)' : '^'
  const end = /[*?{[]/.test(glob) ? '(?:\\.rb)?$' : '(?:/|\\.rb$|$)'
  return new RegExp(start + globSource(glob) + end)
}

function globSource(glob: string): string {
  return glob.replaceAll(/\*\*\/?|[*?{},]|[^\w/-]/g, (part) => GLOB_PARTS[part] ?? `\\${part}`)
}

const GLOB_PARTS: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
  '{': '(?:',
  '}': ')',
  ',': '|',
}
