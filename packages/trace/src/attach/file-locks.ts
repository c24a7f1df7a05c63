import { readdirSync, readFileSync } from 'node:fs'
import { programName } from '../run/program-name.ts'
import { readCommand, readProc } from '../run/proc.ts'

interface FileLock {
  /** The kernel's number of the lock; who waits for it has the same. */
  readonly id: string
  readonly isWaiting: boolean
  readonly pid: number
  /** Device and inode. */
  readonly file: string
}

/** The processes that hold the file lock (flock(2), fcntl(2)) that a process waits for, as `PID NAME`. */
export function describeLockHolders(pid: number): readonly string[] {
  const locks = readLocks()
  const waited = locks.find((lock) => lock.isWaiting && lock.pid === pid)
  if (waited === undefined) return []
  const holders = locks.filter(({ id, isWaiting }) => id === waited.id && !isWaiting)
  const pids = holders.flatMap(({ pid: holder }) =>
    readProc(holder, 'stat') === undefined ? findByDescriptor(waited.file) : [holder],
  )
  return [...new Set(pids)].map((holder) => `${holder} \`${programName(readCommand(holder))}\``)
}

/** proc(5), locks: `1: -> FLOCK ADVISORY WRITE 4711 08:01:12345 0 EOF`, with the arrow of one that waits. */
function readLocks(): readonly FileLock[] {
  return readText('/proc/locks')
    .split('\n')
    .flatMap((line) => {
      const words = line.trim().split(/\s+/)
      const isWaiting = words[1] === '->'
      const [id = '', , , , pid, file = ''] = isWaiting ? words.toSpliced(1, 1) : words
      return pid === undefined ? [] : [{ id, isWaiting, pid: Number(pid), file }]
    })
}

/** One that took the lock may have ended, and left the open file to its children. */
function findByDescriptor(file: string): readonly number[] {
  return list('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const infos = list(`/proc/${name}/fdinfo`).map((descriptor) => readText(`/proc/${name}/fdinfo/${descriptor}`))
      return infos.some((info) => info.includes('\nlock:') && info.includes(` ${file} `)) ? [Number(name)] : []
    })
}

function list(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch {
    // It has ended, or is another user's.
    return []
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
