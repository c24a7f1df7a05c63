import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import {
  findRepository,
  listFiles,
  repositoryStateDirectory,
  stateDirectory,
  type FileList,
} from '@groundcrew/core/repo'
import { upstreamDirectories } from '../plan.ts'
import type { Inspection } from '../read-plan.ts'
import type { Step, StepReport } from '../report.ts'
import { readContents } from './contents.ts'
import { createDoctorMemory, hasRecentDoctor, type DoctorMemory } from './doctor-memory.ts'
import { createFactReader } from './facts.ts'
import { groupFiles, type FileGroups } from './file-groups.ts'
import { createResultCache, type CachedResult, type ResultCache } from './result-cache.ts'
import { openStore } from './store.ts'

export interface OpenCache extends Pick<ResultCache, 'find' | 'explain' | 'lastGreen' | 'lastRun'> {
  readonly doctor: DoctorMemory
  /** Reads the files again, and keeps the results of steps whose files are still what they were. */
  readonly keep: (reports: readonly StepReport[]) => Promise<void>
}

export interface CachePlace {
  readonly io: Io
  readonly steps: readonly Step[]
  /** Where the state is kept: the user's work tree, also when a checkout is checked. */
  readonly workTree: string
  readonly startedAtMs: number
  /** Absolute paths of files that preflight itself writes. */
  readonly ownFiles: readonly string[]
}

/** undefined where nothing can be remembered: without git there is no telling cheaply what changed. */
export async function openCache(inspection: Inspection, place: CachePlace): Promise<OpenCache | undefined> {
  const { plan, workspace, list, provided, gitEnvironment: env } = inspection
  const { io, steps, workTree, startedAtMs } = place
  const { root } = plan
  const directories = workspace.packages.map(({ directory }) => directory)
  const readGroups = async (files: FileList): Promise<FileGroups | undefined> => {
    const contents = await readContents(files, env)
    if (contents === undefined) return undefined
    const ownFiles = new Set(place.ownFiles.map((file) => path.relative(root, file)))
    const isOther = (file: string): boolean =>
      !ownFiles.has(file) && !provided.some((given) => file === given || file.startsWith(`${given}/`))
    return groupFiles(new Map([...contents].filter(([file]) => isOther(file))), directories)
  }
  const groups = await readGroups(list)
  if (groups === undefined) return undefined
  const { factsOf, shared } = await createFactReader({
    io,
    root,
    steps,
    groups,
    upstream: upstreamDirectories(workspace.packages),
    declaredVariables: workspace.environmentVariables.map(({ name }) => name),
  })
  const state = await stateDirectory(workTree, io.env)
  const store = openStore(path.join(state, 'preflight'))
  const contents = new Map([...groups.values()].flatMap(({ files }) => [...files]))
  const cache = createResultCache({ root, store, steps, groups, factsOf, startedAtMs })
  return {
    find: cache.find,
    explain: cache.explain,
    lastRun: cache.lastRun,
    lastGreen: cache.lastGreen,
    doctor: createDoctorMemory({
      io,
      workTree,
      commonDir: path.dirname(state),
      store,
      contents,
      shared,
      directories: ['.', ...directories],
    }),
    keep: async (reports) => {
      const now = await readGroups(await listFiles(root, { env }))
      if (now !== undefined) cache.keep(reports, now)
    },
  }
}

/** Whether it is likely that what doctor says of the repository around `io.cwd` is known. */
export async function mayKnowDoctor(io: Io): Promise<boolean> {
  try {
    const repository = await findRepository(io.cwd, io.env)
    if (repository?.root === undefined) return false
    const store = openStore(path.join(repositoryStateDirectory(repository), 'preflight'))
    return hasRecentDoctor(store, { io, workTree: repository.root })
  } catch (error) {
    if (error instanceof ToolError) return false
    throw error
  }
}

export type { CachedResult }
