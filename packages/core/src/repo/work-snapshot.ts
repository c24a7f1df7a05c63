import { lstatSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { comparePaths, decodePath, encodePath } from '../text/index.ts'
import { rememberCommit } from './commits.ts'
import { readText } from './file-system.ts'
import { readGit, runGit } from './git.ts'
import { readHead } from './head.ts'
import type { Repository } from './repository.ts'
import { withEnvironment, type Scratch } from './scratch.ts'

/** Beyond it an untracked file is taken for data that nobody is about to commit. */
const untrackedBytesMax = 16 * 1024 * 1024

export interface WorkSnapshot {
  /** What a commit of everything in the work tree would be: HEAD's own commit where nothing differs from it. */
  readonly commit: string
  /** undefined when the branch has no commit yet. */
  readonly head: string | undefined
  /** Something differs from HEAD, or a merge is under way. */
  readonly isDirty: boolean
  /** In conflict: taken as they are in the work tree, marks included. */
  readonly unmerged: readonly string[]
  /** Not taken: other repositories, and untracked files that are too large or cannot be read. */
  readonly omitted: readonly string[]
}

/**
 * The work tree as a commit in the scratch store, with what is staged, not staged and untracked (ignored files apart). Nothing of the
 * repository is written.
 *
 * @throws ToolError those of `runGit`: also when the work tree goes away meanwhile.
 */
export async function snapshotWork(repository: Repository, scratch: Scratch): Promise<WorkSnapshot> {
  const over = scratch.over(repository)
  const [head, status] = await Promise.all([readHead(repository), readStatus(over)])
  const commit = head.kind === 'unborn' ? undefined : head.commit
  const merged = readMergeHeads(repository)
  const { untracked, omitted } = sortUntracked(repository, status.untracked)
  const isDirty = status.hasChanges || untracked.length > 0 || merged.length > 0
  const facts = { head: commit, unmerged: status.unmerged, omitted }
  if (!isDirty && commit !== undefined) return { ...facts, commit, isDirty }
  const index = scratch.copyIndex(repository)
  const writing = withEnvironment(over, { ...over.git.env, GIT_INDEX_FILE: index })
  await addAll(writing, { index, untracked, hasChanges: status.hasChanges })
  const tree = (await readGit(writing, ['write-tree'])).toString('utf8').trim()
  const parents = [...(commit === undefined ? [] : [commit]), ...merged]
  const made = scratch.writeCommit({ tree, parents, message: 'work in progress' })
  return { ...facts, commit: rememberCommit(repository, made), isDirty }
}

interface Status {
  readonly hasChanges: boolean
  readonly unmerged: readonly string[]
  readonly untracked: readonly string[]
}

async function readStatus(repository: Repository): Promise<Status> {
  const options = ['--porcelain=v2', '-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=dirty']
  const output = await readGit(repository, ['status', ...options])
  const records = output.toString('latin1').split('\0').filter(Boolean)
  const pathsOf = (mark: string, fieldCount: number): readonly string[] =>
    records
      .filter((record) => record.startsWith(mark))
      .map((record) => decodePath(Buffer.from(record.split(' ').slice(fieldCount).join(' '), 'latin1')))
  const unmerged = pathsOf('u ', 10)
  return { hasChanges: records.some((record) => /^[12u] /.test(record)), unmerged, untracked: pathsOf('? ', 1) }
}

function sortUntracked(
  repository: Repository,
  paths: readonly string[],
): { readonly untracked: readonly string[]; readonly omitted: readonly string[] } {
  const untracked = paths.filter((path) => isTaken(repository, path))
  const taken = new Set(untracked)
  return { untracked, omitted: paths.filter((path) => !taken.has(path)).sort(comparePaths) }
}

/** A name with a slash at its end is another repository. */
function isTaken({ root, git }: Repository, path: string): boolean {
  if (path.endsWith('/')) return false
  const stats = lstatSync(encodePath(join(root ?? git.cwd, path)), { throwIfNoEntry: false })
  return stats !== undefined && stats.size <= untrackedBytesMax
}

/** The commits that a merge under way will have as its other parents. */
function readMergeHeads({ gitDir }: Repository): readonly string[] {
  return (readText(join(gitDir, 'MERGE_HEAD')) ?? '').split('\n').filter(Boolean)
}

async function addAll(
  repository: Repository,
  { index, untracked, hasChanges }: Pick<Status, 'untracked' | 'hasChanges'> & { readonly index: string },
): Promise<void> {
  // From the top, since git adds what is below the directory it runs in.
  const top = repository.root ?? repository.git.cwd
  const caller = { git: { cwd: top, env: repository.git.env } }
  // A file that cannot be read, or is gone again, stays as it was in the index.
  if (hasChanges) await runGit(caller, ['add', '--update', '--ignore-errors', '--', '.'])
  if (untracked.length === 0) return
  const list = `${index}.paths`
  writeFileSync(list, Buffer.concat(untracked.map((path) => Buffer.concat([encodeBytes(path), Buffer.of(0)]))))
  await runGit(caller, [
    '--literal-pathspecs',
    'add',
    '--ignore-errors',
    `--pathspec-from-file=${list}`,
    '--pathspec-file-nul',
  ])
}

function encodeBytes(path: string): Buffer {
  const encoded = encodePath(path)
  return typeof encoded === 'string' ? Buffer.from(encoded) : encoded
}
