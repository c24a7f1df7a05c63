import { accessSync, constants, readFileSync, readlinkSync, realpathSync, statSync, type Stats } from 'node:fs'
import { decodePath, encodePath } from '../text/index.ts'

// The few small files that say what a repository is are read synchronously: that takes a tenth of the time, and every command and hook waits
// for it. Paths may have any bytes (see `decodePath`). What is not there, or may not be read, is undefined; other trouble is thrown.

export function readBytes(path: string): Buffer | undefined {
  return orUndefined(() => readFileSync(encodePath(path)))
}

export function readText(path: string): string | undefined {
  const bytes = readBytes(path)
  return bytes === undefined ? undefined : decodePath(bytes)
}

/** Where a symlink points; undefined also for what is none. */
export function readLink(path: string): string | undefined {
  const bytes = orUndefined(() => readlinkSync(encodePath(path), { encoding: 'buffer' }))
  return bytes === undefined ? undefined : decodePath(bytes)
}

export function readStats(path: string): Stats | undefined {
  return orUndefined(() => statSync(encodePath(path)))
}

export function readRealPath(path: string): string | undefined {
  const bytes = orUndefined(() => realpathSync.native(encodePath(path), { encoding: 'buffer' }))
  return bytes === undefined ? undefined : decodePath(bytes)
}

/** True for a directory or program that this user may enter or execute. */
export function isAccessible(path: string): boolean {
  try {
    accessSync(encodePath(path), constants.X_OK)
    return true
  } catch {
    return false
  }
}

const absenceCodes = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EINVAL', 'EISDIR', 'ELOOP', 'ENAMETOOLONG'])

function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof Error && 'code' in error && absenceCodes.has(String(error.code))) return undefined
    throw error
  }
}
