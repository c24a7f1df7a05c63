import type { AnyEvent } from '@groundcrew/core/tasks'

/** Fields that are moments in milliseconds inside, and what they are called outside. */
const MOMENTS = {
  atMs: 'at',
  expiresMs: 'expiresAt',
  acquiredMs: 'acquiredAt',
  createdMs: 'createdAt',
  updatedMs: 'updatedAt',
  closedMs: 'closedAt',
  dueMs: 'due',
} as const

type Moments = typeof MOMENTS

/** The same data with every moment as an ISO 8601 text in UTC. */
export type Outward<T> = T extends readonly (infer Item)[]
  ? readonly Outward<Item>[]
  : T extends object
    ? {
        readonly [Name in keyof T as Name extends keyof Moments ? Moments[Name] : Name]: Name extends keyof Moments
          ? string
          : Outward<T[Name]>
      }
    : T

export function outward<T>(value: T): Outward<T> {
  return convert(value) as Outward<T>
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const outer = (MOMENTS as Readonly<Record<string, string>>)[name]
      return outer !== undefined && typeof inner === 'number' ? [outer, iso(inner)] : [name, convert(inner)]
    }),
  )
}

/** An event as the world sees it. */
export interface OutwardEvent {
  readonly seq: number
  readonly at: string
  readonly actor: string
  readonly session: string
  readonly type: AnyEvent['type']
  readonly task: number | null
  readonly target: number | null
  readonly data: Readonly<Record<string, unknown>>
}

export function outwardEvent(event: AnyEvent): OutwardEvent {
  const moments = Object.entries(event.data as Readonly<Record<string, unknown>>).map(([name, value]) =>
    (name === 'expires' || name === 'due') && typeof value === 'number' ? [name, iso(value)] : [name, value],
  )
  return { ...event, at: iso(event.at), data: Object.fromEntries(moments) as OutwardEvent['data'] }
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
