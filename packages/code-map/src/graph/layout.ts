import type { Node, NodeEdge } from './model.ts'

/** Where a node is drawn: its upper left corner and its size. */
export interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const ROW_HEIGHT = 34
const NODE_HEIGHT = 22
const COLUMN_GAP = 60
const CHARACTER_WIDTH = 6.4
const ROWS_MIN = 8
/** A column is as wide as about so many rows are high. */
const ROWS_PER_COLUMN = 5
const PASSES = 12

/** Columns from left to right, so that most imports point to the right; in each, what is linked lies near each other. */
export function layOut(
  nodes: readonly Node[],
  edges: readonly NodeEdge[],
): { readonly places: ReadonlyMap<string, Place>; readonly width: number; readonly height: number } {
  const columns = orderRows(columnsOf(nodes, edges), edges)
  const places = new Map<string, Place>()
  const rows = Math.max(1, ...columns.map((column) => column.length))
  let x = COLUMN_GAP / 2
  for (const column of columns) {
    const width = Math.max(...column.map(({ label }) => label.length)) * CHARACTER_WIDTH + 14
    const top = ((rows - column.length) * ROW_HEIGHT) / 2 + 10
    for (const [row, { path }] of column.entries())
      places.set(path, { x, y: top + row * ROW_HEIGHT, width, height: NODE_HEIGHT })
    x += width + COLUMN_GAP
  }
  return { places, width: x, height: rows * ROW_HEIGHT + 20 }
}

/** Importers before what they import, as far as circles allow, dealt out to columns that make a picture of about the shape of a screen. */
function columnsOf(nodes: readonly Node[], edges: readonly NodeEdge[]): readonly (readonly Node[])[] {
  const imports = new Map<string, string[]>()
  for (const { from, to } of edges) imports.set(from, [...(imports.get(from) ?? []), to])
  const known = new Map(nodes.map((node) => [node.path, node]))
  const order: Node[] = []
  const visit = (path: string): void => {
    const node = known.get(path)
    if (node === undefined) return
    known.delete(path)
    for (const next of imports.get(path) ?? []) visit(next)
    order.push(node)
  }
  for (const { path } of nodes) visit(path)
  order.reverse()
  const size = Math.max(ROWS_MIN, Math.ceil(Math.sqrt(order.length * ROWS_PER_COLUMN)))
  const columns = Math.ceil(order.length / size)
  return Array.from({ length: columns }, (_, column) => order.slice(column * size, (column + 1) * size))
}

/** Sorts each column by the middle of the rows that its nodes are linked to, a few times over. */
function orderRows(columns: readonly (readonly Node[])[], edges: readonly NodeEdge[]): readonly (readonly Node[])[] {
  const linked = new Map<string, string[]>()
  for (const { from, to } of edges) {
    linked.set(from, [...(linked.get(from) ?? []), to])
    linked.set(to, [...(linked.get(to) ?? []), from])
  }
  let ordered = columns
  for (let pass = 0; pass < PASSES; pass++) {
    const row = new Map(ordered.flatMap((column) => column.map(({ path }, index) => [path, index - column.length / 2])))
    const middle = ({ path }: Node): number => {
      const rows = (linked.get(path) ?? []).map((other) => row.get(other) ?? 0)
      return rows.length === 0 ? (row.get(path) ?? 0) : rows.reduce((sum, value) => sum + value, 0) / rows.length
    }
    ordered = ordered.map((column) => [...column].sort((left, right) => middle(left) - middle(right)))
  }
  return ordered
}
