import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import {
  CODEOWNERS_PLACES,
  parseCodeOwners,
  readGit,
  readHead,
  rulesFor,
  type CodeOwners,
  type Repository,
} from '@groundcrew/core/repo'
import type { TaskDetail, WrittenResource } from '@groundcrew/core/tasks'
import { decodePath, encodePath } from '@groundcrew/core/text'

/** What the repository says about a resource that has a place in it. */
export interface ResourceFacts {
  /** Files that are there: 1 or 0 for a file, any number for a directory or a glob. */
  readonly files: number
  /** Files of it that are not committed as they are. */
  readonly uncommitted: number
  readonly lastCommit: PathCommit | undefined
  /** Commits that changed it since the task was added. */
  readonly commitsSince: number
  readonly owners: readonly string[]
}

export interface PathCommit {
  readonly hash: string
  /** UTC, to the second. */
  readonly at: string
  readonly author: string
  readonly subject: string
}

export type FactsOf = (task: TaskDetail, resource: WrittenResource) => ResourceFacts | undefined

/** Older commits than so many are not counted. */
export const COMMITS_MAX = 500
const QUESTIONS_AT_ONCE_MAX = 8

/** Reads what the repository says about the files, directories and globs of these tasks. */
export async function readGitFacts(repository: Repository | undefined, tasks: readonly TaskDetail[]): Promise<FactsOf> {
  const root = repository?.root
  if (repository === undefined || root === undefined) return () => undefined
  const specs = [...new Set(tasks.flatMap(({ resources }) => resources.flatMap((one) => pathspecOf(one) ?? [])))]
  const states = await readStates(repository, specs)
  const owners = readOwners(root)
  return (task, resource) => {
    const spec = pathspecOf(resource)
    const state = spec === undefined ? undefined : states.get(spec)
    if (state === undefined) return undefined
    return {
      files: state.files,
      uncommitted: state.uncommitted,
      lastCommit: state.commits[0],
      commitsSince: state.commits.filter(({ atMs }) => atMs > task.createdMs).length,
      owners: (owners === undefined ? [] : rulesFor(owners, resource.path)).flatMap((rule) => rule.owners),
    }
  }
}

const LITERAL = ':(top,literal)'

/** Literal for a path, a pattern for a glob; undefined for what has no place in the repository. */
function pathspecOf({ type, value, path: place }: WrittenResource): string | undefined {
  if (type === 'glob') return isInside(value) ? `:(top,glob)${value}` : undefined
  if (type !== 'file' && type !== 'dir' && type !== 'symbol') return undefined
  return isInside(place) ? LITERAL + place : undefined
}

/** What an import brought may be no path of a repository. */
function isInside(place: string): boolean {
  return place !== '' && !path.isAbsolute(place) && !place.split('/').includes('..')
}

interface State {
  readonly files: number
  readonly uncommitted: number
  readonly commits: readonly (PathCommit & { readonly atMs: number })[]
}

async function readStates(repository: Repository, specs: readonly string[]): Promise<ReadonlyMap<string, State>> {
  const states = new Map<string, State>()
  if (specs.length === 0) return states
  const isUnborn = (await readHead(repository)).kind === 'unborn'
  const lists = await listPaths(repository, isUnborn)
  const waiting = [...specs]
  const work = async (): Promise<void> => {
    for (let spec = waiting.pop(); spec !== undefined; spec = waiting.pop()) {
      const own = await withinSpec(repository, spec, { lists, isUnborn })
      const there = [...own.tracked, ...own.untracked].filter((file) =>
        existsSync(encodePath(path.join(repository.root ?? '', file))),
      )
      states.set(spec, {
        files: new Set(there).size,
        uncommitted: new Set([...own.changed, ...own.untracked]).size,
        commits: isUnborn ? [] : await commitsOf(repository, spec),
      })
    }
  }
  await Promise.all(Array.from({ length: QUESTIONS_AT_ONCE_MAX }, work))
  return states
}

interface PathLists {
  readonly tracked: readonly string[]
  readonly untracked: readonly string[]
  /** Tracked, and not as they were committed. */
  readonly changed: readonly string[]
}

async function listPaths(repository: Repository, isUnborn: boolean, ...specs: readonly string[]): Promise<PathLists> {
  const rest = specs.length === 0 ? [':/'] : specs
  const [tracked, untracked] = await Promise.all([
    recordsOf(repository, ['ls-files', '-z', '--full-name', '--', ...rest]),
    recordsOf(repository, ['ls-files', '-z', '--full-name', '--others', '--exclude-standard', '--', ...rest]),
  ])
  const changed = isUnborn
    ? tracked
    : await recordsOf(repository, ['diff', '--name-only', '-z', '--no-renames', 'HEAD', '--', ...rest])
  return { tracked, untracked, changed }
}

/** git is asked about a glob; for a path its own lists tell. */
async function withinSpec(
  repository: Repository,
  spec: string,
  { lists, isUnborn }: { readonly lists: PathLists; readonly isUnborn: boolean },
): Promise<PathLists> {
  if (!spec.startsWith(LITERAL)) return listPaths(repository, isUnborn, spec)
  const place = spec.slice(LITERAL.length)
  const within = (files: readonly string[]): readonly string[] =>
    files.filter((file) => file === place || file.startsWith(`${place}/`))
  return { tracked: within(lists.tracked), untracked: within(lists.untracked), changed: within(lists.changed) }
}

async function commitsOf(repository: Repository, spec: string): Promise<State['commits']> {
  const format = '--format=%H%x00%ct%x00%an%x00%s'
  const log = (await readGit(repository, ['log', `--max-count=${COMMITS_MAX}`, format, '--', spec])).toString('utf8')
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [hash = '', seconds = '0', author = '', subject = ''] = line.split('\0')
      const atMs = Number(seconds) * 1000
      return {
        hash: hash.slice(0, HASH_DIGITS),
        at: new Date(atMs).toISOString().replace('.000Z', 'Z'),
        atMs,
        author,
        subject,
      }
    })
}

/** Always so many: what git itself chooses depends on how many objects a clone has. */
const HASH_DIGITS = 10

async function recordsOf(repository: Repository, args: readonly string[]): Promise<string[]> {
  const output = await readGit(repository, args)
  return decodePath(output)
    .split('\0')
    .filter((record) => record !== '')
}

function readOwners(root: string): CodeOwners | undefined {
  for (const place of CODEOWNERS_PLACES) {
    try {
      return parseCodeOwners(readFileSync(path.join(root, place), 'utf8'), place)
    } catch (error) {
      if (!isAbsence(error)) throw error
    }
  }
  return undefined
}

function isAbsence(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR'
}
