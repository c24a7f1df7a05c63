import { copyFileSync, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { readGit, requireRepository, runGit } from '@groundcrew/core/repo'
import { decodePath, encodePath } from '@groundcrew/core/text'
import { checkOutStaged, type StagedCheckout } from '../staged/check-out.ts'
import { findDependencies, provideDependencies } from '../staged/dependencies.ts'

export interface CopyOptions {
  /** What would be committed, in place of the work tree as it is. */
  readonly isStaged: boolean
  /** Of the packages, for what is installed in them. */
  readonly directories: readonly string[]
}

export interface WorkCopy extends StagedCheckout {
  /** The files that are other now than when the copy was made, sorted. */
  readonly changedFiles: () => Promise<readonly string[]>
}

/**
 * A copy of the work tree, or of what is staged in it, as a repository of its own in which everything is staged: what changes files may do so in
 * there. Throws as `checkOutStaged` does.
 */
export async function copyWork(io: Io, { isStaged, directories }: CopyOptions): Promise<WorkCopy> {
  const copy = await checkOutStaged(io)
  try {
    if (!isStaged) await bringUpToDate(io, copy)
    const files = await listIn(copy.root, ['ls-files', '-z'], io.env)
    provideDependencies({ from: copy.workTree, to: copy.root }, findDependencies(copy.workTree, directories, files))
    const git = { git: { cwd: copy.root, env: plain(io.env) } }
    const tree = (await readGit(git, ['write-tree'])).toString('utf8').trim()
    return {
      ...copy,
      changedFiles: async () => (await listIn(copy.root, ['diff', '--name-only', '-z', tree], io.env)).toSorted(),
    }
  } catch (error) {
    copy.release()
    throw error
  }
}

async function bringUpToDate(io: Io, { root, workTree }: StagedCheckout): Promise<void> {
  const repository = await requireRepository(workTree, io.env)
  const listed = await readGit(repository, [
    'ls-files',
    '--modified',
    '--deleted',
    '--others',
    '--exclude-standard',
    '-z',
  ])
  for (const file of new Set(decodePath(listed).split('\0').filter(Boolean)))
    copyFile(file, { from: workTree, to: root })
  await runGit({ git: { cwd: root, env: plain(io.env) } }, ['add', '--all'])
}

function copyFile(file: string, { from, to }: { readonly from: string; readonly to: string }): void {
  const [source, target] = [encodePath(path.join(from, file)), encodePath(path.join(to, file))]
  const stats = lstatSync(source, { throwIfNoEntry: false })
  // Another repository inside of this one, or a submodule: it is no file of this one.
  if (stats?.isDirectory() === true) return
  rmSync(target, { force: true })
  if (stats === undefined) return
  mkdirSync(encodePath(path.dirname(path.join(to, file))), { recursive: true })
  if (stats.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
  else if (stats.isFile()) copyFileSync(source, target)
}

async function listIn(cwd: string, args: readonly string[], env: Io['env']): Promise<readonly string[]> {
  return decodePath(await readGit({ git: { cwd, env: plain(env) } }, args))
    .split('\0')
    .filter(Boolean)
}

/** In a hook git's variables speak of the user's repository, not of the copy. */
function plain(env: Io['env']): Io['env'] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')))
}
