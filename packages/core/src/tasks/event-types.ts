import type { Checkout, DependencyKind, FileLink, HolderPlace, NoticeStage, Reservation, Resource } from './types.ts'

/**
 * What happened, by type. These bodies are the store's source of truth: every table but `cursors` and `meta` can be rebuilt
 * from them, so a body carries every value the tables need beyond the event's own time, actor and session.
 */
export interface EventBodies {
  readonly task_created: TaskCreated
  readonly task_updated: TaskChanges
  readonly task_assigned: { readonly assignee: string | null }
  readonly task_blocked: { readonly reason: string }
  readonly task_unblocked: Empty
  readonly dependency_added: { readonly kind: DependencyKind }
  readonly dependency_removed: { readonly kind: DependencyKind }
  readonly resource_added: { readonly resources: readonly Resource[] }
  readonly resource_removed: { readonly resources: readonly Resource[] }
  readonly changes_seen: { readonly resources: readonly Resource[]; readonly omitted: number }
  readonly note_added: { readonly text: string; readonly file?: string; readonly line?: number }
  readonly link_added: FileLink
  readonly task_claimed: ClaimBody
  readonly claim_renewed: { readonly expires: number }
  readonly claim_released: { readonly fence: number }
  readonly claim_reaped: {
    readonly fence: number
    readonly holder: string
    readonly session: string
    readonly why: string
  }
  readonly task_completed: { readonly message?: string; readonly fence?: number }
  readonly task_cancelled: { readonly dependents: 'satisfy' | 'block'; readonly message?: string }
  readonly task_reopened: Empty
  readonly dependency_satisfied: { readonly ready: boolean }
  readonly dependency_cancelled: Empty
  readonly dependency_reopened: Empty
  readonly impact_notice: ImpactBody
  readonly impact_conflict: ImpactBody
  readonly notices_read: { readonly ids: readonly number[] }
  readonly reservation_added: ReservationBody
  readonly reservation_renewed: { readonly ids: readonly number[]; readonly expires: number }
  readonly reservation_ended: { readonly ids: readonly number[]; readonly why: string }
  readonly step_ran: StepBody
  readonly operation_recorded: {
    readonly opId: string
    readonly verb: string
    readonly digest: string
    readonly result: unknown
  }
}

type Empty = Readonly<Record<string, never>>

export type EventType = keyof EventBodies

export interface TaskCreated {
  readonly uid: string
  readonly title: string
  readonly description?: string
  readonly priority?: number
  readonly due?: number
  readonly assignee?: string
  readonly parent?: number
  readonly labels?: readonly string[]
  readonly depends?: readonly number[]
  readonly related?: readonly number[]
  readonly discoveredFrom?: readonly number[]
  readonly resources?: readonly Resource[]
  readonly links?: readonly FileLink[]
}

/** `null` clears. */
export interface TaskChanges {
  readonly title?: string
  readonly description?: string
  readonly priority?: number
  readonly due?: number | null
  readonly assignee?: string | null
  readonly parent?: number | null
  readonly labels?: readonly string[]
}

export interface ClaimBody extends HolderPlace, Checkout {
  readonly expires: number
  readonly leaseMs: number
}

export interface ImpactBody {
  /** The same for every stage of one cause: at most one unread notice exists for it. */
  readonly cause: string
  readonly stage: NoticeStage
  readonly text: string
}

export interface ReservationBody extends HolderPlace, Pick<Reservation, 'type' | 'pattern' | 'isShared'> {
  readonly expires: number
}

/** A command of a runbook was carried out for the task. */
export interface StepBody {
  readonly step: string
  readonly result: 'passed' | 'failed'
  /** In a few words: `exit 1`, `timed out after 30s`. */
  readonly outcome: string
  readonly durationMs: number
  readonly runbook: string
  readonly run: string
}

/** One line of the history, as it is stored. */
export interface StoredEvent<T extends EventType = EventType> {
  readonly seq: number
  readonly at: number
  readonly actor: string
  readonly session: string
  readonly type: T
  readonly task: number | null
  readonly target: number | null
  readonly data: EventBodies[T]
}

/** A stored event of any type, told apart by `type`. */
export type AnyEvent = { [T in EventType]: StoredEvent<T> }[EventType]

/** Runs a statement: what the tables of a live database and of a replay have in common. */
export type RunSql = (sql: string, ...values: readonly unknown[]) => void
