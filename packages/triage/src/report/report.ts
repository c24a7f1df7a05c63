import type { TestCounts } from '@groundcrew/core/failures'
import type { RememberedGroup } from '@groundcrew/core/tasks'
import type { ClassVerdict } from '../classify/verdict.ts'
import type { FailureGroup } from '../group.ts'
import { standingOf, type Standing } from '../memory/standing.ts'
import type { PatternMatch } from '../patterns/match.ts'
import type { TriageReading } from '../read-failures.ts'
import { describeThrown } from './stack.ts'

export interface TriageReport {
  /** What was run, where something was. */
  readonly run?: {
    readonly command: readonly string[]
    readonly outcome: string
    readonly isGreen: boolean
    readonly log?: string
  }
  readonly sources: readonly { readonly name: string; readonly failures: number }[]
  readonly tests?: TestCounts
  readonly failures: number
  /** The first is where to begin. */
  readonly groups: readonly GroupReport[]
  readonly tail: readonly string[]
  readonly notes: readonly string[]
}

export interface GroupReport {
  readonly id: string
  readonly title: string
  readonly standing: Standing
  readonly tool: string
  readonly kind: string
  readonly code?: string
  readonly failures: number
  readonly location?: { readonly file: string; readonly line?: number; readonly column?: number }
  /** `TypeError: …` and what it came from, the beginning last. */
  readonly chain: readonly string[]
  /** `src/cart.ts:12:3 total`, the innermost own call first. */
  readonly frames: readonly string[]
  readonly detail: readonly string[]
  /** Which tests or places it fails. */
  readonly identities: readonly { readonly id: string; readonly name: string }[]
  readonly source: { readonly log: string; readonly line: number }
  readonly history?: {
    readonly firstMs: number
    readonly lastMs: number
    readonly sightings: number
    readonly commits: readonly string[]
    readonly worktrees: readonly string[]
  }
  readonly task?: { readonly id: number; readonly state: string }
  readonly verdict?: ClassVerdict
  readonly pattern?: PatternMatch
}

export interface ReportFacts {
  readonly remembered: ReadonlyMap<string, RememberedGroup>
  readonly verdicts: ReadonlyMap<string, ClassVerdict>
  readonly patterns: ReadonlyMap<string, PatternMatch>
  readonly run?: TriageReport['run']
}

export function makeReport(reading: TriageReading, facts: ReportFacts): TriageReport {
  const digests = new Map(reading.sources.map(({ name, digest }) => [name, digest]))
  return {
    ...(facts.run === undefined ? {} : { run: facts.run }),
    sources: reading.sources.map(({ name, failures }) => ({ name, failures })),
    ...(reading.tests === undefined ? {} : { tests: reading.tests }),
    failures: reading.failures.length,
    groups: reading.groups.map((group) => describeGroup(group, digests, facts)),
    tail: reading.tail,
    notes: reading.notes,
  }
}

function describeGroup(group: FailureGroup, digests: ReadonlyMap<string, string>, facts: ReportFacts): GroupReport {
  const [first] = group.failures
  if (first === undefined) throw new Error('a group of failures is never empty')
  const remembered = facts.remembered.get(group.id)
  const verdict = facts.verdicts.get(group.id)
  const pattern = facts.patterns.get(group.id)
  return {
    id: group.id,
    title: group.title,
    standing: standingOf(remembered, digests.get(first.source.log)),
    tool: first.tool,
    kind: first.kind,
    ...(first.code === undefined ? {} : { code: first.code }),
    failures: group.failures.length,
    ...(first.location === undefined ? {} : { location: first.location }),
    ...describeThrown(first.thrown),
    detail: first.detail ?? [],
    identities: identitiesOf(group),
    source: first.source,
    ...(remembered === undefined ? {} : historyOf(remembered)),
    ...(verdict === undefined ? {} : { verdict }),
    ...(pattern === undefined ? {} : { pattern }),
  }
}

function identitiesOf({ failures }: FailureGroup): GroupReport['identities'] {
  const names = new Map(
    failures.map(({ fingerprint, test, location, message }) => [
      fingerprint.identity,
      test ?? (location === undefined ? message : [location.file, location.line].filter(Boolean).join(':')),
    ]),
  )
  return [...names].map(([id, name]) => ({ id, name }))
}

function historyOf({ firstMs, lastMs, sightings, commits, worktrees, task }: RememberedGroup): Partial<GroupReport> {
  return {
    history: { firstMs, lastMs, sightings, commits, worktrees },
    ...(task === undefined ? {} : { task: { id: task.id, state: task.state } }),
  }
}
