/** What a command's output says about why it failed. */
export interface FailureReport {
  /** Deduplicated and grouped, the most useful first: changed files first, then root causes, then the order of the output. */
  readonly causes: readonly Cause[]
  /** Failures found before grouping; also counts those past the limit of `causes`. */
  readonly total: number
  /** Read from the test runners' own summaries and summed; absent when no runner said how many tests it ran. */
  readonly tests?: TestCounts
  /** The extractors that recognised something. Empty: nothing is known about this output but its `tail`. */
  readonly matchedBy: readonly string[]
  /** No cause is more than the consequence of another failure (make says that a recipe failed): why is in the `tail`, if anywhere. */
  readonly onlyConsequences?: true
  /** The last lines that are not empty, cleaned and masked, without what npm says of itself. */
  readonly tail: readonly string[]
}

/** Skipped covers todo and cancelled-before-start tests; failed covers errors; expected failures count as passed. */
export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly total: number
}

/**
 * - `diagnostic`: a compiler, type checker or linter points at a place
 * - `format`: a file is not formatted
 * - `test`: a test failed
 * - `runner`: the tool failed around its tests: a file that does not load, no tests found, a threshold not met
 * - `crash`: an uncaught exception, a panic, a signal, memory ran out
 * - `install`: packages could not be installed
 * - `command`: a program, script, file or argument of the command line is wrong
 * - `environment`: the machine: a port in use, a daemon that does not answer
 * - `error`: an error line that no tool is known for
 */
export type CauseKind =
  | 'diagnostic'
  | 'format'
  | 'test'
  | 'runner'
  | 'crash'
  | 'install'
  | 'command'
  | 'environment'
  | 'error'

export interface Cause {
  readonly tool: string
  readonly kind: CauseKind
  /** One line, control characters escaped: the assertion or diagnostic itself, with its rule. */
  readonly message: string
  /** Full name of the (first) test. */
  readonly test?: string
  readonly location?: Location
  /** Rule or error code: `TS2322`, `no-undef`, `E0308`, `EADDRINUSE`. */
  readonly code?: string
  /** How many failures this one line stands for. */
  readonly count: number
  /** Further places of the same failure, at most `PLACES_MAX`. */
  readonly places?: readonly Location[]
  /** At most `DETAIL_LINES_MAX` lines that help: expected and received, the source line. */
  readonly detail?: readonly string[]
}

export interface Location {
  /** Relative to the repository root when inside, absolute otherwise. */
  readonly file: string
  readonly line?: number
  readonly column?: number
}

export interface FailureContext {
  /** Repository root, absolute. */
  readonly root: string
  /** Where the command ran, absolute; the output's relative paths start here. */
  readonly cwd: string
  /** The tool or program that ran, when known: needed for output that is nothing but a list of file names. */
  readonly runner?: string
  /** Files (relative to the root) whose failures come first. */
  readonly changedFiles?: ReadonlySet<string>
  /** The repository's files (relative to the root): completes names such as Go's `calc_test.go` and paths of other machines. */
  readonly files?: ReadonlySet<string>
  /** Package name to its directory (relative to the root): places output that a workspace runner labels by package. */
  readonly packages?: ReadonlyMap<string, string>
  /** The command is known to have failed: warnings are causes when there was nothing worse. */
  readonly failed?: boolean
}
