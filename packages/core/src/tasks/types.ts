/** What a task is to the world: computed from its state, its claim, its block and its dependencies. */
export type TaskStatus = 'pending' | 'in_progress' | 'blocked' | 'completed' | 'cancelled'

/** What is stored: everything else about a status is computed when it is asked for. */
export type TaskState = 'open' | 'completed' | 'cancelled'

export type DependencyKind = 'depends' | 'related' | 'discovered-from'

export type ResourceKind = 'touch' | 'adds' | 'modifies' | 'removes' | 'depends'

export type ResourceType = 'file' | 'glob' | 'dir' | 'symbol' | 'endpoint' | 'env' | 'table' | 'feature' | 'word'

export interface Resource {
  readonly kind: ResourceKind
  readonly type: ResourceType
  /** Normalized: a path from the repository root, `POST /api/x`, a name. */
  readonly value: string
  /** The path the value lies in, or an empty string: what file, dir and symbol compare by. */
  readonly path: string
}

/** `plan` was declared by somebody, `diff` was read from the worktree of the holder. */
export type ResourceOrigin = 'plan' | 'diff'

export interface TaskResource extends Resource {
  readonly origin: ResourceOrigin
}

/** A resource in detail, with how it is written: `modifies:file:src/x.ts`. */
export interface WrittenResource extends TaskResource {
  readonly text: string
}

export interface FileLink {
  readonly file: string
  readonly line?: number
}

/** The process and place something is held from. */
export interface HolderPlace {
  readonly host: string
  readonly bootId: string
  /** The long-lived process behind the calls, where one is known. */
  readonly pid?: number
  /** Start time of that process as the kernel tells it: a recycled pid has another. */
  readonly startedAt?: string
  readonly worktree?: string
}

/** What is checked out in a worktree. */
export interface Checkout {
  readonly branch?: string
  readonly head?: string
}

/** The process and place a call comes from. */
export interface Actor extends HolderPlace, Checkout {
  readonly actor: string
  /** The name under which tasks are assigned to it; its own where none is given. */
  readonly assignee?: string
  /** Tells two agents of one name apart; the same for every call of one agent. */
  readonly session: string
}

/** Something that somebody keeps for himself. */
export interface Held extends HolderPlace {
  readonly holder: string
  readonly session: string
  readonly expiresMs: number
}

export interface Claim extends Held, Checkout {
  readonly task: number
  /** Rises with every claim of any task: the proof that a finish belongs to the latest claim. */
  readonly fence: number
  readonly acquiredMs: number
  readonly leaseMs: number
}

export interface Note {
  readonly id: number
  readonly task?: number
  readonly atMs: number
  readonly actor: string
  readonly kind: 'note' | 'link'
  readonly text: string
  readonly file?: string
  readonly line?: number
}

export interface TaskRow {
  readonly id: number
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly state: TaskState
  readonly priority: number
  readonly dueMs?: number
  readonly assignee?: string
  readonly parent?: number
  readonly labels: readonly string[]
  readonly blockedReason?: string
  readonly createdMs: number
  readonly updatedMs: number
  readonly closedMs?: number
}

/** A task with what is computed about it. */
export interface Task extends TaskRow {
  readonly status: TaskStatus
  readonly blockedBy: readonly number[]
  readonly claim?: Claim
}

export interface TaskDetail extends Task {
  /** Held by the caller's own session. */
  readonly isMine: boolean
  readonly depends: readonly number[]
  readonly dependents: readonly number[]
  readonly related: readonly number[]
  readonly discoveredFrom: readonly number[]
  readonly subtasks: readonly number[]
  readonly resources: readonly WrittenResource[]
  readonly notes: readonly Note[]
  readonly unread: number
}

export type NoticeStage = 'planned' | 'started' | 'changed' | 'completed'

export interface Notice {
  readonly id: number
  /** The task that is affected. */
  readonly task: number
  /** The task that causes it. */
  readonly source: number
  readonly type: string
  readonly stage: NoticeStage
  readonly text: string
  readonly atMs: number
  readonly readBy?: string
}

export interface Reservation extends Held {
  readonly id: number
  readonly type: 'file' | 'glob' | 'dir'
  readonly pattern: string
  readonly isShared: boolean
  readonly createdMs: number
}

/** Why a claim or reservation counts: `live` and `unsure` hold, `dead` and `expired` do not. */
export type Liveness = 'mine' | 'live' | 'dead' | 'expired'

export interface Collision {
  readonly task: number
  readonly other: number
  readonly severity: 'conflict' | 'notice'
  readonly text: string
}
