import type { Graph } from '../graph/graph.ts'
import type { Reach } from '../graph/reach.ts'

export interface GrepHit {
  readonly path: string
  readonly line: number
  readonly text: string
}

/** `PATH\0LINE\0TEXT\n`, see git-grep(1). */
export function parseGrep(output: string): readonly GrepHit[] {
  return [...output.matchAll(/([^\0\n]+)\0(\d+)\0([^\n]*)\n/g)].map(([, path = '', line = '', text = '']) => ({
    path,
    line: Number(line),
    text,
  }))
}

export function isCode(graph: Graph, path: string): boolean {
  const file = graph.map.findFile(path)
  return file !== undefined && ['source', 'test'].includes(graph.map.file(file).class)
}

export function readerSeed(graph: Graph, { path, line }: GrepHit, named: string): readonly Reach[] {
  const file = graph.fileNumber(path)
  const units = graph.units(file)
  const unit = units?.unitOnLine(line) ?? 0
  const name = units?.units[unit]?.name ?? ''
  return [
    {
      file,
      unit,
      name,
      distance: 1,
      relation: 'rule',
      isTypeOnly: false,
      line,
      from: undefined,
      note: `names ${named}`,
    },
  ]
}
