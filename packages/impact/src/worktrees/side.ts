import type { OpenFile } from '@groundcrew/code-map'
import type { FileChange } from '../change/types.ts'
import type { LineOfWork } from './lines-of-work.ts'
import type { SourceTree } from './source-tree.ts'

/** One line of work with what it changed. */
export interface Side {
  readonly line: LineOfWork
  /** Its own changes, by path: what the others have as well is not among them. */
  readonly files: readonly FileChange[]
  readonly before: SourceTree
  readonly after: SourceTree
}

/** Two sides, and what git makes of them together. */
export interface MergedPair {
  readonly mine: Side
  readonly theirs: Side
  readonly merged: SourceTree
}

/** The path of a changed file on the side that did not rename it. */
export function originalPath({ path, previousPath }: FileChange): string {
  return previousPath ?? path
}

/** Whether a line of the new version of a file is one that was changed. */
export function isChangedLine({ hunks }: FileChange, line: number): boolean {
  return hunks.some(({ newStart, newLines }) => line >= newStart && line < newStart + newLines)
}

/** The first changed line of the new version. */
export function firstChangedLine({ hunks }: FileChange): number {
  return Math.max(1, hunks[0]?.newStart ?? 1)
}

/** The files of Python in which a side has lines of its own, as they are now. */
export function changedPython(side: Side): AsyncGenerator<Changed> {
  return changedFiles(side, isPython)
}

/** The files of Python that a side has changed, as they were and as they are; what it added is not among them. */
export function formerPython(side: Side): AsyncGenerator<Former> {
  return formerFiles(side, isPython)
}

function isPython(path: string): boolean {
  return path.endsWith('.py')
}

interface Changed {
  readonly file: FileChange
  readonly open: OpenFile
}

interface Former {
  readonly file: FileChange
  readonly old: OpenFile | undefined
  readonly now: OpenFile | undefined
}

/** As `changedPython`, for other files. */
export async function* changedFiles(
  { files, after }: Side,
  isWanted: (path: string) => boolean,
): AsyncGenerator<Changed> {
  for (const file of files.filter(({ path, hunks }) => isWanted(path) && hunks.length > 0)) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = await after.open(file.path)
    if (open !== undefined) yield { file, open }
  }
}

/** As `formerPython`, for other files. */
export async function* formerFiles(
  { files, before, after }: Side,
  isWanted: (path: string) => boolean,
): AsyncGenerator<Former> {
  for (const file of files.filter(({ path, status }) => isWanted(path) && status !== 'added')) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const [old, now] = await Promise.all([before.open(originalPath(file)), after.open(file.path)])
    yield { file, old, now }
  }
}
