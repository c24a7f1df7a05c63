import { closeSync, fstatSync, openSync, readFileSync, readSync, constants } from 'node:fs'
import { stampOf, systemPath, type Skipped, type Stamp } from './path-table.ts'

/** Node reads no more into one buffer than this. */
export const FILE_BYTES_MAX = 2 ** 31 - 1

export type FileRead =
  | { readonly kind: 'read'; readonly source: Buffer; readonly stamp: Stamp }
  | { readonly kind: 'gone' }
  | { readonly kind: 'skipped'; readonly reason: Skipped['reason'] }

/** Takes the content of one file after the other, each in the place of the last one: fresh memory for each costs as much as reading it. */
export class ReadBuffer {
  #bytes = Buffer.allocUnsafeSlow(1 << 16)

  /** Up to `size` bytes of a file, until the next call. */
  fill(fd: number, size: number): Buffer {
    if (size > this.#bytes.length) this.#bytes = Buffer.allocUnsafeSlow(size * 2)
    let length = 0
    while (length < size) {
      const read = readSync(fd, this.#bytes, length, size - length, null)
      if (read === 0) break
      length += read
    }
    return this.#bytes.subarray(0, length)
  }
}

/** What is larger gets memory of its own, which goes when it is done with. */
const BUFFERED_BYTES_MAX = 4 * 1024 * 1024

/**
 * A file's bytes and the stamp that belongs to them, taken from the open file.
 *
 * @param buffer holds the bytes until the next file is read into it; without one they are the caller's
 */
export function readListedFile(root: string, pathBytes: string, buffer?: ReadBuffer): FileRead {
  let fd: number
  try {
    fd = openSync(systemPath(root, pathBytes), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'gone' }
    if (code === 'EACCES' || code === 'EPERM') return { kind: 'skipped', reason: 'unreadable' }
    if (code === 'ELOOP') return { kind: 'skipped', reason: 'symlink' }
    if (code === 'ENXIO') return { kind: 'skipped', reason: 'special' }
    throw error
  }
  try {
    const stats = fstatSync(fd)
    // Git lists no other directory as it lists a file.
    if (stats.isDirectory()) return { kind: 'skipped', reason: 'submodule' }
    if (!stats.isFile()) return { kind: 'skipped', reason: 'special' }
    if (stats.size > FILE_BYTES_MAX) return { kind: 'skipped', reason: 'too-large' }
    // Some files have content and no size.
    const isBuffered = buffer !== undefined && stats.size > 0 && stats.size <= BUFFERED_BYTES_MAX
    const source = isBuffered ? buffer.fill(fd, stats.size) : readFileSync(fd)
    return { kind: 'read', source, stamp: stampOf(stats) }
  } finally {
    closeSync(fd)
  }
}
