import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { writeWhole } from '../index/path-table.ts'
import { IndexDamage } from '../index/segment.ts'

/** What the index knows of a file's content. */
export const ENTRY = {
  /** Its trigrams, of all of it. */
  text: 0,
  /** Its trigrams up to the first NUL: ripgrep reads no further. */
  binary: 1,
  /** Nothing: it is always searched. */
  unknown: 2,
} as const

export const STAMP_NUMBERS = 4

/** A work tree as it was: column by column, because every question reads all of it. Paths are as in the path table of the code index. */
export interface TextTree {
  readonly root: string
  /** When the look began, in milliseconds. */
  readonly scannedAtMs: number
  readonly segments: readonly string[]
  /** Sorted. */
  readonly files: readonly string[]
  /** Size, modification, change and inode of each file, and then of each watched path. */
  readonly stamps: Float64Array
  /** One of ENTRY for each file. */
  readonly kinds: Uint8Array
  /** Segment and content number of each file. */
  readonly places: Uint32Array
  /** Directories that are searched, relative to the root, and then, absolute, the files that say what is ignored. */
  readonly watched: readonly string[]
  /** Directories that are not. */
  readonly ignored: readonly string[]
  /** Bytes of all indexed texts. */
  readonly textBytes: number
}

const MAGIC = 'gctree01'
const HEAD_BYTES = 16

/** Writes the table as a whole or not at all. */
export function writeTextTree(file: string, tree: TextTree): void {
  const { files, stamps, kinds, places, watched, ignored, ...rest } = tree
  const head = Buffer.from(
    JSON.stringify({ ...rest, files: files.length, watched: watched.length, ignored: ignored.length }),
  )
  const paths = Buffer.from([...files, ...watched, ...ignored].join('\0'), 'latin1')
  const parts = [Buffer.from(stamps.buffer), Buffer.from(places.buffer), Buffer.from(kinds.buffer), head, paths]
  const sizes = Buffer.alloc(parts.length * 8)
  for (const [index, part] of parts.entries()) sizes.writeDoubleLE(part.length, index * 8)
  const body = Buffer.concat([sizes, ...parts])
  const start = Buffer.alloc(HEAD_BYTES)
  start.write(MAGIC, 'latin1')
  start.writeUInt32LE(crc32(body), 8)
  writeWhole(file, Buffer.concat([start, body]))
}

/** Reads a table; undefined where there is none. Throws IndexDamage. */
export function readTextTree(file: string): TextTree | undefined {
  const bytes = readIfThere(file)
  if (bytes === undefined) return undefined
  const body = bytes.subarray(HEAD_BYTES)
  if (body.length < 40 || bytes.toString('latin1', 0, 8) !== MAGIC || bytes.readUInt32LE(8) !== crc32(body))
    throw new IndexDamage('the table of texts is cut short or changed')
  let from = 40
  const [stamps, places, kinds, head, paths] = [0, 1, 2, 3, 4].map((index) => {
    const length = body.readDoubleLE(index * 8)
    from += length
    return body.subarray(from - length, from)
  }) as [Buffer, Buffer, Buffer, Buffer, Buffer]
  const counts = JSON.parse(head.toString()) as Omit<TextTree, 'files' | 'watched' | 'ignored'> & {
    readonly files: number
    readonly watched: number
    readonly ignored: number
  }
  const names =
    paths.length === 0 && counts.files + counts.watched + counts.ignored === 0
      ? []
      : paths.toString('latin1').split('\0')
  const watchedEnd = counts.files + counts.watched
  return {
    ...counts,
    files: names.slice(0, counts.files),
    watched: names.slice(counts.files, watchedEnd),
    ignored: names.slice(watchedEnd),
    stamps: new Float64Array(new Uint8Array(stamps).buffer),
    places: new Uint32Array(new Uint8Array(places).buffer),
    kinds: new Uint8Array(kinds),
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}
