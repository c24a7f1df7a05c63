import type { Outcome } from '@groundcrew/core/process'
import type { TestOutcome } from '@groundcrew/core/history'
import type { Plan } from './plan.ts'

export interface Attempt {
  readonly outcome: TestOutcome
  readonly durationMs?: number
  readonly message?: string
  /** Where it ran several times in the process: how often, and which of these, from 1 on, failed. */
  readonly repeated?: { readonly times: number; readonly failed: readonly number[] }
}

/** What went wrong around the tests: a file that does not load, a runner that ended early. */
export interface RunProblem {
  /** Relative to the root. */
  readonly file?: string
  readonly message: string
}

/** One run of a plan, as it happened. */
export interface RunRecord {
  readonly purpose: string
  readonly plan: Plan
  /** In the order in which the tests ended. */
  readonly attempts: ReadonlyMap<string, Attempt>
  /** All tests that the runner knows, in its own order. */
  readonly collected: readonly string[]
  readonly problems: readonly RunProblem[]
  readonly outcome: Outcome
  /** Processes that the suite left behind had to be stopped. */
  readonly leftovers: boolean
  /** All tests had ended, and the runner did not: it was stopped. */
  readonly lingered: boolean
  readonly durationMs: number
  /** It shared a process of the runner with other runs. */
  readonly isPass?: boolean
  readonly logPath?: string
  /** Of the test that the plan watches: the last time it began. */
  readonly state?: StateFacts
  /** What of the plan's `restore` could be put back when the watched test began. */
  readonly restored?: readonly string[]
}

/** What a test saw at its start, as text by name: `environment variable TZ`, `mode in src/state.ts`, `file out.json`. */
export type StateFacts = Readonly<Record<string, string>>

export function isBad({ outcome }: Pick<Attempt, 'outcome'>): boolean {
  return outcome !== 'passed' && outcome !== 'skipped'
}
