import path from 'node:path'
import { createProgress, ToolError, type Io } from '@groundcrew/core/cli'
import {
  formatCommand,
  isSuccess,
  runUnattended,
  shellCommand,
  startGuard,
  takeCores,
  type Command,
} from '@groundcrew/core/process'
import { mergeBase, readGit, requireRepository, resolveCommit, type Repository } from '@groundcrew/core/repo'
import { readWorkspace } from '@groundcrew/core/workspace'
import { openCheckout, type Checkout } from '../checkout/open-checkout.ts'
import { readFailures } from '../read-failures.ts'
import { describeCommit, type CommitFacts } from './commit.ts'
import { searchFirstBad, type SearchResult, type Trial } from './search.ts'

export interface BisectOptions {
  readonly command: Command
  readonly good: string
  readonly bad: string
  /** A shell line that has to succeed before a commit can be tried. */
  readonly build: string | undefined
  /** Only failures of this cause count; a run that fails otherwise cannot be told. */
  readonly cause: string | undefined
  /** Files of the work tree that every commit gets. */
  readonly files: readonly string[]
  readonly timeoutMs: number
  readonly runsMax: number
  readonly jobs: number | undefined
}

export interface BisectReport {
  readonly command: readonly string[]
  readonly good: string
  readonly bad: string
  /** The first bad commit; several where no test can tell them apart. */
  readonly commits: readonly CommitFacts[]
  readonly isSure: boolean
  /** How likely it is one of these, by the runs alone. */
  readonly chance: number
  readonly runs: number
  readonly candidates: number
  readonly untestable: number
  /** Runs at the good commits that failed, and at the bad ones that passed: how often the command errs. */
  readonly wrong: {
    readonly goodFailed: number
    readonly goodRuns: number
    readonly badPassed: number
    readonly badRuns: number
  }
  /** Files of the failing stack, relative to the root. */
  readonly failingFiles: readonly string[]
  readonly failure?: { readonly id: string; readonly title: string }
}

/** Commits that are shown where they cannot be told apart. */
const commitsShownMax = 10
/** A shell that finds no program, or may not run it: nothing was tested. */
const notRunCodes: ReadonlySet<number> = new Set([125, 126, 127])

/**
 * Finds the commit after which a command fails, in checkouts of its own. @throws ToolError GOOD_FAILS, BAD_PASSES, CANNOT_BUILD, NOT_AN_ANCESTOR
 */
export async function bisect(io: Io, options: BisectOptions): Promise<BisectReport> {
  const repository = await requireRepository(io.cwd, io.env)
  const { root } = repository
  if (root === undefined)
    throw new ToolError('NO_WORK_TREE', `${io.cwd} has no work tree`, { hint: 'go to a work tree' })
  const range = await readRange(repository, options)
  const cores = await takeCores(options.jobs ?? Number.MAX_SAFE_INTEGER, { env: io.env, signal: io.signal })
  if (cores === undefined) throw new ToolError('INTERRUPTED', 'stopped while waiting for a core')
  const guard = startGuard()
  const jobs = Math.min(cores.count, options.jobs ?? cores.count)
  const lab = new BisectLab({
    io,
    options,
    repository: { ...repository, root, git: repository.git },
    environment: cores.environment,
  })
  try {
    await lab.open(jobs)
    return await lab.search(range, jobs)
  } finally {
    lab.close()
    guard.stop()
    cores.release()
  }
}

interface Range {
  readonly good: string
  readonly bad: string
  /** After the good one, the oldest first; the last is the bad one. */
  readonly commits: readonly string[]
}

async function readRange(repository: Repository, { good: goodName, bad: badName }: BisectOptions): Promise<Range> {
  const [good, bad] = await Promise.all([resolveCommit(repository, goodName), resolveCommit(repository, badName)])
  const base = await mergeBase(repository, good, bad)
  if (base.kind !== 'found' || base.commit !== good || good === bad) {
    const hint =
      base.kind === 'found' && base.commit !== bad
        ? `triage bisect --good ${base.commit.slice(0, 12)} -- COMMAND, their merge base`
        : 'name an older commit as good'
    throw new ToolError('NOT_AN_ANCESTOR', `${goodName} is not an ancestor of ${badName}`, { exitCode: 2, hint })
  }
  return { good, bad, commits: await listCommits(repository, good, bad) }
}

/** Along the first parents: a merge stands for its branch until the search goes into it. */
async function listCommits(repository: Repository, good: string, bad: string): Promise<readonly string[]> {
  const args = ['rev-list', '--reverse', '--first-parent', bad, `^${good}`]
  const listed = await readGit(repository, args)
  return listed.toString('utf8').split('\n').filter(Boolean)
}

