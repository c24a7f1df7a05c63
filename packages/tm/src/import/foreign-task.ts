/** A task of another program in our words. `key` is its id there; relations name keys. */
export interface ForeignTask {
  readonly key: string
  readonly uid: string
  readonly title: string
  readonly description?: string | undefined
  readonly priority?: number | undefined
  readonly due?: string | undefined
  readonly assignee?: string | undefined
  readonly parent?: string | undefined
  readonly depends?: readonly string[]
  readonly related?: readonly string[]
  readonly discoveredFrom?: readonly string[]
  readonly labels?: readonly string[]
  readonly notes?: readonly string[]
  readonly state: 'open' | 'completed' | 'cancelled'
}

/** A record from outside, whose fields may be anything. */
export type Fields = Readonly<Record<string, unknown>>

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((one) => textOf(one) ?? []) : []
}

/** One word each, as our labels are. */
export function labelsOf(value: unknown): readonly string[] {
  return textsOf(value).map((label) => label.replaceAll(/[\s,]+/g, '-').slice(0, 64))
}

/** `beads-bd-1a2b`: the same every time, so that a second import knows what it has. */
export function uidFor(program: string, key: string): string {
  return `${program}-${key.replaceAll(/[^\w.-]/g, '_')}`.slice(0, 64)
}
