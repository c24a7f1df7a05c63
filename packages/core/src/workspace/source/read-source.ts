import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import { decodePath, encodePath } from '../../text/index.ts'
import { decodeText } from './decode.ts'
import type { ProblemLog } from './problem-log.ts'

/** A manifest larger than this is reported and not read. */
const SOURCE_BYTES_MAX = 4 * 1024 * 1024

/** O_NONBLOCK: a fifo must not hang the reader. The flags that Windows does not have count as 0. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * The text of one file below `root`. A listed file that is gone is `undefined` without a problem (git lists files that were deleted
 * and not yet staged); everything else that keeps it from being read is a problem.
 */
export function readSource(root: string, path: string, problems: ProblemLog): string | undefined {
  const place = { file: path, line: 1 }
  let descriptor: number | undefined
  try {
    descriptor = openInside(root, path)
    const stats = fstatSync(descriptor)
    if (!stats.isFile())
      throw new Unreadable(stats.isDirectory() ? 'is a directory, not a file' : 'is not a regular file')
    if (stats.size > SOURCE_BYTES_MAX) {
      problems.add('too-large', place, `${stats.size} bytes are more than the ${SOURCE_BYTES_MAX} that are read`)
      return undefined
    }
    const { text, encodingProblem } = decodeText(readFileSync(descriptor))
    if (encodingProblem !== undefined)
      problems.add('encoding', { file: path, line: encodingProblem.line }, encodingProblem.message)
    return text
  } catch (error) {
    const reason = reasonOf(error)
    if (reason !== undefined) problems.add('unreadable', place, reason)
    return undefined
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

const START_BYTES = 512

/** The first bytes of a file as text; empty when they cannot be read. */
export function readSourceStart(root: string, path: string): string {
  let descriptor: number | undefined
  try {
    descriptor = openInside(root, path)
    const buffer = Buffer.alloc(START_BYTES)
    const length = fstatSync(descriptor).isFile() ? readSync(descriptor, buffer, 0, START_BYTES, 0) : 0
    return buffer.toString('utf8', 0, length)
  } catch (error) {
    if (error instanceof Unreadable || codeOf(error) !== undefined) return ''
    throw error
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

class Unreadable extends Error {}

/** Follows a symbolic link only when it stays inside the root. */
function openInside(root: string, path: string): number {
  const absolute = join(root, path)
  try {
    return openSync(encodePath(absolute), OPEN_FLAGS | (constants.O_NOFOLLOW ?? 0))
  } catch (error) {
    if (codeOf(error) !== 'ELOOP') throw error
  }
  const real = realTarget(absolute)
  const realRoot = realTarget(root)
  if (!real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)) {
    throw new Unreadable('is a symbolic link that leaves the repository; not followed')
  }
  return openSync(encodePath(real), OPEN_FLAGS)
}

function realTarget(absolute: string): string {
  try {
    return decodePath(realpathSync(encodePath(absolute), { encoding: 'buffer' }))
  } catch (error) {
    throw new Unreadable(codeOf(error) === 'ELOOP' ? 'is a loop of symbolic links' : 'is a symbolic link to nothing', {
      cause: error,
    })
  }
}

function reasonOf(error: unknown): string | undefined {
  if (error instanceof Unreadable) return error.message
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return undefined
    case 'EACCES':
    case 'EPERM':
      return 'no permission to read it'
    case 'EISDIR':
      return 'is a directory, not a file'
    default:
      return `cannot be read (${codeOf(error) ?? String(error)})`
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