interface LabOptions {
  readonly io: Io
  readonly options: BisectOptions
  readonly repository: Repository & { readonly root: string }
  readonly environment: Readonly<Record<string, string>>
}

class BisectLab {
  readonly #lab: LabOptions
  readonly #checkouts: Checkout[] = []
  /** What the last failing run of a commit printed. */
  readonly #outputs = new Map<string, string>()
  readonly #built = new Map<string, string>()
  #runs = 0

  constructor(lab: LabOptions) {
    this.#lab = lab
  }

  async open(jobs: number): Promise<void> {
    const { repository, options } = this.#lab
    const { packages } = await readWorkspace(repository.root)
    const packageDirectories = ['', ...packages.map(({ directory }) => directory)]
    for (let job = 0; job < jobs; job += 1)
      this.#checkouts.push(await openCheckout(repository, { packageDirectories, files: options.files }))
  }

  close(): void {
    for (const checkout of this.#checkouts) checkout.remove()
  }

  async search(range: Range, jobs: number): Promise<BisectReport> {
    const { repository } = this.#lab
    const result = await this.#searchRange(range, jobs)
    const first = range.commits[result.first.to] ?? range.bad
    const inner = result.first.from === result.first.to ? await innerRange(repository, first) : undefined
    if (inner !== undefined && result.isSure) {
      const found = await this.#searchBranch(inner, jobs)
      if (found !== undefined) return this.#describe(inner, found)
    }
    return this.#describe(range, result)
  }

  /** Into the branch that a merge brought, where that branch is bad by itself. */
  async #searchBranch(range: Range, jobs: number): Promise<Found | undefined> {
    try {
      return await this.#searchRange(range, jobs)
    } catch (error) {
      const { code } = error as { readonly code?: unknown }
      if (code === 'BAD_PASSES' || code === 'CANNOT_BUILD' || code === 'GOOD_FAILS') return undefined
      throw error
    }
  }

  async #searchRange(range: Range, jobs: number): Promise<Found> {
    const progress = createProgress(this.#lab.io)
    const result = await searchFirstBad({
      count: range.commits.length,
      jobs,
      runsMax: this.#lab.options.runsMax,
      tryCommit: (index, worker) => this.#try(index < 0 ? range.good : (range.commits[index] ?? range.bad), worker),
      onProgress: (best, runs) =>
        progress.update(
          `run ${runs}: ${range.commits.length} commits, the likeliest has ${Math.round(best.chance * 100)} %`,
        ),
    })
    progress.clear()
    if (result.kind === 'found') return result
    throw endProblem(result, this.#lab.options)
  }

  async #try(commit: string, worker: number): Promise<Trial> {
    const { io, options } = this.#lab
    if (io.signal.aborted) throw new ToolError('INTERRUPTED', 'stopped')
    const checkout = this.#checkouts[worker]
    if (checkout === undefined) throw new Error(`there is no checkout for worker ${worker}`)
    if (this.#built.get(checkout.directory) !== commit && !(await this.#prepare(checkout, commit))) return 'skip'
    this.#runs += 1
    const { outcome, output } = await this.#run(options.command, checkout)
    if (isSuccess(outcome)) return 'pass'
    if (outcome.kind === 'aborted') throw new ToolError('INTERRUPTED', 'stopped')
    if (
      outcome.kind === 'exited'
        ? notRunCodes.has(outcome.code)
        : outcome.kind !== 'signaled' && outcome.kind !== 'timed-out'
    )
      return 'skip'
    const text = output.text()
    if (options.cause !== undefined && !(await this.#hasCause(checkout, text, options.cause))) return 'skip'
    this.#outputs.set(commit, text.replaceAll(checkout.directory, this.#lab.repository.root))
    return 'fail'
  }

  /** The commit as it was made, and built. */
  async #prepare(checkout: Checkout, commit: string): Promise<boolean> {
    this.#built.delete(checkout.directory)
    await checkout.moveTo(commit)
    const { build } = this.#lab.options
    if (build !== undefined) {
      const { outcome } = await this.#run(shellCommand(build), checkout)
      if (outcome.kind === 'aborted') throw new ToolError('INTERRUPTED', 'stopped')
      if (!isSuccess(outcome)) return false
    }
    this.#built.set(checkout.directory, commit)
    return true
  }

  #run(command: Command, { directory }: Checkout): ReturnType<typeof runUnattended> {
    const { io, options, repository, environment } = this.#lab
    const cwd = path.join(directory, path.relative(repository.root, io.cwd))
    return runUnattended(command, {
      cwd,
      env: { ...io.env, ...environment },
      signal: io.signal,
      timeoutMs: options.timeoutMs,
    })
  }

  async #hasCause({ directory }: Checkout, text: string, cause: string): Promise<boolean> {
    const { io, repository } = this.#lab
    const source = { name: 'run', text: text.replaceAll(directory, repository.root), digest: '', notes: [] }
    const { groups } = await readFailures(io, { root: repository.root, repository }, [source])
    return groups.some(
      ({ id, failures }) =>
        id.startsWith(cause) || failures.some(({ fingerprint }) => fingerprint.identity.startsWith(cause)),
    )
  }

