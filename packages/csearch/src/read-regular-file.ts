import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

const UNREADABLE: ReadonlySet<string | undefined> = new Set([
  'ENOENT',
  'ENOTDIR',
  'ELOOP',
  'EACCES',
  'EPERM',
  // A socket.
  'ENXIO',
])

/**
 * The bytes of a file that was there when files were listed. Undefined: it is gone, may not be read, or what stands in its place is no file. It
 * waits for nobody who would write to a pipe.
 */
export function readRegularFile(file: string): Buffer | undefined {
  let fd: number | undefined
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
    return fstatSync(fd).isFile() ? readFileSync(fd) : undefined
  } catch (error) {
    if (UNREADABLE.has((error as NodeJS.ErrnoException).code)) return undefined
    throw error
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}
