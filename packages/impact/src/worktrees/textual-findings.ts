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
  return conflicts.flatMap(({ path, type }): readonly PairFinding[] => {
    const { mine, theirs } = sides === undefined ? {} : filesOf(sides, path)
    // Without a part of theirs the conflict is with the default branch, and told there.
    if (sides !== undefined && theirs === undefined) return []
    const places = placesOf(path, mine, theirs)
    const isLockfile = lockCommand(path) !== undefined
    return [{ ...places, path, severity: 'conflict', kind: isLockfile ? 'lockfile' : 'textual', text: describe(type) }]
  })
}

interface Files {
  readonly mine?: FileChange | undefined
  readonly theirs?: FileChange | undefined
}

/** A path that one side renamed is known to the other one under its old name. */
function filesOf(sides: { readonly mine: Side; readonly theirs: Side }, path: string): Files {
  const mine = fileOf(sides.mine, path)
  const theirs = fileOf(sides.theirs, path)
  return {
    mine: mine ?? (theirs === undefined ? undefined : fileOf(sides.mine, originalPath(theirs))),
    theirs: theirs ?? (mine === undefined ? undefined : fileOf(sides.theirs, originalPath(mine))),
  }
}

function fileOf({ files }: Side, path: string): FileChange | undefined {
  return files.find((file) => file.path === path || originalPath(file) === path)
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

function describe(type: string): string {
  switch (type) {
    case 'contents':
      return 'both changed the same lines'
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
    default:
      return type
  }
}
