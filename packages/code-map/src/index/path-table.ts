import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync, type Stats } from 'node:fs'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import { IndexDamage } from './segment.ts'

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

/** A work tree as it was when it was last looked at. */
export interface PathTable {
  readonly root: string
  /** When the look began, in milliseconds: what changed later or just before may look unchanged. */
  readonly scannedAtMs: number
  readonly segments: readonly string[]
  /** Sorted by path. */
  readonly entries: readonly PathEntry[]
  readonly skipped: readonly Skipped[]
  /** Every directory that may get files, and the files that say which are ignored; a size of -1 says that there was none. */
  readonly watched: readonly { readonly path: string; readonly stamp: Stamp }[]
}

const MAGIC = 'gcpath03'
const HEAD_BYTES = 16
const STAMP_NUMBERS = 4

export function stampOf(stats: Stats): Stamp {
  return { sizeBytes: stats.size, mtimeMs: stats.mtimeMs, ctimeMs: stats.ctimeMs, inode: stats.ino }
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

/** A path of the table as the file system takes it. */
export function systemPath(root: string, pathBytes: string): string | Buffer {
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
  const { entries, watched } = table
  const head = Buffer.from(
    JSON.stringify({
      root: table.root,
      scannedAtMs: table.scannedAtMs,
      segments: table.segments,
      skipped: table.skipped,
      entries: entries.length,
      watched: watched.length,
    }),
  )
  const stamps = new Float64Array((entries.length + watched.length) * STAMP_NUMBERS)
  let at = 0
  for (const { stamp } of [...entries, ...watched]) {
    stamps[at++] = stamp.sizeBytes
    stamps[at++] = stamp.mtimeMs
    stamps[at++] = stamp.ctimeMs
    stamps[at++] = stamp.inode
  }
  const contents = new Uint32Array(entries.length * 2)
  for (const [index, { segment, content }] of entries.entries()) {
    contents[index * 2] = segment
    contents[index * 2 + 1] = content
  }
  const paths = Buffer.from([...entries, ...watched].map((entry) => entry.path).join('\0'), 'latin1')
  const body = Buffer.concat([
    sizes([head.length, stamps.byteLength, contents.byteLength, paths.length]),
    head,
    Buffer.from(stamps.buffer),
    Buffer.from(contents.buffer),
    paths,
  ])
  const start = Buffer.alloc(HEAD_BYTES)
  start.write(MAGIC, 'latin1')
  start.writeUInt32LE(crc32(body), 8)
  writeWhole(file, Buffer.concat([start, body]))
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

interface Head extends Omit<PathTable, 'entries' | 'watched'> {
  readonly entries: number
  readonly watched: number
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
  const body = bytes.subarray(HEAD_BYTES)
  if (
    bytes.length < HEAD_BYTES + 16 ||
    bytes.toString('latin1', 0, 8) !== MAGIC ||
    bytes.readUInt32LE(8) !== crc32(body)
  ) {
    throw new IndexDamage('the table of paths is cut short or changed')
  }
  const lengths = [0, 4, 8, 12].map((at) => body.readUInt32LE(at))
  let from = 16
  const [head, stamps, contents, paths] = lengths.map((length) => {
    from += length
    return body.subarray(from - length, from)
  }) as [Buffer, Buffer, Buffer, Buffer]
  const { entries, watched, ...rest } = JSON.parse(head.toString()) as Head
  const names = entries + watched === 0 ? [] : paths.toString('latin1').split('\0')
  const stampAt = stampReader(stamps)
  return {
    ...rest,
    entries: Array.from({ length: entries }, (_, index) => ({
      path: names[index] as string,
      stamp: stampAt(index),
      segment: contents.readUInt32LE(index * 8),
      content: contents.readUInt32LE(index * 8 + 4),
    })),
    watched: Array.from({ length: watched }, (_, index) => ({
      path: names[entries + index] as string,
      stamp: stampAt(entries + index),
    })),
  }
}

function stampReader(bytes: Buffer): (index: number) => Stamp {
  const copy = new Uint8Array(bytes)
  const numbers = new Float64Array(copy.buffer)
  return (index) => ({
    sizeBytes: numbers[index * STAMP_NUMBERS] as number,
    mtimeMs: numbers[index * STAMP_NUMBERS + 1] as number,
    ctimeMs: numbers[index * STAMP_NUMBERS + 2] as number,
    inode: numbers[index * STAMP_NUMBERS + 3] as number,
  })
}
