/** The page that `trace export --format html` writes: flame graphs by process, a timeline, a search. */
import flamegraph, { type FlameGraph } from 'd3-flame-graph'
import { select } from 'd3-selection'
import type { ViewerData } from '../src/export/html.ts'

const colors: Readonly<Record<string, string>> = {
  root: '#dddddd',
  own: '#f5a05a',
  dependency: '#f0d070',
  runtime: '#9cc7e8',
  native: '#c9c9c9',
  gc: '#e08a8a',
  cpu: '#f5a05a',
  io: '#9cc7e8',
  child: '#b9a3e0',
  idle: '#f4f4f4',
}

const style = `
body { font: 13px sans-serif; margin: 12px; color: #222 }
header { display: flex; gap: 8px; align-items: center; flex-wrap: wrap }
h1 { font-size: 15px; margin: 0 8px 0 0 }
#details { min-height: 1.4em; font-family: monospace; white-space: pre }
#timeline svg { width: 100%; display: block }
.lane { cursor: pointer }
.legend span { padding: 0 6px; margin-right: 4px }
.d3-flame-graph rect { stroke: #fff; stroke-width: 0.5 }
.d3-flame-graph-label { pointer-events: none; white-space: nowrap; text-overflow: ellipsis; overflow: hidden; font-size: 11px; margin: 0 3px; line-height: 1.5; color: #000; text-align: left }
.d3-flame-graph .fade { opacity: 0.6 !important }
`

const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}') as ViewerData

document.head.append(element('style', { textContent: style }))
const details = element('div', { id: 'details' })
const graphBox = element('div', { id: 'graph' })
const chooser = element('select', { id: 'process' })
for (const [index, { name }] of data.graphs.entries())
  chooser.append(element('option', { value: String(index), textContent: name }))
const search = element('input', { id: 'search', type: 'search', placeholder: 'search a function or a file' })
const found = element('span', { id: 'found' })
const reset = element('button', { id: 'reset', textContent: 'reset zoom' })
const header = element('header', {})
header.append(element('h1', { textContent: data.title }), chooser, search, found, reset, legend())
const missing = element('div', { id: 'missing' })
document.body.append(header, timeline(), details, graphBox, missing)

let chart = draw(0)
chooser.addEventListener('change', () => {
  chart = draw(Number(chooser.value))
})
search.addEventListener('input', () => {
  if (search.value === '') chart.clear()
  else chart.search(search.value)
  if (search.value === '') found.textContent = ''
})
reset.addEventListener('click', () => chart.resetZoom())

function draw(index: number): FlameGraph<NodeData> {
  graphBox.replaceChildren()
  const tree = data.graphs[index]?.tree
  const leftOut = tree?.leftOut ?? 0
  missing.textContent = leftOut === 0 ? '' : `${leftOut} calls, those that took the least time, are not drawn`
  const graph = flamegraph<NodeData>()
    .width(Math.max(600, document.body.clientWidth - 24))
    .cellHeight(18)
    .minFrameSize(1)
    .inverted(true)
    .transitionDuration(0)
    .sort(false)
    .selfValue(false)
    .setColorMapper((node) => colorOf(node.data))
    .setLabelHandler((node) => describe(node.data, tree?.value ?? 1))
    .setDetailsElement(details)
    .setSearchMatch((node, term) => `${node.data.name} ${node.data.place}`.toLowerCase().includes(term.toLowerCase()))
    .setSearchHandler((_results, sum, total) => {
      found.textContent = `${((sum / Math.max(1, total)) * 100).toFixed(1)}% matches`
    })
  select(graphBox).datum(tree).call(graph)
  return graph
}

interface NodeData {
  readonly name: string
  readonly value: number
  readonly kind: string
  readonly place: string
  readonly delta?: number
}

function colorOf({ kind, delta, value }: NodeData): string {
  if (!data.isDifference || delta === undefined) return colors[kind] ?? '#dddddd'
  const strength = Math.min(1, Math.abs(delta) / Math.max(1, value))
  const pale = Math.round(245 - 160 * strength)
  return delta > 0 ? `rgb(245,${pale},${pale})` : `rgb(${pale},${pale},245)`
}

function describe({ name, place, value, delta }: NodeData, total: number): string {
  const parts = [name, place, `${(value / 1000).toFixed(1)} ms`, `${((value / Math.max(1, total)) * 100).toFixed(1)}%`]
  if (delta !== undefined) parts.push(`${delta >= 0 ? '+' : ''}${(delta / 1000).toFixed(1)} ms`)
  return parts.filter((part) => part !== '').join('  ')
}

function timeline(): HTMLElement {
  const box = element('div', { id: 'timeline' })
  const rowHeight = 16
  const height = data.lanes.length * rowHeight
  if (height === 0) return box
  const svg = svgElement('svg', { viewBox: `0 0 1000 ${height}`, preserveAspectRatio: 'none', height: String(height) })
  for (const [row, lane] of data.lanes.entries()) {
    const group = svgElement('g', { class: 'lane', 'data-graph': String(lane.graph) })
    const title = svgElement('title', {})
    title.textContent = lane.name
    group.append(title)
    for (const [activity, startUs, endUs] of lane.pieces) {
      const x = (startUs / data.wallUs) * 1000
      const width = ((endUs - startUs) / data.wallUs) * 1000
      group.append(
        svgElement('rect', {
          x: x.toFixed(2),
          y: String(row * rowHeight),
          width: width.toFixed(2),
          height: String(rowHeight - 2),
          fill: colors[activity] ?? '#dddddd',
        }),
      )
    }
    group.addEventListener('click', () => {
      chooser.value = String(lane.graph)
      chart = draw(lane.graph)
    })
    svg.append(group)
  }
  box.append(svg)
  return box
}

function legend(): HTMLElement {
  const box = element('span', { className: 'legend' })
  const kinds = data.isDifference ? [] : ['own', 'dependency', 'runtime', 'native', 'gc', 'child']
  for (const kind of kinds) {
    const mark = element('span', { textContent: kind })
    mark.style.background = colors[kind] ?? '#dddddd'
    box.append(mark)
  }
  return box
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
): HTMLElementTagNameMap[Name] {
  return Object.assign(document.createElement(name), properties)
}

function svgElement(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}
