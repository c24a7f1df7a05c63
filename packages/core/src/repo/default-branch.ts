import { readGit, runGit } from './git.ts'
import type { Repository } from './repository.ts'

export interface DefaultBranch {
  /** Short name: `main`. */
  readonly name: string
  /** The full name of a ref that exists: `refs/remotes/origin/main` or `refs/heads/main`. */
  readonly ref: string
  /** What it points to now. */
  readonly commit: string
  /** How it was found, from the best evidence to the weakest. */
  readonly source: 'origin-head' | 'remote-head' | 'init-default-branch' | 'well-known-name'
}

const wellKnownNames = ['main', 'master', 'trunk']

/**
 * The branch that others start from: what origin says is its HEAD, or the only other remote, else a branch with the configured
 * `init.defaultBranch` name, else one with a customary name. undefined when there is none of these.
 */
export async function defaultBranch(repository: Repository): Promise<DefaultBranch | undefined> {
  const [listed, configured] = await Promise.all([listRefs(repository, wellKnownNames), configuredName(repository)])
  const head = remoteHead(listed)
  if (head !== undefined) return head
  const isListed = configured === undefined || wellKnownNames.includes(configured)
  const refs = isListed ? listed : [...listed, ...(await listRefs(repository, [configured]))]
  return byName(new Map(refs.map(({ refname, commit }) => [refname, commit])), configured)
}

interface ListedRef {
  readonly refname: string
  readonly commit: string
  /** Where it points, of a symbolic one. */
  readonly symref: string
}

/** The HEADs of remotes, and the branches of these names, here and at origin. */
async function listRefs(repository: Repository, names: readonly string[]): Promise<readonly ListedRef[]> {
  const branches = names.flatMap((name) => [`refs/heads/${name}`, `refs/remotes/origin/${name}`])
  // A HEAD that points to a branch which is gone is not listed.
  const args = ['for-each-ref', '--format=%(objectname) %(refname) %(symref)', 'refs/remotes/**/HEAD', ...branches]
  return (await readLines(repository, args)).map((line) => {
    const [commit = '', refname = '', symref = ''] = line.split(' ')
    return { commit, refname, symref }
  })
}

async function configuredName(repository: Repository): Promise<string | undefined> {
  const { code, stdout } = await runGit(repository, ['config', '--get', 'init.defaultBranch'])
  const name = code === 0 ? stdout.toString('utf8').trimEnd() : ''
  return name === '' ? undefined : name
}

function remoteHead(refs: readonly ListedRef[]): DefaultBranch | undefined {
  const heads = refs.flatMap(({ commit, refname, symref }): DefaultBranch[] => {
    if (!refname.startsWith('refs/remotes/') || !refname.endsWith('/HEAD')) return []
    const remote = refname.slice(0, -'HEAD'.length)
    if (!symref.startsWith(remote)) return []
    const source = remote === 'refs/remotes/origin/' ? 'origin-head' : 'remote-head'
    return [{ name: symref.slice(remote.length), ref: symref, commit, source }]
  })
  return heads.find(({ source }) => source === 'origin-head') ?? (heads.length === 1 ? heads[0] : undefined)
}

function byName(existing: ReadonlyMap<string, string>, configured: string | undefined): DefaultBranch | undefined {
  const names = [...(configured === undefined ? [] : [configured]), ...wellKnownNames]
  const candidates = [
    ...names.map((name) => ({ name, ref: `refs/heads/${name}` })),
    ...names.map((name) => ({ name, ref: `refs/remotes/origin/${name}` })),
  ]
  for (const { name, ref } of candidates) {
    const commit = existing.get(ref)
    const source = name === configured ? 'init-default-branch' : 'well-known-name'
    if (commit !== undefined) return { name, ref, commit, source }
  }
  return undefined
}

async function readLines(repository: Repository, args: readonly string[]): Promise<readonly string[]> {
  const output = await readGit(repository, args)
  return output.toString('utf8').split('\n').filter(Boolean)
}
