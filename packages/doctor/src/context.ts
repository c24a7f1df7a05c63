import type { Environment, ToolError } from '@groundcrew/core/cli'
import type { FileList, Repository } from '@groundcrew/core/repo'
import type { MachineNeeds, Workspace } from '@groundcrew/core/workspace'
import type { DeclaredCheck } from './checks/declared.ts'
import type { Prober } from './probe.ts'
import type { Finding } from './report.ts'

export type RepositoryState =
  | { readonly kind: 'found'; readonly repository: Repository }
  | { readonly kind: 'none' }
  /** git is missing, or refuses to look. */
  | { readonly kind: 'refused'; readonly error: ToolError }

/** The files of the repository, or why git gave none. */
export type Listing =
  | { readonly kind: 'listed'; readonly list: FileList }
  | { readonly kind: 'refused'; readonly error: ToolError }

/** What every check may look at. */
export interface CheckContext {
  /** Absolute: the top of the work tree, or the directory itself outside a repository. */
  readonly root: string
  readonly repository: RepositoryState
  readonly listing: Promise<Listing>
  readonly workspace: Workspace
  readonly machine: MachineNeeds
  /** Why `workspace` is empty although the repository may not be. */
  readonly unread?: Finding
  readonly env: Environment
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly prober: Prober
  /** Aborts when the time is up. */
  readonly signal: AbortSignal
  /** The names by which checks were asked for; empty for all. */
  readonly only: readonly string[]
  /** The checks that the repository declares itself. */
  readonly declared: readonly DeclaredCheck[]
}

/** A check before it is made: its id is known from the repository alone, whatever the machine looks like. */
export interface PlannedCheck {
  readonly id: string
  make(): Promise<Finding>
}

/** All checks of one subject. */
export type CheckFamily = (context: CheckContext) => readonly PlannedCheck[]
