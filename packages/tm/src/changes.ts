import { readGit, runGit, type Repository } from '@groundcrew/core/repo'

export interface Change {
  readonly kind: 'adds' | 'modifies' | 'removes'
  readonly path: string
}

/**
 * What the worktree has changed since `base`, committed or not, untracked files included. A rename removes one path and adds
 * another. Without a base (a branch without commits) everything there is was added.
 */
export async function readChanges(repository: Repository, base: string | undefined): Promise<readonly Change[]> {
  if (repository.root === undefined) return []
  const known = base === undefined ? undefined : await resolveBase(repository, base)
  const [diff, untracked] = await Promise.all([
    known === undefined
      ? Buffer.alloc(0)
      : readGit(repository, ['diff-index', '--name-status', '-z', '--no-renames', known, '--']),
    readGit(repository, [
      'ls-files',
      ...(known === undefined ? ['--cached'] : []),
      '--others',
      '--exclude-standard',
      '--full-name',
      '-z',
      '--',
      ':/',
    ]),
  ])
  const added = untracked.toString('utf8').split('\0').filter(Boolean)
  return [...parseNameStatus(diff.toString('utf8')), ...added.map((path): Change => ({ kind: 'adds', path }))]
}

/** The commit a claim was made at may be gone after a rebase and a clean-up: then HEAD has to do. */
async function resolveBase(repository: Repository, base: string): Promise<string | undefined> {
  const found = await runGit(repository, ['cat-file', '-e', `${base}^{commit}`])
  if (found.code === 0) return base
  const head = await runGit(repository, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  return head.code === 0 ? 'HEAD' : undefined
}

/** `M\0path\0A\0path\0`, see git-diff-index(1). */
function parseNameStatus(text: string): Change[] {
  const words = text.split('\0')
  const changes: Change[] = []
  for (let index = 0; index + 1 < words.length; index += 2) {
    const status = words[index] ?? ''
    const path = words[index + 1] ?? ''
    const kind = status.startsWith('A') ? 'adds' : status.startsWith('D') ? 'removes' : 'modifies'
    changes.push({ kind, path })
  }
  return changes
}

/** What is staged, both sides of a rename: what a commit would change. */
export async function readStaged(repository: Repository): Promise<readonly string[]> {
  const head = await runGit(repository, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  const names =
    head.code === 0
      ? await readGit(repository, ['diff-index', '--cached', '--name-only', '--no-renames', '-z', 'HEAD', '--'])
      : await readGit(repository, ['ls-files', '--cached', '--full-name', '-z', '--', ':/'])
  return names.toString('utf8').split('\0').filter(Boolean)
}
