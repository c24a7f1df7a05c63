import { closeSync, openSync, readFileSync, rmSync, writeSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 20
/** A lock whose holder cannot be told is broken after this long. */
const UNREADABLE_POLLS_MAX = 100

/**
 * Runs `work` while holding a lock file. Waits for another process that holds it; a holder that no longer runs loses it.
 */
export async function withLock<T>(
  file: string,
  options: { readonly signal: AbortSignal | undefined; onWait(pid: number): void },
  work: () => Promise<T>,
): Promise<T> {
  mkdirSync(path.dirname(file), { recursive: true })
  let hasWaited = false
  let unreadable = 0
  while (!tryLock(file)) {
    options.signal?.throwIfAborted()
    const holder = holderOf(file)
    unreadable = holder === undefined ? unreadable + 1 : 0
    if ((holder !== undefined && !isRunning(holder)) || unreadable > UNREADABLE_POLLS_MAX) rmSync(file, { force: true })
    else {
      if (!hasWaited && holder !== undefined) options.onWait(holder)
      hasWaited = true
      await delay(POLL_MS)
    }
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function tryLock(file: string): boolean {
  try {
    const fd = openSync(file, 'wx')
    writeSync(fd, String(process.pid))
    closeSync(fd)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function holderOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
