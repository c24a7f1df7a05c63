import { count, escapeLine } from '@groundcrew/core/text'
import type { VerbResult } from '@groundcrew/core/tasks'
import type { ImportAnswer } from '../import/import-from.ts'

export function renderBatch({ results }: { readonly results: readonly unknown[] }): string {
  return `${count(results.length, 'change')} made\nnext: tm ready`
}

export function renderImport({ added, known, skipped, events }: ImportAnswer): string {
  return [
    `${count(added, 'task')} imported${events === undefined ? '' : ` with ${count(events, 'event')}`}${known > 0 ? `, ${known} known already` : ''}`,
    ...(skipped.length > 0
      ? [
          `${count(skipped.length, 'relation')} left out, to tasks that are not here or in a cycle:`,
          ...skipped.slice(0, 20).map((text) => `  ${escapeLine(text)}`),
        ]
      : []),
    'next: tm ready',
  ].join('\n')
}

export function renderSeed({ count: added, firstId, lastId }: VerbResult<'seed'>): string {
  return `${count(added, 'task')} added: #${firstId} to #${lastId}\nnext: tm ready`
}
