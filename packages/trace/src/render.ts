import type { Style } from '@groundcrew/core/cli'
import { count, escapeLine, formatDuration, formatTable, truncateLine } from '@groundcrew/core/text'
import type { TraceList } from './list.ts'
import type { RunOutcome } from './model/trace.ts'
import { renderNext, renderSummary } from './report/render-summary.ts'
import type { Summary } from './report/summary.ts'
import { shownCommand } from './run/program-name.ts'

export type RunAnswer =
  | ({ readonly kind: 'list' } & TraceList)
  | { readonly kind: 'summary'; readonly summary: Summary; readonly outcome: RunOutcome }

export function renderAnswer(answer: RunAnswer, style: Style): string {
  if (answer.kind === 'list') return renderList(answer)
  const { summary } = answer
  return `${renderSummary(summary, style)}\n${renderNext(summary)}`
}

const commandLengthMax = 80

export function renderList({ traces, total }: TraceList): string {
  const next = 'next: trace -- COMMAND'
  if (total === 0) return `0 profiles saved here\n${next}`
  const rows = traces.map(({ id, startedAt, wallMs, commit, verdict, command }) => [
    id,
    startedAt.slice(0, 16),
    commit?.slice(0, 7) ?? '-',
    formatDuration(wallMs),
    truncateLine(escapeLine(shownCommand(command)), commandLengthMax),
    escapeLine(verdict),
  ])
  const rest = total - traces.length
  return [
    `${count(total, 'profile')} saved here, the newest first`,
    formatTable(rows),
    ...(rest > 0 ? [`… ${rest} more: --limit`] : []),
    `next: trace show ${traces[0]?.id ?? ''}`,
  ].join('\n')
}
