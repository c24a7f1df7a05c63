import { readdirSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { isUnreachable } from './look-at.ts'
import { systemPath } from './path-table.ts'

/** A name in bytes as Latin-1 characters. */
export type DirectoryEntry = readonly [name: string, kind: 'directory' | 'file']

/** What a directory holds; nothing where it cannot be reached (any more). */
export function readDirectory(root: string, directory: string): readonly DirectoryEntry[] {
  try {
    const entries = readdirSync(systemPath(root, directory), { withFileTypes: true, encoding: 'buffer' })
    return entries.map((entry) => [entry.name.toString('latin1'), entry.isDirectory() ? 'directory' : 'file'])
  } catch (error) {
    if (isUnreachable(error)) return []
    throw error
  }
}

/** So many lengths fit into a number beside a CRC. */
const LENGTHS = 2 ** 20

/** A number for the names of a directory in any order, of their CRC and length: the same as long as nothing comes, goes or becomes a directory. */
export function namesOf(entries: readonly DirectoryEntry[]): number {
  const lines = entries.map(([name, kind]) => (kind === 'directory' ? `${name}/` : name)).sort()
  const bytes = Buffer.from(lines.join('\0'), 'latin1')
  return crc32(bytes) * LENGTHS + (bytes.length % LENGTHS)
}
