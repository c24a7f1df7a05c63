import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** As many preflights as may check the same work tree's index at once. */
const slotsMax = 16

/** A directory that is this process's alone until it is released or the process is gone. */
export interface Slot {
  readonly directory: string
  readonly release: () => void
}

/**
 * Takes the first directory below `parent` that no living process holds. What an earlier holder left in it is still there, which is what
 * makes the next checkout cheap. undefined when all are taken.
 */
export function takeSlot(parent: string): Slot | undefined {
  mkdirSync(parent, { recursive: true })
  for (let number = 1; number <= slotsMax; number += 1) {
    const lock = path.join(parent, `${number}.lock`)
    if (lockFor(lock)) {
      return { directory: path.join(parent, String(number)), release: () => rmSync(lock, { force: true }) }
    }
  }
  return undefined
}

function lockFor(lock: string): boolean {
  if (createLock(lock)) return true
  const holder = readHolder(lock)
  if (holder === undefined || isAlive(holder)) return false
  // Of two that see the same dead holder one renames its lock; a lock made meanwhile is given back.
  const aside = `${lock}.${process.pid}`
  try {
    renameSync(lock, aside)
  } catch {
    return false
  }
  if (readHolder(aside) !== holder) {
    renameSync(aside, lock)
    return false
  }
  rmSync(aside, { force: true })
  return createLock(lock)
}

function createLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** undefined while it is being written, and once it is gone. */
function readHolder(lock: string): number | undefined {
  try {
    const pid = Number(readFileSync(lock, 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
