import { expect, test } from 'vitest'
import type { LastRun } from './cache/result-cache.ts'
import { orderSteps } from './order.ts'
import type { Step } from './report.ts'

const runs: Readonly<Record<string, LastRun>> = {
  slow: { state: 'passed', durationMs: 60_000 },
  quick: { state: 'passed', durationMs: 1000, failureRate: 0 },
  shaky: { state: 'passed', durationMs: 4000, failureRate: 0.5 },
  broken: { state: 'failed', durationMs: 90_000, failureRate: 0.3 },
}

function order(ids: readonly string[], budgetMs: number | undefined): readonly string[] {
  const steps = ids.map((id) => ({ id }) as Step)
  return orderSteps(steps, ({ id }) => runs[id], budgetMs).map(({ id }) => id)
}

test('with a budget what failed comes first, then what is likely to fail for its time', () => {
  expect(order(['slow', 'unknown', 'quick', 'shaky', 'broken'], 60_000)).toEqual([
    'broken',
    'shaky',
    'quick',
    'unknown',
    'slow',
  ])
})

test('without one only what failed goes before the others', () => {
  expect(order(['slow', 'quick', 'broken', 'shaky'], undefined)).toEqual(['broken', 'slow', 'quick', 'shaky'])
})
