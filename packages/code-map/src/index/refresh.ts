import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Environment } from '@groundcrew/core/cli'
import { SegmentBuild } from './build-worker.ts'
import { checkTree } from './check-tree.ts'
import { contentsOf, knownContents, segmentFiles, type KnownContents } from './known-contents.ts'
import { listingInputs, listTree, watchedStamp } from './list-tree.ts'
import { withLock } from './lock.ts'
import { readPathTable, writePathTable, type PathEntry, type PathTable, type Skipped } from './path-table.ts'
import type { Place } from './place.ts'
import type { BatchEntry, BatchResult } from './read-batch.ts'
import { buildSegments } from './run-workers.ts'
import { IndexDamage, Segment } from './segment.ts'

/** Builds of more files take a lock, so that two processes do not do them twice. */
const UNLOCKED_FILES_MAX = 100
/** A work tree whose table uses more segments gets them rewritten as one. */
const SEGMENTS_MAX = 32
const SMALL_SEGMENT_CONTENTS = 400
/** A segment that no table uses may belong to a build that has not written its table yet. */
const ORPHAN_MS_MIN = 3_600_000

export interface RefreshOptions {
  readonly env: Environment
  readonly signal?: AbortSignal | undefined
  readonly now: () => number
  /** See BuildPlan. */
  readonly workerScript?: string | undefined
  /** A remark for whoever watches. */
  note(text: string): void
  onProgress?(filesDone: number, filesTotal: number): void
}

/** The index of a work tree as it is on disk at this moment. */
export interface FreshIndex {
  readonly place: Place
  readonly table: PathTable
  /** In the order of `table.segments`. */
  readonly segments: readonly Segment[]
  /** Files that were read for it. */
  readonly filesRead: number
}

/** Brings the index of a work tree up to date and opens it. A damaged index is built again, and the caller hears of it once. */
export async function refreshIndex(place: Place, options: RefreshOptions): Promise<FreshIndex> {
  try {
    return await new Refresh(place, options).run()
  } catch (error) {
    if (!(error instanceof IndexDamage)) throw error
    options.note(`${error.message}; building it again`)
    discardIndex(place)
    return new Refresh(place, options).run()
  }
}

/** Forgets everything that is known of the clone. */
export function discardIndex(place: Place): void {
  rmSync(place.indexDirectory, { recursive: true, force: true })
}

class Refresh {
  readonly #place: Place
  readonly #options: RefreshOptions
  readonly #tableFile: string
  readonly #segmentDirectory: string
  readonly #isWritable: boolean
  #filesRead = 0
  readonly #inMemory: Segment[] = []

  constructor(place: Place, options: RefreshOptions) {
    this.#place = place
    this.#options = options
    const hash = createHash('sha256').update(place.root).digest('hex').slice(0, 16)
    this.#tableFile = path.join(place.indexDirectory, `tree-${hash}.tbl`)
    this.#segmentDirectory = path.join(place.indexDirectory, 'segments')
    this.#isWritable = isWritable(place.indexDirectory)
  }

