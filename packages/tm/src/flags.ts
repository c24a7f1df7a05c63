import { usageError, type FlagSpec } from '@groundcrew/core/cli'
import type { TaskReference } from '@groundcrew/core/tasks'

type FlagTable = Readonly<Record<string, FlagSpec>>

/** Every command takes it. */
export const DB = {
  db: {
    kind: 'string',
    value: 'FILE',
    description: 'the task database (default: TM_DB, or the one of the repository)',
  },
} as const satisfies FlagTable

/** Every command that changes something takes these. */
export const WRITE = {
  ...DB,
  'op-id': { kind: 'string', value: 'ID', description: 'name this call: a retry with the same name changes nothing' },
} as const satisfies FlagTable

export const LEASE = {
  lease: { kind: 'duration', value: 'TIME', description: 'good for this long without a sign of life (default: 15m)' },
} as const satisfies FlagTable

export const FENCE = {
  fence: { kind: 'integer', value: 'N', min: 1, description: 'the fence of the claim this belongs to' },
} as const satisfies FlagTable

export const LIMIT = {
  limit: { kind: 'integer', value: 'N', min: 1, max: 100_000, description: 'show at most so many' },
} as const satisfies FlagTable

export const ID_ARGUMENT = { name: 'ID', description: 'a task', isRequired: true } as const

/** `--depends none` and the like arrive as text; a list flag that was not given as an empty list. */
export function listOrNothing(values: readonly string[]): readonly string[] | undefined {
  return values.length === 0 ? undefined : values
}

/** The first argument, which the frame has checked to be there. */
export function idOf(args: readonly string[]): TaskReference {
  const [id] = args
  if (id === undefined) throw usageError('a task id is missing', 'tm list shows the tasks and their ids')
  return id
}
