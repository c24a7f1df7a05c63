import { formatCommand } from '@groundcrew/core/process'
import { boundText, count, escapeControl, formatBytes } from '@groundcrew/core/text'
import type { MinimizeReport } from './minimize.ts'

const textBytesMax = 2500

export function renderMinimize({
  file,
  out,
  kind,
  before,
  after,
  runs,
  isMinimal,
  cause,
  text,
  reproduce,
}: MinimizeReport): string {
  const [program = '', ...args] = reproduce
  const by = { syntax: 'by its syntax', lines: 'by lines', list: 'by items' }[kind]
  const shown = boundText(escapeControl(text).trimEnd(), {
    bytesMax: textBytesMax,
    marker: (left) => `… ${count(left, 'line')} left out`,
  })
  return [
    `${file}: ${formatBytes(before.bytes)} to ${formatBytes(after.bytes)}, ${count(before.lines, 'line')} to ${after.lines}, ${by}, in ${count(runs, 'run')}${isMinimal ? '' : '; more runs may make it smaller (--runs)'}`,
    `still fails with: ${cause.id} ${cause.title}`,
    shown,
    `written to ${out}`,
    `next: ${formatCommand([program, ...args])}`,
  ].join('\n')
}
