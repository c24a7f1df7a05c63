import { readGit, runGit } from './git.ts'
import type { Repository } from './repository.ts'

export interface DefaultBranch {
  /** Short name: `main`. */
  readonly name: string
  /** The full name of a ref that exists: `refs/remotes/origin/main` or `refs/heads/main`. */
  readonly ref: string
  /** How it was found, from the best evidence to the weakest. */
  readonly source: 'origin-head' | 'remote-head' | 'init-default-branch' | 'well-known-name'
}

const wellKnownNames = ['main', 'master', 'trunk']

/**
 * The branch that others start from: what origin says is its HEAD, or the only other remote, else a branch with the configured
 * `init.defaultBranch` name, else one with a customary name. undefined when there is none of these.
 */
export async function defaultBranch(repository: Repository): Promise<DefaultBranch | undefined> {
  return (await findRemoteHead(repository)) ?? (await findByName(repository))
}

async function findRemoteHead(repository: Repository): Promise<DefaultBranch | undefined> {
  const format = '--format=%(refname) %(symref)'
  // A HEAD that points to a branch which is gone is not listed.
  const listed = await readLines(repository, ['for-each-ref', format, 'refs/remotes/**/HEAD'])
  const heads = listed.flatMap((line): DefaultBranch[] => {
    const [refname = '', symref = ''] = line.split(' ')
    const remote = refname.slice(0, -'HEAD'.length)
    if (!symref.startsWith(remote)) return []
    const source = remote === 'refs/remotes/origin/' ? 'origin-head' : 'remote-head'
    return [{ name: symref.slice(remote.length), ref: symref, source }]
  })
  return heads.find(({ source }) => source === 'origin-head') ?? (heads.length === 1 ? heads[0] : undefined)
}

async function findByName(repository: Repository): Promise<DefaultBranch | undefined> {
  const configured = await runGit(repository, ['config', '--get', 'init.defaultBranch'])
  const configuredName = configured.code === 0 ? configured.stdout.toString('utf8').trimEnd() : ''
  const names = [configuredName, ...wellKnownNames].filter((name) => name !== '')
  const candidates = [
    ...names.map((name) => ({ name, ref: `refs/heads/${name}` })),
    ...names.map((name) => ({ name, ref: `refs/remotes/origin/${name}` })),
  ]
  const refs = candidates.map(({ ref }) => ref)
  const existing = new Set(await readLines(repository, ['for-each-ref', '--format=%(refname)', ...refs]))
  const found = candidates.find(({ ref }) => existing.has(ref))
  if (found === undefined) return undefined
  return { ...found, source: found.name === configuredName ? 'init-default-branch' : 'well-known-name' }
}

async function readLines(repository: Repository, args: readonly string[]): Promise<readonly string[]> {
  const output = await readGit(repository, args)
  return output.toString('utf8').split('\n').filter(Boolean)
}