  async run(): Promise<FreshIndex> {
    const version = this.#tableVersion()
    const table = readPathTable(this.#tableFile)
    const work = await this.#inspect(table)
    if (work === undefined && table !== undefined) return this.#open(table)
    const count = work?.changed.length ?? 0
    if (count <= UNLOCKED_FILES_MAX || !this.#isWritable) return this.#update(table, work)
    const onWait = (pid: number): void => this.#options.note(`waiting for process ${pid}, which builds the index`)
    return withLock(
      path.join(this.#place.indexDirectory, 'build.lock'),
      { signal: this.#options.signal, onWait },
      async () => {
        if (this.#tableVersion() === version) return this.#update(table, work)
        const newer = readPathTable(this.#tableFile)
        const left = await this.#inspect(newer)
        return left === undefined && newer !== undefined ? this.#open(newer) : this.#update(newer, left)
      },
    )
  }

  /** Changes whenever a process writes the table. */
  #tableVersion(): string {
    if (!this.#isWritable) return ''
    const stats = statSync(this.#tableFile, { throwIfNoEntry: false })
    return stats === undefined ? '' : `${stats.ino}:${stats.ctimeMs}`
  }

  /** What there is to do; undefined when the table is right. */
  async #inspect(table: PathTable | undefined): Promise<Work | undefined> {
    const scannedAtMs = this.#options.now()
    if (table === undefined) return { ...(await this.#list()), scannedAtMs, unchanged: [] }
    const check = checkTree(table)
    if (check.needsListing) {
      const listed = await this.#list()
      const unchanged = new Map(check.unchanged.map((entry) => [entry.path, entry]))
      const kept = listed.changed.filter((file) => unchanged.has(file)).map((file) => unchanged.get(file) as PathEntry)
      return { ...listed, scannedAtMs, unchanged: kept, changed: listed.changed.filter((file) => !unchanged.has(file)) }
    }
    if (check.changed.length === 0 && check.unchanged.length === table.entries.length) return undefined
    return { scannedAtMs, watched: table.watched, unchanged: check.unchanged, changed: check.changed }
  }

  async #list(): Promise<{ readonly watched: PathTable['watched']; readonly changed: readonly string[] }> {
    const { env } = this.#options
    // Stamps first: what changes while the tree is being listed will be seen next time.
    const { files, watched } = await listTree(this.#place, env)
    const paths = [
      ...watched,
      ...listingInputs(this.#place, env),
      ...files.filter((file) => file === '.gitignore' || file.endsWith('/.gitignore')),
    ]
    return {
      changed: files,
      watched: paths.map((file) => ({ path: file, stamp: watchedStamp(this.#place.root, file) })),
    }
  }

  async #update(table: PathTable | undefined, work: Work | undefined): Promise<FreshIndex> {
    if (work === undefined) throw new Error('nothing to update')
    const old = this.#openSegments(table?.segments ?? [])
    const changed = [...work.changed, ...crowded(work.unchanged, old)]
    const dropped = new Set(changed)
    const unchanged = work.unchanged.filter((entry) => !dropped.has(entry.path))
    const results = await this.#read(
      changed,
      this.#known(changed, { table, old, isRewrite: changed.length > work.changed.length }),
    )
    const fresh = this.#tableOf(work, {
      unchanged,
      results,
      oldSegments: table?.segments ?? [],
      skipped: table?.skipped ?? [],
    })
    if (this.#isWritable) {
      writePathTable(this.#tableFile, fresh)
      if (changed.length > UNLOCKED_FILES_MAX) this.#removeOrphans()
    }
    for (const segment of old) segment.close()
    return this.#open(fresh)
  }

  #known(
    changed: readonly string[],
    context: { readonly table: PathTable | undefined; readonly old: readonly Segment[]; readonly isRewrite: boolean },
  ): KnownContents {
    if (context.isRewrite) return new Map()
    if (changed.length > UNLOCKED_FILES_MAX) return knownContents(this.#segmentDirectory)
    const wanted = new Set(changed)
    return contentsOf(context.table?.entries.filter((entry) => wanted.has(entry.path)) ?? [], context.old)
  }

  async #read(paths: readonly string[], known: KnownContents): Promise<readonly BatchResult[]> {
    const { signal, workerScript } = this.#options
    const { root } = this.#place
    this.#filesRead = paths.length
    if (!this.#isWritable) {
      const build = new SegmentBuild({ root, segmentDirectory: '', known }, (name, bytes) =>
        this.#inMemory.push(Segment.ofBytes(name, bytes)),
      )
      const result = await build.read(paths)
      build.flush()
      return [result]
    }
    return buildSegments({
      root,
      segmentDirectory: this.#segmentDirectory,
      known,
      paths,
      workerScript,
      signal,
      onProgress: (done) => this.#options.onProgress?.(done, paths.length),
    })
  }

  #tableOf(
    work: Work,
    parts: {
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
    const kept = parts.unchanged.map((entry) => ({
      ...entry,
      segment: numberOf(parts.oldSegments[entry.segment] ?? ''),
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
    return {
      root: this.#place.root,
      scannedAtMs: work.scannedAtMs,
      segments: [...numbers.keys()],
      entries,
      skipped,
      watched: work.watched,
    }
  }

  #open(table: PathTable): FreshIndex {
    return { place: this.#place, table, segments: this.#openSegments(table.segments), filesRead: this.#filesRead }
  }

  #openSegments(names: readonly string[]): readonly Segment[] {
    return names.map(
      (name) =>
        this.#inMemory.find((segment) => segment.name === name) ??
        Segment.open(path.join(this.#segmentDirectory, name), name),
    )
  }

  /** Removes tables of work trees that are gone, and then the segments that no table uses. */
  #removeOrphans(): void {
    const { indexDirectory } = this.#place
    const used = new Set<string>()
    for (const name of readdirSync(indexDirectory).filter((entry) => entry.endsWith('.tbl'))) {
      const file = path.join(indexDirectory, name)
      const table = readPathTable(file)
      if (table === undefined) continue
      if (existsSync(table.root)) for (const segment of table.segments) used.add(segment)
      else rmSync(file, { force: true })
    }
    for (const name of segmentFiles(this.#segmentDirectory)) {
      const file = path.join(this.#segmentDirectory, name)
      const stats = statSync(file, { throwIfNoEntry: false })
      if (!used.has(name) && stats !== undefined && this.#options.now() - stats.mtimeMs > ORPHAN_MS_MIN)
        rmSync(file, { force: true })
    }
  }
}

interface Work {
  readonly scannedAtMs: number
  readonly watched: PathTable['watched']
  readonly unchanged: readonly PathEntry[]
  readonly changed: readonly string[]
}

/** The files of small segments, where a table uses too many of them: they are read again into one. */
function crowded(entries: readonly PathEntry[], segments: readonly Segment[]): readonly string[] {
  const small = new Set(
    segments.flatMap((segment, index) => (segment.header.contents < SMALL_SEGMENT_CONTENTS ? [index] : [])),
  )
  if (small.size < SEGMENTS_MAX) return []
  return entries.filter((entry) => small.has(entry.segment)).map((entry) => entry.path)
}

function isWritable(directory: string): boolean {
  try {
    mkdirSync(path.join(directory, 'segments'), { recursive: true })
    accessSync(directory, constants.W_OK)
    return true
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return false
    throw error
  }
}
