import { readFileSync } from 'node:fs'
import { isUnreachable } from './look-at.ts'
import { namesNumber } from './read-directory.ts'

const SIGNATURE = 'DIRC'
/** Version 4 writes each path as what differs from the one before. */
const VERSION_MAX = 3
const HEADER_BYTES = 12
/** Of an entry: its flags, behind what `stat` told and a SHA-1, and then its path. */
const FLAGS_AT = 60
const PATH_AT = 62
const IS_EXTENDED = 0x4000
const LENGTH_MASK = 0xfff
const ENTRY_ALIGNMENT = 8
const EXTENSION_BYTES = 8
const CHECKSUM_BYTES = 20
/** Extensions without which an index has not all paths: it is split, or sparse. */
const PARTIAL: ReadonlySet<string> = new Set(['link', 'sdir'])

/**
 * A number for the paths that a git index lists (gitformat-index(5)), the same however often git refreshes what it knows of them. NaN for what this
 * does not read: an index that is split, sparse, of version 4 or of a repository with SHA-256.
 */
export function trackedNamesOf(file: string | Buffer): number {
  const bytes = readIndex(file)
  if (bytes === undefined || bytes.length < HEADER_BYTES || bytes.toString('latin1', 0, 4) !== SIGNATURE)
    return Number.NaN
  const [version, count] = [bytes.readUInt32BE(4), bytes.readUInt32BE(8)]
  if (version > VERSION_MAX) return Number.NaN
  const names = Buffer.allocUnsafe(bytes.length)
  let length = 0
  let at = HEADER_BYTES
  for (let left = count; left > 0; left--) {
    if (at + PATH_AT > bytes.length) return Number.NaN
    const flags = bytes.readUInt16BE(at + FLAGS_AT)
    const from = at + PATH_AT + ((flags & IS_EXTENDED) === 0 ? 0 : 2)
    const to = bytes.indexOf(0, from)
    // With longer hashes something else stands in the place of the length.
    if (to === -1 || Math.min(to - from, LENGTH_MASK) !== (flags & LENGTH_MASK)) return Number.NaN
    for (let index = from; index <= to; index++) names[length++] = bytes[index] as number
    // One to eight zeros end an entry.
    at += Math.floor((to - at + ENTRY_ALIGNMENT) / ENTRY_ALIGNMENT) * ENTRY_ALIGNMENT
  }
  return isPartial(bytes, at) ? Number.NaN : namesNumber(names.subarray(0, length))
}

function isPartial(bytes: Buffer, extensionsAt: number): boolean {
  let at = extensionsAt
  while (at + EXTENSION_BYTES <= bytes.length - CHECKSUM_BYTES) {
    if (PARTIAL.has(bytes.toString('latin1', at, at + 4))) return true
    at += EXTENSION_BYTES + bytes.readUInt32BE(at + 4)
  }
  return false
}

function readIndex(file: string | Buffer): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch (error) {
    if (isUnreachable(error)) return undefined
    throw error
  }
}
