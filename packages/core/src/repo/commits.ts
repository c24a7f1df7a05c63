import { join } from 'node:path'
import { ToolError } from '../cli/index.ts'
import { nearest } from '../text/index.ts'
import { readStats } from './file-system.ts'
import { readGit, runGit } from './git.ts'
import type { Repository } from './repository.ts'

export type MergeBase =
  | { readonly kind: 'found'; readonly commit: string }
  /** `shallow`: the clone's history is cut, and they may meet beyond the cut. */
  | { readonly kind: 'none'; readonly reason: 'unrelated' | 'shallow' }

/**
 * The commit that a name stands for: a branch, a tag, an object name, `HEAD~3`, anything that git-rev-parse(1) takes.
 *
 * @throws ToolError UNKNOWN_REF (exit code 2) with the names that are near, when there is no such commit.
 */
export async function resolveCommit(repository: Repository, ref: string): Promise<string> {
  if (knownCommits.has(keyOf(repository, ref))) return ref
  // A search of messages takes all that follows for its pattern, and finds only commits.
  const name = ref.startsWith(':/') ? ref : `${ref}^{commit}`
  const parsed = isPossible(ref) ? await runGit(repository, ['rev-parse', '--verify', name]) : undefined
  if (parsed?.code === 0) return rememberCommit(repository, parsed.stdout.toString('utf8').trim())
  throw await unknownRef(repository, ref, parsed?.stderr ?? '')
}

/** Objects do not change: what git once called a commit it is not asked about again. */
const knownCommits = new Set<string>()

/** Has `resolveCommit` take the full name of a commit, as git told it, for one without asking. Returns the name. */
export function rememberCommit(repository: Repository, commit: string): string {
  knownCommits.add(keyOf(repository, commit))
  return commit
}

function keyOf({ commonDir }: Repository, commit: string): string {
  return `${commit} ${commonDir}`
}

/** The best common ancestor of two commits; of several equally good ones, the first that git names. @throws ToolError UNKNOWN_REF */
export async function mergeBase(repository: Repository, left: string, right: string): Promise<MergeBase> {
  const names = [left, right]
  const direct = names.every(isPossible) ? await runGit(repository, ['merge-base', ...names]) : undefined
  if (direct?.code === 0) {
    return { kind: 'found', commit: rememberCommit(repository, direct.stdout.toString('utf8').trim()) }
  }
  // It does not say which of them it cannot find.
  await Promise.all(names.map(async (name) => await resolveCommit(repository, name)))
  return { kind: 'none', reason: isShallow(repository) ? 'shallow' : 'unrelated' }
}

function isShallow({ commonDir }: Repository): boolean {
  return readStats(join(commonDir, 'shallow')) !== undefined
}

/** No ref begins with a dash; to git it would be an option. */
function isPossible(ref: string): boolean {
  return ref !== '' && !ref.startsWith('-') && !ref.includes('\0')
}

async function unknownRef(repository: Repository, ref: string, stderr: string): Promise<ToolError> {
  const isUnborn = ref === 'HEAD' || ref === '@'
  if (isUnborn) {
    return new ToolError('UNKNOWN_REF', `${ref} has no commit yet`, {
      exitCode: 2,
      hint: 'make a first commit with `git commit`',
    })
  }
  if (/is ambiguous/.test(stderr)) {
    return new ToolError('UNKNOWN_REF', `${ref} is short for more than one object`, {
      exitCode: 2,
      hint: 'give more of its digits',
    })
  }
  const base = ref.replace(/[~^@:].*$/s, '')
  const near = nearest(base, await listRefNames(repository))
  const what = near.includes(base) ? 'does not lead to a commit' : 'is not known here'
  const others = near.filter((name) => name !== base)
  const list = isShallow(repository)
    ? 'the clone is shallow: git fetch --unshallow brings the rest of its history'
    : 'list branches and tags with `git branch --all` and `git tag`'
  const hint = others.length > 0 ? `did you mean ${others.join(', ')}?` : list
  return new ToolError('UNKNOWN_REF', `${ref === '' ? 'an empty name' : ref} ${what}`, { exitCode: 2, hint })
}

async function listRefNames(repository: Repository): Promise<readonly string[]> {
  const format = '--format=%(refname:lstrip=2)'
  const listed = await readGit(repository, ['for-each-ref', format, 'refs/heads', 'refs/tags', 'refs/remotes'])
  return listed.toString('utf8').split('\n').filter(Boolean)
}