  async #describe(range: Range, { first, isSure, untestable, tallies }: Found): Promise<BisectReport> {
    const { repository, options, io } = this.#lab
    const commits = range.commits.slice(first.from, first.to + 1)
    const text = this.#outputs.get(commits.at(-1) ?? '') ?? ''
    const source = { name: formatCommand(options.command), text, digest: '', notes: [] }
    const { groups } = await readFailures(io, { root: repository.root, repository }, [source])
    const failingFiles = filesOf(groups)
    const shown = await Promise.all(
      commits.slice(-commitsShownMax).map((commit) => describeCommit(repository, commit, failingFiles)),
    )
    const [group] = groups
    return {
      command: options.command,
      good: range.good,
      bad: range.bad,
      commits: shown,
      isSure,
      chance: first.chance,
      runs: this.#runs,
      candidates: range.commits.length,
      untestable,
      wrong: countWrong(tallies, first.to),
      failingFiles,
      ...(group === undefined ? {} : { failure: { id: group.id, title: group.title } }),
    }
  }
}

type Found = Extract<SearchResult, { kind: 'found' }>

/** What a merge brought: from where its branch left, to the tip of the branch. */
async function innerRange(repository: Repository, commit: string): Promise<Range | undefined> {
  const listed = await readGit(repository, ['rev-list', '--parents', '--max-count=1', commit])
  const [, main, tip] = listed.toString('utf8').trim().split(' ')
  if (main === undefined || tip === undefined) return undefined
  const base = await mergeBase(repository, main, tip)
  if (base.kind !== 'found') return undefined
  const commits = await listCommits(repository, base.commit, tip)
  return commits.length === 0 ? undefined : { good: base.commit, bad: tip, commits }
}

function filesOf(groups: Awaited<ReturnType<typeof readFailures>>['groups']): readonly string[] {
  const files = groups.flatMap(({ failures }) =>
    failures.flatMap(({ thrown, location }) => [
      ...(thrown?.frames ?? []).filter(({ isOwn }) => isOwn).flatMap(({ file }) => file ?? []),
      ...(location === undefined ? [] : [location.file]),
    ]),
  )
  return [...new Set(files)].filter((file) => !path.isAbsolute(file) && !file.startsWith('..'))
}

function countWrong(tallies: Found['tallies'], first: number): BisectReport['wrong'] {
  const wrong = { goodFailed: 0, goodRuns: 0, badPassed: 0, badRuns: 0 }
  for (const [index, { passes, failures }] of tallies) {
    if (index < first) {
      wrong.goodFailed += failures
      wrong.goodRuns += passes + failures
    } else {
      wrong.badPassed += passes
      wrong.badRuns += passes + failures
    }
  }
  return wrong
}

function endProblem(result: Exclude<SearchResult, Found>, { good, bad }: BisectOptions): ToolError {
  switch (result.kind) {
    case 'good-fails':
      return new ToolError(
        'GOOD_FAILS',
        `the command fails at the good commit ${good} too (${result.tally.failures} of ${result.tally.failures + result.tally.passes} runs)`,
        { hint: 'name an older commit with --good' },
      )
    case 'bad-passes':
      return new ToolError(
        'BAD_PASSES',
        `the command passes at the bad commit ${bad} (${result.tally.passes} of ${result.tally.failures + result.tally.passes} runs)`,
        { hint: 'changes that no commit has are not there: commit them, or copy a new test with --with FILE' },
      )
    case 'good-untestable':
    case 'bad-untestable': {
      const [name, flag] = result.kind === 'good-untestable' ? [good, '--good'] : [bad, '--bad']
      return new ToolError('CANNOT_BUILD', `${name} cannot be built or tried`, {
        hint: `name another commit with ${flag}, or see what --build says there`,
      })
    }
  }
}
