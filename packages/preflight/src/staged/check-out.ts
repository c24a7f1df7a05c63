import { createHash } from 'node:crypto'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { checkOutIndex, requireRepository, type Repository } from '@groundcrew/core/repo'
import { dependencyNames } from './dependencies.ts'
import { takeSlot, type Slot } from './slot.ts'

/** What would be committed, as files in a directory of its own. */
export interface StagedCheckout {
  readonly root: string
  /** The user's work tree. */
  readonly workTree: string
  readonly release: () => void
}

/**
 * Checks out the index (of a commit that is under way: its own index) into the user's cache directory, so that checks see exactly what will be
 * committed, and nothing of the work tree, the index or the stash is touched, whatever happens. Not below `.git`: tools skip what lies there
 * and find the work tree's settings above it.
 *
 * @throws ToolError NOT_A_REPOSITORY, NO_WORK_TREE, UNMERGED.
 */
export async function checkOutStaged(io: Io): Promise<StagedCheckout> {
  const repository = await requireRepository(io.cwd, io.env)
  const { root } = repository
  if (root === undefined) {
    throw new ToolError('NO_WORK_TREE', `${repository.gitDir} has no work tree, so nothing is staged`, {
      hint: 'go to a work tree of it; `git worktree list` names them',
    })
  }
  const slot = takeAnySlot(io, repository)
  try {
    await checkOutIndex(repository, slot.directory, dependencyNames)
    return { root: slot.directory, workTree: root, release: slot.release }
  } catch (error) {
    slot.release()
    throw error
  }
}

function takeAnySlot(io: Io, { gitDir }: Repository): Slot {
  const name = createHash('sha256').update(gitDir).digest('hex').slice(0, 16)
  const failures: string[] = []
  for (const parent of [cacheDirectory(io.env), tmpdir()]) {
    try {
      const slot = takeSlot(path.join(parent, 'groundcrew', 'staged', name))
      if (slot !== undefined) return slot
      failures.push(`all checkouts below ${parent} are in use`)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === undefined) throw error
      failures.push(`${parent} cannot be written (${code})`)
    }
  }
  throw new ToolError('NO_PLACE', `the staged files cannot be checked out: ${failures.join('; ')}`, {
    hint: 'set XDG_CACHE_HOME to a directory that can be written',
  })
}

/** XDG Base Directory Specification: a relative path is invalid and must be ignored. */
function cacheDirectory({ XDG_CACHE_HOME: cache, HOME: home }: Io['env']): string {
  if (cache !== undefined && path.isAbsolute(cache)) return cache
  return path.join(home !== undefined && path.isAbsolute(home) ? home : homedir(), '.cache')
}
