import { closeSync, fstatSync, openSync, readFileSync, constants } from 'node:fs'
import { stampOf, systemPath, type Skipped, type Stamp } from './path-table.ts'

/** Node reads no more into one buffer than this. */
export const FILE_BYTES_MAX = 2 ** 31 - 1

export type FileRead =
  | { readonly kind: 'read'; readonly source: Buffer; readonly stamp: Stamp }
  | { readonly kind: 'gone' }
  | { readonly kind: 'skipped'; readonly reason: Skipped['reason'] }

/** A file's bytes and the stamp that belongs to them, taken from the open file. */
export function readListedFile(root: string, pathBytes: string): FileRead {
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
    return { kind: 'read', source: readFileSync(fd), stamp: stampOf(stats) }
  } finally {
    closeSync(fd)
  }
}
