import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { openSegments, UNLOCKED_FILES_MAX, type IndexFiles, type Work } from './index-files.ts'
import { contentsOf, knownContents, segmentFiles, type KnownContents } from './known-contents.ts'
import { NO_COLUMNS, PathTable, readPathTable, writePathTable, type PathEntry } from './path-table.ts'
import type { BatchEntry, BatchResult } from './read-batch.ts'
import type { RefreshOptions } from './refresh.ts'
import { Segment } from './segment.ts'

/** A work tree whose table uses more segments gets them rewritten as one. */
const SEGMENTS_MAX = 32
const SMALL_SEGMENT_CONTENTS = 400
/** A segment that no table uses may belong to a build that has not written its table yet. */
const ORPHAN_MS_MIN = 3_600_000

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
  const old = openSegments(files, table?.segments ?? [], [])
  const rewritten = table === undefined ? new Set<number>() : crowded(table, work.unchanged, old)
  const changed = [...work.changed, ...pathsOf(table, [...rewritten])]
  const known = rewritten.size > 0 ? new Map() : knownBefore(files, changed, { table, old })
  const { results, inMemory } = await read(files, options, { paths: changed, known })
  const unchanged = work.unchanged.filter((row) => !rewritten.has(row))
  const fresh = tableOf({ ...work, unchanged }, { root: files.place.root, table, results })
  if (files.isWritable) {
    writePathTable(files.tableFile, fresh)
    if (changed.length > UNLOCKED_FILES_MAX) removeOrphans(files, options.now())
  }
  for (const segment of old) segment.close()
  return { table: fresh, inMemory, filesRead: changed.length }
}

function knownBefore(
  { segmentDirectory }: IndexFiles,
  changed: readonly string[],
  { table, old }: { readonly table: PathTable | undefined; readonly old: readonly Segment[] },
): KnownContents {
  if (changed.length > UNLOCKED_FILES_MAX) return knownContents(segmentDirectory)
  const rows = changed.map((file) => table?.rowOf(file)).filter((row) => row !== undefined)
  return contentsOf(
    rows.map((row) => table?.entry(row) as PathEntry),
    old,
  )
}

function pathsOf(table: PathTable | undefined, rows: readonly number[]): readonly string[] {
  return rows.map((row) => table?.columns.paths[row] as string)
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
  const segments: number[] = []
  for (const row of work.unchanged) {
    const before = columns.places[row * 2] as number
    segments[before] ??= numberOf(table?.segments[before] ?? '')
  }
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

/** The rows of files in small segments, where a table uses too many of them: they are read again into one. */
function crowded({ columns }: PathTable, rows: readonly number[], segments: readonly Segment[]): ReadonlySet<number> {
  const small = new Set(
    segments.flatMap((segment, index) => (segment.header.contents < SMALL_SEGMENT_CONTENTS ? [index] : [])),
  )
  if (small.size < SEGMENTS_MAX) return new Set()
  return new Set(rows.filter((row) => small.has(columns.places[row * 2] as number)))
}
