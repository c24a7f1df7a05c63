import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isOwnEntry } from './entry-shapes.ts'

/** Entries kept in a folder, the last used ones. */
const entriesMax = 2000
/** So many more may pile up before any is removed. */
const slack = 200

/**
 * JSON values under names, in files of a directory that all worktrees share. A value is written whole or not at all; a file that is damaged, or of another
 * shape than this version writes, is removed and counts as none. A place that cannot be written keeps nothing.
 */
export interface Store {
  readonly read: (folder: string, name: string) => unknown
  readonly write: (folder: string, name: string, value: unknown) => void
}

export function openStore(directory: string): Store {
  return {
    read: (folder, name) =>
      readEntry(path.join(directory, folder, `${name}.json`), (value) => isOwnEntry(folder, value)),
    write: (folder, name, value) => {
      try {
        writeEntry(path.join(directory, folder), `${name}.json`, value)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === undefined) throw error
      }
    },
  }
}

/** The first line is a checksum of the second. */
function readEntry(file: string, isOwn: (value: unknown) => boolean): unknown {
  const text = readText(file)
  if (text === undefined) return undefined
  const end = text.indexOf('\n')
  const body = text.slice(end + 1)
  const value = end >= 0 && text.slice(0, end) === checksum(body) ? (JSON.parse(body) as unknown) : undefined
  if (value === undefined || !isOwn(value)) {
    remove(file)
    return undefined
  }
  touch(file)
  return value
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Read-only: it counts as none all the same.
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** What is used stays. */
function touch(file: string): void {
  const now = new Date()
  try {
    utimesSync(file, now, now)
  } catch {
    // Read-only: nothing is removed there either.
  }
}

function writeEntry(folder: string, name: string, value: unknown): void {
  mkdirSync(folder, { recursive: true })
  const body = JSON.stringify(value)
  const temporary = path.join(folder, `.${name}.${process.pid}`)
  writeFileSync(temporary, `${checksum(body)}\n${body}`)
  renameSync(temporary, path.join(folder, name))
  removeOld(folder)
}

function removeOld(folder: string): void {
  const names = readdirSync(folder)
  if (names.length <= entriesMax + slack) return
  const ages = names.map((name) => {
    const file = path.join(folder, name)
    return { file, usedMs: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }
  })
  ages.sort((left, right) => left.usedMs - right.usedMs)
  for (const { file } of ages.slice(0, names.length - entriesMax)) rmSync(file, { force: true })
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
