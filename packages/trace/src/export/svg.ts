import { escapeMarkup, truncateLine } from '@groundcrew/core/text'
import type { FlameNode } from './flame-tree.ts'

const width = 1200
const rowHeight = 17
const characterWidth = 6.6
const rowsMax = 200
const widthMin = 0.3

/** A flame graph as a still picture, with tooltips. */
export function toSvg(root: FlameNode): string {
  const rows: string[] = []
  let depthMax = 0
  const pending = [{ node: root, x: 0, depth: 0 }]
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    const { node, x, depth } = entry
    const nodeWidth = (node.value / Math.max(1, root.value)) * width
    if (nodeWidth < widthMin || depth >= rowsMax) continue
    depthMax = Math.max(depthMax, depth)
    rows.push(drawNode(node, { x, y: depth * rowHeight, nodeWidth, of: root.value }))
    let childX = x
    for (const child of node.children) {
      pending.push({ node: child, x: childX, depth: depth + 1 })
      childX += (child.value / Math.max(1, root.value)) * width
    }
  }
  const height = (depthMax + 1) * rowHeight
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="11">\n${rows.join('\n')}\n</svg>\n`
}

interface Box {
  readonly x: number
  readonly y: number
  readonly nodeWidth: number
  readonly of: number
}

const colors: Readonly<Record<string, string>> = {
  own: '#f5a05a',
  dependency: '#f0d070',
  runtime: '#9cc7e8',
  native: '#c9c9c9',
  gc: '#e08a8a',
  idle: '#eeeeee',
}

function drawNode({ name, place, value, kind }: FlameNode, { x, y, nodeWidth, of }: Box): string {
  const label = truncateLine(name, Math.floor(nodeWidth / characterWidth))
  const share = ((value / Math.max(1, of)) * 100).toFixed(1)
  const title = `${name} ${place} ${(value / 1000).toFixed(1)} ms, ${share}%`
  const text =
    nodeWidth < 3 * characterWidth ? '' : `<text x="${(x + 3).toFixed(1)}" y="${y + 12}">${escapeMarkup(label)}</text>`
  return `<g><title>${escapeMarkup(title)}</title><rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(0.1, nodeWidth - 0.5).toFixed(1)}" height="${rowHeight - 1}" fill="${colors[kind] ?? '#dddddd'}"/>${text}</g>`
}
