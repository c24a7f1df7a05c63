import { defaultBranch, readGit, runGit, type Repository } from '@groundcrew/core/repo'

export interface Change {
  readonly kind: 'adds' | 'modifies' | 'removes'
  readonly path: string
}

export interface Checkpoint {
  /** The commit from which on changes count; without one (a branch without commits) everything there is was added. */
  readonly base: string | undefined
  readonly head: string | undefined
  readonly branch: string | undefined
}

/**
 * What the worktree has changed since `base`, committed or not, untracked files included. A rename removes one path and adds
 * another. Work of others that came in meanwhile, by a merge or a rebase, is not the worktree's own.
 */
export async function readChanges(
  repository: Repository,
  { base, head, branch }: Checkpoint,
): Promise<readonly Change[]> {
  if (repository.root === undefined) return []
  const [tracked, own, untracked] = await Promise.all([
    base === undefined ? listFiles(repository, '--cached') : readTracked(repository, base),
    base === undefined || base === head ? undefined : readBranch(repository, branch),
    listFiles(repository, '--others'),
  ])
  const ownPaths = own === undefined ? undefined : new Set(own.map(({ path }) => path))
  const changes = new Map(
    tracked.filter(({ path }) => ownPaths?.has(path) !== false).map((change) => [change.path, change]),
  )
  // Taken out of the index and still there: it goes on with other contents, if any.
  for (const change of untracked)
    changes.set(change.path, changes.has(change.path) ? { ...change, kind: 'modifies' } : change)
  return [...changes.values()]
}

/** What a branch differs in from where it left the default branch; undefined on that branch itself, or where there is none. */
async function readBranch(repository: Repository, branch: string | undefined): Promise<readonly Change[] | undefined> {
  const trunk = await defaultBranch(repository)
  if (trunk === undefined || trunk.name === branch) return undefined
  const fork = await runGit(repository, ['merge-base', trunk.ref, 'HEAD'])
  return fork.code === 0 ? readTracked(repository, fork.stdout.toString('utf8').trim()) : undefined
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

async function listFiles(repository: Repository, which: '--cached' | '--others'): Promise<readonly Change[]> {
  const names = await readGit(repository, ['ls-files', which, '--exclude-standard', '--full-name', '-z', '--', ':/'])
  return splitNames(names).map((path): Change => ({ kind: 'adds', path }))
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

/** What is staged since `head`, both sides of a rename: what a commit would change. */
export async function readStaged(repository: Repository, head: string | undefined): Promise<readonly string[]> {
  if (head === undefined) return (await listFiles(repository, '--cached')).map(({ path }) => path)
  const args = ['diff-index', '--cached', '--name-only', '--no-renames', '-z', head, '--']
  return splitNames(await readGit(repository, args))
}

function splitNames(names: Buffer): readonly string[] {
  return names.toString('utf8').split('\0').filter(Boolean)
}
