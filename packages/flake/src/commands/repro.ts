import { ToolError, type Io } from '@groundcrew/core/cli'
import { count, escapeLine } from '@groundcrew/core/text'
import { rateInterval, type Interval, type Tally } from '../judge/rates.ts'
import type { TestVerdict } from '../judge/verdict.ts'
import { planOf, type Plan } from '../model/plan.ts'
import { percent } from '../report/percent.ts'
import { hasFailed } from '../search/compare.ts'
import { withLab } from '../search/with-lab.ts'
import { asLastRun } from './as-last-run.ts'
import { quoteTest } from '../report/quote-test.ts'
import { said } from '../report/said.ts'
import { askHistory, findTest } from './place.ts'

export interface ReproOptions {
  readonly test: string
  readonly runs: number
  readonly timeMs: number
  readonly command: readonly string[]
}

export interface ReproReport {
  readonly test: string
  readonly plan: Plan
  readonly rate: Tally
  readonly interval: Interval
  /** What the failures said, each once. */
  readonly messages: readonly string[]
  readonly verdict?: string
  readonly logPath?: string
}

/**
 * Runs the shortest plan that is known to fail a test, in fresh processes, and says how often it did.
 *
 * @throws ToolError NO_SUCH_TEST, NOTHING_RAN when no run reached the test.
 */
export async function reproduce(io: Io, options: ReproOptions): Promise<ReproReport> {
  const found = await askHistory(io, async (history) => {
    const test = findTest(options.test, await history.tests())
    return { test, verdict: await history.verdictOf(test) }
  })
  const test = found?.test ?? findTest(options.test, [])
  const known = found?.verdict?.data as TestVerdict | undefined
  const plan = known?.plan ?? planOf([test])
  const { at, request } = await asLastRun(io, { ...options, test })
  return withLab(at, request, async (lab) => {
    const rate = { failures: 0, runs: 0 }
    const messages = new Set<string>()
    let logPath: string | undefined
    for (let run = 0; run < options.runs && (run === 0 || lab.fits(lab.expectMs(plan))); run += 1) {
      const record = await lab.run(plan, 'repro')
      const isFailed = hasFailed(record, test)
      if (isFailed === undefined) continue
      rate.runs += 1
      if (!isFailed) continue
      rate.failures += 1
      messages.add(
        record.attempts.get(test)?.message ?? record.problems.find(({ file }) => file === test)?.message ?? '',
      )
      logPath ??= record.logPath
    }
    if (rate.runs === 0) {
      throw new ToolError('NOTHING_RAN', `no run reached '${escapeLine(test)}'`, {
        hint: `it may have been renamed or removed: flake history ${quoteTest(test)}`,
      })
    }
    return {
      test,
      plan,
      rate,
      interval: rateInterval(rate),
      messages: [...messages],
      ...(known === undefined ? {} : { verdict: known.verdict.kind }),
      ...(logPath === undefined ? {} : { logPath }),
    }
  })
}

const testsShownMax = 6

export function renderRepro({ test, plan, rate, interval, messages, logPath }: ReproReport): string {
  const { tests = [], repeats, variant } = plan
  const shown = tests.slice(0, testsShownMax).map((id, index) => `  ${index + 1}. ${escapeLine(id)}`)
  const setting = [
    ...(variant.cause === 'none' ? [] : [variant.name]),
    ...(repeats > 1 ? [`each test ${repeats} times`] : []),
  ]
  return [
    `${rate.failures} of ${count(rate.runs, 'run')} failed (${percent(interval.low)} to ${percent(interval.high)} at 95 %): ${escapeLine(test)}`,
    `plan: ${tests.length === 0 ? 'the whole suite in its own order' : `${count(tests.length, 'test')} in this order`}${setting.length === 0 ? '' : `, with ${setting.join(', ')}`}`,
    ...shown,
    ...(tests.length > shown.length ? [`  … ${tests.length - shown.length} more: --json`] : []),
    ...messages.slice(0, 3).map((message) => `said: ${said(message)}`),
    ...(logPath === undefined ? [] : [`log: ${logPath}`]),
    `next: ${rate.failures > 0 ? `flake history ${quoteTest(test)}` : `flake repro -n ${rate.runs * 3} ${quoteTest(test)}`}`,
  ].join('\n')
}
