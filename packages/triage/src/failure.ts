import type { CauseKind, Location } from '@groundcrew/core/failures'

/** One failure of a log or a report. All text is one line, without control characters and secrets. */
export interface Failure {
  readonly tool: string
  readonly kind: CauseKind
  /** Rule or error code. */
  readonly code?: string
  /** Full name of the test. */
  readonly test?: string
  /** The part of the run that it failed in. */
  readonly phase: FailurePhase
  readonly message: string
  readonly location?: Location
  readonly detail?: readonly string[]
  readonly thrown?: Thrown
  /** Where it was read: a log's name and the line there, from 1. */
  readonly source: { readonly log: string; readonly line: number }
  /** It only follows from another failure of the same log. */
  readonly isConsequence: boolean
  /** The lines before it, normalized: what tells two failures without any words apart. */
  readonly context: string
}

/** `load`: a file of tests could not be loaded; `run`: what is no test. */
export type FailurePhase = 'setup' | 'teardown' | 'load' | 'test' | 'run'

export interface Frame {
  readonly name?: string
  /** Relative to the repository root when inside. */
  readonly file?: string
  readonly line?: number
  readonly column?: number
  /** Of this project, and not of a dependency or a runtime. */
  readonly isOwn: boolean
}

export interface Thrown {
  readonly language: string
  /** The exception's class, with its package. */
  readonly type: string
  readonly message: string
  /** The innermost call first. */
  readonly frames: readonly Frame[]
  /** What it came from, the nearest first. */
  readonly causes: readonly Thrown[]
}
