import path from 'node:path'
import { note, ToolError, type Io } from '@groundcrew/core/cli'
import { openHistory } from '@groundcrew/core/history'
import {
  describeOutcome,
  formatCommand,
  isSuccess,
  runUnattended,
  startGuard,
  type Command,
} from '@groundcrew/core/process'
import {
  baseCommit,
  readGit,
  repositoryStateDirectory,
  resolveCommit,
  runGit,
  type BaseCommit,
  type Repository,
} from '@groundcrew/core/repo'
import { readWorkspace } from '@groundcrew/core/workspace'
import { openCheckout } from '../checkout/open-checkout.ts'
import type { FailureGroup } from '../group.ts'
import type { PatternMatch } from '../patterns/match.ts'
import { withMemory } from '../memory/with-memory.ts'
import { readFailures, type TriageReading } from '../read-failures.ts'
import { askDoctor, type EnvironmentFault } from './ask-doctor.ts'
import { judge, type ClassFacts, type Elsewhere } from './judge.ts'
import type { ClassVerdict } from './verdict.ts'

export interface ClassifyOptions {
  readonly command: Command
  /** What it printed. */
  readonly output: string
  readonly timeoutMs: number
  /** Default: where this line of work began. */
  readonly base: string | undefined
  readonly patterns: ReadonlyMap<string, PatternMatch>
}

/**
 * Says of each group whose fault it is, by running the command again here and on the base, in a checkout of its own. Groups are told by their causes: one
 * that is not among the failures of another run passed in it.
 */
export async function classify(
  io: Io,
  reading: TriageReading,
  options: ClassifyOptions,
): Promise<ReadonlyMap<string, ClassVerdict>> {
  const { repository, root } = reading.place
  const faults = await askDoctor(io, root, options.output)
  const explained = new Map(reading.groups.flatMap((group) => faultOf(group, faults)))
  const isAllExplained = reading.groups.every(({ id }) => explained.has(id))
  const runs =
    isAllExplained || repository?.root === undefined
      ? {}
      : await runAgain(io, { ...repository, root, git: repository.git }, options)
  const flips =
    repository === undefined ? new Map<string, ClassFacts['flips']>() : await readFlips(repository, reading.groups)
  return new Map(
    reading.groups.map((group) => {
      const { id } = group
      const fault = explained.get(id)
      const [pattern, flipped] = [options.patterns.get(id), flips.get(id)]
      const verdict = judge({
        failingFiles: filesOf(group),
        ...(fault === undefined ? {} : { fault }),
        ...(pattern === undefined ? {} : { pattern }),
        ...(flipped === undefined ? {} : { flips: flipped }),
        ...(runs.here === undefined ? {} : { rerun: runs.here.outcomeOf(id) }),
        ...(runs.base === undefined
          ? {}
          : {
              base: {
                name: runs.base.name,
                outcome: runs.base.run.outcomeOf(id),
                ...(runs.base.run.why === undefined ? {} : { why: runs.base.run.why }),
              },
              changedFiles: runs.base.changedFiles,
            }),
      })
      return [id, verdict]
    }),
  )
}

function faultOf(
  { id, failures }: FailureGroup,
  faults: readonly EnvironmentFault[],
): readonly (readonly [string, EnvironmentFault])[] {
  const text = failures
    .map(({ message, thrown, detail = [] }) => [message, thrown?.message ?? '', ...detail].join('\n'))
    .join('\n')
  const fault = faults.find(({ line }) => text.includes(line.trim()))
  return fault === undefined ? [] : [[id, fault]]
}

function filesOf({ failures }: FailureGroup): readonly string[] {
  return failures.flatMap(({ thrown, location }) => [
    ...(thrown?.frames ?? []).filter(({ isOwn }) => isOwn).flatMap(({ file }) => file ?? []),
    ...(location === undefined ? [] : [location.file]),
  ])
}

/** What was named; where a branch left the default branch; on the default branch the last commit that was seen to pass. */
async function chooseBase(io: Io, repository: OwnRepository, { base, command }: ClassifyOptions): Promise<BaseCommit> {
  if (base !== undefined)
    return { kind: 'found', commit: await resolveCommit(repository, base), name: base, isBranch: false }
  const begun = await baseCommit(repository)
  if (begun.kind === 'found' && begun.isBranch) return begun
  const green = await withMemory(io, repository, {
    mayCreate: false,
    use: (memory) => memory.lastGreen(formatCommand(command)),
  })
  const isBefore =
    green !== undefined && (await runGit(repository, ['merge-base', '--is-ancestor', green, 'HEAD'])).code === 0
  return isBefore
    ? { kind: 'found', commit: green, name: `${green.slice(0, 12)}, where it was seen to pass`, isBranch: false }
    : begun
}

