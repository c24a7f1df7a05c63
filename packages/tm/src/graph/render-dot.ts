import { STATUS_COLORS, type TaskGraph } from '@groundcrew/core/tasks'
import { oneLine } from '../render.ts'

/** A digraph for Graphviz: an arrow points from what comes first to what waits for it; conflicts are dashed. */
export function renderDot({ nodes, edges, conflicts }: TaskGraph): string {
  return [
    'digraph tasks {',
    '  rankdir=LR;',
    '  node [shape=box, style="rounded,filled", fontname="sans-serif"];',
    ...nodes.map(({ id, title, status, isCritical, holder }) => {
      const label = `#${id} ${oneLine(title, 60)}${holder === undefined ? '' : `\n${oneLine(holder)}`}`
      return `  t${id} [label=${quote(label)}, class="${status}", fillcolor="${STATUS_COLORS[status]}"${isCritical ? ', penwidth=3' : ''}];`
    }),
    ...edges.map(({ from, to, kind, isCritical }) =>
      kind === 'depends'
        ? `  t${to} -> t${from}${isCritical ? ' [penwidth=3]' : ''};`
        : `  t${to} -> t${from} [style=dotted, dir=none, label=${quote(kind)}, constraint=false];`,
    ),
    ...conflicts.map(
      ({ task, other, severity }) =>
        `  t${task} -> t${other} [style=dashed, dir=none, color=${severity === 'conflict' ? 'red' : 'orange'}, constraint=false];`,
    ),
    '}',
  ].join('\n')
}

/** A DOT string: a backslash begins an escape, so it is doubled; a line break is written as one. */
function quote(text: string): string {
  return `"${text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)}"`
}
