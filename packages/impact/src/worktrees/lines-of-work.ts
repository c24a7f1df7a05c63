import { existsSync } from 'node:fs'
import type { Environment } from '@groundcrew/core/process'
import {
  defaultBranch,
  findRepository,
  readGit,
  readHead,
  runGit,
  snapshotWork,
  worktrees,
  type Repository,
  type Scratch,
  type Worktree,
} from '@groundcrew/core/repo'
import { encodePath } from '@groundcrew/core/text'
import { inParallel } from './in-parallel.ts'
import { rebasedBranch } from './rebased-branch.ts'

/** Work that is under way: what a worktree holds, committed or not, or a branch that is checked out nowhere. */
export interface LineOfWork {
  /** The branch; `detached at 1a2b3c4` where there is none. */
  readonly name: string
  /** What git takes for it: the branch, but for one of which a rebase is under way. */
  readonly ref: string
  readonly branch: string | undefined
  /** The directory of its worktree. */
  readonly worktree: string | undefined
  /** With everything that is not committed; in the scratch store then. */
  readonly commit: string
  /** What is committed of it; undefined before the first commit. */
  readonly head: string | undefined
  readonly isDirty: boolean
  /** What the reader has to know of how it was read. */
  readonly notes: readonly string[]
}

export interface LinesOfWork {
  readonly mine: LineOfWork
  /** The default branch first, where it has moved on; then the others by name. */
  readonly others: readonly LineOfWork[]
  readonly main: { readonly name: string; readonly commit: string } | undefined
  /** Looked at and found to hold nothing that is not merged. */
  readonly mergedCount: number
  /** Older branches that were not looked at. */
  readonly omittedCount: number
  readonly notes: readonly string[]
}

export interface FindOptions {
  readonly scratch: Scratch
  readonly env: Environment
  /** How many branches without a worktree are looked at, the newest first. */
  readonly branchesMax: number
}

/** All work under way in a clone, seen from one of its worktrees. @throws ToolError those of `runGit`. */
export async function findLinesOfWork(repository: Repository, options: FindOptions): Promise<LinesOfWork> {
  const { scratch, branchesMax } = options
  const [mine, listed, main] = await Promise.all([
    readMine(repository, scratch),
    worktrees(repository),
    readMain(repository),
  ])
  const trees = listed.filter((tree) => !tree.isBare && tree.path !== repository.root)
  const isMainAWorktree = trees.some(({ head, branch }) => branch === main?.name && head === main?.commit)
  const branches = await listUnmerged(repository, main?.commit)
  const read = await inParallel(trees, async (tree) => await readWorktree(tree, { repository, ...options }))
  const checkedOut = new Set([
    mine.branch,
    ...trees.map(({ branch }) => branch),
    ...read.map(({ line }) => line?.branch),
  ])
  const loose = branches.filter(({ name }) => !checkedOut.has(name) && name !== main?.name)
  const candidates = [
    ...(main === undefined || isMainAWorktree || main.name === mine.branch ? [] : [lineOfBranch(main)]),
    ...read.flatMap(({ line }) => (line === undefined ? [] : [line])),
    ...loose.slice(0, branchesMax).map(lineOfBranch),
  ]
  const seen = createView(scratch.over(repository), mine, main)
  const open = await inParallel(candidates, async (line) => await isOpen(line, seen))
  const others = candidates.filter((_, index) => open[index] === true)
  const isTold = ({ line }: ReadWorktree): boolean => line !== undefined && others.includes(line)
  return {
    mine,
    others: others.sort((one, other) => rank(one, main?.name) - rank(other, main?.name) || byName(one, other)),
    main,
    // The default branch is no work of anybody.
    mergedCount: candidates.filter(({ name }, index) => open[index] !== true && name !== main?.name).length,
    omittedCount: Math.max(0, loose.length - branchesMax),
    notes: read.flatMap((one) => (one.note === undefined || isTold(one) ? [] : [one.note])),
  }
}

async function readMine(repository: Repository, scratch: Scratch): Promise<LineOfWork> {
  const head = await readHead(repository)
  const branch = head.kind === 'detached' ? undefined : head.branch
  return await readLine(repository, scratch, { branch, worktree: repository.root })
}

async function readLine(
  repository: Repository,
  scratch: Scratch,
  { branch, worktree }: Pick<LineOfWork, 'branch' | 'worktree'>,
): Promise<LineOfWork> {
  const { commit, head, isDirty, unmerged, omitted } = await snapshotWork(repository, scratch)
  const rebased = branch === undefined ? rebasedBranch(repository.gitDir) : undefined
  const notes = [
    ...(rebased === undefined ? [] : ['a rebase is under way: taken as it is now']),
    ...(head === undefined ? ['it has no commit yet: its files are compared as they are'] : []),
    ...(unmerged.length === 0 ? [] : [`${unmerged.length} of its files are in conflict now: taken as they are`]),
    ...(omitted.length === 0 ? [] : [`left out: ${omitted.slice(0, 3).join(', ')}${omitted.length > 3 ? ', …' : ''}`]),
  ]
  const own = branch ?? rebased
  const name = own ?? `detached at ${(head ?? commit).slice(0, 7)}`
  return { name, ref: branch ?? head ?? commit, branch: own, worktree, commit, head, isDirty, notes }
}

interface ReadWorktree {
  readonly line?: LineOfWork
  /** What has to be said where the line is not told. */
  readonly note?: string
}

