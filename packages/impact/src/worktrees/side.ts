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
