import type { Style } from '@groundcrew/core/cli'
import { count, escapeLine, formatDuration, formatTable, truncateLine } from '@groundcrew/core/text'
import type { Change, Comparison, FunctionChange } from './compare.ts'

const rowsMax = 10
const nameLengthMax = 50

export function renderComparison(comparison: Comparison, style: Style): string {
  const { before, after, verdict, wall, cpu, changes, uncertain, compared, runs } = comparison
  const shown = changes.length > 0 ? changes : uncertain
  return [
    style.bold(headLine(comparison)),
    `wall: ${renderChange(wall)}`,
    `CPU:  ${renderChange(cpu)}`,
    ...renderRows(shown),
    ...(shown.length > rowsMax ? [`… ${shown.length - rowsMax} more with --json`] : []),
    `${count(compared, 'function')} compared over ${runs[0]} and ${runs[1]} runs; of 100 comparisons of equal programs at most 5 name anything`,
    `next: trace show ${verdict === 'faster' ? before : after}`,
  ].join('\n')
}

function headLine({ verdict, before, after, wall, cpu, changes, runs, seenFrom = 0 }: Comparison): string {
  const deciding = wall.isSignificant ? wall : cpu
  const share = deciding.beforeMs === 0 ? 0 : deciding.differenceMs.mean / deciding.beforeMs
  const measure = wall.isSignificant ? 'wall' : 'CPU'
  switch (verdict) {
    case 'slower':
    case 'faster':
      return `${after} is ${verdict} than ${before}: ${signed(share * 100, 1)}% ${measure}, ${count(changes.length, 'function')} changed`
    case 'changed':
      return `${count(changes.length, 'function')} changed from ${before} to ${after}, ${describeLargest(changes)}; wall and CPU time as a whole did not significantly`
    case 'no-change':
      return `no significant change from ${before} to ${after}: one of the CPU time by less than ${(seenFrom * 100).toFixed(1)}% could have been missed`
    case 'unknown':
      return `cannot tell chance from change with ${runs[0]} and ${runs[1]} runs: at least 3 of each (trace -n 5)`
  }
}

function describeLargest([largest]: readonly FunctionChange[]): string {
  if (largest === undefined) return ''
  const { name, differenceMs, beforeMs } = largest
  const share = beforeMs === 0 ? '' : ` (${signed((differenceMs.mean / beforeMs) * 100, 1)}% of its own)`
  return `most ${truncateLine(escapeLine(name), nameLengthMax)} by ${signed(differenceMs.mean, 1)}ms a run${share}`
}

function renderRows(changes: readonly FunctionChange[]): string[] {
  if (changes.length === 0) return []
  const rows = changes
    .slice(0, rowsMax)
    .map((change) => [
      `  ${signed(change.differenceMs.mean, 1)}ms`,
      renderInterval(change),
      truncateLine(escapeLine(change.name), nameLengthMax),
      escapeLine(change.line > 0 ? `${change.file}:${change.line}` : change.file),
      describeBefore(change),
    ])
  return ['own time a run:', ...formatTable(rows).split('\n')]
}

function describeBefore({ renamedFrom, movedFrom }: FunctionChange): string {
  const parts = [
    ...(renamedFrom === undefined ? [] : [truncateLine(escapeLine(renamedFrom), nameLengthMax)]),
    ...(movedFrom === undefined ? [] : [`in ${escapeLine(movedFrom)}`]),
  ]
  return parts.length === 0 ? '' : `was ${parts.join(' ')}`
}

function renderChange(change: Change): string {
  const share = change.beforeMs === 0 ? '' : ` (${signed((change.differenceMs.mean / change.beforeMs) * 100, 1)}%)`
  const certainty = change.isSignificant ? '' : ', not significant'
  return `${formatDuration(change.beforeMs)} -> ${formatDuration(change.afterMs)}${share}${renderInterval(change) === '' ? '' : ` ${renderInterval(change)}`}${certainty}`
}

function renderInterval({ differenceMs: { low, high } }: Change): string {
  return Number.isFinite(low) ? `[${signed(low, 1)} … ${signed(high, 1)} ms]` : ''
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(digits)}`
}
