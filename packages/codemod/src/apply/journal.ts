import { existsSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { ToolError } from '@groundcrew/core/cli'
import { encodePath } from '@groundcrew/core/text'
import type { Place } from '../plan/place.ts'
import type { Journal, Run } from './changes.ts'
import { removeEmptyDirectories } from './empty-directories.ts'
import { syncDirectory, writeDurable } from './durable.ts'
import { inParallel } from './parallel.ts'
import { dropRun } from './run-store.ts'

export function writeJournal(place: Place, journal: Journal): void {
  writeDurable(place.journalFile, JSON.stringify(journal))
}

/** The end of a run that has done its work: from now on it is one that can be undone. */
export function closeRun(place: Place, run: Run): void {
  for (const directory of new Set(run.changes.map((record) => path.dirname(path.join(place.root, record.path))))) {
    // A life before this one may have removed it already.
    if (existsSync(encodePath(directory))) syncDirectory(directory)
  }
  removeEmptyDirectories(
    place.root,
    run.changes.filter(({ after }) => after === undefined),
  )
  rmSync(encodePath(place.journalFile), { force: true })
}

/** The end of a run that has changed nothing, or nothing any more. */
export async function discard(place: Place, run: Run): Promise<void> {
  await inParallel(run.changes, ({ draft }) => rm(encodePath(path.join(place.root, draft)), { force: true }))
  removeEmptyDirectories(
    place.root,
    run.changes.filter(({ before }) => before === undefined),
  )
  rmSync(encodePath(place.journalFile), { force: true })
  dropRun(place, run.number)
}

export function changed(file: string): ToolError {
  return new ToolError('CHANGED', `${file} has changed since; nothing was written`, {
    exitCode: 1,
    hint: 'codemod apply ID --rebase plans again and shows the difference',
  })
}

export function notWritten(error: unknown): unknown {
  if (error instanceof ToolError) return error
  const { code, message, changedFile } = error as NodeJS.ErrnoException & { readonly changedFile?: string }
  if (code === undefined) return error
  const where = changedFile === undefined ? '' : `${changedFile}: `
  return new ToolError('NOT_WRITTEN', `${where}${reasons[code] ?? message}; everything is as it was`, {
    cause: error,
    exitCode: 1,
    hint: 'mend that, then run the same command again',
  })
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'the file system does not permit it (is the file immutable, or another user’s?)',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EROFS: 'the file system is read-only',
}

/** Says in an error which file of the work tree it is about: the file system names drafts. */
export async function naming<Result>(changedFile: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { changedFile }) : error
  }
}
