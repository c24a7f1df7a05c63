import { captureCommand } from '@groundcrew/core/process'
import type { Repository } from '@groundcrew/core/repo'

/** A past commit: who, and what it changed. */
export interface PastCommit {
  readonly author: string
  readonly files: readonly string[]
}

const commitsMax = 3000
/** A commit of more files is a sweep, and says nothing of what belongs together. */
const filesMax = 50
const timeoutMs = 5000
const outputBytesMax = 64 * 1024 * 1024

/**
 * The last commits before `until`, newest first, without merges. Empty where there are none, and where git does not answer in time:
 * history only ranks and remarks.
 */
export async function readHistory(repository: Repository, until: string | undefined): Promise<readonly PastCommit[]> {
  const format = '--format=%x01%aN'
  const options = [`--max-count=${commitsMax}`, '--no-merges', '--no-renames', '--name-only', '-z', format]
  const { outcome, stdout } = await captureCommand(
    ['git', '--no-pager', '-c', 'log.showSignature=false', 'log', ...options, until ?? 'HEAD', '--'],
    { ...repository.git, timeoutMs, outputBytesMax },
  )
  if (outcome.kind !== 'exited' || outcome.code !== 0) return []
  return stdout
    .toString('utf8')
    .split('\u0001')
    .slice(1)
    .map((record) => {
      const [author = '', ...names] = record.split('\0')
      return { author, files: names.map((name) => name.replace(/^\n/, '')).filter((name) => name !== '') }
    })
    .filter(({ files }) => files.length <= filesMax)
}
