import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { ToolError } from '@groundcrew/core/cli'
import { captureCommand, describeOutcome } from '@groundcrew/core/process'
import { readHead, repositoryStateDirectory, type Repository } from '@groundcrew/core/repo'
import { parseJson } from '../parse-json.ts'

/** A past commit: who, and what it changed. */
export interface PastCommit {
  /** See `commitKey`. */
  readonly key: string
  readonly author: string
  readonly files: readonly string[]
}

/** So much of a commit's name tells it from all others. */
export function commitKey(commit: string): string {
  return commit.slice(0, 16)
}

const commitsMax = 3000
/** A commit of more files is a sweep, and says nothing of what belongs together. */
const filesMax = 50
/** A machine that is busy takes many times as long as one that is not, and other work goes on meanwhile. */
const timeoutMs = 60_000
const outputBytesMax = 64 * 1024 * 1024
/** git reads fewer sooner than it takes to keep them. */
const worthKeepingMin = 300
const VERSION = 2

export interface History {
  /** Newest first, without merges. */
  readonly commits: readonly PastCommit[]
  /** Why there is none though there may be commits, for a reader. */
  readonly note: string | undefined
}

/**
 * The last commits. None where there are none, and with a note where git does not answer in time: history only ranks and remarks. What git
 * said is kept for the next call from the same commit.
 */
export async function readHistory(repository: Repository): Promise<History> {
  const basis = await basisOf(repository)
  const place = join(repositoryStateDirectory(repository), 'code', `history-${basename(repository.gitDir)}.json`)
  const kept = basis === undefined ? undefined : readKept(place, basis)
  if (kept !== undefined) return { commits: kept, note: undefined }
  const { commits, note } = await askGit(repository)
  if (basis !== undefined && commits.length >= worthKeepingMin) keep(place, { version: VERSION, basis, commits })
  return { commits, note }
}

async function askGit(repository: Repository): Promise<History> {
  const format = '--format=%x01%H%x00%aN'
  const options = [`--max-count=${commitsMax}`, '--no-merges', '--no-renames', '--name-only', '-z', format]
  const { outcome, stdout } = await captureCommand(
    ['git', '--no-pager', '-c', 'log.showSignature=false', 'log', ...options, 'HEAD', '--'],
    { ...repository.git, timeoutMs, outputBytesMax },
  )
  if (outcome.kind !== 'exited')
    return {
      commits: [],
      note: `git log did not end (${describeOutcome(outcome)}): tests are ordered without past commits`,
    }
  if (outcome.code !== 0) return { commits: [], note: undefined }
  const commits = stdout
    .toString('utf8')
    .split('\u0001')
    .slice(1)
    .map((record) => {
      const [commit = '', author = '', ...names] = record.split('\0')
      return {
        key: commitKey(commit),
        author,
        files: names.map((name) => name.replace(/^\n/, '')).filter((name) => name !== ''),
      }
    })
    .filter(({ files }) => files.length <= filesMax)
  return { commits, note: undefined }
}

interface Kept {
  readonly version: number
  readonly basis: string
  readonly commits: readonly PastCommit[]
}

/** What the answer of git depends on: the commit, where history is cut off, and the file that gives authors their names. */
async function basisOf(repository: Repository): Promise<string | undefined> {
  const { gitDir, commonDir, root } = repository
  const commit = await headCommit(repository)
  if (commit === undefined) return undefined
  const files = [join(commonDir, 'shallow'), join(root ?? gitDir, '.mailmap'), join(commonDir, 'info/grafts')]
  return [commit, ...files.map(stampOf)].join(' ')
}

async function headCommit(repository: Repository): Promise<string | undefined> {
  try {
    const head = await readHead(repository)
    return head.kind === 'unborn' ? undefined : head.commit
  } catch (error) {
    if (error instanceof ToolError && error.code === 'BROKEN_REPOSITORY') return undefined
    throw error
  }
}

function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats === undefined ? '-' : `${stats.size}:${stats.mtimeMs}`
}

function readKept(place: string, basis: string): readonly PastCommit[] | undefined {
  try {
    const kept = parseJson(readFileSync(place, 'utf8')) as Kept | undefined
    return kept?.version === VERSION && kept.basis === basis ? kept.commits : undefined
  } catch (error) {
    if (['ENOENT', 'EACCES', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

/** It only saves time: where nothing can be written, the next call takes longer. */
function keep(place: string, kept: Kept): void {
  const draft = `${place}.${process.pid}`
  try {
    writeFileSync(draft, JSON.stringify(kept))
    renameSync(draft, place)
  } catch (error) {
    rmSync(draft, { force: true })
    const { code = '' } = error as NodeJS.ErrnoException
    if (!['EACCES', 'EROFS', 'ENOENT', 'ENOTDIR', 'ENOSPC', 'EPERM', 'EDQUOT'].includes(code)) throw error
  }
}
