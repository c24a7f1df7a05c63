import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { processStartTime } from '@groundcrew/core/tasks'

/** Leaves a request in a directory, for whoever works on those of this directory. */
export function leaveRequest(directory: string, request: string): void {
  mkdirSync(directory, { recursive: true })
  appendFileSync(path.join(directory, REQUESTS), `${request}\n`)
}

/** Whether a living process works on the requests of a directory: it takes one that is left now as well. */
export function isWorkedOn(directory: string): boolean {
  const lock = path.join(directory, LOCK)
  if (!existsSync(lock)) return false
  const [pid, startedAt] = readFileSync(lock, 'utf8').split(' ')
  return processStartTime(Number(pid)) === startedAt
}

/**
 * Works on the requests of a directory, each different one once, until there is none; at once returns false where another process
 * does so: it works on ours too. So a hundred commits in a row start one work after the other, not a hundred at once.
 */
export async function workOnRequests(directory: string, work: (request: string) => Promise<void>): Promise<boolean> {
  // Asked again after the lock is given back: whoever left a request meanwhile has gone, because it was held.
  while (existsSync(path.join(directory, REQUESTS))) {
    if (!takeLock(directory)) return false
    try {
      for (const request of takeRequests(directory)) await work(request)
    } finally {
      rmSync(path.join(directory, LOCK), { force: true })
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

/** False while a living process has it. Where two find a dead one's at the same time, both may get it: then the work is done twice. */
function takeLock(directory: string): boolean {
  const lock = path.join(directory, LOCK)
  const own = `${lock}.${process.pid}`
  writeFileSync(own, `${process.pid} ${processStartTime(process.pid) ?? ''}`)
  try {
    if (isWorkedOn(directory)) return false
    rmSync(lock, { force: true })
    linkSync(own, lock)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(own, { force: true })
  }
}
