import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { isFileLocked, tryFileLock } from '@groundcrew/core/process'

/** Leaves a request in a directory, for whoever works on those of this directory. */
export function leaveRequest(directory: string, request: string): void {
  mkdirSync(directory, { recursive: true })
  appendFileSync(path.join(directory, REQUESTS), `${request}\n`)
}

/** Whether a living process works on the requests of a directory: it takes one that is left now as well. */
export function isWorkedOn(directory: string): boolean {
  return isFileLocked(path.join(directory, LOCK))
}

/**
 * Works on the requests of a directory, each different one once, until there is none; at once returns false where another process
 * does so: it works on ours too. So a hundred commits in a row start one work after the other, not a hundred at once.
 */
export async function workOnRequests(directory: string, work: (request: string) => Promise<void>): Promise<boolean> {
  // Asked again after the lock is given back: whoever left a request meanwhile has gone, because it was held.
  while (existsSync(path.join(directory, REQUESTS))) {
    const lock = tryFileLock(path.join(directory, LOCK))
    if (lock === undefined) return false
    try {
      for (const request of takeRequests(directory)) await work(request)
    } finally {
      lock.release()
    }
  }
  return true
}

const REQUESTS = 'requests'
const LOCK = 'lock'

function takeRequests(directory: string): ReadonlySet<string> {
  const taken = path.join(directory, 'taken')
  renameSync(path.join(directory, REQUESTS), taken)
  const requests = readFileSync(taken, 'utf8').split('\n').slice(0, -1)
  rmSync(taken)
  return new Set(requests)
}
