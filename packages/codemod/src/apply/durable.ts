import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { encodePath } from '@groundcrew/core/text'

/** Writes a file so that it is whole on disk, under its name, or not there at all. */
export function writeDurable(file: string, content: Buffer | string): void {
  const draft = `${file}.${process.pid}.tmp`
  try {
    writeSynced(draft, content)
    renameSync(encodePath(draft), encodePath(file))
  } catch (error) {
    rmSync(encodePath(draft), { force: true })
    throw error
  }
  syncDirectory(path.dirname(file))
}

function writeSynced(file: string, content: Buffer | string): void {
  const descriptor = openSync(encodePath(file), 'w', 0o600)
  try {
    writeFileSync(descriptor, content)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Makes the names in a directory last. */
export function syncDirectory(directory: string): void {
  const descriptor = openSync(encodePath(directory), 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Undefined: there is none. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(encodePath(file), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Names in a directory that may not be there. */
export function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(encodePath(directory))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
