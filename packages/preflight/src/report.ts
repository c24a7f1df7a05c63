import type { FailureReport, TestCounts } from '@groundcrew/core/failures'
import type { CommandRole, Evidence } from '@groundcrew/core/workspace'

/** What a step is for: a role of the repository's own commands, or another tool of the suite. */
export type StepRole = CommandRole | 'code-map' | 'flake'

/** One thing to check, with what must come first and why it is here. */
export interface Step {
  /** Stable: `test`, `test:packages/api`, `lint:ruff`. */
  readonly id: string
  readonly role: StepRole
  /** The id of the command in the workspace, which doctor speaks of. */
  readonly commandId: string
  readonly packageDirectory: string
  readonly argv: readonly [string, ...string[]]
  /** The shell line that `argv` hands to a shell, where a reader is to see it in place of that. */
  readonly line?: string
  /** The script of package.json that `argv` has npm or pnpm start. */
  readonly script?: { readonly manager: 'npm' | 'pnpm'; readonly name: string; readonly body: string }
  /** Relative to the root. */
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
  readonly runner: string
  readonly why: string
  readonly evidence: Evidence
  /** Steps that must end first, whatever their result. */
  readonly after: readonly string[]
  /** Steps without whose success this one is pointless. */
  readonly needs: readonly string[]
  /** Files and directories that it changes, relative to the root. */
  readonly writes?: readonly string[]
  /** Steps with one of these in common do not run at the same time. */
  readonly locks?: readonly string[]
  /** The task runner that it calls. */
  readonly through?: Through
  /** The ids of the commands that it runs in place of. */
  readonly covers?: readonly string[]
  /** It changes files, and so runs in a copy of what is checked. */
  readonly inCopy?: boolean
  /** Of a hook manager: the hooks that stand for commands of the repository. What one of its hooks changes is a failure. */
  readonly hooks?: HookRuns
  /** It is several commands, of which later ones do not run where an earlier one fails. */
  readonly isChain?: boolean
  /** Its own, in place of the run's. */
  readonly timeoutMs?: number
  /** Of what another tool of the suite does: the call asked for it. */
  readonly isAsked?: boolean
}

export interface HookRuns {
  readonly manager: string
  readonly runs: readonly { readonly hook: string; readonly command: string }[]
  /** Only some files are given to it: a hook may have none. */
  readonly isPart?: boolean
}

export interface Through {
  readonly runner: 'turbo' | 'nx' | 'moon'
  /** What stands before words that are added to its command line; without it none can be added. */
  readonly append?: readonly string[]
  /** The packages in which it is to run that task, where that is known. */
  readonly expects?: { readonly task: string; readonly members: readonly Member[] }
}

export interface Member {
  readonly directory: string
  readonly name: string | undefined
}

/** A command of the repository that the plan leaves out, and why. */
export interface LeftOut {
  readonly id: string
  readonly command: string
  readonly why: string
  readonly evidence: Evidence
}

export interface Plan {
  readonly root: string
  readonly steps: readonly Step[]
  readonly leftOut: readonly LeftOut[]
  /** Commands that were detected and that a frozen plan does not have. */
  readonly notPlanned?: readonly LeftOut[]
}

export type StepOutcome =
  | { readonly state: 'passed' }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'timed-out'; readonly reason: string }
  | { readonly state: 'skipped'; readonly reason: string }
  /** It could not be told: the command did not start, or it succeeded without a sign that it tested anything. */
  | { readonly state: 'unknown'; readonly reason: string }

export type StepState = StepOutcome['state']

/**
 * What kind of trouble a failed step is.
 *
 * - `environment`: the machine or what is installed; the code is not to blame
 * - `flaky`: the tests that failed passed when they were run again, alone
 * - `prompt`: it waited for an answer that nobody gives
 * - `crash`: a signal, or an error that the program did not handle
 * - `code`: everything else
 */
export type FailureClass = 'code' | 'crash' | 'environment' | 'flaky' | 'prompt' | 'timeout'

