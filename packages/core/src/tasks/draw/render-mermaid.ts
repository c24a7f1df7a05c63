import { escapeLine, truncateLine } from '../../text/index.ts'
import type { TaskGraph } from '../questions/graph.ts'
import { STATUS_COLORS } from './colors.ts'

const TITLE_CHARS_MAX = 60

/** A Mermaid flowchart: states as classes, the critical path with thick arrows, conflicts dashed. */
export function renderMermaid({ nodes, edges, conflicts }: TaskGraph): string {
  return [
    'flowchart LR',
    ...nodes.map(
      ({ id, title, status, holder }) =>
        `  t${id}["${escapeLabel(`#${id} ${oneLine(title, TITLE_CHARS_MAX)}${holder === undefined ? '' : ` (${oneLine(holder, TITLE_CHARS_MAX)})`}`)}"]:::${status}`,
    ),
    ...edges.map(({ from, to, kind, isCritical }) => {
      if (kind !== 'depends') return `  t${to} -. ${kind} .- t${from}`
      return `  t${to} ${isCritical ? '==>' : '-->'} t${from}`
    }),
    ...conflicts.map(({ task, other, severity }) => `  t${task} -. ${severity} .- t${other}`),
    ...Object.entries(STATUS_COLORS).map(
      ([status, color]) => `  classDef ${status} fill:${color},stroke:#555,color:#111`,
    ),
  ].join('\n')
}

/** Mermaid reads `#35;` as a character; everything that could mean something to it, or to HTML, is written so. */
function escapeLabel(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} .,:()/_-]/gu, (character) => `#${character.codePointAt(0)};`)
}

function oneLine(text: string, charsMax: number): string {
  return truncateLine(escapeLine(text), charsMax)
}
