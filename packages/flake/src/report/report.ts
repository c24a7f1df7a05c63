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
  /** What went wrong around the tests, and in no file of theirs: a runner that fails after all of them have passed. */
  readonly troubles: readonly RunTrouble[]
  /** Tests that never failed; without the changed ones where these were looked at more. */
  readonly ok: CleanTests
  /** Of the tests in files that changed, which run ten times as often as the others. */
  readonly changed?: ChangedTests
  /** Where only a part of the suite was looked at, or several parts were joined. */
  readonly shards?: ShardFacts
  /** What could not be tried or seen. */
  readonly notes: readonly string[]
  readonly durationMs: number
  readonly isInterrupted: boolean
  /** Of the run whose failure explains most, where one failed. */
  readonly logPath?: string
}

export interface RunTrouble {
  readonly message: string
  /** So many runs of the whole suite ended so, of so many. */
  readonly failures: number
  readonly runs: number
}

export interface CleanTests {
  readonly tests: number
  readonly cleanRunsMin: number
  readonly rateBelow: number
}

export interface ChangedTests {
  readonly since: string
  readonly tests: number
  /** Runs of each of them, and of each of the others, at least. */
  readonly runsMin: number
  readonly othersRunsMin: number
  readonly ok: CleanTests
}

export interface ShardFacts {
  readonly count: number
  /** In order. */
  readonly present: readonly number[]
  readonly missing: readonly number[]
  /** Tests that the suite has, of those the present ones know. */
  readonly testsAll: number
  /** Of them, those that no present shard looked at; only where none is missing. */
  readonly unseen: readonly string[]
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
