import path from 'node:path'
import type { RowRange, Skipped, Watched } from './path-table.ts'
import type { Place } from './place.ts'
import { Segment } from './segment.ts'
import type { SegmentKind } from './segment-format.ts'

/** Where the index of a work tree is. */
export interface IndexFiles {
  readonly kind: SegmentKind
  readonly place: Place
  readonly tableFile: string
  readonly segmentDirectory: string
  readonly isWritable: boolean
}

/** What there is to do. */
export interface Work {
  readonly scannedAtMs: number
  readonly watched: readonly Watched[]
  /** Rows of the table as it was, in their order. */
  readonly unchanged: readonly RowRange[]
  readonly changed: readonly string[]
  /** What was skipped before and is not among what changed. */
  readonly skipped: readonly Skipped[]
}

/** Updates of more files take a lock, so that two processes do not do them twice. */
export const UNLOCKED_FILES_MAX = 100

/** Segments by name: from disk, or from memory where nothing could be written. */
export function openSegments(
  { segmentDirectory }: IndexFiles,
  names: readonly string[],
  inMemory: readonly Segment[],
): readonly Segment[] {
  return names.map(
    (name) =>
      inMemory.find((segment) => segment.name === name) ?? Segment.open(path.join(segmentDirectory, name), name),
  )
}
