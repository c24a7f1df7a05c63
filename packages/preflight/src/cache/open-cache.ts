import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { stateDirectory } from '@groundcrew/core/repo'
import { upstreamDirectories } from '../plan.ts'
import type { Inspection } from '../read-plan.ts'
import type { Step, StepReport } from '../report.ts'
import { readContents } from './contents.ts'
import { createFactReader } from './facts.ts'
import { groupFiles, type FileGroups } from './file-groups.ts'
import { createResultCache, type CachedResult, type ResultCache } from './result-cache.ts'
import { openStore } from './store.ts'

export interface OpenCache extends Pick<ResultCache, 'find' | 'explain' | 'lastGreen' | 'lastRun'> {
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
  const { plan, workspace } = inspection
  const { io, steps, workTree, startedAtMs } = place
  const { root } = plan
  const directories = workspace.packages.map(({ directory }) => directory)
  const readGroups = async (): Promise<FileGroups | undefined> => {
    const contents = await readContents(root, io.env)
    if (contents === undefined) return undefined
    const others = new Map(contents)
    for (const file of place.ownFiles) others.delete(path.relative(root, file))
    return groupFiles(others, directories)
  }
  const groups = await readGroups()
  if (groups === undefined) return undefined
  const factsOf = await createFactReader({
    io,
    root,
    steps,
    groups,
    upstream: upstreamDirectories(workspace.packages),
    declaredVariables: workspace.environmentVariables.map(({ name }) => name),
  })
  const store = openStore(path.join(await stateDirectory(workTree, io.env), 'preflight'))
  const cache = createResultCache({ root, store, steps, groups, factsOf, startedAtMs })
  return {
    find: cache.find,
    explain: cache.explain,
    lastRun: cache.lastRun,
    lastGreen: cache.lastGreen,
    keep: async (reports) => {
      const now = await readGroups()
      if (now !== undefined) cache.keep(reports, now)
    },
  }
}

export type { CachedResult }
