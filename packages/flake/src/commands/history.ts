import type { Io } from '@groundcrew/core/cli'
import type { PastAttempt, TestSummary } from '@groundcrew/core/history'
import { count, escapeLine, formatTable, truncateLine } from '@groundcrew/core/text'
import { percent } from '../report/percent.ts'
import { quoteTest } from '../report/quote-test.ts'
import { askHistory, findTest } from './place.ts'

export interface TopReport {
  /** Tests that failed at least once; those that flipped at one commit first. */
  readonly tests: readonly TestSummary[]
  readonly total: number
}

/** The tests that failed, the most unreliable first. */
export async function topTests(io: Io, limit: number): Promise<TopReport> {
  const all = (await askHistory(io, async (history) => history.summaries())) ?? []
  return { tests: all.slice(0, limit), total: all.length }
}

export function renderTop({ tests, total }: TopReport): string {
  const flipped = tests.filter(({ flipCommits }) => flipCommits > 0).length
  if (total === 0) return '0 failures in the history of this repository\nnext: flake run'
  const rows = tests.map(({ test, runs, failures, flipCommits, lastFailureMs, verdict }) => [
    `${failures} of ${runs} (${percent(failures / runs)})`,
    flipCommits > 0 ? count(flipCommits, 'flip') : '-',
    lastFailureMs === undefined ? '-' : new Date(lastFailureMs).toISOString().slice(0, 10),
    verdict?.kind ?? '-',
    escapeLine(test),
  ])
  return [
    `${count(total, 'test')} failed in the history, ${flipped} of the ${tests.length} shown both passed and failed at one commit`,
    formatTable(rows),
    ...(total > tests.length ? [`… ${total - tests.length} more: --limit`] : []),
    `next: flake history ${quoteTest(tests[0]?.test ?? '')}`,
  ].join('\n')
}

export interface TestHistory {
  readonly test: string
  readonly summary: TestSummary | undefined
  /** The newest first. */
  readonly attempts: readonly PastAttempt[]
}

/** @throws ToolError NO_SUCH_TEST, AMBIGUOUS_TEST. */
export async function testHistory(io: Io, word: string, limit: number): Promise<TestHistory> {
  const found = await askHistory(io, async (history) => {
    const test = findTest(word, await history.tests())
    const [summary] = await history.summaries([test])
    return { test, summary, attempts: await history.attemptsOf(test, { limit }) }
  })
  return found ?? { test: findTest(word, []), summary: undefined, attempts: [] }
}

const messageLengthMax = 80

export function renderTestHistory({ test, summary, attempts }: TestHistory): string {
  const rows = attempts.map(({ atMs, outcome, purpose, commit, isDirty, durationMs, message }) => [
    new Date(atMs).toISOString().slice(0, 19).replace('T', ' '),
    outcome,
    purpose,
    `${commit?.slice(0, 7) ?? '-'}${isDirty ? '+' : ''}`,
    durationMs === undefined ? '-' : `${Math.round(durationMs)}ms`,
    truncateLine(escapeLine(message?.split('\n')[0] ?? ''), messageLengthMax),
  ])
  const { failures = 0, runs = 0, flipCommits = 0, verdict } = summary ?? {}
  return [
    `${failures} of ${count(runs, 'run')} failed, ${count(flipCommits, 'commit')} with both: ${escapeLine(test)}`,
    ...(verdict === undefined
      ? []
      : [`last verdict: ${verdict.kind}, ${new Date(verdict.atMs).toISOString().slice(0, 10)}`]),
    formatTable(rows),
    ...(runs > attempts.length ? [`… ${runs - attempts.length} older: --limit`] : []),
    `next: flake repro ${quoteTest(test)}`,
  ].join('\n')
}
