import type { GraphNode, TaskGraph } from '@groundcrew/core/tasks'
import { count, escapeMarkup } from '@groundcrew/core/text'
import { oneLine } from '../render.ts'
import { COLORS } from './colors.ts'

const BOX = { width: 220, height: 46, gapX: 70, gapY: 18, margin: 20 } as const

interface Spot {
  readonly x: number
  readonly y: number
}

/** One page without scripts or anything from elsewhere: the graph as a picture, every task also as a row of a table. */
export function renderHtml(graph: TaskGraph): string {
  const spots = layOut(graph.nodes)
  const width = Math.max(...[...spots.values()].map(({ x }) => x), 0) + BOX.width + BOX.margin
  const height = Math.max(...[...spots.values()].map(({ y }) => y), 0) + BOX.height + BOX.margin
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    '<title>Tasks</title>',
    `<style>${styles()}</style>`,
    '</head>',
    '<body>',
    `<h1>${count(graph.nodes.length, 'task')}, ${count(graph.edges.length, 'edge')}</h1>`,
    ...facts(graph).map((fact) => `<p>${escapeMarkup(fact)}</p>`),
    `<svg role="img" aria-label="task graph" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>',
    ...lines(graph, spots),
    ...graph.nodes.map((node) => box(node, spots)),
    '</svg>',
    table(graph),
    '</body>',
    '</html>',
  ].join('\n')
}

/** Columns by how deep a task waits, rows by id. */
function layOut(nodes: readonly GraphNode[]): ReadonlyMap<number, Spot> {
  const rows = new Map<number, number>()
  return new Map(
    nodes.map(({ id, level }) => {
      const row = rows.get(level) ?? 0
      rows.set(level, row + 1)
      return [id, { x: BOX.margin + level * (BOX.width + BOX.gapX), y: BOX.margin + row * (BOX.height + BOX.gapY) }]
    }),
  )
}

function facts({ criticalPath, cycles, conflicts, omitted }: TaskGraph): string[] {
  return [
    ...(criticalPath.length > 0 ? [`Critical path: ${criticalPath.map((id) => `#${id}`).join(' → ')}`] : []),
    ...cycles.map((cycle) => `Cycle: ${cycle.map((id) => `#${id}`).join(' → ')}`),
    ...(conflicts.length > 0 ? [`${count(conflicts.length, 'pair')} of tasks collide (dashed)`] : []),
    ...(omitted > 0 ? [`${count(omitted, 'task')} left out`] : []),
  ]
}

function lines({ edges, conflicts }: TaskGraph, spots: ReadonlyMap<number, Spot>): string[] {
  return [
    ...edges.map(({ from, to, kind, isCritical }) =>
      curve(spots.get(to), spots.get(from), kind === 'depends' ? `depends${isCritical ? ' critical' : ''}` : 'tie'),
    ),
    ...conflicts.map(({ task, other, severity }) => curve(spots.get(task), spots.get(other), `collision ${severity}`)),
  ]
}

function curve(from: Spot | undefined, to: Spot | undefined, className: string): string {
  if (from === undefined || to === undefined) return ''
  const [x1, y1, x2, y2] = [from.x + BOX.width, from.y + BOX.height / 2, to.x, to.y + BOX.height / 2]
  const marker = className.startsWith('depends') ? ' marker-end="url(#arrow)"' : ''
  const bend = Math.max(30, Math.abs(x2 - x1) / 2)
  return `<path class="${className}" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"${marker}/>`
}

function box(node: GraphNode, spots: ReadonlyMap<number, Spot>): string {
  const { x, y } = spots.get(node.id) ?? { x: 0, y: 0 }
  const names = [
    'task',
    node.status,
    ...(node.isCritical ? ['critical'] : []),
    ...(node.isReady ? ['ready'] : []),
  ].join(' ')
  const detail = `${node.status}${node.isReady ? ', ready' : ''}${node.holder === undefined ? '' : `, ${oneLine(node.holder, 20)}`}`
  return [
    `<g class="${names}" id="t${node.id}" transform="translate(${x} ${y})"><title>${escapeMarkup(oneLine(node.title, 300))}</title>`,
    `<rect width="${BOX.width}" height="${BOX.height}" rx="6"/>`,
    `<text x="10" y="19">${escapeMarkup(`#${node.id} ${oneLine(node.title, 28)}`)}</text>`,
    `<text class="detail" x="10" y="36">${escapeMarkup(detail)}</text></g>`,
  ].join('')
}

function table({ nodes, edges }: TaskGraph): string {
  const waits = new Map<number, string[]>()
  for (const { from, to, kind } of edges)
    if (kind === 'depends') waits.set(from, [...(waits.get(from) ?? []), `#${to}`])
  const rows = nodes.map((node) => {
    const cells = [
      `#${node.id}`,
      node.status,
      String(node.priority),
      oneLine(node.title, 300),
      (waits.get(node.id) ?? []).join(', '),
      node.holder ?? '',
    ]
    return `<tr class="${node.status}">${cells.map((cell) => `<td>${escapeMarkup(cell)}</td>`).join('')}</tr>`
  })
  const head = ['Id', 'Status', 'Priority', 'Title', 'Waits for', 'Held by'].map((name) => `<th>${name}</th>`).join('')
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`
}

function styles(): string {
  const fills = Object.entries(COLORS).map(([status, color]) => `.task.${status} rect{fill:${color}}`)
  return [
    'body{font:14px system-ui,sans-serif;margin:20px;color:#111;background:#fff}',
    'svg{max-width:none}text{font-size:13px}.detail{fill:#555;font-size:11px}',
    'rect{stroke:#555}.critical rect{stroke-width:3}.ready rect{stroke:#06c}',
    'path{fill:none;stroke:#777}marker path{fill:#777;stroke:none}path.critical{stroke-width:3;stroke:#111}',
    'path.tie{stroke-dasharray:2 3}path.collision{stroke-dasharray:6 4;stroke:#e59400}path.collision.conflict{stroke:#c00}',
    'table{border-collapse:collapse;margin-top:20px}td,th{border:1px solid #ccc;padding:3px 8px;text-align:left}',
    ...fills,
  ].join('')
}
