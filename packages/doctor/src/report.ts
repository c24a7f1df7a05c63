import type { Evidence } from '@groundcrew/core/workspace'

/**
 * - `ok`: what is asked is there
 * - `warn`: it differs, and the work can go on
 * - `fail`: something will not work until it is fixed
 * - `unknown`: the check itself could not be carried out: a probe hung, a file could not be read
 * - `skip`: there is nothing to compare, and the message says why
 */
export type CheckState = 'ok' | 'warn' | 'fail' | 'unknown' | 'skip'

export const checkStates: readonly CheckState[] = ['fail', 'unknown', 'warn', 'ok', 'skip']

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** What a check found. */
export interface Finding {
  readonly state: CheckState
  /** One line: what is, against what is asked. */
  readonly message: string
  /** The lines that ask for it. */
  readonly evidence: readonly Evidence[]
  /** One runnable, harmless command; or `ask the user …` where only a person can help. */
  readonly fix?: string
  /** The fault is in the machine or the checkout: no edit of the source makes it right. */
  readonly isEnvironment: boolean
  /** Ids of the workspace's commands that cannot work until this is fixed. */
  readonly blocks: readonly string[]
  readonly facts?: { readonly [key: string]: Json }
}

export interface Check extends Finding {
  /** Stable from run to run: `tool.node`, `install.npm:packages/api`, `git.conflict`. */
  readonly id: string
}

export interface DoctorReport {
  /** Absolute. */
  readonly root: string
  /** The root is the work tree of a git repository. */
  readonly repository: boolean
  /** The worst there is: `unknown` before `fail` before `warn`. */
  readonly state: Exclude<CheckState, 'skip'>
  readonly counts: Readonly<Record<CheckState, number>>
  /** Sorted by id. */
  readonly checks: readonly Check[]
  /** The ids of the checks that fail, in the order in which they are best put right: a runtime before what it installs. */
  readonly toFix: readonly string[]
  /** All was read, and no tool and no package is asked for, whichever checks were made. */
  readonly asksNothing: boolean
  readonly durationMs: number
}
