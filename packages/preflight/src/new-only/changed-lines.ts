import type { Io } from '@groundcrew/core/cli'
import {
  changedFiles,
  defaultBranch,
  parseSelection,
  readHead,
  requireRepository,
  type Repository,
  type Selection,
} from '@groundcrew/core/repo'
import type { ChangeOptions } from '../scope.ts'
import type { IsChanged } from './split-findings.ts'

/**
 * The lines of the change that a run is about: what is staged, what changed since a commit, or else everything since the branch began, which on the
 * default branch itself is what is not committed. Throws NOT_A_REPOSITORY, and for an unknown commit as `changedFiles` does.
 */
export async function readChangedLines(io: Io, options: ChangeOptions): Promise<IsChanged> {
  const repository = await requireRepository(io.cwd, io.env)
  const changes = await changedFiles(repository, await selectChange(io, repository, options))
  const byFile = new Map(changes.map((change) => [change.path, change]))
  return (file, line) => {
    const change = byFile.get(file)
    if (change === undefined) return false
    if (line === undefined || change.status === 'untracked' || change.status === 'added') return true
    return change.hunks.some(({ newStart, newLines }) => line >= newStart && line < newStart + newLines)
  }
}

const selections = new WeakMap<Io, Promise<Selection>>()

/** The change that a run is about: it stays the same while the run goes on, so git is asked once. */
export async function selectChange(
  io: Io,
  repository: Repository,
  { isStaged, since }: ChangeOptions,
): Promise<Selection> {
  if (isStaged || since !== undefined) return parseSelection({ staged: isStaged, since })
  const selection = selections.get(io) ?? selectWork(repository)
  selections.set(io, selection)
  return await selection
}

/** Everything since the branch began; on the default branch, what is not committed. */
async function selectWork(repository: Repository): Promise<Selection> {
  const [head, branch] = await Promise.all([readHead(repository), defaultBranch(repository)])
  if (head.kind === 'unborn' || branch === undefined) return { kind: 'work-tree' }
  return branch.commit === head.commit ? { kind: 'work-tree' } : { kind: 'since-merge-base', ref: branch.ref }
}
