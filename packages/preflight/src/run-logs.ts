import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { note, type Io } from '@groundcrew/core/cli'
import { stateDirectory } from '@groundcrew/core/repo'

/** Logs of this many runs are kept, the newest. */
const keptRunsMax = 20

/** Where the whole output of each step of one run goes. */
export interface RunLogs {
  /** Undefined where no directory for logs could be made. */
  readonly directory: string | undefined
  pathOf(stepId: string): string | undefined
}

/**
 * Makes the directory for the logs of one run, below the state directory, and removes those of old runs. Where it cannot be made
 * (a read-only checkout, a full disk) the logs go to the system's temporary directory, and where that fails too there are none:
 * a note says so, and the run goes on.
 */
export async function createRunLogs(io: Io, root: string, stepIds: readonly string[]): Promise<RunLogs> {
  const names = logNames(stepIds)
  const directory = await createDirectory(io, root)
  return {
    directory,
    pathOf(stepId) {
      const name = names.get(stepId)
      return directory === undefined || name === undefined ? undefined : path.join(directory, name)
    },
  }
}

async function createDirectory(io: Io, root: string): Promise<string | undefined> {
  const name = `${new Date(io.now()).toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${process.pid}`
  const parent = path.join(await stateDirectory(root, io.env), 'logs', 'preflight')
  const directory = path.join(parent, name)
  const made = await attempt(async () => mkdir(directory, { recursive: true }))
  if (!('code' in made)) {
    await removeOldRuns(parent)
    return directory
  }
  const problem = `${parent} cannot be written (${made.code})`
  const elsewhere = await attempt(async () => mkdtemp(path.join(tmpdir(), 'groundcrew-preflight-')))
  if ('code' in elsewhere) {
    note(io, `note: there are no logs: ${problem}, nor can ${tmpdir()} (${elsewhere.code})`)
    return undefined
  }
  note(io, `note: logs go to ${elsewhere.value}, because ${problem}`)
  return elsewhere.value
}

type Attempt<Value> = { readonly value: Value } | { readonly code: string }

/** Any code will do: on a read-only mount Node 20 reports ENOENT for a directory to be made. */
async function attempt<Value>(make: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { value: await make() }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return { code }
  }
}

async function removeOldRuns(parent: string): Promise<void> {
  const runs = (await readdir(parent)).filter((name) => /^\d{8}T\d{6}Z-\d+$/.test(name)).sort()
  for (const name of runs.slice(0, Math.max(0, runs.length - keptRunsMax))) {
    await rm(path.join(parent, name), { recursive: true, force: true })
  }
}

/**
 * A file name for the log of each step: its id, with what a file name cannot hold replaced. Those that come out alike are
 * numbered.
 */
export function logNames(stepIds: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const id of stepIds) {
    const plain = id.replaceAll(/[^a-zA-Z0-9._@-]+/g, '_').slice(0, 120)
    let name = plain
    // Names may differ by case alone, which some file systems do not tell apart.
    for (let again = 2; taken.has(name.toLowerCase()); again += 1) name = `${plain}-${again}`
    taken.add(name.toLowerCase())
    names.set(id, `${name}.log`)
  }
  return names
}
