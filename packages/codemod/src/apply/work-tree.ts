import { constants, type Stats } from 'node:fs'
import { lstat, open, realpath } from 'node:fs/promises'
import path from 'node:path'
import { decodePath, encodePath } from '@groundcrew/core/text'
import { sha256 } from '../plan/edits.ts'

/** A file of the work tree as it is now, or why it is not to be touched. */
export type Found =
  | {
      readonly kind: 'file'
      readonly bytes: Buffer
      readonly mode: number
      readonly owner: Owner
      readonly stamp: string
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly reason: string }

export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** Reads a file without following a symlink, neither its own nor one on the way to it. */
export async function readTreeFile(root: string, file: string): Promise<Found> {
  const full = path.join(root, file)
  if (path.isAbsolute(file) || file.split('/').includes('..')) return { kind: 'refused', reason: 'outside the root' }
  const parent = await realParent(full)
  if (parent === undefined) return { kind: 'absent' }
  if (parent !== path.dirname(full)) return { kind: 'refused', reason: 'behind a symlink' }
  let handle
  try {
    handle = await open(encodePath(full), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' }
    if (code === 'ELOOP') return { kind: 'refused', reason: 'a symlink' }
    if (code === 'EACCES' || code === 'EPERM' || code === 'ENXIO') return { kind: 'refused', reason: 'unreadable' }
    throw error
  }
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) return { kind: 'refused', reason: 'not a file' }
    const { uid, gid } = stats
    const bytes = await handle.readFile()
    return { kind: 'file', bytes, mode: stats.mode & 0o7777, owner: { uid, gid }, stamp: stampOf(stats) }
  } finally {
    await handle.close()
  }
}

/** Changes whenever the content does, as far as the file system tells. */
export async function readStamp(root: string, file: string): Promise<string | undefined> {
  try {
    return stampOf(await lstat(encodePath(path.join(root, file))))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function stampOf({ ino, size, mtimeMs, ctimeMs }: Stats): string {
  return [ino, size, mtimeMs, ctimeMs].join(':')
}

/** SHA-256 of what is there now; undefined where nothing is, and a text that is no hash where it is not a plain file. */
export async function hashTreeFile(root: string, file: string): Promise<string | undefined> {
  const found = await readTreeFile(root, file)
  if (found.kind === 'absent') return undefined
  return found.kind === 'file' ? sha256(found.bytes) : found.reason
}

async function realParent(full: string): Promise<string | undefined> {
  try {
    return decodePath(await realpath(encodePath(path.dirname(full)), { encoding: 'buffer' }))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (code === 'ELOOP') return ''
    throw error
  }
}
