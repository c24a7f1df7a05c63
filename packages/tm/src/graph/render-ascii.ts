import { count } from '@groundcrew/core/text'
import type { GraphNode, TaskGraph } from '@groundcrew/core/tasks'
import { oneLine } from '../render.ts'

/** Tasks in the order they can be done, one a line, indented by what they wait for. */
export function renderAscii(graph: TaskGraph): string {
  if (graph.nodes.length === 0) return "no tasks\nnext: tm add 'What is to be done'"
  const waits = new Map<number, number[]>()
  for (const { from, to, kind } of graph.edges)
    if (kind === 'depends') waits.set(from, [...(waits.get(from) ?? []), to])
  const nodes = [...graph.nodes].sort((one, other) => one.level - other.level || one.id - other.id)
  return [
    `${count(graph.nodes.length, 'task')}, ${count(graph.edges.length, 'edge')}`,
    ...nodes.map((node) => nodeLine(node, waits.get(node.id) ?? [])),
    ...graph.conflicts.map(
      ({ task, other, severity, text }) =>
        `${severity === 'conflict' ? 'conflict' : 'beside'}: #${task} - - #${other}: #${task} ${oneLine(text, 160)}`,
    ),
    ...graph.cycles.map((cycle) => `cycle: ${cycle.map((id) => `#${id}`).join(' -> ')}`),
    ...(graph.criticalPath.length > 0
      ? [`critical path: ${graph.criticalPath.map((id) => `#${id}`).join(' -> ')}`]
      : []),
    ...(graph.omitted > 0
      ? [`${count(graph.omitted, 'task')} left out: --limit ${graph.nodes.length + graph.omitted}`]
      : []),
    `next: tm show ${graph.criticalPath[0] ?? nodes[0]?.id}`,
  ].join('\n')
}

const MARKS = { pending: ' ', in_progress: '>', blocked: '!', completed: 'x', cancelled: '-' } as const

function nodeLine(node: GraphNode, waits: readonly number[]): string {
  const after = waits.length === 0 ? '' : `  <- ${waits.map((id) => `#${id}`).join(', ')}`
  const holder = node.holder === undefined ? '' : ` (${oneLine(node.holder)})`
  return `${'  '.repeat(Math.min(node.level, 20))}[${MARKS[node.status]}] #${node.id} ${oneLine(node.title)}${holder}${node.isCritical ? ' *' : ''}${after}`
}
