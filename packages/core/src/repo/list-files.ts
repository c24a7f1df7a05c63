import { promises } from 'node:fs'
import { join, relative } from 'node:path'
import { ToolError } from '../cli/index.ts'
import type { Environment } from '../process/index.ts'
import { comparePaths, decodePath, encodePath } from '../text/index.ts'
import { sortPaths } from './sort-paths.ts'
import { readBytes, readRealPath } from './file-system.ts'
import { readGit, runGit } from './git.ts'
import { findRepository, type Repository } from './repository.ts'
import { walkFiles } from './walk-files.ts'

export interface ListFilesOptions {
  readonly env?: Environment
  /** Default: everything below the repository root. `directory`: only what is below `dir`. */
  readonly scope?: 'repository' | 'directory'
}

export interface FileList {
  /** What the paths are relative to: the repository root, or outside of one the real path of `dir`. */
  readonly root: string
  /** In the order of their bytes. Each exists; a symlink counts as itself, a submodule is no file. */
  readonly files: readonly string[]
  /** Those that a merge left in conflict, as far as git was asked. */
  readonly unmerged: readonly string[]
  readonly source: 'git' | 'walk'
  /** Directories that could not be read. git does not tell: only for a walk. */
  readonly skipped: readonly string[]
  /** What git knows of the files' contents; only where git was asked. */
  readonly tracked?: TrackedFiles
}

export interface TrackedFiles {
  /** Of every tracked file that is as the index has it `MODE OBJECT STAGE`: git compares what is on disk after the conversion of line ends. */
  readonly objects: ReadonlyMap<string, string>
  readonly submodules: readonly string[]
  /** Untracked directories that are repositories of their own. */
  readonly repositories: readonly string[]
}

/**
 * Every file that is tracked, or untracked and not ignored. Outside of a repository, or without git, the directories are walked, and every
 * .gitignore on the way counts.
 *
 * @throws ToolError NO_WORK_TREE in a bare repository or a git directory, and those of `findRepository` and `runGit`.
 */
export async function listFiles(dir: string, options: ListFilesOptions = {}): Promise<FileList> {
  const { env = process.env, scope = 'repository' } = options
  const repository = await findRepository(dir, env)
  if (repository === undefined) {
    const root = readRealPath(dir) ?? dir
    return { root, source: 'walk', unmerged: [], ...(await walkFiles(root)) }
  }
  const { root } = repository
  if (root === undefined) {
    throw new ToolError('NO_WORK_TREE', `${repository.gitDir} has no work tree, so no files`, {
      hint: 'go to a work tree of it; `git worktree list` names them',
    })
  }
  const list = await listRepository(repository, root)
  return scope === 'repository' ? list : keepBelow(list, readRealPath(dir) ?? dir)
}

async function listRepository(repository: Repository, root: string): Promise<FileList> {
  try {
    return { root, source: 'git', skipped: [], ...(await listByGit(repository, root)) }
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'GIT_MISSING') throw error
    const excludes = readBytes(join(repository.commonDir, 'info/exclude'))
    return { root, source: 'walk', unmerged: [], ...(await walkFiles(root, { excludes, stopsAtRepositories: true })) }
  }
}

function keepBelow(list: FileList, directory: string): FileList {
  const below = relative(list.root, directory)
  if (below === '' || below === '..' || below.startsWith('../')) return list
  const isBelow = (path: string): boolean => path.startsWith(`${below}/`)
  return {
    ...list,
    files: list.files.filter(isBelow),
    unmerged: list.unmerged.filter(isBelow),
    skipped: list.skipped.filter(isBelow),
  }
}

