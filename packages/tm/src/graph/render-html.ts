import { drawGraph, GRAPH_STYLES, type TaskGraph } from '@groundcrew/core/tasks'
import { count, escapeMarkup } from '@groundcrew/core/text'
import { oneLine } from '../render.ts'

/** One page without scripts or anything from elsewhere: the graph as a picture, every task also as a row of a table. */
export function renderHtml(graph: TaskGraph): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    '<title>Tasks</title>',
    `<style>${STYLES}</style>`,
    '</head>',
    '<body>',
    `<h1>${count(graph.nodes.length, 'task')}, ${count(graph.edges.length, 'edge')}</h1>`,
    ...facts(graph).map((fact) => `<p>${escapeMarkup(fact)}</p>`),
    drawGraph(graph),
    table(graph),
    '</body>',
    '</html>',
  ].join('\n')
}

function facts({ criticalPath, cycles, conflicts, omitted }: TaskGraph): string[] {
  return [
    ...(criticalPath.length > 0 ? [`Critical path: ${criticalPath.map((id) => `#${id}`).join(' → ')}`] : []),
    ...cycles.map((cycle) => `Cycle: ${cycle.map((id) => `#${id}`).join(' → ')}`),
    ...(conflicts.length > 0 ? [`${count(conflicts.length, 'pair')} of tasks collide (dashed)`] : []),
    ...(omitted > 0 ? [`${count(omitted, 'task')} left out`] : []),
  ]
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

const STYLES = [
  'body{font:14px system-ui,sans-serif;margin:20px;color:#111;background:#fff}',
  GRAPH_STYLES,
  'table{border-collapse:collapse;margin-top:20px}td,th{border:1px solid #ccc;padding:3px 8px;text-align:left}',
].join('')
