import { isAscii as isAsciiBytes } from 'node:buffer'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync, type Stats } from 'node:fs'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import { IndexDamage, OTHER_FORMAT } from './segment.ts'

/** What tells whether a file is still the one that was read: git's own choice. */
export interface Stamp {
  readonly sizeBytes: number
  readonly mtimeMs: number
  readonly ctimeMs: number
  readonly inode: number
}

/** A file of the work tree and its content in the index. */
export interface PathEntry {
  /** Bytes as Latin-1 characters, so that any name survives; see `displayPath`. */
  readonly path: string
  readonly stamp: Stamp
  /** Index into `segments`. */
  readonly segment: number
  readonly content: number
}

/** Why listed files are not in the index. */
export interface Skipped {
  readonly path: string
  readonly reason: 'symlink' | 'submodule' | 'unreadable' | 'special' | 'too-large'
}

/** What of a work tree may get files, or says which are listed; see `NO_STAMP` and `watchedStamp`. */
export interface Watched {
  readonly path: string
  readonly stamp: Stamp
}

interface TableHead {
  readonly root: string
  /** When the look began, in milliseconds: what changed later or just before may look unchanged. */
  readonly scannedAtMs: number
  readonly segments: readonly string[]
  readonly skipped: readonly Skipped[]
}

/** The files and then what is watched, as columns: most questions need few of them as objects. */
interface Columns {
  readonly paths: readonly string[]
  /** STAMP_NUMBERS for each path. */
  readonly stamps: Float64Array
  /** Segment and content of each file. */
  readonly places: Uint32Array
  /** All paths are ASCII. */
  readonly isPlain: boolean
}

/** Rows from one to before the other. Of most tables nearly all rows stay, and are copied by ranges. */
export type RowRange = readonly [from: number, to: number]

/** What stays of the table before. */
interface Kept {
  readonly columns: Columns
  readonly rows: readonly RowRange[]
  /** The numbers that its segments have now; none: not one of these rows is in it. */
  readonly segments: readonly (number | undefined)[]
}

/** What a table is made of. */
interface TableParts {
  readonly kept: Kept
  readonly fresh: readonly PathEntry[]
  readonly watched: readonly Watched[]
}

/** A work tree as it was when it was last looked at. */
export class PathTable implements TableHead {
  readonly root: string
  readonly scannedAtMs: number
  readonly segments: readonly string[]
  readonly skipped: readonly Skipped[]
  readonly columns: Columns
  #entries: readonly PathEntry[] | undefined

  /** `kept` and `fresh` are sorted by path, and have none in common. */
  static of(head: TableHead, { kept, fresh, watched }: TableParts): PathTable {
    const files = rowCount(kept.rows) + fresh.length
    const columns = new ColumnWriter(files, files + watched.length)
    let next = 0
    for (const [from, to] of kept.rows) {
      let start = from
      for (; next < fresh.length; next++) {
        const entry = fresh[next] as PathEntry
        const end = firstNotBefore(kept.columns.paths, entry.path, [start, to])
        if (end === to) break
        columns.addKept(kept, [start, end])
        columns.addFile(entry)
        start = end
      }
      columns.addKept(kept, [start, to])
    }
    for (; next < fresh.length; next++) columns.addFile(fresh[next] as PathEntry)
    for (const one of watched) columns.add(one)
    const others = [...fresh, ...watched]
    const isPlain = kept.columns.isPlain && others.every(({ path: name }) => isAscii(name))
    return new PathTable(head, columns.end(isPlain))
  }

  constructor({ root, scannedAtMs, segments, skipped }: TableHead, columns: Columns) {
    this.root = root
    this.scannedAtMs = scannedAtMs
    this.segments = segments
    this.skipped = skipped
    this.columns = columns
  }

  /** The first so many rows of the columns are files. */
  get fileCount(): number {
    return this.columns.places.length / 2
  }

  /** Sorted by path. */
  get entries(): readonly PathEntry[] {
    this.#entries ??= Array.from({ length: this.fileCount }, (_, row) => this.entry(row))
    return this.#entries
  }

  get watched(): readonly Watched[] {
    const { paths } = this.columns
    return paths.slice(this.fileCount).map((path, index) => ({ path, stamp: this.stamp(this.fileCount + index) }))
  }

  entry(row: number): PathEntry {
    const { paths, places } = this.columns
    const [path, segment, content] = [paths[row], places[row * 2], places[row * 2 + 1]]
    if (path === undefined || segment === undefined || content === undefined)
      throw new Error(`there is no file number ${row}`)
    return { path, stamp: this.stamp(row), segment, content }
  }

  stamp(row: number): Stamp {
    const { stamps } = this.columns
    const at = row * STAMP_NUMBERS
    const number = (offset: number): number => stamps[at + offset] ?? 0
    return { sizeBytes: number(0), mtimeMs: number(1), ctimeMs: number(2), inode: number(3) }
  }

