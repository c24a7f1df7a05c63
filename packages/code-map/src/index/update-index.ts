import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { SegmentBuild } from './build-worker.ts'
import { openSegments, UNLOCKED_FILES_MAX, type IndexFiles, type Work } from './index-files.ts'
import { contentsOf, knownContents, segmentFiles, type KnownContents } from './known-contents.ts'
import { PathTable, readPathTable, writePathTable, type PathEntry, type Skipped } from './path-table.ts'
import type { BatchEntry, BatchResult } from './read-batch.ts'
import type { RefreshOptions } from './refresh.ts'
import { buildSegments } from './run-workers.ts'
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
  const changed = [...work.changed, ...crowded(work.unchanged, old)]
  const dropped = new Set(changed)
  const unchanged = work.unchanged.filter((entry) => !dropped.has(entry.path))
  const isRewrite = changed.length > work.changed.length
  const known = isRewrite ? new Map() : knownBefore(files, changed, { table, old })
  const { results, inMemory } = await read(files, options, { paths: changed, known })
  const fresh = tableOf(work, {
    root: files.place.root,
    unchanged,
    results,
    oldSegments: table?.segments ?? [],
    skipped: table?.skipped ?? [],
  })
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
  const wanted = new Set(changed)
  return contentsOf(table?.entries.filter((entry) => wanted.has(entry.path)) ?? [], old)
}

async function read(
  { kind, place: { root }, segmentDirectory, isWritable }: IndexFiles,
  options: RefreshOptions,
  { paths, known }: { readonly paths: readonly string[]; readonly known: KnownContents },
): Promise<{ readonly results: readonly BatchResult[]; readonly inMemory: readonly Segment[] }> {
  const inMemory: Segment[] = []
  if (!isWritable) {
    const keep = (name: string, bytes: Uint8Array): unknown => inMemory.push(Segment.ofBytes(name, bytes))
    const build = new SegmentBuild({ root, kind, segmentDirectory: '', known }, { keep, listener: options.listener })
    const result = await build.read(paths)
    build.flush()
    return { results: [result], inMemory }
  }
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
  parts: {
    readonly root: string
    readonly unchanged: readonly PathEntry[]
    readonly results: readonly BatchResult[]
    readonly oldSegments: readonly string[]
    readonly skipped: readonly Skipped[]
  },
): PathTable {
  const numbers = new Map<string, number>()
  const numberOf = (name: string): number => {
    const number = numbers.get(name) ?? numbers.size
    numbers.set(name, number)
    return number
  }
  const kept = parts.unchanged.map(({ path: file, stamp, segment, content }): PathEntry => ({
    path: file,
    stamp,
    segment: numberOf(parts.oldSegments[segment] ?? ''),
    content,
  }))
  const read = parts.results
    .flatMap(({ entries }) => entries)
    .map((entry: BatchEntry) => ({ ...entry, segment: numberOf(entry.segment) }))
  const entries = [...kept, ...read].sort((left, right) => (left.path < right.path ? -1 : 1))
  const present = new Set(entries.map((entry) => entry.path))
  const listed = parts.results.flatMap(({ skipped }) => skipped)
  const older =
    work.changed.length === 0
      ? parts.skipped
      : parts.skipped.filter(({ path: file }) => !present.has(file) && !work.changed.includes(file))
  const skipped = [...listed, ...older].sort((left, right) => (left.path < right.path ? -1 : 1))
  const head = { root: parts.root, scannedAtMs: work.scannedAtMs, segments: [...numbers.keys()], skipped }
  return PathTable.of(head, { entries, watched: work.watched })
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

/** The files of small segments, where a table uses too many of them: they are read again into one. */
function crowded(entries: readonly PathEntry[], segments: readonly Segment[]): readonly string[] {
  const small = new Set(
    segments.flatMap((segment, index) => (segment.header.contents < SMALL_SEGMENT_CONTENTS ? [index] : [])),
  )
  if (small.size < SEGMENTS_MAX) return []
  return entries.filter((entry) => small.has(entry.segment)).map((entry) => entry.path)
}
