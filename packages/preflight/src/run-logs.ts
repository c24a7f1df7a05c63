import { mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { note, type Io } from '@groundcrew/core/cli'
import { stateDirectory } from '@groundcrew/core/repo'

/** Logs of this many runs are kept, the newest. */
const keptRunsMax = 20

/**
 * Makes the directory for the logs of one run, below the state directory, and removes those of old runs. Where the state
 * directory cannot be written (a read-only checkout) the logs go to the system's temporary directory, and a note says so.
 */
export async function createLogDirectory(io: Io, root: string): Promise<string> {
  const name = `${new Date(io.now()).toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${process.pid}`
  const parent = path.join(await stateDirectory(root, io.env), 'logs', 'preflight')
  const directory = path.join(parent, name)
  try {
    await mkdir(directory, { recursive: true })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'EACCES' && code !== 'EROFS' && code !== 'EPERM') throw error
    const fallback = path.join(tmpdir(), `groundcrew-preflight-${name}`)
    await mkdir(fallback, { recursive: true })
    note(io, `note: logs go to ${fallback}, because ${parent} cannot be written (${code})`)
    return fallback
  }
  await removeOldRuns(parent)
  return directory
}

async function removeOldRuns(parent: string): Promise<void> {
  const runs = (await readdir(parent)).filter((name) => /^\d{8}T\d{6}Z-\d+$/.test(name)).sort()
  for (const name of runs.slice(0, Math.max(0, runs.length - keptRunsMax))) {
    await rm(path.join(parent, name), { recursive: true, force: true })
  }
}

/** A file name for the log of a step: its id, with what a file name cannot hold replaced. */
export function logName(stepId: string): string {
  return `${stepId.replaceAll(/[^a-zA-Z0-9._@-]+/g, '_').slice(0, 120)}.log`
}
