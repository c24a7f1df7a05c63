import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import path from 'node:path'
import { isUnreachable } from '../index/look-at.ts'
import { TEXT_DIRECTORY, treeName, type Place } from '../index/place.ts'
import { MAGIC } from '../index/segment-format.ts'

/**
 * Whether the clone has an index of its code that some work tree was read into as a whole, and in the format of today: then this one's is
 * brought up to date in a moment. A build that was interrupted leaves segments and no table.
 */
export function hasCodeIndex({ indexDirectory }: Place): boolean {
  const segments = path.join(indexDirectory, 'segments')
  const [segment] = namesIn(segments).filter((name) => name.endsWith('.seg'))
  const isBuilt = namesIn(indexDirectory).some((name) => /^tree-.*\.tbl$/.test(name))
  return isBuilt && segment !== undefined && headOf(path.join(segments, segment), MAGIC.length) === MAGIC
}

/** How many files git tracks in a work tree, by the header of its index; 0 where there is none. */
export function trackedFileCount({ gitDirectory }: Place): number {
  const head = gitDirectory === undefined ? '' : headOf(path.join(gitDirectory, 'index'), GIT_INDEX_HEAD_BYTES)
  return head.startsWith('DIRC') ? Buffer.from(head, 'latin1').readUInt32BE(8) : 0
}

/** Signature, version, number of entries. */
const GIT_INDEX_HEAD_BYTES = 12

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch (error) {
    if (isUnreachable(error)) return []
    throw error
  }
}

/** The first bytes of a file as Latin-1 characters; empty where there is none, or not so many. */
function headOf(file: string, length: number): string {
  if (!existsSync(file)) return ''
  const descriptor = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(length)
    return readSync(descriptor, bytes, 0, length, 0) === length ? bytes.toString('latin1') : ''
  } finally {
    closeSync(descriptor)
  }
}

/** The table of the text index of a work tree. */
export function textTreeFile(place: Place): string {
  return path.join(place.indexDirectory, TEXT_DIRECTORY, `tree-${treeName(place)}.txt.tbl`)
}

/** Whether a work tree has a text index. */
export function hasTextIndex(place: Place): boolean {
  return existsSync(textTreeFile(place))
}

/**
 * A table of some 15,000 files. In a smaller tree the look at every file's stamp takes as long as the search that it saves (measured: 6,500
 * files of 38 MB no gain, 22,000 of 203 MB some).
 */
const LARGE_BYTES_MIN = 1_000_000

/** Whether a work tree has a text index that a search gains by. */
export function hasLargeTextIndex(place: Place): boolean {
  return (statSync(textTreeFile(place), { throwIfNoEntry: false })?.size ?? 0) >= LARGE_BYTES_MIN
}
