import type { TaskGraph } from '@groundcrew/core/tasks'
import { oneLine } from '../render.ts'
import { COLORS } from './colors.ts'

/** A Mermaid flowchart: states as classes, the critical path with thick arrows, conflicts dashed. */
export function renderMermaid({ nodes, edges, conflicts }: TaskGraph): string {
  return [
    'flowchart LR',
    ...nodes.map(
      ({ id, title, status, holder }) =>
        `  t${id}["${escapeLabel(`#${id} ${oneLine(title, 60)}${holder === undefined ? '' : ` (${oneLine(holder)})`}`)}"]:::${status}`,
    ),
    ...edges.map(({ from, to, kind, isCritical }) => {
      if (kind !== 'depends') return `  t${to} -. ${kind} .- t${from}`
      return `  t${to} ${isCritical ? '==>' : '-->'} t${from}`
    }),
    ...conflicts.map(({ task, other, severity }) => `  t${task} -. ${severity} .- t${other}`),
    ...Object.entries(COLORS).map(([status, color]) => `  classDef ${status} fill:${color},stroke:#555,color:#111`),
  ].join('\n')
}

/** Mermaid reads `#35;` as a character; everything that could mean something to it, or to HTML, is written so. */
function escapeLabel(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} .,:()/_-]/gu, (character) => `#${character.codePointAt(0)};`)
}
