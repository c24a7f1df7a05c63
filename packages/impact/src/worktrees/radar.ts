import { relative } from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { openScratch, requireRepository, worktrees, type Repository } from '@groundcrew/core/repo'
import { adviseAction } from './advise-action.ts'
import { comparePair, type PairResult } from './compare-pair.ts'
import { SEVERITIES, type PairFinding, type Severity } from './findings.ts'
import { holdersOf, readHolders, type Holder } from './holders.ts'
import { inParallel } from './in-parallel.ts'
import { findLinesOfWork, type LineOfWork } from './lines-of-work.ts'
import { SideReader } from './side-reader.ts'

export interface RadarOptions {
  /** How many branches without a worktree are looked at, the newest first. */
  readonly branchesMax: number
  /** What was found for two commits before: it is taken from there, and what is found is put there. */
  readonly known?: KnownPairs
}

/** By the commits of the two sides and of the default branch. */
export type KnownPairs = Map<string, PairResult>

export interface RadarLine {
  readonly name: string
  readonly branch?: string
  /** From the root of mine. */
  readonly worktree?: string
  readonly isDirty: boolean
  readonly merge: PairResult['merge']
  readonly holders: readonly Holder[]
  readonly notes: readonly string[]
}

export interface RadarFinding extends PairFinding {
  /** The name of the other line of work. */
  readonly with: string
  readonly holders: readonly Holder[]
  /** What to do now. */
  readonly action: string
}

export interface RadarReport {
  readonly mine: {
    readonly name: string
    readonly isDirty: boolean
    readonly holders: readonly Holder[]
    readonly notes: readonly string[]
  }
  readonly main?: string
  readonly counts: Readonly<Record<Severity, number>>
  readonly lines: readonly RadarLine[]
  /** Worst first. */
  readonly findings: readonly RadarFinding[]
  readonly mergedCount: number
  readonly omittedCount: number
  readonly notes: readonly string[]
}

/**
 * Who else works on this clone, and what their work and mine do to one another. The repository, its worktrees and their indexes are read
 * and not written.
 *
 * @throws ToolError NOT_A_REPOSITORY, NO_WORK_TREE, and those of `runGit`.
 */
export async function radar(io: Pick<Io, 'cwd' | 'env' | 'signal'>, options: RadarOptions): Promise<RadarReport> {
  const repository = await requireRepository(io.cwd, io.env)
  if (repository.root === undefined) throw await noWorkTree(repository)
  const scratch = openScratch(repository)
  try {
    const [lines, holders] = await Promise.all([
      findLinesOfWork(repository, { scratch, env: io.env, ...options }),
      readHolders(io, repository),
    ])
    const { mine, others, main } = lines
    const reader = new SideReader({ repository, scratch, mine: mine.commit, main: main?.commit })
    const compare = async (line: LineOfWork): Promise<PairResult> => {
      const key = `${mine.commit} ${line.commit} ${main?.commit}`
      const result = options.known?.get(key) ?? (await comparePair({ repository, scratch, reader }, mine, line))
      options.known?.set(key, result)
      return result
    }
    const results = await inParallel(others, compare)
    const pairs = others.map((line, index) => ({
      line,
      result: results[index] ?? { merge: 'unknown', theirBase: undefined, findings: [], notes: [] },
      holders: holdersOf(holders, line),
    }))
    const around = { main: main?.name, root: repository.root }
    const findings = pairs.flatMap((pair) => describeFindings(pair, around)).sort(bySeverity)
    return {
      mine: { name: mine.name, isDirty: mine.isDirty, holders: holdersOf(holders, mine), notes: mine.notes },
      ...(main !== undefined && { main: main.name }),
      counts: countFindings(findings),
      lines: pairs.map((pair) => describeLine(pair, around.root)),
      findings,
      mergedCount: lines.mergedCount,
      omittedCount: lines.omittedCount,
      notes: [...lines.notes, ...oldGitNote(results)],
    }
  } finally {
    scratch.remove()
  }
}

async function noWorkTree(repository: Repository): Promise<ToolError> {
  const others = (await worktrees(repository)).filter(({ isBare, isPrunable }) => !isBare && !isPrunable)
  const first = others[0]
  return new ToolError('NO_WORK_TREE', `${repository.gitDir} has no work tree, so no work of its own to compare`, {
    hint:
      first === undefined
        ? 'make a worktree with `git worktree add DIR BRANCH`, and ask there'
        : `ask from a worktree: impact --worktrees -C ${first.path}`,
  })
}

function oldGitNote(results: readonly PairResult[]): readonly string[] {
  if (!results.some(({ merge }) => merge === 'unknown')) return []
  return ['this git cannot preview a merge (2.38 can): whether files conflict is not known']
}

interface Pair {
  readonly line: LineOfWork
  readonly result: PairResult
  readonly holders: readonly Holder[]
}

function describeLine({ line, result, holders }: Pair, root: string): RadarLine {
  const { name, branch, worktree, isDirty, notes } = line
  return {
    name,
    ...(branch !== undefined && { branch }),
    ...(worktree !== undefined && { worktree: relative(root, worktree) || '.' }),
    isDirty,
    merge: result.merge,
    holders,
    notes: [...notes, ...result.notes],
  }
}

function describeFindings({ line, result, holders }: Pair, { main, root }: Around): readonly RadarFinding[] {
  const directory = line.worktree === undefined ? undefined : relative(root, line.worktree) || '.'
  const context = { line, directory, base: result.theirBase, holders, isMain: line.name === main }
  return result.findings.map((finding) => ({
    ...finding,
    with: line.name,
    holders,
    action: adviseAction(finding, context),
  }))
}

interface Around {
  readonly main: string | undefined
  readonly root: string
}

function bySeverity(one: RadarFinding, other: RadarFinding): number {
  return SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity)
}

function countFindings(findings: readonly RadarFinding[]): Readonly<Record<Severity, number>> {
  const count = (wanted: Severity): number => findings.filter(({ severity }) => severity === wanted).length
  return { conflict: count('conflict'), break: count('break'), risk: count('risk'), overlap: count('overlap') }
}
