import type { Evidence } from '@groundcrew/core/workspace'
import type { Effect, Need, Part, Remark } from './action.ts'

/**
 * - `todo`: planned
 * - `done`: run, or found done already by somebody else
 * - `failed`: its command failed, timed out or asked a question
 * - `skipped`: something that it needs failed
 */
export type ActionState = 'todo' | 'done' | 'failed' | 'skipped'

export interface ActionReport {
  readonly id: string
  readonly part: Part
  readonly state: ActionState
  readonly reason: string
  /** What runs, from the root; where several commands do, they are joined by `&&`. */
  readonly command: string
  readonly effect: Effect
  readonly evidence: readonly Evidence[]
  readonly durationMs?: number
  /** Why it failed or was skipped, one line each. */
  readonly problems?: readonly string[]
  /** The question that its command waited with. */
  readonly question?: string
  /** Absolute path of the whole output. */
  readonly logPath?: string
}

/** What the sibling tools say after the last action. */
export interface Verification {
  readonly doctor:
    | { readonly failing: readonly { readonly id: string; readonly message: string; readonly fix?: string }[] }
    | undefined
  /** The quick steps: format, lint, types. undefined where the repository has none, or preflight gave no answer. */
  readonly preflight: { readonly verdict: string; readonly failed: readonly string[] } | undefined
}

export interface BootstrapReport {
  readonly kind: 'plan' | 'run'
  /** Absolute. */
  readonly root: string
  readonly isOffline: boolean
  /** What is to be done or was done now; what is up to date is only counted. */
  readonly actions: readonly ActionReport[]
  readonly upToDate: readonly string[]
  readonly needs: readonly Need[]
  readonly remarks: readonly Remark[]
  readonly verification?: Verification
  readonly durationMs: number
}
