import { usageError, ToolError, type Io } from '@groundcrew/core/cli'
import type { RememberedGroup } from '@groundcrew/core/tasks'
import type { GroupedFailure } from '../group.ts'
import type { KeptGroup } from '../memory/remember.ts'
import { standingOf, type Standing } from '../memory/standing.ts'
import { withMemory } from '../memory/with-memory.ts'
import { findPlace } from '../read-failures.ts'
import { fingerprintVersion } from '../fingerprint/fingerprint.ts'

export interface Explanation {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly standing: Standing
  /** What the id was made of. */
  readonly parts: readonly (readonly [string, string])[]
  readonly scope?: string
  readonly failures: readonly GroupedFailure[]
  readonly command?: readonly string[]
  readonly verdict?: KeptGroup['verdict']
  readonly group: RememberedGroup
}

/** A group that is remembered, by its id or the beginning of it. @throws ToolError UNKNOWN_GROUP, AMBIGUOUS */
export async function findGroup(io: Io, id: string): Promise<RememberedGroup> {
  if (id === '') throw usageError('a group needs its id', 'triage list')
  const { repository } = await findPlace(io)
  const all = (await withMemory(io, repository, { mayCreate: false, use: (memory) => memory.groups() })) ?? []
  const found = all.filter((group) => group.id.startsWith(id) || identitiesOf(group).some((one) => one.startsWith(id)))
  const exact = found.find((group) => group.id === id)
  const [first, second] = found
  if (exact !== undefined) return exact
  if (first === undefined) {
    const hint = all.length === 0 ? 'triage LOG reads one first' : 'triage list names those that are remembered'
    throw new ToolError('UNKNOWN_GROUP', `no failure is remembered as ${id}`, { exitCode: 2, hint })
  }
  if (second !== undefined) {
    const names = found.slice(0, 5).map((group) => group.id)
    throw new ToolError('AMBIGUOUS', `${id} begins ${names.join(', ')}`, { exitCode: 2, hint: 'give more of it' })
  }
  return first
}

/** Why failures are in one group: what its id was made of, and what was left out of the message. */
export async function explain(io: Io, id: string): Promise<Explanation> {
  const group = await findGroup(io, id)
  const { failures, command, verdict } = group.data as KeptGroup
  const [first] = failures
  if (first === undefined) throw new Error(`${group.id}: a group of failures is never empty`)
  const { causeParts, scope } = first.fingerprint
  return {
    id: group.id,
    version: fingerprintVersion,
    title: group.title,
    standing: standingOf(group, undefined),
    parts: causeParts,
    ...(scope === undefined ? {} : { scope }),
    failures,
    ...(command === undefined ? {} : { command }),
    ...(verdict === undefined ? {} : { verdict }),
    group,
  }
}

function identitiesOf({ data }: RememberedGroup): readonly string[] {
  return [...new Set((data as KeptGroup).failures.map(({ fingerprint }) => fingerprint.identity))]
}
