import { existsSync, readFileSync, watch } from 'node:fs'
import path from 'node:path'
import { vi } from 'vitest'

/** Deadline for what is certain to happen: only a broken program ever waits this long. */
const certainMs = 20_000

/** Whether a process is there and not just waiting to be reaped. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
  return !isZombie(pid)
}

/** Resolves when none of them runs any more; fails the test when that does not come about. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  await vi.waitUntil(() => !pids.some(isRunning), { timeout: certainMs })
}

/** To be called before the file can come to be. */
export async function waitForFile(directory: string, name: string): Promise<void> {
  const watcher = watch(directory)
  try {
    await new Promise<void>((resolve) => {
      watcher.on('change', () => {
        if (existsSync(path.join(directory, name))) resolve()
      })
    })
  } finally {
    watcher.close()
  }
}

function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
    throw error
  }
}
