import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { openHistory, type History } from '@groundcrew/core/history'
import { stateDirectory } from '@groundcrew/core/repo'
import { publish, type PublishOptions } from '../report/publish.ts'
import type { FlakeReport } from '../report/report.ts'
import { saveVerdicts } from '../report/save-verdicts.ts'
import { joinResults, type NamedResults } from '../shards/join-results.ts'
import { readResults } from '../shards/results-file.ts'

/**
 * Joins what the shards of a suite found into one report, and takes their runs into the history, each call of flake once.
 *
 * @throws ToolError UNREADABLE, NOT_RESULTS, NO_RESULTS, DUPLICATE_SHARD, MIXED_SHARDS; nothing is taken in then.
 */
export async function mergeShards(io: Io, names: readonly string[], options: PublishOptions): Promise<FlakeReport> {
  const files = [...new Set(names.flatMap((name) => filesIn(io, name)))]
  const [first, ...others] = files.map((file) => ({ file, ...readResults(path.resolve(io.cwd, file)) }))
  if (first === undefined) {
    throw new ToolError('NO_RESULTS', `no file of results is in ${names.join(', ')}`, {
      hint: 'flake run --shard 1/4 --results FILE.json writes one',
      exitCode: 2,
    })
  }
  const all = [first, ...others] as const
  const report = joinResults(all)
  const history = await openHistory(await stateDirectory(io.cwd, io.env))
  try {
    const fresh = await takeIn(history, all)
    if (fresh > 0) await saveVerdicts(io, history, report)
  } finally {
    history?.close()
  }
  publish(io, report, new Map(all.flatMap(({ attempts }) => attempts)), options)
  return report
}

/** Of a directory the JSON files in it, however deep: downloads of artifacts have a directory each. */
function filesIn(io: Io, name: string): readonly string[] {
  const full = path.resolve(io.cwd, name)
  if (statSync(full, { throwIfNoEntry: false })?.isDirectory() !== true) return [path.normalize(name)]
  return readdirSync(full, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => path.join(name, path.relative(full, path.join(entry.parentPath, entry.name))))
    .sort()
}

/** How many of these calls were not in the history yet. */
async function takeIn(history: History | undefined, all: readonly NamedResults[]): Promise<number> {
  let fresh = 0
  for (const { id, shard, entries } of all) {
    if (history === undefined || (await isKnown(history, id, entries[0]?.attempts[0]?.test))) continue
    fresh += 1
    for (const entry of entries) {
      const environment = { ...entry.environment, shard: `${shard.index}/${shard.count}`, results: id }
      await history.record({ ...entry, worktree: '', environment })
    }
  }
  return fresh
}

/** Looked at are so many runs of a test. */
const pastRunsMax = 100_000

async function isKnown(history: History, id: string, test: string | undefined): Promise<boolean> {
  if (test === undefined) return false
  const past = await history.attemptsOf(test, { limit: pastRunsMax })
  return past.some(({ environment }) => environment['results'] === id)
}
