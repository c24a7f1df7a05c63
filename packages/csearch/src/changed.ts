import { realpathSync } from 'node:fs'
import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { changedFiles, parseSelection, requireRepository } from '@groundcrew/core/repo'

/** The files that differ from a ref (any of git's forms), staged or not, and the untracked ones; relative to the current directory. */
export async function changedPaths(io: Io, ref: string): Promise<ReadonlySet<string>> {
  const repository = await requireRepository(io.cwd, io.env)
  // HEAD as the work tree's own base: it may have no commit yet.
  const files = await changedFiles(repository, ref === 'HEAD' ? { kind: 'work-tree' } : parseSelection({ since: ref }))
  const from = realpathSync(io.cwd)
  return new Set(files.map((file) => path.relative(from, path.join(repository.root ?? from, file.path))))
}