interface OtherRun {
  readonly outcomeOf: (id: string) => Elsewhere
  /** Why it cannot be told. */
  readonly why?: string
}

interface OtherRuns {
  readonly here?: OtherRun
  readonly base?: { readonly name: string; readonly run: OtherRun; readonly changedFiles: readonly string[] }
}

type OwnRepository = Repository & { readonly root: string }

async function runAgain(io: Io, repository: OwnRepository, options: ClassifyOptions): Promise<OtherRuns> {
  note(io, 'triage: running the command again, here and on the base (--no-rerun leaves it)')
  const here = await runIn(io, repository, { options, directory: repository.root })
  const base = await chooseBase(io, repository, options)
  if (base.kind === 'none') {
    return {
      here,
      base: { name: 'the base', changedFiles: [], run: { outcomeOf: () => 'cannot-tell', why: base.reason } },
    }
  }
  const guard = startGuard()
  const { packages } = await readWorkspace(repository.root)
  const packageDirectories = ['', ...packages.map(({ directory }) => directory)]
  const checkout = await openCheckout(repository, { packageDirectories, files: [] })
  try {
    await checkout.moveTo(base.commit)
    const run = await runIn(io, repository, { options, directory: checkout.directory })
    return { here, base: { name: base.name, run, changedFiles: await changedSince(repository, base.commit) } }
  } finally {
    checkout.remove()
    guard.stop()
  }
}

async function runIn(
  io: Io,
  repository: OwnRepository,
  { options, directory }: { readonly options: ClassifyOptions; readonly directory: string },
): Promise<OtherRun> {
  const { command, timeoutMs } = options
  const cwd = path.join(directory, path.relative(repository.root, io.cwd))
  const { outcome, output } = await runUnattended(command, {
    cwd,
    env: io.env,
    signal: io.signal,
    timeoutMs,
    tailBytesMax: 16 * 1024 * 1024,
  })
  if (outcome.kind === 'aborted') throw new ToolError('INTERRUPTED', 'stopped')
  if (isSuccess(outcome)) return { outcomeOf: () => 'passes' }
  const source = { name: 'again', text: output.text().replaceAll(directory, repository.root), digest: '', notes: [] }
  const { groups } = await readFailures(io, { root: repository.root, repository }, [source])
  // A run that ended without a failure that can be read, or could not begin its tests, shows nothing of those that are missing in it.
  const stopped = groups.find(({ failures }) => failures.some(({ kind }) => kind === 'command' || kind === 'install'))
  const isReadable = outcome.kind === 'exited' && groups.length > 0 && stopped === undefined
  const ids = new Set(groups.map(({ id }) => id))
  return {
    outcomeOf: (id) => (ids.has(id) ? 'fails' : isReadable ? 'passes' : 'cannot-tell'),
    ...(isReadable ? {} : { why: stopped?.title ?? describeOutcome(outcome) }),
  }
}

async function changedSince(repository: OwnRepository, commit: string): Promise<readonly string[]> {
  const changed = await readGit(repository, ['diff', '--name-only', '-z', commit])
  const untracked = await readGit(repository, ['ls-files', '--others', '--exclude-standard', '-z'])
  return [changed, untracked].flatMap((list) => list.toString('utf8').split('\0').filter(Boolean))
}

/** From flake's history: at how many commits the tests of a group both passed and failed. */
async function readFlips(
  repository: Repository,
  groups: readonly FailureGroup[],
): Promise<ReadonlyMap<string, NonNullable<ClassFacts['flips']>>> {
  const history = await openHistory(repositoryStateDirectory(repository), { isOnlyExisting: true })
  if (history === undefined) return new Map()
  try {
    const names = await history.tests()
    const found = new Map<string, NonNullable<ClassFacts['flips']>>()
    for (const { id, failures } of groups) {
      const tests = failures.flatMap(({ test }) =>
        test === undefined
          ? []
          : names.filter((name) => name === test || name.endsWith(` > ${test}`) || name.endsWith(`::${test}`)),
      )
      // One cause fails several tests: it is flaky only where each of them is known to be.
      const known = await history.summaries(tests)
      const least = known.reduce((lowest, summary) => Math.min(lowest, summary.flipCommits), Number.POSITIVE_INFINITY)
      const isWhole = known.length > 0 && known.length >= new Set(failures.map(({ test }) => test)).size
      if (isWhole && least > 0)
        found.set(id, {
          commits: least,
          runs: known[0]?.runs ?? 0,
          ...(known[0]?.verdict === undefined ? {} : { verdict: known[0].verdict.kind }),
        })
    }
    return found
  } finally {
    history.close()
  }
}
