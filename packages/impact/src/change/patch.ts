import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ToolError } from '@groundcrew/core/cli'
import { captureCommand } from '@groundcrew/core/process'
import { readGit, resolveCommit, type Repository } from '@groundcrew/core/repo'
import { short } from './default-base.ts'

export interface PatchedPair {
  readonly base: string
  /** A commit that exists only while `use` runs. */
  readonly next: string
  readonly text: string
}

const timeoutMs = 120_000

/**
 * Applies a patch to HEAD in an index and an object store of their own, so that neither work tree nor index nor repository is touched.
 * A patch that HEAD has already is taken back from it.
 *
 * @throws ToolError PATCH_FAILED with git's own words.
 */
export async function withPatch<T>(
  repository: Repository,
  patch: Buffer,
  use: (patched: Repository, pair: PatchedPair) => Promise<T>,
): Promise<T> {
  const head = await resolveCommit(repository, 'HEAD')
  const directory = await mkdtemp(join(tmpdir(), 'impact-'))
  try {
    const patched = withOwnStore(repository, directory)
    await readGit(patched, ['read-tree', head])
    const forward = await apply(patched, patch, [])
    const backward = forward === undefined ? undefined : await apply(patched, patch, ['--reverse'])
    if (forward !== undefined && backward !== undefined) {
      throw new ToolError('PATCH_FAILED', `the patch applies neither to HEAD nor back from it: ${forward}`, {
        exitCode: 2,
        hint: 'make it against HEAD, such as `git diff HEAD`, or name the commits instead: A..B',
      })
    }
    const commit = await commitIndex(patched, head)
    const isForward = forward === undefined
    const pair = isForward ? { base: head, next: commit } : { base: commit, next: head }
    const text = isForward
      ? `HEAD, ${short(head)}, with the patch`
      : `HEAD, ${short(head)}, which has the patch already`
    return await use(patched, { ...pair, text })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function withOwnStore(repository: Repository, directory: string): Repository {
  const env = {
    ...repository.git.env,
    GIT_INDEX_FILE: join(directory, 'index'),
    GIT_OBJECT_DIRECTORY: directory,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: join(repository.commonDir, 'objects'),
    GIT_AUTHOR_NAME: 'impact',
    GIT_AUTHOR_EMAIL: 'impact@localhost',
    GIT_COMMITTER_NAME: 'impact',
    GIT_COMMITTER_EMAIL: 'impact@localhost',
  }
  return { ...repository, git: { cwd: repository.root ?? repository.git.cwd, env } }
}

/** Undefined when it applied, else git's first complaint. */
async function apply(repository: Repository, patch: Buffer, options: readonly string[]): Promise<string | undefined> {
  // `git diff` without a difference.
  if (patch.toString('latin1').trim() === '') return undefined
  const command = ['git', 'apply', '--cached', '--whitespace=nowarn', ...options, '-'] as const
  const { outcome, stderr } = await captureCommand(command, { ...repository.git, timeoutMs, stdin: { input: patch } })
  if (outcome.kind === 'exited' && outcome.code === 0) return undefined
  return stderr
    .toString()
    .trim()
    .split('\n')[0]
    ?.replace(/^error: /, '')
}

async function commitIndex(repository: Repository, parent: string): Promise<string> {
  const tree = (await readGit(repository, ['write-tree'])).toString('utf8').trim()
  const made = await readGit(repository, [
    '-c',
    'commit.gpgSign=false',
    'commit-tree',
    tree,
    '-p',
    parent,
    '-m',
    'patch',
  ])
  return made.toString('utf8').trim()
}
