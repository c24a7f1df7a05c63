import type { Io } from '@groundcrew/core/cli'
import type { FailureMemory, GroupSighting, RememberedGroup } from '@groundcrew/core/tasks'
import type { Repository } from '@groundcrew/core/repo'
import type { FailureGroup, GroupedFailure } from '../group.ts'
import type { ClassVerdict } from '../classify/verdict.ts'
import type { TriageReading } from '../read-failures.ts'
import { runFacts, withMemory } from './with-memory.ts'

/** Of a group's failures so many are kept. */
const failuresKeptMax = 20

/** What is kept of a group beside the counts: enough to explain it, and to make a task of it. */
export interface KeptGroup {
  readonly failures: readonly GroupedFailure[]
  readonly command?: readonly string[]
  readonly verdict?: ClassVerdict
}

/**
 * Notes what was seen, and gives what was known before. A log is known by its text. @returns undefined outside of a repository, or where
 * nothing may be noted and nothing was.
 */
export async function remember(
  io: Io,
  reading: TriageReading,
  { command, verdicts }: { readonly command?: readonly string[]; readonly verdicts: ReadonlyMap<string, ClassVerdict> },
): Promise<void> {
  const { repository } = reading.place
  if (repository === undefined || reading.groups.length === 0) return
  await withMemory(io, repository, {
    mayCreate: true,
    use: (memory) =>
      writeSightings(io, { memory, repository, reading, verdicts, ...(command === undefined ? {} : { command }) }),
  })
}

interface Sightings {
  readonly memory: FailureMemory
  readonly repository: Repository
  readonly reading: TriageReading
  readonly command?: readonly string[]
  readonly verdicts: ReadonlyMap<string, ClassVerdict>
}

async function writeSightings(io: Io, { memory, repository, reading, command, verdicts }: Sightings): Promise<void> {
  const facts = await runFacts(io, repository)
  for (const { name, digest } of reading.sources) {
    const groups = reading.groups.flatMap((group) =>
      sightingOf(group, { name, command, verdict: verdicts.get(group.id) }),
    )
    await memory.see({ ...facts, source: digest }, groups)
  }
}

function sightingOf(
  { id, title, failures }: FailureGroup,
  {
    name,
    command,
    verdict,
  }: {
    readonly name: string
    readonly command: readonly string[] | undefined
    readonly verdict: ClassVerdict | undefined
  },
): readonly GroupSighting[] {
  const own = failures.filter(({ source }) => source.log === name)
  if (own.length === 0) return []
  const data: KeptGroup = {
    failures: own.slice(0, failuresKeptMax),
    ...(command === undefined ? {} : { command }),
    ...(verdict === undefined ? {} : { verdict }),
  }
  return [{ id, title, failures: own.length, data }]
}

/** What was known of these groups before. */
export async function recall(
  io: Io,
  repository: Repository | undefined,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RememberedGroup>> {
  const known = await withMemory(io, repository, { mayCreate: false, use: (memory) => memory.groups(ids) })
  return new Map((known ?? []).map((group) => [group.id, group]))
}
