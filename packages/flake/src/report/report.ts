import type { TestVerdict } from '../judge/verdict.ts'
import type { RunRecord } from '../model/run-record.ts'

export interface SuiteFacts {
  readonly runner: string
  readonly command: readonly string[]
  readonly cwd: string
  readonly root: string
}

export interface FlakeReport {
  readonly suite: SuiteFacts
  readonly commit?: string
  readonly isDirty: boolean
  /** Tests that ran. */
  readonly tests: number
  /** Runs of the suite, and of parts of it. */
  readonly runs: readonly RunFacts[]
  /** Everything that failed at least once, the broken first. */
  readonly verdicts: readonly TestVerdict[]
  /** Tests that never failed. */
  readonly ok: { readonly tests: number; readonly cleanRunsMin: number; readonly rateBelow: number }
  /** What could not be tried or seen. */
  readonly notes: readonly string[]
  readonly durationMs: number
  readonly isInterrupted: boolean
  /** Of the run whose failure explains most, where one failed. */
  readonly logPath?: string
}

export interface RunFacts {
  readonly purpose: string
  readonly variant: string
  readonly outcome: RunRecord['outcome']
  readonly tests: number
  readonly failed: readonly string[]
  /** Of the tests with a verdict, those that ran. */
  readonly ran: readonly string[]
  readonly durationMs: number
  readonly leftovers: boolean
  readonly logPath?: string
}
