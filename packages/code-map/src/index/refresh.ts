import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Environment } from '@groundcrew/core/cli'
import { TreeCheck } from './check-tree.ts'
import { openSegments, UNLOCKED_FILES_MAX, type IndexFiles, type Work } from './index-files.ts'
import { addRow, readPathTable, rowsWhere, type PathTable, type Stamp } from './path-table.ts'
import { tableFileOf, TEXT_DIRECTORY, wordPlace, type Place } from './place.ts'
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
  return refresh({ place, kind: 'facts', look: (table) => lookAtTree(table, { place, options }) }, options)
}

/**
 * Brings the index of words up to date with that of the facts: it is built with the first question that needs it, and has a directory
 * below the other one.
 */
export async function refreshWords(facts: FreshIndex, options: RefreshOptions): Promise<FreshIndex> {
  const place = wordPlace(facts.place)
  const look = (table: PathTable | undefined): Work | undefined => lookAtFacts(table, { facts, options })
  return refresh({ place, kind: 'words', look }, { ...options, listener: undefined })
}

/** Forgets everything that is known of the code of the clone; the text index beside it is its user's affair. */
export function discardIndex({ indexDirectory }: Place): void {
  if (!existsSync(indexDirectory)) return
  for (const name of readdirSync(indexDirectory))
    if (name !== TEXT_DIRECTORY) rmSync(path.join(indexDirectory, name), { recursive: true, force: true })
}

/** What to keep up to date. */
interface Subject extends Pick<IndexFiles, 'place' | 'kind'> {
  /** What there is to do; undefined when the table is right. */
  readonly look: (table: PathTable | undefined) => Promise<Work | undefined> | Work | undefined
}

async function refresh(subject: Subject, options: RefreshOptions): Promise<FreshIndex> {
  try {
    return await new Refresh(subject, options).run()
  } catch (error) {
    if (!(error instanceof IndexDamage)) throw error
    options.note(`${error.message}; building it again`)
    discardIndex(subject.place)
    return new Refresh(subject, options).run()
  }
}

async function lookAtTree(
  table: PathTable | undefined,
  { place, options }: { readonly place: Place; readonly options: RefreshOptions },
): Promise<Work | undefined> {
  const scannedAtMs = options.now()
  const list = async (): Promise<Pick<Work, 'watched' | 'changed'>> => {
    const { listWatched } = await import('./list-tree.ts')
    return listWatched(place, { env: options.env, scannedAtMs })
  }
  if (table === undefined) return { ...(await list()), scannedAtMs, unchanged: [], skipped: [] }
  const check = new TreeCheck(table)
  if (check.isClean) return undefined
  if (check.needsListing) {
    const listed = await list()
    const files = new Set(listed.changed)
    // What is left of them is changed or new.
    const unchanged = rowsWhere(check.unchanged, (row) => files.delete(table.columns.paths[row] as string))
    return { ...listed, scannedAtMs, unchanged, changed: [...files], skipped: [] }
  }
  const { watched, unchanged, changed } = check
  return { scannedAtMs, watched, unchanged, changed, skipped: table.skipped }
}

/** The facts were just brought up to date: their stamps are those of the tree. */
function lookAtFacts(
  table: PathTable | undefined,
  { facts, options }: { readonly facts: FreshIndex; readonly options: RefreshOptions },
): Work | undefined {
  const unchanged: [from: number, to: number][] = []
  const changed: string[] = []
  const { paths = [] } = table?.columns ?? {}
  // Both are sorted by path.
  for (let fact = 0, row = 0; fact < facts.table.fileCount; fact++) {
    const file = facts.table.columns.paths[fact] as string
    while (row < (table?.fileCount ?? 0) && (paths[row] as string) < file) row++
    if (table !== undefined && paths[row] === file && table.holds(row, looked(facts.table.stamp(fact))))
      addRow(unchanged, row)
    else changed.push(file)
  }
  if (changed.length === 0 && table?.fileCount === facts.table.fileCount) return undefined
  return { scannedAtMs: options.now(), watched: [], unchanged, changed, skipped: [] }
}

function looked({ sizeBytes, mtimeMs, ctimeMs, inode }: Stamp): Parameters<PathTable['holds']>[1] {
  return { size: sizeBytes, mtimeMs, ctimeMs, ino: inode }
}

/** Looks what there is to do, and does it; the code for that is loaded only then. */
class Refresh {
  readonly #files: IndexFiles
  readonly #look: Subject['look']
  readonly #options: RefreshOptions

  constructor({ place, kind, look }: Subject, options: RefreshOptions) {
    this.#options = options
    this.#look = look
    this.#files = {
      kind,
      place,
      tableFile: tableFileOf(place),
      segmentDirectory: path.join(place.indexDirectory, 'segments'),
      isWritable: isWritable(place.indexDirectory),
    }
  }

  async run(): Promise<FreshIndex> {
    const version = this.#tableVersion()
    const table = this.#readTable()
    const work = await this.#look(table)
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
      const left = await this.#look(newer)
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
