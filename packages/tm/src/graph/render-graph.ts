import { renderMermaid, type TaskGraph } from '@groundcrew/core/tasks'
import { renderAscii } from './render-ascii.ts'
import { renderDot } from './render-dot.ts'
import { renderHtml } from './render-html.ts'

/** The graph in one of the formats of the command line. */
export function renderGraph(graph: TaskGraph, format: string): string {
  switch (format) {
    case 'mermaid':
      return renderMermaid(graph)
    case 'dot':
      return renderDot(graph)
    case 'html':
      return renderHtml(graph)
    case 'json':
      return JSON.stringify(graph, undefined, 2)
    default:
      return renderAscii(graph)
  }
}
