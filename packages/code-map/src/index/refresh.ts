import { mkdirSync, accessSync, constants, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Environment } from '@groundcrew/core/cli'
import { checkTree } from './check-tree.ts'
import { openSegments, UNLOCKED_FILES_MAX, type IndexFiles, type Work } from './index-files.ts'
import { readPathTable, type PathEntry, type PathTable } from './path-table.ts'
import { treeName, type Place } from './place.ts'
import { IndexDamage, type Segment } from './segment.ts'
import type { ContentListener } from './segment-writer.ts'

export interface RefreshOptions {
  readonly env: Environment
  readonly signal?: AbortSignal | undefined
  readonly now: () => number
  /** See BuildPlan. */
  readonly workerScript?: string | undefined
  readonly listener?: ContentListener | undefined
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

/** What a look found to be right, or what has to be done; the code that does it is loaded only then. */
class Refresh {
  readonly #files: IndexFiles
  readonly #options: RefreshOptions

  constructor(place: Place, options: RefreshOptions) {
    this.#options = options
    this.#files = {
      place,
      tableFile: path.join(place.indexDirectory, `tree-${treeName(place)}.tbl`),
      segmentDirectory: path.join(place.indexDirectory, 'segments'),
      isWritable: isWritable(place.indexDirectory),
    }
  }

  async run(): Promise<FreshIndex> {
    const version = this.#tableVersion()
    const table = this.#readTable()
    const work = await this.#inspect(table)
    if (work === undefined && table !== undefined) return this.#open(table)
    const count = work?.changed.length ?? 0
    if (count <= UNLOCKED_FILES_MAX || !this.#files.isWritable) return this.#update(table, work)
    const { takeFileLock } = await import('@groundcrew/core/process')
    const lock = await takeFileLock(path.join(this.#files.place.indexDirectory, 'build.lock'), {
      signal: this.#options.signal,
      onWait: ({ pid }) => this.#options.note(`waiting for process ${pid}, which builds the index`),
    })
    try {
      if (this.#tableVersion() === version) return await this.#update(table, work)
      const newer = this.#readTable()
      const left = await this.#inspect(newer)
      return left === undefined && newer !== undefined ? this.#open(newer) : await this.#update(newer, left)
    } finally {
      lock.release()
    }
  }

  /** Changes whenever a process writes the table. */
  #tableVersion(): string {
    if (!this.#files.isWritable) return ''
    const stats = statSync(this.#files.tableFile, { throwIfNoEntry: false })
    return stats === undefined ? '' : `${stats.ino}:${stats.ctimeMs}`
  }

  #readTable(): PathTable | undefined {
    const table = readPathTable(this.#files.tableFile)
    return table?.root === this.#files.place.root ? table : undefined
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

  async #list(): Promise<Pick<Work, 'watched' | 'changed'>> {
    const { listWatched } = await import('./list-tree.ts')
    return listWatched(this.#files.place, this.#options.env)
  }

  async #update(table: PathTable | undefined, work: Work | undefined): Promise<FreshIndex> {
    if (work === undefined) throw new Error('nothing to update')
    const { updateIndex } = await import('./update-index.ts')
    const updated = await updateIndex(this.#files, this.#options, { table, work })
    return {
      place: this.#files.place,
      table: updated.table,
      segments: openSegments(this.#files, updated.table.segments, updated.inMemory),
      filesRead: updated.filesRead,
    }
  }

  #open(table: PathTable): FreshIndex {
    return { place: this.#files.place, table, segments: openSegments(this.#files, table.segments, []), filesRead: 0 }
  }
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
