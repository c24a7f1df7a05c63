import type { CauseKind, TestCounts } from './types.ts'

/** The output of one stream of one tool: no escape sequences, no prefixes of a CI service or a workspace runner. */
export interface Log {
  readonly lines: readonly string[]
  /** The lines joined by newlines. */
  readonly text: string
  /** The lines as given, not shortened: JSON reports are one line. */
  readonly fullLine: (index: number) => string
  /** The caller's hint, lower case; empty when none was given. */
  readonly runner: string
  /** Whether a path belongs to the repository itself and not to a dependency, a runtime or a temporary file. */
  readonly isOwn: (path: string) => boolean
}

/** A place as a tool printed it. */
export interface Place {
  readonly path: string
  readonly line?: number | undefined
  readonly column?: number | undefined
  /** Directory that the path is relative to, as far as the tool told: a Go package, a Java package. */
  readonly within?: string | undefined
}

export interface Finding {
  readonly tool: string
  readonly kind: CauseKind
  readonly message: string
  /** Line of the log that the finding was read from. */
  readonly index: number
  readonly place?: Place | undefined
  readonly test?: string | undefined
  readonly code?: string | undefined
  readonly detail?: readonly string[] | undefined
  /** The failure's own text where the lines of the log are not: a JSON report has it in a string. */
  readonly text?: readonly string[] | undefined
  /** `warning` counts only when the command failed and there was no error; `consequence` only when there is nothing else. */
  readonly weight?: 'warning' | 'consequence' | undefined
}

/** Lines of the log, both ends included. */
export interface Span {
  readonly from: number
  readonly to: number
}

export interface Extraction {
  readonly findings: readonly Finding[]
  readonly tests?: TestCounts | undefined
  /**
   * What this tool is answerable for, failed or not: a test may print anything, so diagnostics, stack traces and error lines
   * in there are no causes of their own.
   */
  readonly claims?: readonly Span[] | undefined
}

/**
 * `runner` reads the report of a test runner. The later phases do not see what the earlier ones claimed: `tool` reads one
 * compiler's, linter's or package manager's own format, `crash` what a runtime or a shell prints, and `generic` guesses, only
 * when the others found nothing.
 */
export type Phase = (typeof PHASES)[number]

export const PHASES = ['runner', 'tool', 'crash', 'generic'] as const

export interface Extractor {
  readonly name: string
  readonly phase: Phase
  /** The extractor runs when the text contains one of these. */
  readonly signs: readonly string[]
  /** The extractor also runs when the caller names one of these programs. */
  readonly runners?: readonly string[]
  readonly extract: (log: Log) => Extraction
}
