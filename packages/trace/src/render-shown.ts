import type { Style } from '@groundcrew/core/cli'
import { escapeLine, formatDuration, formatTable, truncateLine } from '@groundcrew/core/text'
import type { Drill, DrillRow } from './report/drill.ts'
import { percentOf, renderSummary } from './report/render-summary.ts'
import type { Shown } from './show.ts'

const codeLengthMax = 80
const functionsShown = 5

export function renderShown(shown: Shown, style: Style): string {
  if (shown.kind === 'drill') return renderDrill(shown.drill, style)
  const { summary, rowsMax } = shown
  const [top] = [...summary.self, ...summary.total].filter(({ kind }) => kind === 'own' || kind === 'dependency')
  const next =
    top === undefined ? `trace export ${summary.id}` : `trace show ${summary.id} --fn '${escapeLine(top.name)}'`
  return `${renderSummary(summary, style, rowsMax)}\nnext: ${next}`
}

function renderDrill(found: Drill, style: Style): string {
  const functions = found.functions.slice(0, functionsShown).map(escapeLine)
  const rest = found.functions.length - functions.length
  return [
    style.bold(
      `${percentOf(found.share)} of the running time: ${formatDuration(found.totalMs)} with calls, ${formatDuration(found.selfMs)} in itself`,
    ),
    ...functions.map((text) => `  ${text}`),
    ...(rest > 0 ? [`  … ${rest} more functions`] : []),
    ...renderRows('called by', found.callers),
    ...renderRows('calls', found.callees),
    ...renderRows('lines', found.lines),
    `next: trace export ${found.id}`,
  ].join('\n')
}

function renderRows(title: string, rows: readonly DrillRow[]): string[] {
  if (rows.length === 0) return []
  const cells = rows.map(({ share, ms, name, place, code }) => [
    `  ${percentOf(share)}`,
    formatDuration(ms),
    ...(name === '' ? [] : [escapeLine(name)]),
    escapeLine(place),
    code === undefined ? '' : truncateLine(escapeLine(code.trim()), codeLengthMax),
  ])
  return [`${title}:`, ...formatTable(cells).split('\n')]
}
