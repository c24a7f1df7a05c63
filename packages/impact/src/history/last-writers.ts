import { ToolError } from '@groundcrew/core/cli'
import { runGit, type Hunk, type Repository } from '@groundcrew/core/repo'
import type { Changes, FileChange } from '../change/types.ts'
import { isTestPath } from '../tests/test-files.ts'
import { commitKey, type PastCommit } from './read-history.ts'

/** By path, of a renamed file by the one it had: the commits that last wrote the lines that a change replaces, each with its share of them. */
export type LastWriters = ReadonlyMap<string, ReadonlyMap<string, number>>

/** Of a change of more files, those of which most changed: the others add little to what these tell. */
const filesMax = 3
const rangesMax = 40

/**
 * Which of the past commits, the latest first, wrote the lines before they changed. Of an addition these are the lines around it. Files of
 * which git says nothing are left out, and so is what an object that has to be fetched would tell. git looks no further back than these commits.
 */
export async function readLastWriters(
  repository: Repository,
  { changes, commits }: { readonly changes: Changes; readonly commits: readonly PastCommit[] },
): Promise<LastWriters> {
  const { baseCommit } = changes
  const oldest = commits.at(-1)?.key
  if (baseCommit === undefined || oldest === undefined) return new Map()
  const files = changes.files
    .map((change) => ({ change, lines: changedLines(change) }))
    .filter(({ lines }) => lines > 0)
    .sort((left, right) => right.lines - left.lines)
    .slice(0, filesMax)
  const found = await Promise.all(
    files.map(async ({ change: { path, previousPath = path, hunks } }) => {
      const shares = await sharesOf(repository, { path: previousPath, hunks, commit: baseCommit, oldest })
      return [previousPath, shares] as const
    }),
  )
  return new Map(found.filter(([, shares]) => shares.size > 0))
}

/** Of code that was there before, and is no test. */
function changedLines({ path, status, wholeBecause, hunks }: FileChange): number {
  if (status === 'added' || status === 'deleted' || wholeBecause !== undefined || isTestPath(path)) return 0
  return hunks.reduce((sum, { oldLines, newLines }) => sum + oldLines + newLines, 0)
}

interface Before {
  readonly path: string
  readonly hunks: readonly Hunk[]
  readonly commit: string
  readonly oldest: string
}

async function sharesOf(
  { git }: Repository,
  { path, hunks, commit, oldest }: Before,
): Promise<ReadonlyMap<string, number>> {
  const ranges = hunks.slice(0, rangesMax).flatMap((hunk) => ['-L', rangeOf(hunk)])
  const caller = { git: { ...git, env: { ...git.env, GIT_NO_LAZY_FETCH: '1' } } }
  const lines = new Map<string, number>()
  let all = 0
  const written = await blame(caller, [...ranges, commit, `^${oldest}`, '--', path])
  for (const [, writer = '', count = ''] of written.matchAll(LINES)) {
    const key = commitKey(writer)
    // To the oldest git ascribes what older ones wrote, too.
    if (key !== oldest) lines.set(key, (lines.get(key) ?? 0) + Number(count))
    all += Number(count)
  }
  return new Map([...lines].map(([key, count]) => [key, count / all]))
}

/** A commit, the first line in it and in the file, how many lines. */
const LINES = /^([\da-f]{40,64}) \d+ \d+ (\d+)$/gm

/** The end may lie beyond that of the file, the start may not. */
function rangeOf({ oldStart, oldLines }: Hunk): string {
  const start = Math.max(1, oldStart)
  return oldLines === 0 ? `${start},+2` : `${start},+${oldLines}`
}

/** Empty where git cannot tell: it only ranks. */
async function blame(caller: Parameters<typeof runGit>[0], args: readonly string[]): Promise<string> {
  try {
    const { code, stdout } = await runGit(caller, ['blame', '-s', '--incremental', ...args])
    return code === 0 ? stdout.toString('latin1') : ''
  } catch (error) {
    if (error instanceof ToolError) return ''
    throw error
  }
}
