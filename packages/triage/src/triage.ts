import type { Io } from '@groundcrew/core/cli'
import type { ClassVerdict } from './classify/verdict.ts'
import { recall, remember } from './memory/remember.ts'
import { matchPattern, type PatternMatch } from './patterns/match.ts'
import { readPatterns } from './patterns/read-patterns.ts'
import { findPlace, readFailures, type TriageReading } from './read-failures.ts'
import { readSources } from './read/read-source.ts'
import { makeReport, type TriageReport } from './report/report.ts'

export interface TriageOptions {
  /** Files, or `-` for stdin. */
  readonly logs: readonly string[]
  readonly isRemembered: boolean
}

/** Says which failures are in logs and reports, which of them are one, and what is known of each. Runs nothing. */
export async function triage(io: Io, { logs, isRemembered }: TriageOptions): Promise<TriageReport> {
  const place = await findPlace(io)
  const reading = await readFailures(io, place, await readSources(io, logs))
  return conclude(io, reading, { isRemembered, verdicts: new Map() })
}

export interface Conclusions {
  readonly isRemembered: boolean
  readonly verdicts: ReadonlyMap<string, ClassVerdict>
  readonly run?: TriageReport['run']
}

/** Puts what was read beside what is remembered and known, and remembers it. */
export async function conclude(
  io: Io,
  reading: TriageReading,
  { isRemembered, verdicts, run }: Conclusions,
): Promise<TriageReport> {
  const patterns = patternsOf(reading)
  const remembered = await recall(
    io,
    reading.place.repository,
    reading.groups.map(({ id }) => id),
  )
  if (isRemembered) await remember(io, reading, { verdicts, ...(run === undefined ? {} : { command: run.command }) })
  return makeReport(reading, { remembered, verdicts, patterns, ...(run === undefined ? {} : { run }) })
}

export function patternsOf({ groups, place }: TriageReading): ReadonlyMap<string, PatternMatch> {
  const patterns = readPatterns(place.root)
  return new Map(
    groups.flatMap(({ id, failures }) => {
      const [first] = failures
      const match = first === undefined ? undefined : matchPattern(first, patterns)
      return match === undefined ? [] : [[id, match] as const]
    }),
  )
}
