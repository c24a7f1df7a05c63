import { count, escapeLine } from '@groundcrew/core/text'
import type { ImpactReport } from '../impact.ts'
import type { SelectedTest } from '../tests/select-tests.ts'
import { tierCounts } from './render-text.ts'

/** One test a line: path, tier, score and reason, with tabs between. */
export function renderTests(tests: readonly SelectedTest[]): string {
  return tests
    .map(
      ({ path, tier, score, reason }) =>
        `${escapeLine(path)}\t${tier}\t${score.total.toFixed(2)}\t${escapeLine(reason)}`,
    )
    .join('\n')
}

export function testsSummary({ tests, widenings }: ImpactReport, shown: number): string {
  const { selected, total } = tests
  const left = selected.length - shown
  const rules = [...new Set(widenings.filter(({ rule }) => rule !== 'no rule').map(({ rule }) => rule))]
  const more = left > 0 ? `; ${left} more: without --top` : ''
  const by = selected.length === 0 ? '' : `: ${tierCounts(tests)}`
  return `${selected.length} of ${count(total, 'test')} selected by ${['symbol graph', ...rules].join(' + ')}${by}${more}`
}
