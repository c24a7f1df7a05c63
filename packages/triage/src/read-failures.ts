import { SourceMaps, type FailureContext, type TestCounts } from '@groundcrew/core/failures'
import type { Io } from '@groundcrew/core/cli'
import { findRepository, listFiles, type Repository } from '@groundcrew/core/repo'
import { readWorkspace } from '@groundcrew/core/workspace'
import { groupFailures, type FailureGroup } from './group.ts'
import { readSource, type LogSource } from './read/read-source.ts'
import type { Failure } from './failure.ts'

export interface TriagePlace {
  /** Top of the work tree; the directory itself outside of one. */
  readonly root: string
  readonly repository: Repository | undefined
}

export interface TriageReading {
  readonly place: TriagePlace
  readonly groups: readonly FailureGroup[]
  readonly failures: readonly Failure[]
  readonly sources: readonly { readonly name: string; readonly failures: number; readonly digest: string }[]
  readonly tests?: TestCounts
  /** Of a source in which nothing was recognised. */
  readonly tail: readonly string[]
  readonly notes: readonly string[]
}

export async function findPlace(io: Io): Promise<TriagePlace> {
  const repository = await findRepository(io.cwd, io.env)
  return { root: repository?.root ?? io.cwd, repository }
}

/** Reads logs and reports into groups of failures, one for each cause. Who reads often gives the context, which takes a look at all files. */
export async function readFailures(
  io: Io,
  place: TriagePlace,
  sources: readonly LogSource[],
  known?: FailureContext,
): Promise<TriageReading> {
  const context = known ?? (await readContext(io, place))
  const maps = new SourceMaps()
  const readings = sources.map((source) => ({ source, reading: readSource(source, context, maps) }))
  const failures = readings.flatMap(({ reading }) => reading.failures)
  const counted = readings.flatMap(({ reading }) => reading.tests ?? [])
  return {
    place,
    failures,
    groups: groupFailures(failures),
    sources: readings.map(({ source, reading }) => ({
      name: source.name,
      failures: reading.failures.length,
      digest: source.digest,
    })),
    ...(counted.length === 0 ? {} : { tests: sumTests(counted) }),
    tail: readings.find(({ reading }) => reading.failures.length === 0)?.reading.tail ?? [],
    notes: sources.flatMap(({ notes }) => notes),
  }
}

/** What is known of the repository: completes the paths of logs. */
export async function readContext(io: Io, { root, repository }: TriagePlace): Promise<FailureContext> {
  const context = { root, cwd: io.cwd, failed: true }
  if (repository?.root === undefined) return context
  const { files } = await listFiles(root, { env: io.env })
  const { packages } = await readWorkspace(root)
  const named = packages.flatMap(({ name, directory }) => (name === undefined ? [] : [[name, directory] as const]))
  return { ...context, files: new Set(files), packages: new Map(named) }
}

function sumTests(all: readonly TestCounts[]): TestCounts {
  const sum = (pick: (counts: TestCounts) => number): number => all.reduce((total, counts) => total + pick(counts), 0)
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
    total: sum(({ total }) => total),
  }
}
