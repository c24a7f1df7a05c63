import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 20
/** Nothing that is done under a lock takes so long: its holder is gone, and another process has its number. */
const HELD_MS_MAX = 15 * 60_000
const ATTEMPTS_MAX = 100
const OWNER_LENGTH_MAX = 60

/** `PID-NUMBER`: no other process and no later call has the same. */
type Owner = string

/**
 * Runs `work` while holding a lock file. Waits for another process that holds it; a holder that no longer runs loses it, to exactly one of
 * those who wait.
 */
export async function withLock<T>(
  file: string,
  options: { readonly signal: AbortSignal | undefined; onWait(pid: number): void },
  work: () => Promise<T>,
): Promise<T> {
  mkdirSync(path.dirname(file), { recursive: true })
  const self: Owner = `${process.pid}-${process.hrtime.bigint()}`
  let hasWaited = false
  for (let rival = claim(file, self); rival !== undefined; rival = claim(file, self)) {
    options.signal?.throwIfAborted()
    if (!hasWaited) options.onWait(pidOf(rival))
    hasWaited = true
    await delay(POLL_MS)
  }
  try {
    return await work()
  } finally {
    if (ownerOf(file) === self) rmSync(file, { force: true })
  }
}

/**
 * Makes the lock ours, or gives the living owner. A dead owner is replaced under a second claim that is named after it: one process wins
 * that, and one that wins it late sees that the lock no longer names that owner.
 */
function claim(file: string, self: Owner): Owner | undefined {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    if (place(file, self)) return undefined
    const owner = ownerOf(file)
    if (owner === undefined) continue
    if (isAlive(file, owner)) return owner
    const takeover = `${file}.${owner.slice(0, OWNER_LENGTH_MAX).replaceAll(/\D/g, '_')}`
    const rival = claim(takeover, self)
    if (rival !== undefined) return rival
    const isStillDead = ownerOf(file) === owner
    if (isStillDead) renameSync(draftOf(file, self), file)
    rmSync(takeover, { force: true })
    if (isStillDead) return undefined
  }
  throw new Error(`${file} changed hands ${ATTEMPTS_MAX} times while it was being claimed`)
}

/** Creates the file whole, unless there is one. */
function place(file: string, self: Owner): boolean {
  const draft = draftOf(file, self)
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (['EPERM', 'ENOTSUP', 'ENOSYS'].includes(code)) return placeUnlinked(file, self)
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** The same on a file system without links. A reader that sees it empty takes it for that of a dead owner, for it may be that. */
function placeUnlinked(file: string, self: Owner): boolean {
  try {
    writeFileSync(file, self, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function draftOf(file: string, self: Owner): string {
  const draft = `${file}.${self}.tmp`
  writeFileSync(draft, self)
  return draft
}

function ownerOf(file: string): Owner | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function pidOf(owner: Owner): number {
  return Number.parseInt(owner, 10)
}

function isAlive(file: string, owner: Owner): boolean {
  const pid = pidOf(owner)
  if (!(pid > 0) || Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > HELD_MS_MAX) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
