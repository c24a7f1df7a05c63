import { escapeLine, escapeMarkup, truncateLine } from '../../text/index.ts'
import type { GraphNode, TaskGraph } from '../questions/graph.ts'
import { STATUS_COLORS } from './colors.ts'

const BOX = { width: 220, height: 46, gapX: 70, gapY: 18, margin: 20 } as const

interface Spot {
  readonly x: number
  readonly y: number
}

/** The graph as a picture in SVG: columns by how deep a task waits. It looks as meant with `GRAPH_STYLES`. */
export function drawGraph(graph: TaskGraph): string {
  const spots = layOut(graph.nodes)
  const width = Math.max(...[...spots.values()].map(({ x }) => x), 0) + BOX.width + BOX.margin
  const height = Math.max(...[...spots.values()].map(({ y }) => y), 0) + BOX.height + BOX.margin
  return [
    `<svg role="img" aria-label="task graph" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>',
    ...lines(graph, spots),
    ...graph.nodes.map((node) => box(node, spots)),
    '</svg>',
  ].join('\n')
}

export const GRAPH_STYLES = [
  'svg{max-width:none}text{font-size:13px}.detail{fill:#555;font-size:11px}',
  'rect{stroke:#555}.critical rect{stroke-width:3}.ready rect{stroke:#06c}',
  'path{fill:none;stroke:#777}marker path{fill:#777;stroke:none}path.critical{stroke-width:3;stroke:#111}',
  'path.tie{stroke-dasharray:2 3}path.collision{stroke-dasharray:6 4;stroke:#e59400}path.collision.conflict{stroke:#c00}',
  ...Object.entries(STATUS_COLORS).map(([status, color]) => `.task.${status} rect{fill:${color}}`),
].join('')

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
  const detail = `${node.status}${node.isReady ? ', ready' : ''}${node.holder === undefined ? '' : `, ${oneLine(node.holder, NAME_CHARS_MAX)}`}`
  return [
    `<g class="${names}" id="t${node.id}" transform="translate(${x} ${y})"><title>${escapeMarkup(oneLine(node.title, TIP_CHARS_MAX))}</title>`,
    `<rect width="${BOX.width}" height="${BOX.height}" rx="6"/>`,
    `<text x="10" y="19">${escapeMarkup(`#${node.id} ${oneLine(node.title, TITLE_CHARS_MAX)}`)}</text>`,
    `<text class="detail" x="10" y="36">${escapeMarkup(detail)}</text></g>`,
  ].join('')
}

const NAME_CHARS_MAX = 20
const TITLE_CHARS_MAX = 28
/** What a pointer that rests on the box is told. */
const TIP_CHARS_MAX = 300

function oneLine(text: string, charsMax: number): string {
  return truncateLine(escapeLine(text), charsMax)
}
