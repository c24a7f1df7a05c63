/**
 * A lock between processes: a file made by link(2), so it appears whole, with its owner's record, or not at all.
 * The lock of a dead owner is taken over by exactly one process.
 */
import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { bornAt, groupIsRunning, isRunning } from './process-table.mjs'

/**
 * @typedef {object} Owner
 * @property {string} id unique to one holding of the lock
 * @property {number} pid also the process group of what the owner started
 * @property {string | undefined} born tells the owner from a later process with its pid
 * @property {string} host
 * @property {string} since UTC
 */

const pollMs = 100
const heartbeatMs = 5000
/** The processes of another host (a container on the same checkout) cannot be seen: silence stands for death there. */
const foreignSilenceMsMax = 60_000
const attemptsMax = 1000

export class LockTimeout extends Error {
  /** @param {Owner} owner */
  constructor(owner) {
    super(`process ${owner.pid} on ${owner.host} still holds the lock it took at ${owner.since}`)
    this.name = 'LockTimeout'
    this.owner = owner
  }
}

/**
 * Waits for the lock, and returns the function that releases it.
 *
 * @param {string} path in a directory that exists
 * @param {{ readonly waitMsMax: number, readonly quietMs: number, readonly onWait: (owner: Owner) => void }} options `onWait` is called
 *   once for each owner, and not before `quietMs`
 * @returns {Promise<() => void>}
 * @throws {LockTimeout} when others held the lock for `waitMsMax`
 */
export async function acquireLock(path, { waitMsMax, quietMs, onWait }) {
  const self = describeSelf()
  const waitedFor = new Set()
  const startedMs = performance.now()
  for (;;) {
    const owner = claim(path, self)
    if (owner === undefined) return hold(path, self)
    const waitedMs = performance.now() - startedMs
    if (waitedMs >= waitMsMax) throw new LockTimeout(owner)
    if (waitedMs >= quietMs && !waitedFor.has(owner.id)) {
      waitedFor.add(owner.id)
      onWait(owner)
    }
    await sleep(pollMs)
  }
}

/**
 * Makes `path` ours, or returns the living owner that is in the way.
 *
 * A dead owner's file is replaced under a second claim, named after the dead owner's id: one process wins that claim, and
 * a process that wins it late sees that the file no longer holds that id. The second claim can outlive its own owner, so
 * it is made in the same way.
 *
 * @param {string} path
 * @param {Owner} self
 * @returns {Owner | undefined}
 */
export function claim(path, self) {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    if (linkRecord(path, self)) return undefined
    const owner = readOwner(path)
    if (owner === undefined) continue
    if (isAlive(owner, path)) return owner
    const takeover = `${path}.${owner.id}`
    const rival = claim(takeover, self)
    if (rival !== undefined) return rival
    const isOurs = readOwner(path)?.id === owner.id
    if (isOurs) replaceRecord(path, self)
    rmSync(takeover, { force: true })
    if (isOurs) return undefined
  }
  throw new Error(`${path} changed hands ${attemptsMax} times while it was being claimed`)
}

/** @returns {Owner} */
export function describeSelf() {
  return {
    id: randomUUID(),
    pid: process.pid,
    born: bornAt(process.pid),
    host: hostname(),
    since: new Date().toISOString(),
  }
}

/**
 * @param {string} path
 * @param {Owner} self
 */
function hold(path, self) {
  const beat = setInterval(() => {
    const now = new Date()
    if (readOwner(path)?.id === self.id) utimesSync(path, now, now)
  }, heartbeatMs)
  beat.unref()
  return () => {
    clearInterval(beat)
    if (readOwner(path)?.id === self.id) rmSync(path, { force: true })
  }
}

/**
 * @param {string} path
 * @param {Owner} self
 */
function linkRecord(path, self) {
  const whole = writeRecord(path, self)
  try {
    linkSync(whole, path)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(whole, { force: true })
  }
}

/**
 * @param {string} path
 * @param {Owner} self
 */
function replaceRecord(path, self) {
  renameSync(writeRecord(path, self), path)
}

/**
 * @param {string} path
 * @param {Owner} self
 */
function writeRecord(path, self) {
  const whole = `${path}.${self.id}.tmp`
  writeFileSync(whole, JSON.stringify(self))
  return whole
}

/**
 * A file that is no record (cut short by a power failure) has an owner that cannot be alive.
 *
 * @param {string} path
 * @returns {Owner | undefined} undefined when nobody holds the lock
 */
function readOwner(path) {
  let text
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined
    throw error
  }
  try {
    return JSON.parse(text)
  } catch {
    return { id: 'unreadable', pid: 0, born: undefined, host: hostname(), since: '' }
  }
}

/**
 * An owner lives as long as any process of its group: what it started must not meet a second one at work.
 *
 * @param {Owner} owner
 * @param {string} path
 */
function isAlive(owner, path) {
  if (owner.host !== hostname()) {
    const found = statSync(path, { throwIfNoEntry: false })
    return found !== undefined && Date.now() - found.mtimeMs < foreignSilenceMsMax
  }
  if (owner.pid <= 0) return false
  const born = bornAt(owner.pid)
  if (born !== undefined && owner.born !== undefined && born !== owner.born) return false
  return isRunning(owner.pid) || groupIsRunning(owner.pid)
}
