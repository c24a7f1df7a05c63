import { constants, existsSync, promises } from 'node:fs'
import { resolve } from 'node:path'
import type { Environment } from './command.ts'

export interface FindOptions {
  /** Where PATH is read from. Default: `process.env`. */
  readonly env?: Environment
  /** What relative names and PATH entries start from. Default: the directory of this process. */
  readonly cwd?: string
}

/** The file that running `name` would execute: the first executable one on PATH, as an absolute path. */
export async function findProgram(name: string, options: FindOptions = {}): Promise<string | undefined> {
  for (const path of programCandidates(name, options)) {
    if (await isExecutableFile(path)) return path
  }
  return undefined
}

/** Every executable file of that name in the order of PATH: the first is what runs, the others are shadowed by it. */
export async function findPrograms(name: string, options: FindOptions = {}): Promise<readonly string[]> {
  const candidates = programCandidates(name, options)
  const executable = await Promise.all(candidates.map(isExecutableFile))
  return candidates.filter((_, index) => executable[index])
}

/**
 * Where execvp would look, in its order: a name with a slash is a path, an empty PATH entry is the current directory, and without
 * a PATH the system's default applies.
 */
export function programCandidates(name: string, options: FindOptions = {}): readonly string[] {
  if (name === '' || name.includes('\0')) return []
  const cwd = options.cwd ?? process.cwd()
  if (name.includes('/')) return [resolve(cwd, name)]
  const path = (options.env ?? process.env)['PATH'] ?? defaultPath
  return [...new Set(path.split(':').map((entry) => resolve(cwd, entry, name)))]
}

const defaultPath = '/bin:/usr/bin'

async function isExecutableFile(path: string): Promise<boolean> {
  // Most entries of PATH do not have it: asking the thread pool for each takes ten times as long.
  if (!existsSync(path)) return false
  try {
    await promises.access(path, constants.X_OK)
    return (await promises.stat(path)).isFile()
  } catch {
    // Missing, forbidden, too long, a loop of symlinks: whatever the reason, execvp passes over it too.
    return false
  }
}
