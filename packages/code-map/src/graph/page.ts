import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { CodeMap } from '../code-map.ts'
import { ImportGraph } from '../queries/import-graph.ts'
import { isCode } from '../queries/references.ts'

/** What the page of the browser reads: `browser/graph.ts`. */
export interface GraphData {
  readonly title: string
  readonly files: readonly { readonly path: string; readonly class: string; readonly lines: number }[]
  /** `[from, to, line, types only]`: places in `files`, and the line of the import. */
  readonly edges: readonly (readonly [from: number, to: number, line: number, isTypeOnly: 0 | 1])[]
}

/** Which file of code imports which. */
export function graphData(map: CodeMap): GraphData {
  const graph = new ImportGraph(map)
  const places = new Map<number, number>()
  const files: GraphData['files'][number][] = []
  for (const file of map.files()) {
    const isLinked = graph.importsOf(file.number).length > 0 || graph.importersOf(file.number).length > 0
    if (!isCode(file) || !(isLinked || file.symbols > 0)) continue
    places.set(file.number, files.length)
    files.push({ path: file.path, class: file.class, lines: file.lines })
  }
  const edges: GraphData['edges'][number][] = []
  for (const [number, from] of places) {
    for (const edge of graph.importsOf(number)) {
      const to = places.get(edge.to)
      if (to !== undefined) edges.push([from, to, edge.line, edge.isTypeOnly ? 1 : 0])
    }
  }
  return { title: path.basename(map.root), files, edges }
}

/** One page with everything in it; it loads nothing. */
export function graphPage(data: GraphData): string {
  const script = readFileSync(scriptFile(), 'utf8')
  const json = JSON.stringify(data).replaceAll('<', String.raw`\u003c`)
  const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"
  // A script element ends at the first `</script`, wherever it is.
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>imports</title>
</head>
<body>
<script type="application/json" id="data">${json}</script>
<script>${script.replaceAll('</script', String.raw`<\/script`)}</script>
</body>
</html>`
}

/** It lies beside the bundle. */
function scriptFile(): string {
  const places = ['code-map-assets', '../code-map-assets'].map((place) => path.resolve(__dirname, place, 'graph.js'))
  const found = places.find((file) => existsSync(file))
  if (found === undefined) throw new Error(`the script of the page is missing beside ${__dirname}`)
  return found
}