/** A worktree that cannot be read has at least what it committed. */
async function readWorktree(
  tree: Worktree,
  { repository, scratch, env }: FindOptions & { readonly repository: Repository },
): Promise<ReadWorktree> {
  const { path, branch, head } = tree
  const fallback = (reason: string): ReadWorktree => {
    if (head === undefined) return { note: `${path}: ${reason}, and nothing was committed there` }
    const name = branch ?? `detached at ${head.slice(0, 7)}`
    const note = `${reason}: what was committed there is compared`
    const line = {
      name,
      ref: branch ?? head,
      branch,
      worktree: path,
      commit: head,
      head,
      isDirty: false,
      notes: [note],
    }
    return { line, note: `${path}: ${note}` }
  }
  if (!existsSync(encodePath(path))) {
    const { note, line } = fallback('its directory is gone')
    // There is nothing there that is not seen.
    return line === undefined ? { ...(note !== undefined && { note }) } : { line }
  }
  if (tree.isPrunable) return fallback('git has no work tree there any more')
  try {
    const other = await findRepository(path, withoutPlace(env))
    if (other === undefined || other.commonDir !== repository.commonDir)
      return fallback('its directory is another one now')
    return { line: await readLine(other, scratch, { branch, worktree: path }) }
  } catch (error) {
    // It may go away while it is read; what git says of it is told.
    return fallback(error instanceof Error ? error.message : String(error))
  }
}

/** In a hook git names the repository by variables; they are not those of another worktree. */
function withoutPlace(env: Environment): Environment {
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, GIT_COMMON_DIR: _common, ...rest } = env
  return rest
}

interface Tip {
  readonly name: string
  readonly commit: string
}

/** The default branch: the local one, unless the remote one is further. */
async function readMain(repository: Repository): Promise<Tip | undefined> {
  const found = await defaultBranch(repository)
  if (found === undefined) return undefined
  const tip = { name: found.ref.replace(/^refs\/(?:heads|remotes)\//, ''), commit: found.commit }
  if (found.ref.startsWith('refs/heads/')) return tip
  const { code, stdout } = await runGit(repository, [
    'rev-parse',
    '--verify',
    '--quiet',
    `refs/heads/${found.name}^{commit}`,
  ])
  if (code !== 0) return tip
  const local = { name: found.name, commit: stdout.toString('utf8').trim() }
  return (await isAncestor(repository, tip.commit, local.commit)) ? local : tip
}

/** Local branches that are not in the default branch, the newest first. */
async function listUnmerged(repository: Repository, main: string | undefined): Promise<readonly Tip[]> {
  const format = ['--format=%(objectname) %(refname:lstrip=2)', '--sort=-committerdate']
  const unmerged = main === undefined ? [] : [`--no-merged=${main}`]
  const output = await readGit(repository, ['for-each-ref', ...format, ...unmerged, 'refs/heads'])
  const lines = output.toString('utf8').split('\n').filter(Boolean)
  return lines.map((line) => ({ commit: line.slice(0, line.indexOf(' ')), name: line.slice(line.indexOf(' ') + 1) }))
}

function lineOfBranch({ name, commit }: Tip): LineOfWork {
  return { name, ref: name, branch: name, worktree: undefined, commit, head: commit, isDirty: false, notes: [] }
}

/** What a line of work is held against; git is asked when it is first needed, and once. */
interface Seen {
  readonly mine: LineOfWork
  readonly main: Tip | undefined
  readonly mainTree: () => Promise<string>
  /** The branches that are not in mine. */
  readonly ahead: () => Promise<ReadonlySet<string>>
  readonly over: Repository
}

function createView(over: Repository, mine: LineOfWork, main: Tip | undefined): Seen {
  let tree: Promise<string> | undefined
  let ahead: Promise<ReadonlySet<string>> | undefined
  return {
    mine,
    main,
    mainTree: async () => await (tree ??= main === undefined ? Promise.resolve('') : treeOf(over, main.commit)),
    ahead: async () =>
      await (ahead ??= listUnmerged(over, mine.commit).then((tips) => new Set(tips.map(({ name }) => name)))),
    over,
  }
}

/** False for work that is in the default branch or in mine already, commits or (after a squash) their content. */
async function isOpen(line: LineOfWork, seen: Seen): Promise<boolean> {
  if (line.isDirty) return true
  const { mine, main, over } = seen
  const isTip = line.branch === line.ref && line.name !== main?.name
  if (line.commit === mine.head) return false
  const isMine = isTip ? !(await seen.ahead()).has(line.name) : await isAncestor(over, line.commit, mine.commit)
  if (isMine) return false
  if (main === undefined || line.commit === main.commit) return true
  // A merge with what is in it already changes nothing either.
  return !(await isSquashed(over, line.commit, { commit: main.commit, tree: await seen.mainTree() }))
}

async function isAncestor(over: Repository, commit: string, of: string): Promise<boolean> {
  return (await runGit(over, ['merge-base', '--is-ancestor', commit, of])).code === 0
}

/** True when merging it would change nothing. */
async function isSquashed(
  over: Repository,
  commit: string,
  main: { readonly commit: string; readonly tree: string },
): Promise<boolean> {
  const merged = await runGit(over, ['merge-tree', '--write-tree', main.commit, commit])
  const isSame = merged.stdout.toString('utf8').split('\n')[0] === main.tree
  // An older git cannot merge so.
  return merged.code === 0 ? isSame : merged.code !== 1 && (await isAncestor(over, commit, main.commit))
}

async function treeOf(repository: Repository, commit: string): Promise<string> {
  return (await readGit(repository, ['rev-parse', `${commit}^{tree}`])).toString('utf8').trim()
}

function rank({ name }: LineOfWork, main: string | undefined): number {
  return name === main ? 0 : 1
}

function byName(one: LineOfWork, other: LineOfWork): number {
  return one.name < other.name ? -1 : one.name > other.name ? 1 : (one.worktree ?? '') < (other.worktree ?? '') ? -1 : 1
}