export interface StepReport {
  readonly id: string
  readonly role: StepRole | 'doctor'
  readonly command: string
  readonly cwd: string
  readonly state: StepState
  /** Why it failed, was skipped or is unknown. */
  readonly reason?: string
  /** Since the run began. */
  readonly startMs: number
  readonly durationMs: number
  readonly failures?: FailureReport
  /** What flake's history knows of the failed tests. */
  readonly knownFlake?: string
  /** Only of a step that failed or timed out. */
  readonly failureClass?: FailureClass
  /** What the test runner said; only for test steps that said something. */
  readonly tests?: TestEvidence
  /** What a reader should know of a step that passed. */
  readonly remarks?: readonly string[]
  /** Diagnostics that do not count under `--new-only`. */
  readonly hidden?: { readonly count: number; readonly by: 'baseline' | 'unchanged lines' }
  /** What the task runner that the step calls says of its own cache. */
  readonly replays?: Replays
  /** The result is that of an earlier run on the same files, programs and settings. */
  readonly cached?: { readonly at: string; readonly durationMs: number }
  /** What doctor found, one line each. */
  readonly findings?: readonly DoctorFinding[]
  /** Absolute path of the whole output. */
  readonly logPath?: string
  /** Why the log is not the whole output: the disk is full, or the log reached its limit. */
  readonly logProblem?: string
  /** The command line that runs just this, from the repository's root. */
  readonly rerun: string
}

/** Tasks of a task runner, and how many of them it replayed from its cache in place of running them. */
export interface Replays {
  readonly by: string
  readonly cached: number
  readonly total: number
}

/** Tests, or for a runner that counts no tests (`go test` without -v) packages whose tests ran. */
export interface TestEvidence extends TestCounts {
  readonly unit: 'test' | 'package'
}

/** A check of doctor that did not pass. */
export interface DoctorFinding {
  readonly id: string
  readonly state: string
  readonly message: string
  readonly evidence: readonly Evidence[]
  readonly fix?: string
  readonly blocks: readonly string[]
}

export type Verdict = 'passed' | 'failed' | 'unknown'

export interface PreflightReport {
  readonly kind: 'run'
  readonly root: string
  /** Where the staged files were checked; only with `--staged`. */
  readonly checkout?: string
  readonly verdict: Verdict
  readonly durationMs: number
  readonly steps: readonly StepReport[]
  readonly leftOut: readonly LeftOut[]
  /** Under `--failed`: steps that did not fail the last time, and of which nothing is known on the files as they are now. */
  readonly unproven?: readonly string[]
  /** Absolute; absent where no logs could be written. */
  readonly logDirectory?: string
}

export interface PlanReport extends Plan {
  readonly kind: 'plan'
  /** Whether doctor is asked before the steps. */
  readonly doctor: boolean
}

/** A step that `preflight init` writes, or takes out. */
export interface InitStep {
  readonly id: string
  readonly run: string
  /** Against the plan that the file held. */
  readonly change: 'added' | 'changed' | 'removed' | 'same'
}

export interface InitReport {
  readonly kind: 'init'
  readonly root: string
  readonly file: string
  readonly state: 'planned' | 'unchanged' | 'written'
  readonly steps: readonly InitStep[]
  /** The whole file as it is, or would be. */
  readonly text: string
}

/** What `preflight baseline` wrote. */
export interface BaselineReport {
  readonly kind: 'baseline'
  readonly root: string
  readonly file: string
  readonly steps: readonly { readonly id: string; readonly findings: number }[]
}

/** Why a step is in the plan, and whether it would run now. */
export interface WhyReport {
  readonly kind: 'why'
  readonly root: string
  readonly step: Step
  /** `unknown`: nothing can be remembered here. */
  readonly answer:
    | { readonly kind: 'cached'; readonly at: string; readonly durationMs: number; readonly tests?: TestEvidence }
    | { readonly kind: 'runs'; readonly reason: string }
    | { readonly kind: 'unknown' }
}
