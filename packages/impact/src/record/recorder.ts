import type { Io } from '@groundcrew/core/cli'
import type { Command } from '@groundcrew/core/process'
import type { CoverageByTest } from './read-report.ts'

/** Where one test is run, and how the command begins that runs it. */
export interface RecordedRun {
  /** Absolute. */
  readonly root: string
  readonly cwd: string
  readonly command: Command
  /** From the root. */
  readonly test: string
  /** Of its own for this run; it is removed afterwards. */
  readonly directory: string
}

/** A command that runs a test so that it leaves coverage, and what reads it. */
export interface PreparedRun {
  readonly command: Command
  /** Absolute. */
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
  read(io: Io): Promise<CoverageByTest>
}

export interface Recorder {
  /** Undefined: the test has nothing that could be run by itself. */
  prepare(run: RecordedRun): Promise<PreparedRun | undefined>
  /** What to do where no test left coverage. */
  readonly hint: string
}
