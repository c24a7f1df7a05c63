import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { findPipeWriters, readDescriptor, readProcess } from './process-table.ts'

/**
 * Whether whoever called gave this process something to read: a file, or the end of a pipeline. What a shell reads itself is not ours (`bash
 * script-on-stdin`, `while read`), nor is a pipe that nobody can be seen to write to but those who started this process: an agent or a container
 * may hold it open and never write. Where Linux's /proc cannot tell, every pipe and file counts.
 */
export function isGivenStdin(stdin: Readable): boolean {
  if (!('fd' in stdin) || typeof stdin.fd !== 'number') return false
  const stats = fstatSync(stdin.fd, { bigint: true })
  if (!stats.isFIFO() && !stats.isFile()) return false
  const starters = listAncestors()
  const isShells = starters.some(isShellOnSameStdin)
  if (stats.isFile()) return !isShells || isUnread()
  if (isShells) return false
  const writers = findPipeWriters(stats.ino)
  if (writers === undefined || writers.some((pid) => pid !== process.pid && !starters.includes(pid))) return true
  return writers.length === 0 && hasEnded(stdin)
}

const SHELL = /^(?:ba|da|z|k|mk|fi|a)?sh$/

function isShellOnSameStdin(pid: number): boolean {
  const name = readProcess(pid)?.name
  return name !== undefined && SHELL.test(name) && readDescriptor(pid, 0) === readDescriptor(process.pid, 0)
}

/** Whether nothing of the file was read yet, as where a shell opened it for this process alone. */
function isUnread(): boolean {
  return /^pos:\s*0$/m.test(readFileSync('/proc/self/fdinfo/0', 'latin1'))
}

/** Those who started this process, up to the first of all. */
function listAncestors(): readonly number[] {
  const found: number[] = []
  for (let pid = process.ppid; pid > 0 && !found.includes(pid); pid = readProcess(pid)?.parent ?? 0) found.push(pid)
  return found
}

/** Whether the writers of a pipe are gone or have written already. What is read to find out is put back. */
function hasEnded(stdin: Readable): boolean {
  let descriptor: number | undefined
  try {
    // A description of its own, so that the pipe itself stays one that waits.
    descriptor = openSync('/proc/self/fd/0', constants.O_RDONLY | constants.O_NONBLOCK)
    const chunk = Buffer.allocUnsafe(65_536)
    const length = readSync(descriptor, chunk)
    if (length > 0) stdin.unshift(chunk.subarray(0, length))
    return true
  } catch {
    return false // EAGAIN: there is nothing to read yet. EACCES: it is somebody else's.
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
