import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { ToolError } from '@groundcrew/core/cli'
import { processStartTime } from '@groundcrew/core/tasks'
import { encodePath } from '@groundcrew/core/text'

/** A lock between processes. It appears whole or not at all, and a holder that has died loses it to exactly one other. */
export interface Lock {
  release(): void
}

interface Owner {
  readonly id: string
  readonly pid: number
  /** Tells the owner from a later process with its number. */
  readonly startedAt: string | undefined
}

const pollMs = 20
const waitMsMax = 60_000
const attemptsMax = 100

/** @throws ToolError BUSY when another process has held the lock for a minute. */
export async function takeLock(path: string, signal: AbortSignal): Promise<Lock> {
  const self: Owner = { id: randomUUID(), pid: process.pid, startedAt: processStartTime(process.pid) }
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    const rival = claim(path, self)
    if (rival === undefined) return { release: () => release(path, self) }
    if (waitedMs >= waitMsMax) {
      throw new ToolError('BUSY', `process ${rival.pid} is changing this work tree`, {
        exitCode: 1,
        hint: 'wait until it has ended, then run the same command again',
      })
    }
    await delay(pollMs, undefined, { signal })
  }
}

/**
 * Makes the lock ours, or gives the living owner. A dead owner is replaced under a second claim that is named after it: one process wins
 * that, and one that wins it late sees that the lock no longer names that owner.
 */
function claim(path: string, self: Owner): Owner | undefined {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    if (linkRecord(path, self)) return undefined
    const owner = readOwner(path)
    if (owner === undefined) continue
    if (isAlive(owner)) return owner
    const takeover = `${path}.${owner.id}`
    const rival = claim(takeover, self)
    if (rival !== undefined) return rival
    const isOurs = readOwner(path)?.id === owner.id
    if (isOurs) renameSync(encodePath(writeRecord(path, self)), encodePath(path))
    rmSync(encodePath(takeover), { force: true })
    if (isOurs) return undefined
  }
  throw new Error(`${path} changed hands ${attemptsMax} times while it was being claimed`)
}

function release(path: string, self: Owner): void {
  if (readOwner(path)?.id === self.id) rmSync(encodePath(path), { force: true })
}

function linkRecord(path: string, self: Owner): boolean {
  const whole = writeRecord(path, self)
  try {
    linkSync(encodePath(whole), encodePath(path))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(encodePath(whole), { force: true })
  }
}

function writeRecord(path: string, self: Owner): string {
  const whole = `${path}.${self.id}.tmp`
  try {
    writeFileSync(encodePath(whole), JSON.stringify(self))
  } catch (error) {
    // A full disk leaves the file empty.
    rmSync(encodePath(whole), { force: true })
    throw error
  }
  return whole
}

/** Undefined: nobody holds it. A file that is no record (cut short by a power failure) has an owner that cannot be alive. */
function readOwner(path: string): Owner | undefined {
  let text: string
  try {
    text = readFileSync(encodePath(path), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    return JSON.parse(text) as Owner
  } catch {
    return { id: 'unreadable', pid: 0, startedAt: undefined }
  }
}

function isAlive({ pid, startedAt }: Owner): boolean {
  if (pid <= 0) return false
  if (startedAt !== undefined) return processStartTime(pid) === startedAt
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
