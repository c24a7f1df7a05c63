import { defaultBranch, readGit, readOwnCommits, runGit, type Repository } from '@groundcrew/core/repo'

export interface Change {
  readonly kind: 'adds' | 'modifies' | 'removes'
  readonly path: string
}

export interface Checkpoint {
  /** The commit from which on changes count; undefined where there was none yet: then everything there is was added. */
  readonly base: string | undefined
  readonly head: string | undefined
  readonly branch: string | undefined
}

/** No commit was made since the checkpoint: then one question to git answers all. */
export function isUnmoved({ base, head }: Checkpoint): boolean {
  return base === head
}

/**
 * What the worktree has changed since `base`, committed or not, untracked files included. A rename removes one path and adds
 * another. Work of others that came in meanwhile, by a merge or a rebase, is not the worktree's own.
 */
export async function readChanges(repository: Repository, checkpoint: Checkpoint): Promise<readonly Change[]> {
  const { base } = checkpoint
  if (isUnmoved(checkpoint)) return (await readStatus(repository)).changes
  if (base === undefined) return listFiles(repository, '--cached', '--others')
  const [tracked, ownPaths, untracked] = await Promise.all([
    readTracked(repository, base),
    readOwnPaths(repository, base, checkpoint.branch),
    listFiles(repository, '--others'),
  ])
  return merge([...tracked.filter(({ path }) => ownPaths?.has(path) !== false), ...untracked])
}

/** The paths that differ by work done here; undefined where all are, or where that cannot be told. */
async function readOwnPaths(
  repository: Repository,
  base: string,
  branch: string | undefined,
): Promise<ReadonlySet<string> | undefined> {
  const own = readOwnCommits(repository, base)
  if (own?.isAll === true) return undefined
  const trunk = await defaultBranch(repository)
  if (trunk === undefined || trunk.name === branch) return own && (await readPathsOf(repository, own.commits))
  const fork = await runGit(repository, ['merge-base', trunk.ref, 'HEAD'])
  if (fork.code !== 0) return undefined
  return pathsOf(await readTracked(repository, fork.stdout.toString('utf8').trim()))
}

/** What these commits change, and what is not committed; undefined when one of them is gone, as after an amend and a clean-up. */
async function readPathsOf(
  repository: Repository,
  commits: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  const show = ['log', '--no-walk=unsorted', '--format=', '--name-only', '--no-renames', '--no-ext-diff', '-z']
  const [committed, { changes }] = await Promise.all([
    commits.length === 0 ? undefined : runGit(repository, [...show, ...commits, '--']),
    readStatus(repository),
  ])
  if (committed !== undefined && committed.code !== 0) return undefined
  return new Set([...pathsOf(changes), ...(committed === undefined ? [] : splitNames(committed.stdout))])
}

function pathsOf(changes: readonly Change[]): ReadonlySet<string> {
  return new Set(changes.map(({ path }) => path))
}

/** One change for each path. Taken out of the index and still there: it goes on with other contents, if any. */
function merge(changes: readonly Change[]): readonly Change[] {
  const byPath = new Map<string, Change>()
  for (const change of changes)
    byPath.set(change.path, byPath.has(change.path) ? { ...change, kind: 'modifies' } : change)
  return [...byPath.values()]
}

export interface Status {
  /** What differs from HEAD, staged or not, untracked files included. */
  readonly changes: readonly Change[]
  /** What a commit would change, both sides of a rename. */
  readonly staged: readonly string[]
}

/** Both by one process: a hook waits for it. */
export async function readStatus(repository: Repository): Promise<Status> {
  const args = ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all']
  const entries = splitNames(await readGit(repository, args)).map((entry) => ({
    index: entry[0] ?? ' ',
    worktree: entry[1] ?? ' ',
    path: entry.slice(3),
  }))
  return {
    changes: merge(entries.flatMap(changeOf)),
    staged: entries.filter(({ index }) => !' ?'.includes(index)).map(({ path }) => path),
  }
}

interface StatusEntry {
  /** git-status(1): the letter for HEAD and the index, and that for the index and the work tree. */
  readonly index: string
  readonly worktree: string
  readonly path: string
}

function changeOf({ index, worktree, path }: StatusEntry): readonly Change[] {
  // Both added and both deleted: a conflict, which is not settled yet.
  if (index === worktree && index !== '?') return [{ kind: 'modifies', path }]
  if (index === 'A' && worktree === 'D') return []
  if (index === '?' || worktree === 'A' || (index === 'A' && worktree !== 'U')) return [{ kind: 'adds', path }]
  if (index === 'U' || worktree === 'U') return [{ kind: 'modifies', path }]
  return [{ kind: index === 'D' || worktree === 'D' ? 'removes' : 'modifies', path }]
}

/** The commit a claim was made at may be gone after a rebase and a clean-up: then HEAD has to do. */
async function readTracked(repository: Repository, base: string): Promise<readonly Change[]> {
  const found = await runGit(repository, compareWith(base))
  return parseNameStatus(found.code === 0 ? found.stdout : await readGit(repository, compareWith('HEAD')))
}

/** Not `diff-index`: to that, a file that was only touched is a changed one. */
function compareWith(commit: string): readonly string[] {
  const refreshing = ['-c', 'diff.autoRefreshIndex=true']
  return [...refreshing, 'diff', '--name-status', '-z', '--no-renames', '--no-ext-diff', commit, '--']
}

async function listFiles(repository: Repository, ...which: readonly string[]): Promise<readonly Change[]> {
  const args = ['ls-files', ...which, '--exclude-standard', '--full-name', '-z', '--', ':/']
  return splitNames(await readGit(repository, args)).map((path): Change => ({ kind: 'adds', path }))
}

/** `M\0path\0A\0path\0`, see git-diff(1). */
function parseNameStatus(output: Buffer): readonly Change[] {
  const words = output.toString('utf8').split('\0')
  const changes: Change[] = []
  for (let index = 0; index + 1 < words.length; index += 2) {
    const status = words[index] ?? ''
    const path = words[index + 1] ?? ''
    const kind = status.startsWith('A') ? 'adds' : status.startsWith('D') ? 'removes' : 'modifies'
    changes.push({ kind, path })
  }
  return changes
}

/** What is staged since `head`, both sides of a rename: what a commit would change. Does not look at the work tree. */
export async function readStaged(repository: Repository, head: string | undefined): Promise<readonly string[]> {
  const args =
    head === undefined
      ? ['ls-files', '--cached', '--full-name', '-z', '--', ':/']
      : ['diff-index', '--cached', '--name-only', '--no-renames', '-z', head, '--']
  return splitNames(await readGit(repository, args))
}

function splitNames(names: Buffer): readonly string[] {
  return names.toString('utf8').split('\0').filter(Boolean)
}
