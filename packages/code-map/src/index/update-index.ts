import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { count } from '@groundcrew/core/text'
import { openSegments, UNLOCKED_FILES_MAX, type IndexFiles, type Work } from './index-files.ts'
import { contentsOf, knownContents, segmentFiles, type KnownContents } from './known-contents.ts'
import {
  NO_COLUMNS,
  PathTable,
  readPathTable,
  rowsWhere,
  writePathTable,
  type PathEntry,
  type RowRange,
} from './path-table.ts'
import type { BatchEntry, BatchResult } from './read-batch.ts'
import type { RefreshOptions } from './refresh.ts'
import { Segment } from './segment.ts'

/** A work tree whose table uses more segments gets them rewritten as one. */
const SEGMENTS_MAX = 32
const SMALL_SEGMENT_CONTENTS = 400
/** A segment that no table uses may belong to a build that has not written its table yet. */
const ORPHAN_MS_MIN = 3_600_000

/** To read so many files may take minutes: whoever waits is told why. */
const ANNOUNCED_FILES_MIN = 10_000

interface Update {
  /** The table as it was. */
  readonly table: PathTable | undefined
  readonly work: Work
}

export interface Updated {
  readonly table: PathTable
  /** Segments that could not be written. */
  readonly inMemory: readonly Segment[]
  readonly filesRead: number
}

/** Reads what changed and writes the table anew. */
export async function updateIndex(files: IndexFiles, options: RefreshOptions, update: Update): Promise<Updated> {
  const { table, work } = update
  const small = table === undefined ? new Set<number>() : crowdOf(files, table)
  const isSmall = (row: number): boolean => small.has(table?.columns.places[row * 2] as number)
  const rewritten = small.size === 0 ? [] : rowsWhere(work.unchanged, isSmall)
  const unchanged = small.size === 0 ? work.unchanged : rowsWhere(work.unchanged, (row) => !isSmall(row))
  const changed = [...work.changed, ...pathsOf(table, rewritten)]
  const known = rewritten.length > 0 ? new Map() : knownBefore(files, changed, table)
  const { results, inMemory } = await read(files, options, { paths: changed, known })
  const fresh = tableOf({ ...work, unchanged }, { root: files.place.root, table, results })
  if (files.isWritable) {
    writePathTable(files.tableFile, fresh)
    if (changed.length > UNLOCKED_FILES_MAX) removeOrphans(files, options.now())
  }
  return { table: fresh, inMemory, filesRead: changed.length }
}

function knownBefore(
  { segmentDirectory }: IndexFiles,
  changed: readonly string[],
  table: PathTable | undefined,
): KnownContents {
  if (changed.length > UNLOCKED_FILES_MAX) return knownContents(segmentDirectory)
  const rows = changed.map((file) => table?.rowOf(file)).filter((row) => row !== undefined)
  return table === undefined ? new Map() : contentsOf(table, rows, segmentDirectory)
}

function pathsOf(table: PathTable | undefined, ranges: readonly RowRange[]): readonly string[] {
  return ranges.flatMap(([from, to]) => table?.columns.paths.slice(from, to) ?? [])
}

async function read(
  { kind, place: { root }, segmentDirectory, isWritable }: IndexFiles,
  options: RefreshOptions,
  { paths, known }: { readonly paths: readonly string[]; readonly known: KnownContents },
): Promise<{ readonly results: readonly BatchResult[]; readonly inMemory: readonly Segment[] }> {
  const inMemory: Segment[] = []
  if (paths.length === 0) return { results: [], inMemory }
  if (!isWritable) {
    const { SegmentBuild } = await import('./build-worker.ts')
    const keep = (name: string, bytes: Uint8Array): unknown => inMemory.push(Segment.ofBytes(name, bytes))
    const build = new SegmentBuild({ root, kind, segmentDirectory: '', known }, { keep, listener: options.listener })
    const result = await build.read(paths)
    build.flush()
    return { results: [result], inMemory }
  }
  if (paths.length >= ANNOUNCED_FILES_MIN)
    options.note(
      `reading ${count(paths.length, 'file')} into the index; what is read is kept where this is interrupted`,
    )
  const { buildSegments } = await import('./run-workers.ts')
  const results = await buildSegments({
    root,
    kind,
    segmentDirectory,
    known,
    paths,
    workerScript: options.workerScript,
    signal: options.signal,
    listener: options.listener,
    onProgress: (done) => options.onProgress?.(done, paths.length),
  })
  return { results, inMemory }
}

function tableOf(
  work: Work,
  { root, table, results }: Pick<Update, 'table'> & { readonly root: string; readonly results: readonly BatchResult[] },
): PathTable {
  const numbers = new Map<string, number>()
  const numberOf = (name: string): number => {
    const number = numbers.get(name) ?? numbers.size
    numbers.set(name, number)
    return number
  }
  const columns = table?.columns ?? NO_COLUMNS
  const isUsed = new Uint8Array(table?.segments.length ?? 0)
  for (const [from, to] of work.unchanged)
    for (let row = from; row < to; row++) isUsed[columns.places[row * 2] as number] = 1
  const segments = Array.from(isUsed, (used, before) =>
    used === 1 ? numberOf(table?.segments[before] ?? '') : undefined,
  )
  const fresh = results
    .flatMap(({ entries }) => entries)
    .map((entry: BatchEntry): PathEntry => ({ ...entry, segment: numberOf(entry.segment) }))
    .sort(byPath)
  const skipped = [...work.skipped, ...results.flatMap((result) => result.skipped)].sort(byPath)
  const head = { root, scannedAtMs: work.scannedAtMs, segments: [...numbers.keys()], skipped }
  return PathTable.of(head, { kept: { columns, rows: work.unchanged, segments }, fresh, watched: work.watched })
}

function byPath(left: { readonly path: string }, right: { readonly path: string }): number {
  return left.path < right.path ? -1 : 1
}

/** Removes tables of work trees that are gone, and then the segments that no table uses. */
function removeOrphans({ place, segmentDirectory }: IndexFiles, nowMs: number): void {
  const { indexDirectory } = place
  const used = new Set<string>()
  for (const name of readdirSync(indexDirectory).filter((entry) => /^tree-.*\.tbl$/.test(entry))) {
    const file = path.join(indexDirectory, name)
    const table = readPathTable(file)
    if (table === undefined) continue
    if (existsSync(table.root)) for (const segment of table.segments) used.add(segment)
    else rmSync(file, { force: true })
  }
  for (const name of segmentFiles(segmentDirectory)) {
    const file = path.join(segmentDirectory, name)
    const stats = statSync(file, { throwIfNoEntry: false })
    if (!used.has(name) && stats !== undefined && nowMs - stats.mtimeMs > ORPHAN_MS_MIN) rmSync(file, { force: true })
  }
}

/** The numbers of a table's small segments, where it has too many of them: their files are read again into one. */
function crowdOf(files: IndexFiles, { segments }: PathTable): ReadonlySet<number> {
  if (segments.length < SEGMENTS_MAX) return new Set()
  const opened = openSegments(files, segments, [])
  const small = opened.flatMap(({ header }, number) => (header.contents < SMALL_SEGMENT_CONTENTS ? [number] : []))
  for (const segment of opened) segment.close()
  return new Set(small.length < SEGMENTS_MAX ? [] : small)
}
