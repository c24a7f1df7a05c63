import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { isAlive } from './process-table.ts'
import { waitUntil } from './process-tree.ts'

/** Deadline for things that are certain to happen: only a broken program ever waits this long. */
const certainMs = 20_000

export function makeDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'groundcrew-process-')))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** True as soon as none of the processes runs any more. Zombies count as gone. */
export async function areGone(pids: readonly number[]): Promise<boolean> {
  return await waitUntil(() => !pids.some(isRunningProcess), certainMs)
}

export function isRunningProcess(pid: number): boolean {
  if (process.platform === 'linux') return isAlive({ pid })
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Kills what a test had to leave alive. */
export function killLater(pid: number): void {
  onTestFinished(() => {
    if (isRunningProcess(pid)) process.kill(pid, 'SIGKILL')
  })
}

/** Collects lines such as `pid 123` of an `onLine`, and resolves when there are as many as wanted. */
export function collectPids(count: number): {
  readonly onLine: (line: string) => void
  readonly collected: Promise<readonly number[]>
} {
  const pids: number[] = []
  let resolveCollected: ((pids: readonly number[]) => void) | undefined
  const collected = new Promise<readonly number[]>((resolve) => {
    resolveCollected = resolve
  })
  const onLine = (line: string): void => {
    const pid = /^pid (\d+)$/.exec(line)?.[1]
    if (pid !== undefined) pids.push(Number(pid))
    if (pids.length === count) resolveCollected?.(pids)
  }
  return { onLine, collected }
}
