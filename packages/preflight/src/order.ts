import { formatDuration } from '@groundcrew/core/text'
import type { LastRun } from './cache/result-cache.ts'
import type { Step } from './report.ts'

/** A step that has not run yet is taken to need as long. */
const unknownDurationMs = 5000

/**
 * What failed the last time comes first: it is the likeliest to fail again. With a budget the others follow by what finding a failure costs, their time by
 * how often they failed before, so that as many failures as possible are found in time.
 */
export function orderSteps(
  steps: readonly Step[],
  lastRun: (step: Step) => LastRun | undefined,
  budgetMs: number | undefined,
): readonly Step[] {
  const rank = (step: Step): number => (isFailure(lastRun(step)) ? 0 : 1)
  const cost = (step: Step): number => (budgetMs === undefined ? 0 : costOfFailure(lastRun(step)))
  return [...steps].sort((left, right) => rank(left) - rank(right) || cost(left) - cost(right))
}

/** A step that never failed still may. */
const failureRateMin = 0.05

function costOfFailure(last: LastRun | undefined): number {
  return expectedMs(last) / Math.max(failureRateMin, last?.failureRate ?? 0)
}

export function isFailure(last: LastRun | undefined): boolean {
  return last !== undefined && last.state !== 'passed'
}

/** Why a step does not fit into what is left of the budget; undefined when it does. */
export function overBudget(last: LastRun | undefined, budgetMs: number, elapsedMs: number): string | undefined {
  if (elapsedMs + expectedMs(last) <= budgetMs) return undefined
  const needed = last === undefined ? 'has not run yet' : `took ${formatDuration(last.durationMs)} the last time`
  return `--budget ${formatDuration(budgetMs)}: it ${needed}`
}

function expectedMs(last: LastRun | undefined): number {
  return last?.durationMs ?? unknownDurationMs
}
