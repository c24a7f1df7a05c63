/** How one test ended in one run. `hung`: the run was stopped while it was in this test; `killed`: its process ended in it. */
export type TestOutcome = 'passed' | 'failed' | 'skipped' | 'hung' | 'killed'

/** One run of a suite, or of a part of it. */
export interface RunEntry {
  /** Milliseconds since the epoch. */
  readonly atMs: number
  /** The tool that ran it, or `ingest` for a report that was made elsewhere. */
  readonly tool: string
  /** `vitest`, `pytest`, `junit`, … */
  readonly runner: string
  readonly command: readonly string[]
  /** Absolute path of the work tree it ran in; empty for what ran elsewhere. */
  readonly worktree: string
  readonly commit?: string
  /** There were changes that no commit has. */
  readonly isDirty: boolean
  /** What the tests may have depended on: platform, versions, and what the run itself changed, such as `TZ`. */
  readonly environment: Readonly<Record<string, string>>
  /** Why it ran: `baseline`, `reverse`, `alone`, … */
  readonly purpose: string
  readonly durationMs: number
  readonly attempts: readonly AttemptEntry[]
}

export interface AttemptEntry {
  readonly test: string
  readonly outcome: TestOutcome
  readonly durationMs?: number
  /** The first of what the failure said. */
  readonly message?: string
}

/** What a tool concluded about a test. */
export interface VerdictEntry {
  readonly test: string
  readonly atMs: number
  readonly commit?: string
  /** `random`, `order-victim`, `broken`, `ok`, … */
  readonly kind: string
  /** The tool's own facts, as JSON. */
  readonly data: unknown
}

/** All that is known of one test, summed. */
export interface TestSummary {
  readonly test: string
  readonly runs: number
  readonly failures: number
  /** Commits, with a clean work tree, at which it has both passed and failed: what a regression never does. */
  readonly flipCommits: number
  readonly lastFailureMs?: number
  readonly verdict?: VerdictEntry
}

/** One attempt, with the run that it was part of. */
export interface PastAttempt extends AttemptEntry {
  readonly atMs: number
  readonly runner: string
  readonly tool: string
  readonly purpose: string
  readonly command: readonly string[]
  readonly worktree: string
  readonly commit?: string
  readonly isDirty: boolean
  readonly environment: Readonly<Record<string, string>>
}