  /** The row of a file. */
  rowOf(path: string): number | undefined {
    const row = firstNotBefore(this.columns.paths, path, [0, this.fileCount])
    return row < this.fileCount && this.columns.paths[row] === path ? row : undefined
  }

  /** The path of a row as the file system takes it. */
  systemPath(row: number): string | Buffer {
    const path = this.columns.paths[row] ?? ''
    const isBelowRoot = path !== '' && !path.startsWith('/')
    return this.columns.isPlain && isBelowRoot ? `${this.root}/${path}` : systemPath(this.root, path)
  }

  /** Whether a file is as its row says, and was so for so long that another change would show (git's rule for racy entries). */
  holds(row: number, stats: Looked): boolean {
    return this.columns.stamps[row * STAMP_NUMBERS] === stats.size && this.#hasTimes(row, stats)
  }

  /** As `holds`, for what is watched. */
  holdsWatched(row: number, stats: Stats | undefined): boolean {
    const wasThere = this.columns.stamps[row * STAMP_NUMBERS] !== NO_STAMP.sizeBytes
    return stats === undefined || !wasThere ? stats === undefined && !wasThere : this.#hasTimes(row, stats)
  }

  /** The number for the names that what is watched had when the tree was listed; NaN where there is none. */
  namesAt(row: number): number {
    return this.columns.stamps[row * STAMP_NUMBERS] as number
  }

  #hasTimes(row: number, { mtimeMs, ctimeMs, ino }: Looked): boolean {
    const { stamps } = this.columns
    const at = row * STAMP_NUMBERS
    return (
      stamps[at + 1] === mtimeMs &&
      stamps[at + 2] === ctimeMs &&
      stamps[at + 3] === ino &&
      ctimeMs < settledBefore(this.scannedAtMs)
    )
  }
}

/** Puts the columns of a table together, row by row or by ranges of rows. */
class ColumnWriter {
  readonly #stamps: Float64Array
  readonly #places: Uint32Array
  readonly #paths: (readonly string[])[] = []
  #count = 0

  constructor(files: number, rows: number) {
    this.#stamps = new Float64Array(rows * STAMP_NUMBERS)
    this.#places = new Uint32Array(files * 2)
  }

  addKept({ columns, segments }: Kept, [from, to]: RowRange): void {
    const first = this.#count
    this.#stamps.set(columns.stamps.subarray(from * STAMP_NUMBERS, to * STAMP_NUMBERS), first * STAMP_NUMBERS)
    const places = this.#places.subarray(first * 2, (first + to - from) * 2)
    places.set(columns.places.subarray(from * 2, to * 2))
    if (segments.some((number, before) => number !== undefined && number !== before))
      for (let at = 0; at < places.length; at += 2) places[at] = segments[places[at] as number] as number
    this.#addPaths(columns.paths.slice(from, to))
  }

  addFile(entry: PathEntry): void {
    this.#places.set([entry.segment, entry.content], this.#count * 2)
    this.add(entry)
  }

  add({ path: name, stamp }: Watched): void {
    this.#stamps.set(numbersOf(stamp), this.#count * STAMP_NUMBERS)
    this.#addPaths([name])
  }

  end(isPlain: boolean): Columns {
    return { paths: this.#paths.flat(), stamps: this.#stamps, places: this.#places, isPlain }
  }

  #addPaths(paths: readonly string[]): void {
    this.#paths.push(paths)
    this.#count += paths.length
  }
}

/** The rows of some ranges for which something holds. */
export function rowsWhere(ranges: readonly RowRange[], holds: (row: number) => boolean): readonly RowRange[] {
  const found: [from: number, to: number][] = []
  for (const [from, to] of ranges) for (let row = from; row < to; row++) if (holds(row)) addRow(found, row)
  return found
}

/** Adds a row behind the last one. */
export function addRow(ranges: [from: number, to: number][], row: number): void {
  const last = ranges.at(-1)
  if (last?.[1] === row) last[1] = row + 1
  else ranges.push([row, row + 1])
}

function rowCount(ranges: readonly RowRange[]): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0)
}

/** Of sorted paths the first one from there on that is not before a name. */
function firstNotBefore(paths: readonly string[], name: string, [from, to]: RowRange): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >> 1
    if ((paths[middle] as string) < name) low = middle + 1
    else high = middle
  }
  return low
}

/** What of a look at a file tells whether it is the same. */
type Looked = Pick<Stats, 'size' | 'mtimeMs' | 'ctimeMs' | 'ino'>

/** The stamp of what is not there. */
export const NO_STAMP: Stamp = { sizeBytes: -1, mtimeMs: 0, ctimeMs: 0, inode: 0 }
/** A file that changed this shortly before it was looked at may change again without another time stamp. */
const RACY_MS = 25
/** Of a table without rows. */
export const NO_COLUMNS: Columns = {
  paths: [],
  stamps: new Float64Array(),
  places: new Uint32Array(),
  isPlain: true,
}
const MAGIC = 'gcpath04'
/** What a table of any version of groundcrew begins with. */
const OTHER_MAGIC = /^gcpath\d\d$/
const HEAD_BYTES = 16
const STAMP_NUMBERS = 4

