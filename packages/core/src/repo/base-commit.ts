import { defaultBranch } from './default-branch.ts'
import { mergeBase } from './commits.ts'
import { runGit } from './git.ts'
import { readHead } from './head.ts'
import type { Repository } from './repository.ts'

export type BaseCommit =
  /** `isBranch`: it is where this line of work left another one. */
  | { readonly kind: 'found'; readonly commit: string; readonly name: string; readonly isBranch: boolean }
  | { readonly kind: 'none'; readonly reason: string }

/**
 * What the work of this tree is to be held against: where this line of work left the default branch, else the last commit where there are
 * changes that no commit has, else the commit before it.
 */
export async function baseCommit(repository: Repository): Promise<BaseCommit> {
  const head = await readHead(repository)
  if (head.kind === 'unborn') return { kind: 'none', reason: 'there is no commit yet' }
  const branch = await defaultBranch(repository)
  const base = branch === undefined ? undefined : await mergeBase(repository, branch.ref, head.commit)
  if (branch !== undefined && base?.kind === 'found' && base.commit !== head.commit) {
    return { kind: 'found', commit: base.commit, name: branch.name, isBranch: true }
  }
  const { stdout } = await runGit(repository, ['status', '--porcelain', '--untracked-files=no'])
  if (stdout.length > 0) return { kind: 'found', commit: head.commit, name: 'the last commit', isBranch: false }
  const parent = await runGit(repository, ['rev-parse', '--verify', '--quiet', `${head.commit}^`])
  if (parent.code !== 0) return { kind: 'none', reason: 'this is the first commit, and nothing is changed' }
  return { kind: 'found', commit: parent.stdout.toString('utf8').trim(), name: 'the commit before', isBranch: false }
}