async function listByGit(
  repository: Repository,
  root: string,
): Promise<Pick<FileList, 'files' | 'tracked' | 'unmerged'>> {
  const options = [
    '--cached',
    '--others',
    '--deleted',
    '--modified',
    '--exclude-standard',
    '--full-name',
    '--stage',
    '-t',
    '-z',
  ]
  const listed = await readDespiteFilters(repository, ['ls-files', ...options, '--', ':/'])
  const records = decodePath(listed).split('\0').filter(Boolean).map(parseRecord)
  const deleted = new Set(records.filter(({ tag }) => tag === 'R').map(({ path }) => path))
  const present = records.filter(
    ({ path, mode }) => !deleted.has(path) && mode !== submoduleMode && !path.endsWith('/'),
  )
  const unsure = present.filter(({ tag }) => tag === 'S').map(({ path }) => path)
  const missing = await findMissing(root, unsure)
  const files = new Set(present.map(({ path }) => path).filter((path) => !missing.has(path)))
  dropReplaced(
    files,
    present.filter(({ tag }) => tag === '?').map(({ path }) => path),
  )
  const unmerged = new Set(records.filter(({ tag }) => tag === 'M').map(({ path }) => path))
  return { files: sortPaths(files), unmerged: sortPaths(unmerged), tracked: readTracked(records) }
}

/**
 * To tell whether a file is modified git may call a filter, and fails where that is not installed (git-lfs). Without it a file that was filtered counts as modified, and is read.
 *
 * @throws ToolError what git says without filters.
 */
async function readDespiteFilters(repository: Repository, args: readonly string[]): Promise<Buffer> {
  try {
    return await readGit(repository, args)
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === 'GIT_MISSING') throw error
    const { stdout } = await runGit(repository, ['config', '--name-only', '--get-regexp', String.raw`^filter\..`])
    const names = new Set(stdout.toString('utf8').match(/^filter\..+(?=\.\w+$)/gm))
    if (names.size === 0) throw error
    const off = [...names].flatMap((name) =>
      ['process=', 'clean=', 'required=false'].flatMap((setting) => ['-c', `${name}.${setting}`]),
    )
    return readGit(repository, [...off, ...args])
  }
}

function readTracked(records: readonly ListedRecord[]): TrackedFiles {
  const known = records.flatMap(({ tag, path, mode, object }) =>
    object === undefined || mode === submoduleMode || tag === 'M' ? [] : ([[path, object]] as const),
  )
  const objects = new Map(known)
  for (const { tag, path } of records) if (tag === 'C' || tag === 'R') objects.delete(path)
  const submodules = new Set(records.filter(({ mode }) => mode === submoduleMode).map(({ path }) => path))
  const repositories = records.filter(({ path }) => path.endsWith('/')).map(({ path }) => path.slice(0, -1))
  return { objects, submodules: [...submodules], repositories }
}

const submoduleMode = '160000'

interface ListedRecord {
  /** git-ls-files(1), `-t`: `H`, `M` and `S` tracked, `R` deleted, `C` changed, `?` untracked. */
  readonly tag: string
  readonly mode: string | undefined
  /** With its mode and stage. */
  readonly object: string | undefined
  readonly path: string
}

/** `H 100644 <object> 0\tPATH` or `? PATH` */
function parseRecord(record: string): ListedRecord {
  const tag = record.slice(0, 1)
  if (tag === '?') return { tag, mode: undefined, object: undefined, path: record.slice(2) }
  const end = record.indexOf('\t')
  const object = record.slice(2, end)
  return { tag, mode: object.slice(0, object.indexOf(' ')), object, path: record.slice(end + 1) }
}

/** git does not look for files outside of a sparse checkout; most of them are not there. */
async function findMissing(root: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const missing = await Promise.all(
    paths.map(
      async (path) =>
        await promises.lstat(encodePath(join(root, path))).then(
          () => undefined,
          () => path,
        ),
    ),
  )
  return new Set(missing.filter((path) => path !== undefined))
}

/** A tracked file may have become a directory, or a tracked directory a file or symlink: what is untracked there is what exists. */
function dropReplaced(files: Set<string>, untracked: readonly string[]): void {
  if (untracked.length === 0) return
  const sorted = sortPaths(files)
  for (const path of untracked) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      files.delete(path.slice(0, end))
    const prefix = `${path}/`
    for (let index = firstNotBefore(sorted, prefix); sorted[index]?.startsWith(prefix) === true; index += 1) {
      files.delete(sorted[index] ?? '')
    }
  }
}

/** Binary search. */
function firstNotBefore(sorted: readonly string[], path: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (comparePaths(sorted[middle] ?? '', path) < 0) low = middle + 1
    else high = middle
  }
  return low
}
