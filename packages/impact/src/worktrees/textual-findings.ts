import { posix } from 'node:path'
import type { MergeConflict } from '@groundcrew/core/repo'
import type { FileChange } from '../change/types.ts'
import type { PairFinding, Place } from './findings.ts'
import { lockCommand } from './manifest-findings.ts'
import { firstChangedLine, originalPath, type Side } from './side.ts'

/** What git cannot merge, where it is the work of these two sides. */
export function findTextual(
  conflicts: readonly MergeConflict[],
  sides: { readonly mine: Side; readonly theirs: Side } | undefined,
): readonly PairFinding[] {
  return conflicts.flatMap((conflict): readonly PairFinding[] => {
    const { path, type } = conflict
    const { mine, theirs } = sides === undefined ? {} : filesOf(sides, conflict)
    // Without a part of theirs the conflict is with the default branch, and told there.
    if (sides !== undefined && theirs === undefined) return []
    const places = placesOf(path, mine, theirs)
    const isLockfile = lockCommand(path) !== undefined
    return [
      {
        ...places,
        path,
        severity: 'conflict',
        kind: isLockfile ? 'lockfile' : 'textual',
        text: describe(type, mine ?? theirs),
      },
    ]
  })
}

interface Files {
  readonly mine?: FileChange | undefined
  readonly theirs?: FileChange | undefined
}

/**
 * What each side did to the first of the paths that it knows. A path that one side renamed is known to the other one under its old name; of a
 * directory that it renamed, or put in the place of a file, any file will do.
 */
function filesOf(sides: { readonly mine: Side; readonly theirs: Side }, { path, others, type }: MergeConflict): Files {
  const paths = [path, ...others]
  const find = (side: Side): FileChange | undefined =>
    fileOf(side, paths) ?? (/directory/.test(type) ? fileOfDirectory(side, paths) : undefined)
  const mine = find(sides.mine)
  const theirs = find(sides.theirs)
  return {
    mine: mine ?? (theirs === undefined ? undefined : fileOf(sides.mine, [originalPath(theirs)])),
    theirs: theirs ?? (mine === undefined ? undefined : fileOf(sides.theirs, [originalPath(mine)])),
  }
}

function fileOf({ files }: Side, paths: readonly string[]): FileChange | undefined {
  return paths.flatMap((path) => files.find((file) => file.path === path || originalPath(file) === path) ?? [])[0]
}

function fileOfDirectory({ files }: Side, paths: readonly string[]): FileChange | undefined {
  const directories = new Set(paths.flatMap((path) => [path, posix.dirname(path)]))
  return (
    files.find((file) => file.path !== originalPath(file) && directories.has(posix.dirname(originalPath(file)))) ??
    files.find(({ path }) => paths.some((directory) => path.startsWith(`${directory}/`)))
  )
}

function placesOf(
  path: string,
  mine: FileChange | undefined,
  theirs: FileChange | undefined,
): { readonly mine: Place; readonly theirs: Place } {
  const pair = mine === undefined || theirs === undefined ? undefined : firstMeeting(mine, theirs)
  const placeOf = (file: FileChange | undefined, line: number | undefined): Place => ({
    path: file?.path ?? path,
    line: line ?? (file === undefined ? 1 : firstChangedLine(file)),
  })
  return { mine: placeOf(mine, pair?.mine), theirs: placeOf(theirs, pair?.theirs) }
}

/** The first hunks that touch or overlap, in the lines of each side. */
function firstMeeting(
  mine: FileChange,
  theirs: FileChange,
): { readonly mine: number; readonly theirs: number } | undefined {
  for (const own of mine.hunks) {
    for (const other of theirs.hunks) {
      const isApart = own.oldStart + own.oldLines < other.oldStart || other.oldStart + other.oldLines < own.oldStart
      if (!isApart) return { mine: Math.max(1, own.newStart), theirs: Math.max(1, other.newStart) }
    }
  }
  return undefined
}

function describeContents(file: FileChange | undefined): string {
  if (file?.isSubmodule === true) return 'both moved this submodule, each to another commit'
  return file?.isBinary === true ? 'both changed this binary file' : 'both changed the same lines'
}

function describe(type: string, file: FileChange | undefined): string {
  switch (type) {
    case 'contents':
      return describeContents(file)
    case 'add/add':
      return 'both added this file'
    case 'modify/delete':
      return 'one side deleted what the other changed'
    case 'rename/delete':
      return 'one side renamed what the other deleted'
    case 'rename/rename':
      return 'renamed to two names, or two files to one'
    case 'binary':
      return 'both changed this binary file'
    case 'file/directory':
      return 'a file on one side, a directory of that name on the other'
    case 'distinct modes':
      return 'a file on one side, a link or a submodule on the other'
    case 'directory rename suggested':
      return 'one side put it into a directory that the other renamed'
    case 'directory rename unclear split':
      return 'one side split this directory into several, and the other put something into it'
    case 'file in way of directory rename':
      return 'one side put it into a directory that the other renamed, and it is there already'
    default:
      return type
  }
}
