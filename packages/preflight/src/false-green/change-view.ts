import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import {
  changedFiles,
  mergeBase,
  readGit,
  requireRepository,
  type ChangedFile,
  type Repository,
  type Selection,
} from '@groundcrew/core/repo'
import { selectChange } from '../new-only/changed-lines.ts'
import type { ChangeOptions } from '../scope.ts'
import type { ReadFile } from './resolve-program.ts'

/** The files as they are and as they were before the change under check. */
export interface ChangeView {
  readonly changed: ReadonlyMap<string, ChangedFile>
  readonly readNow: ReadFile
  readonly readBefore: ReadFile
}

/** What a change may have taken something out of. */
export interface ChangedTree {
  /** Relative to the root. */
  readonly files: readonly string[]
  readonly view: ChangeView
  readonly isTest: (file: string) => boolean
}

/** @throws ToolError NOT_A_REPOSITORY, and those of `changedFiles`. */
export async function viewChange(io: Io, root: string, options: ChangeOptions): Promise<ChangeView> {
  const repository = await requireRepository(io.cwd, io.env)
  const selection = await selectChange(io, repository, options)
  const changed = new Map((await changedFiles(repository, selection)).map((change) => [change.path, change]))
  const base = await baseOf(repository, selection)
  const readNow: ReadFile = async (file) => await Promise.resolve(readText(root, file))
  const shown = new Map<string, Promise<string>>()
  const show = async (name: string): Promise<string> => (await readGit(repository, ['show', name])).toString('utf8')
  const readBefore: ReadFile = async (file) => {
    const change = changed.get(file)
    if (change === undefined) return await readNow(file)
    if (change.status === 'added' || change.status === 'untracked') return undefined
    const name = `${base}:${change.previousPath ?? file}`
    const text = shown.get(name) ?? show(name)
    shown.set(name, text)
    return await text
  }
  return { changed, readNow, readBefore }
}

async function baseOf(repository: Repository, selection: Selection): Promise<string> {
  switch (selection.kind) {
    case 'work-tree':
    case 'staged':
      return 'HEAD'
    case 'since':
      return selection.ref
    case 'since-merge-base':
      return await commonCommit(repository, [selection.ref, 'HEAD'])
    case 'range':
      return selection.from
    case 'range-from-merge-base':
      return await commonCommit(repository, [selection.from, selection.to])
  }
}

async function commonCommit(repository: Repository, [left, right]: readonly [string, string]): Promise<string> {
  const base = await mergeBase(repository, left, right)
  return base.kind === 'found' ? base.commit : left
}

function readText(root: string, file: string): string | undefined {
  try {
    return readFileSync(path.join(root, file), 'utf8')
  } catch {
    return undefined
  }
}
