import { defaultBranch, mergeBase, readHead, runGit, type Repository } from '@groundcrew/core/repo'

export interface Base {
  /** Undefined before the first commit. */
  readonly commit: string | undefined
  /** For a reader. */
  readonly text: string
  readonly notes: readonly string[]
}

/**
 * Where the current branch began: the merge base with the branch it is to be merged into. That is its upstream where it has another name,
 * else the default branch. Where there is no merge base the tip of that branch stands for it, which can only show more.
 */
export async function defaultBase(repository: Repository): Promise<Base> {
  const head = await readHead(repository)
  if (head.kind === 'unborn') return { commit: undefined, text: 'nothing: no commit yet', notes: [] }
  const branch = head.kind === 'branch' ? head.branch : undefined
  const target = await findTarget(repository, branch)
  if (target === undefined) {
    const notes = ['no upstream and no default branch was found: compared with HEAD alone']
    return { commit: head.commit, text: `HEAD, ${short(head.commit)}`, notes }
  }
  const base = await mergeBase(repository, target.ref, head.commit)
  if (base.kind === 'found') {
    return { commit: base.commit, text: `merge base with ${target.name}, ${short(base.commit)}`, notes: [] }
  }
  const why = base.reason === 'shallow' ? 'this shallow clone ends before they meet' : 'they have no commit in common'
  const note = `no merge base with ${target.name}: ${why}; compared with its tip, which may show more than this branch changed`
  const tip = await runGit(repository, ['rev-parse', '--verify', '--quiet', `${target.ref}^{commit}`])
  const commit = tip.code === 0 ? tip.stdout.toString('utf8').trim() : head.commit
  return { commit, text: `${target.name}, ${short(commit)}`, notes: [note] }
}

export function short(commit: string): string {
  return commit.slice(0, 8)
}

interface Target {
  readonly ref: string
  readonly name: string
}

async function findTarget(repository: Repository, branch: string | undefined): Promise<Target | undefined> {
  const [upstream, main] = await Promise.all([
    branch === undefined ? undefined : findUpstream(repository, branch),
    defaultBranch(repository),
  ])
  if (upstream !== undefined && !upstream.name.endsWith(`/${branch ?? ''}`) && upstream.name !== branch) return upstream
  return main ?? upstream
}

async function findUpstream(repository: Repository, branch: string): Promise<Target | undefined> {
  const format = '--format=%(upstream) %(upstream:short)'
  const { code, stdout } = await runGit(repository, ['for-each-ref', format, `refs/heads/${branch}`])
  const [ref = '', name = ''] = stdout.toString('utf8').trim().split(' ')
  if (code !== 0 || ref === '') return undefined
  const exists = await runGit(repository, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`])
  return exists.code === 0 ? { ref, name } : undefined
}
