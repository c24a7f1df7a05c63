import { count, formatNumber } from '@groundcrew/core/text'
import type { ImpactReport } from '../impact.ts'
import { label } from './documents/chart.ts'

const nodesMax = 12

interface Group {
  readonly id: string
  readonly title: string
  readonly nodes: readonly string[]
}

/** A Mermaid flowchart: the files that changed, those that are reached by their distance, and the tests. */
export function renderMermaid(report: ImpactReport): string {
  const [first, ...rest] = groupsOf(report)
  if (first === undefined) return 'flowchart LR\n  nothing["nothing changed"]'
  const edges = rest.map(({ id }, index) => `  ${[first, ...rest][index]?.id} --> ${id}`)
  return [
    'flowchart LR',
    ...[first, ...rest].flatMap(renderGroup),
    ...edges,
    '  classDef changed stroke-width:3px',
    '  class changed changed',
  ].join('\n')
}

function groupsOf({ changes, files, tests }: ImpactReport): readonly Group[] {
  const running = files.filter(({ isTypeOnly }) => !isTypeOnly)
  const distances = [...new Set(running.map(({ distance }) => distance))].sort((one, other) => one - other)
  const groups = [
    { id: 'changed', title: 'changed', nodes: changes.files.map(({ path }) => path) },
    ...distances.map((distance) => ({
      id: `step${distance}`,
      title: count(distance, 'step'),
      nodes: running.filter((file) => file.distance === distance).map(({ path }) => path),
    })),
    { id: 'tests', title: 'tests', nodes: tests.selected.map(({ path }) => path) },
  ]
  return groups.filter(({ nodes }) => nodes.length > 0)
}

function renderGroup({ id, title, nodes }: Group): readonly string[] {
  const left = nodes.length - nodesMax
  return [
    `  subgraph ${id} ["${title}: ${formatNumber(nodes.length)}"]`,
    '    direction LR',
    ...nodes.slice(0, nodesMax).map((path, index) => `    ${id}_${index}[${label(path)}]`),
    ...(left > 0 ? [`    ${id}_more["… ${formatNumber(left)} more"]`] : []),
    '  end',
  ]
}
