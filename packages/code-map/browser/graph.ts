/** The page that `code-map graph` writes: folders that open into files, who imports whom, a search. */
import type { GraphData } from '../src/graph/page.ts'
import { layOut, type Place } from '../src/graph/layout.ts'
import { GraphModel, type Node } from '../src/graph/model.ts'

const style = `
body { font: 13px sans-serif; margin: 0; color: #222; display: grid; grid-template: auto 1fr / 1fr 380px; height: 100vh }
header { grid-column: 1 / 3; display: flex; gap: 10px; align-items: center; padding: 8px 12px; border-bottom: 1px solid #ddd }
h1 { font-size: 15px; margin: 0 }
#graph { width: 100%; height: 100%; min-height: 0 }
aside { overflow: auto; padding: 8px 12px; border-left: 1px solid #ddd; font-size: 12px }
aside h2 { font-size: 13px; overflow-wrap: anywhere; margin: 4px 0 }
aside ul { list-style: none; padding: 0; margin: 0 0 10px }
aside button, #results button { all: unset; cursor: pointer; overflow-wrap: anywhere; color: #1a5fa8 }
aside button:hover, aside button:focus-visible { text-decoration: underline }
.node { cursor: pointer }
.node rect { fill: #eef3fa; stroke: #8aa6c8 }
.node.file rect { fill: #fff8ec; stroke: #d0ab6a }
.node.test rect { fill: #f3f3f3; stroke: #bbb }
.node.chosen rect { stroke: #d03030; stroke-width: 2 }
.node text { font-size: 11px }
.edge { stroke: #b5b5b5; fill: none }
.edge.out { stroke: #1a5fa8 }
.edge.in { stroke: #d07a1a }
`

const data = JSON.parse(document.querySelector('#data')?.textContent ?? '{}') as GraphData
const model = new GraphModel(data)
const svgNamespace = 'http://www.w3.org/2000/svg'

document.head.append(element('style', { textContent: style }))
document.title = `imports of ${data.title}`
const search = element('input', { id: 'search', type: 'search', placeholder: 'search a path' })
const reset = element('button', { id: 'reset', textContent: 'close all folders' })
const verdict = element('span', {
  id: 'verdict',
  textContent: `${data.files.length} files, ${data.edges.length} imports; click a folder to open it, a file to see its imports`,
})
const header = element('header', {})
header.append(element('h1', { textContent: data.title }), search, reset, verdict)
const drawing = document.createElementNS(svgNamespace, 'svg')
drawing.id = 'graph'
const side = element('aside', { id: 'side' })
document.body.append(header, drawing, side)

let chosen: string | undefined

search.addEventListener('input', () => showResults())
reset.addEventListener('click', () => {
  model.closeAll()
  chosen = undefined
  draw()
})
showResults()
draw()

function draw(): void {
  const nodes = model.visible()
  const edges = model.edges(nodes)
  const { places, width, height } = layOut(nodes, edges)
  drawing.setAttribute('viewBox', `0 0 ${width} ${height}`)
  drawing.replaceChildren()
  for (const edge of edges) {
    const from = places.get(edge.from)
    const to = places.get(edge.to)
    if (from === undefined || to === undefined) continue
    const line = shape('path', { d: curve(from, to), 'stroke-width': String(Math.min(6, 0.5 + Math.log2(edge.count))) })
    line.setAttribute('class', `edge${edge.from === chosen ? ' out' : edge.to === chosen ? ' in' : ''}`)
    line.append(title(`${edge.from} imports ${edge.to}: ${edge.count}`))
    drawing.append(line)
  }
  for (const node of nodes) {
    const place = places.get(node.path)
    if (place !== undefined) drawing.append(drawNode(node, place))
  }
}

function drawNode(node: Node, { x, y, width, height }: Place): SVGElement {
  const group = shape('g', { transform: `translate(${x} ${y})`, 'data-path': node.path })
  const kind = node.isFolder ? '' : node.isTest ? ' file test' : ' file'
  group.setAttribute('class', `node${kind}${node.path === chosen ? ' chosen' : ''}`)
  const label = shape('text', { x: '6', y: '15' })
  label.textContent = node.label
  group.append(shape('rect', { width: String(width), height: String(height), rx: '3' }), label, title(node.path))
  group.addEventListener('click', () => choose(node.path))
  return group
}

/** Opens a folder, or shows a file. */
function choose(path: string): void {
  chosen = path
  model.open(path)
  draw()
  showDetails(path)
}

function showResults(): void {
  const wanted = search.value.trim().toLowerCase()
  if (wanted === '') {
    side.replaceChildren(element('h2', { textContent: 'Most imported' }), list(model.mostImported()))
    return
  }
  const found = model.find(wanted)
  side.replaceChildren(
    element('h2', { id: 'found', textContent: `${found.total} paths with ${search.value.trim()}` }),
    list(found.paths),
  )
}

function showDetails(path: string): void {
  const { imports, importers, lines } = model.details(path)
  side.replaceChildren(
    element('h2', { id: 'chosen', textContent: path }),
    element('div', { textContent: `${lines} lines` }),
    element('h2', { textContent: `imports ${imports.length}` }),
    list(imports, 'imports'),
    element('h2', { textContent: `imported by ${importers.length}` }),
    list(importers, 'importers'),
  )
}

function list(paths: readonly { readonly path: string; readonly note: string }[], id = 'results'): HTMLElement {
  const items = element('ul', { id })
  for (const { path, note } of paths) {
    const button = element('button', { textContent: path })
    button.addEventListener('click', () => choose(path))
    const item = element('li', {})
    item.append(button, note === '' ? '' : ` ${note}`)
    items.append(item)
  }
  return items
}

function curve(from: Place, to: Place): string {
  const [startX, startY] = [from.x + from.width / 2, from.y + from.height / 2]
  const [endX, endY] = [to.x + to.width / 2, to.y + to.height / 2]
  // Bent to one side, so that two files that import each other have two lines.
  const [middleX, middleY] = [(startX + endX) / 2 + (endY - startY) / 8, (startY + endY) / 2 - (endX - startX) / 8]
  return `M${startX} ${startY}Q${middleX} ${middleY} ${endX} ${endY}`
}

function title(text: string): SVGElement {
  const node = shape('title', {})
  node.textContent = text
  return node
}

function shape(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const node = document.createElementNS(svgNamespace, name)
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value)
  return node
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
): HTMLElementTagNameMap[Name] {
  return Object.assign(document.createElement(name), properties)
}
