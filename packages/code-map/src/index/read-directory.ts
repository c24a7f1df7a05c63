import { readdirSync, type Dirent } from 'node:fs'
import { crc32 } from 'node:zlib'
import { isUnreachable } from './look-at.ts'
import { systemPath } from './path-table.ts'

type Kind = 'directory' | 'file' | 'link' | 'other'
/** A name in bytes as Latin-1 characters. */
export type DirectoryEntry = readonly [name: string, kind: Kind]

/** What a directory holds; nothing where it cannot be reached (any more). */
export function readDirectory(root: string, directory: string): readonly DirectoryEntry[] {
  try {
    const entries = readdirSync(systemPath(root, directory), { withFileTypes: true, encoding: 'buffer' })
    return entries.map((entry) => [entry.name.toString('latin1'), kindOf(entry)])
  } catch (error) {
    if (isUnreachable(error)) return []
    throw error
  }
}

function kindOf(entry: Dirent<Buffer>): Kind {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'directory'
  return entry.isSymbolicLink() ? 'link' : 'other'
}

/** A number for the names of a directory in any order: the same as long as nothing comes, goes or becomes of another kind. */
export function namesOf(entries: readonly DirectoryEntry[]): number {
  const lines = entries.map(([name, kind]) => (kind === 'file' ? name : `${name}/${kind}`)).sort()
  return namesNumber(Buffer.from(lines.join('\0'), 'latin1'))
}

/** So many lengths fit into a number beside a CRC. */
const LENGTHS = 2 ** 20

/** A number for names that follow each other, of their CRC and length. */
export function namesNumber(names: Uint8Array): number {
  return crc32(names) * LENGTHS + (names.length % LENGTHS)
}