export function stampOf(stats: Stats): Stamp {
  return { sizeBytes: stats.size, mtimeMs: stats.mtimeMs, ctimeMs: stats.ctimeMs, inode: stats.ino }
}

/**
 * Of what is watched the times say all that the size does: in its place stands a number for the names that are in it (see `namesOf` and
 * `trackedNamesOf`) where none came or went while the tree was listed; NaN: it is not known.
 */
export function watchedStamp(stats: Stats, names: number, scannedAtMs: number): Stamp {
  return { ...stampOf(stats), sizeBytes: stats.ctimeMs < settledBefore(scannedAtMs) ? names : Number.NaN }
}

/** What changed earlier than this could not have changed again, when it was looked at, without another time stamp. */
export function settledBefore(scannedAtMs: number): number {
  return scannedAtMs - RACY_MS
}

function numbersOf({ sizeBytes, mtimeMs, ctimeMs, inode }: Stamp): readonly number[] {
  return [sizeBytes, mtimeMs, ctimeMs, inode]
}

export function isSameStamp(left: Stamp, right: Stamp): boolean {
  return (
    left.mtimeMs === right.mtimeMs &&
    left.sizeBytes === right.sizeBytes &&
    left.ctimeMs === right.ctimeMs &&
    left.inode === right.inode
  )
}

/** A path of the table for a reader; bytes that are no UTF-8 become U+FFFD. */
export function displayPath(pathBytes: string): string {
  return isAscii(pathBytes) ? pathBytes : Buffer.from(pathBytes, 'latin1').toString()
}

/** A path of the table, relative to the root or absolute, as the file system takes it. */
export function systemPath(root: string, pathBytes: string): string | Buffer {
  if (pathBytes === '') return root
  if (pathBytes.startsWith('/')) return Buffer.from(pathBytes, 'latin1')
  if (isAscii(pathBytes)) return `${root}/${pathBytes}`
  return Buffer.concat([Buffer.from(`${root}/`), Buffer.from(pathBytes, 'latin1')])
}

/** The path of a text as the table has it. */
export function tablePath(text: string): string {
  return isAscii(text) ? text : Buffer.from(text).toString('latin1')
}

function isAscii(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- the range of ASCII
  return /^[\u0000-\u007f]*$/.test(text)
}

/** Writes the table as a whole or not at all. */
export function writePathTable(file: string, table: PathTable): void {
  const { root, scannedAtMs, segments, skipped } = table
  const { paths, stamps, places } = table.columns
  const counts = { entries: table.fileCount, watched: paths.length - table.fileCount }
  const head = Buffer.from(JSON.stringify({ root, scannedAtMs, segments, skipped, ...counts }))
  const names = Buffer.from(paths.join('\0'), 'latin1')
  const body = [
    sizes([head.length, stamps.byteLength, places.byteLength, names.length]),
    head,
    bytesOf(stamps),
    bytesOf(places),
    names,
  ]
  const start = Buffer.alloc(HEAD_BYTES)
  start.write(MAGIC, 'latin1')
  start.writeUInt32LE(
    body.reduce((sum, part) => crc32(part, sum), 0),
    8,
  )
  writeWhole(file, Buffer.concat([start, ...body]))
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

function sizes(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4)
  return bytes
}

let drafts = 0

/** Writes a file that other processes see whole or not at all. */
export function writeWhole(file: string, bytes: Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}-${drafts++}.tmp`
  try {
    writeFileSync(draft, bytes)
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** Reads a table; undefined where there is none. Throws IndexDamage. */
export function readPathTable(file: string): PathTable | undefined {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
  const magic = bytes.toString('latin1', 0, MAGIC.length)
  if (magic !== MAGIC && OTHER_MAGIC.test(magic)) throw new IndexDamage(OTHER_FORMAT)
  const body = bytes.subarray(HEAD_BYTES)
  if (bytes.length < HEAD_BYTES + 16 || magic !== MAGIC || bytes.readUInt32LE(8) !== crc32(body)) {
    throw new IndexDamage('the table of paths is cut short or changed')
  }
  const lengths = [0, 4, 8, 12].map((at) => body.readUInt32LE(at))
  let from = 16
  const [head, stamps, places, paths] = lengths.map((length) => {
    from += length
    return body.subarray(from - length, from)
  }) as [Buffer, Buffer, Buffer, Buffer]
  return new PathTable(JSON.parse(head.toString()) as TableHead, {
    paths: paths.length === 0 && stamps.length === 0 ? [] : paths.toString('latin1').split('\0'),
    // Copies, which stand where numbers may.
    stamps: new Float64Array(new Uint8Array(stamps).buffer),
    places: new Uint32Array(new Uint8Array(places).buffer),
    isPlain: isAsciiBytes(paths),
  })
}
