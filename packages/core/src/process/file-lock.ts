import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { encodePath } from '../text/index.ts'
import { isErrorCode, isHolderAlive, readStartTime } from './process-table.ts'

const pollMs = 20
const attemptsMax = 100

/** A lock between processes: a file that appears whole or not at all. A holder that has died loses it to exactly one other. */
export interface FileLock {
  /** Harmless when repeated. */
  release(): void
}

export interface LockHolder {
  readonly pid: number
}

export interface FileLockOptions {
  readonly signal?: AbortSignal | undefined
  /** Called once, when the lock cannot be had at once. */
  readonly onWait?: ((holder: LockHolder) => void) | undefined
  /** When to stop waiting, and what is thrown then; default: never. */
  readonly patience?: { readonly waitMsMax: number; readonly refuse: (holder: LockHolder) => Error }
}

interface Owner extends LockHolder {
  /** No other process and no later call has the same. */
  readonly id: string
  /** Tells the owner from a later process with its number. */
  readonly startedAt?: string | undefined
}

/** Waits until no living process holds the lock, and takes it. The directory is made. */
export async function takeFileLock(file: string, options: FileLockOptions = {}): Promise<FileLock> {
  const { signal, onWait, patience } = options
  mkdirSync(encodePath(path.dirname(file)), { recursive: true })
  const self = newOwner()
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    const holder = claim(file, self)
    if (holder === undefined) return { release: () => release(file, self) }
    if (patience !== undefined && waitedMs >= patience.waitMsMax) throw patience.refuse(holder)
    if (waitedMs === 0) onWait?.(holder)
    await delay(pollMs, undefined, { signal })
  }
}

/** The same without waiting; undefined while a living process holds it. */
export function tryFileLock(file: string): FileLock | undefined {
  mkdirSync(encodePath(path.dirname(file)), { recursive: true })
  const self = newOwner()
  return claim(file, self) === undefined ? { release: () => release(file, self) } : undefined
}

/** Whether a living process holds the lock. */
export function isFileLocked(file: string): boolean {
  const owner = readOwner(file)
  return owner !== undefined && isHolderAlive(owner.pid, owner.startedAt)
}

function newOwner(): Owner {
  return { id: randomUUID(), pid: process.pid, startedAt: readStartTime(process.pid) }
}

/**
 * Makes the lock ours, or gives the living owner. A dead owner is replaced under a second claim that is named after it: one process wins
 * that, and one that wins it late sees that the lock no longer names that owner.
 */
function claim(file: string, self: Owner): Owner | undefined {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    if (place(file, self)) return undefined
    const owner = readOwner(file)
    if (owner === undefined) continue
    if (isHolderAlive(owner.pid, owner.startedAt)) return owner
    const takeover = `${file}.${owner.id}`
    const rival = claim(takeover, self)
    if (rival !== undefined) return rival
    const isStillDead = readOwner(file)?.id === owner.id
    if (isStillDead) renameSync(encodePath(writeDraft(file, self)), encodePath(file))
    remove(takeover)
    if (isStillDead) return undefined
  }
  throw new Error(`${file} changed hands ${attemptsMax} times while it was being claimed`)
}

function release(file: string, self: Owner): void {
  if (readOwner(file)?.id === self.id) remove(file)
}

/** Creates the file whole, unless there is one. */
function place(file: string, self: Owner): boolean {
  const draft = writeDraft(file, self)
  try {
    linkSync(encodePath(draft), encodePath(file))
    return true
  } catch (error) {
    if (isErrorCode(error, 'EEXIST')) return false
    if (['EPERM', 'ENOTSUP', 'ENOSYS'].some((code) => isErrorCode(error, code))) return placeUnlinked(file, self)
    throw error
  } finally {
    remove(draft)
  }
}

/** The same on a file system without links. A reader that sees it empty takes it for that of a dead owner, for it may be that. */
function placeUnlinked(file: string, self: Owner): boolean {
  try {
    writeFileSync(encodePath(file), JSON.stringify(self), { flag: 'wx' })
    return true
  } catch (error) {
    if (isErrorCode(error, 'EEXIST')) return false
    throw error
  }
}

function writeDraft(file: string, self: Owner): string {
  const draft = `${file}.${self.id}.tmp`
  try {
    writeFileSync(encodePath(draft), JSON.stringify(self))
  } catch (error) {
    // A full disk leaves the file empty.
    remove(draft)
    throw error
  }
  return draft
}

/** Undefined: nobody holds it. A file that is no record (cut short by a power failure) has an owner that cannot be alive. */
function readOwner(file: string): Owner | undefined {
  let text: string
  try {
    text = readFileSync(encodePath(file), 'utf8')
  } catch (error) {
    if (isErrorCode(error, 'ENOENT')) return undefined
    throw error
  }
  return parseOwner(text) ?? { id: 'unreadable', pid: 0 }
}

function parseOwner(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Partial<Owner> | null
    return /^[\w-]{1,60}$/.test(owner?.id ?? '') && typeof owner?.pid === 'number' ? (owner as Owner) : undefined
  } catch {
    return undefined
  }
}

function remove(file: string): void {
  rmSync(encodePath(file), { force: true })
}
