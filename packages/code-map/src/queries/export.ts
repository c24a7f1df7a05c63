import type { CodeMap, CodeSymbol } from '../code-map.ts'
import { graphData, graphPage } from '../graph/page.ts'
import { ImportGraph } from './import-graph.ts'
import { directoryOf } from '../resolve/paths.ts'

export type ExportFormat = 'ctags' | 'json' | 'mermaid' | 'dot' | 'html'

/** The index in a format of other programs, piece by piece; each piece is whole lines without the last line end. */
export function* exportMap(map: CodeMap, format: ExportFormat): Generator<string> {
  if (format === 'ctags') yield* ctags(map)
  else if (format === 'json') yield* jsonLines(map)
  else if (format === 'html') yield graphPage(graphData(map))
  else yield* directoryGraph(map, format)
}

/** A tags file, format 2, sorted by name as `readtags` wants it. */
function* ctags(map: CodeMap): Generator<string> {
  yield '!_TAG_FILE_FORMAT\t2\t/extended format/'
  yield '!_TAG_FILE_SORTED\t1\t/0=unsorted, 1=sorted, 2=foldcase/'
  yield '!_TAG_PROGRAM_NAME\tcode-map\t//'
  const lines: string[] = []
  for (const file of map.files()) {
    for (const symbol of map.symbols(file.number)) {
      if (/[\t\n\r]/.test(symbol.name + file.path)) continue
      lines.push(
        `${symbol.name}\t${file.path}\t${symbol.line};"\t${symbol.kind}\tend:${symbol.endLine}${scopeOf(symbol)}`,
      )
    }
  }
  yield* lines
    .map((line) => Buffer.from(line))
    .sort((left, right) => Buffer.compare(left, right))
    .map((line) => line.toString())
}

function scopeOf({ qualifiedName, name }: CodeSymbol): string {
  return qualifiedName === name ? '' : `\tscope:${qualifiedName.slice(0, -name.length - 1)}`
}

/** One JSON object a file: path, language, class, symbols and imports. */
function* jsonLines(map: CodeMap): Generator<string> {
  for (const file of map.files()) {
    const { path, language, lines } = file
    yield JSON.stringify({
      path,
      language,
      class: file.class,
      lines,
      blob: map.blobIdOf(file.number),
      symbols: map.symbols(file.number).map(({ qualifiedName, kind, line, endLine, isExported }) => ({
        qualifiedName,
        kind,
        line,
        endLine,
        isExported,
      })),
      imports: map.imports(file.number),
    })
  }
}

/** Which directory imports which. */
function* directoryGraph(map: CodeMap, format: 'mermaid' | 'dot'): Generator<string> {
  const graph = new ImportGraph(map)
  const edges = new Map<string, number>()
  const names = new Map<string, string>()
  const nameOf = (directory: string): string => {
    const known = names.get(directory) ?? `n${names.size}`
    names.set(directory, known)
    return known
  }
  for (let file = 0; file < map.fileCount; file++) {
    const from = directoryOf(map.pathOf(file))
    for (const to of new Set(graph.importsOf(file).map((edge) => directoryOf(map.pathOf(edge.to))))) {
      if (from === to) continue
      const key = `${nameOf(from)} ${nameOf(to)}`
      edges.set(key, (edges.get(key) ?? 0) + 1)
    }
  }
  yield format === 'mermaid' ? 'graph LR' : 'digraph imports {'
  for (const [directory, name] of names) {
    const label = (directory === '' ? '.' : directory).replaceAll('"', "'")
    yield format === 'mermaid' ? `  ${name}["${label}"]` : `  ${name} [label="${label}"];`
  }
  for (const [key, count] of [...edges].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const [from, to] = key.split(' ')
    yield format === 'mermaid' ? `  ${from} -->|${count}| ${to}` : `  ${from} -> ${to} [label="${count}"];`
  }
  if (format === 'dot') yield '}'
}
