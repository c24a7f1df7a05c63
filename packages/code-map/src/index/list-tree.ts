import { homedir } from 'node:os'
import path from 'node:path'
import { ToolError, type Environment } from '@groundcrew/core/cli'
import { captureCommand } from '@groundcrew/core/process'
import { lookAt } from './look-at.ts'
import { NO_STAMP, systemPath, tablePath, watchedStamp, type Watched } from './path-table.ts'
import { trackedNamesOf } from './git-index.ts'
import type { Place } from './place.ts'
import { namesOf, readDirectory } from './read-directory.ts'

const LIST_TIMEOUT_MS = 120_000
const LIST_BYTES_MAX = 1024 * 1024 * 1024
/** Directories that nobody means, outside a repository, where no file says so. */
const IGNORED_DIRECTORIES: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  '__pycache__',
  '.venv',
  '.tox',
])

/** The files that belong to a work tree, and what to watch for new ones. Paths as in the table. */
interface TreeList {
  /** Sorted by bytes. */
  readonly files: readonly string[]
  /** Directories with what `namesOf` says of each. */
  readonly watched: ReadonlyMap<string, number>
}

/** Every file of a work tree as one to read, and the stamps of what says whether there are others: those that a table from this look on has. */
export async function listWatched(
  place: Place,
  { env, scannedAtMs }: { readonly env: Environment; readonly scannedAtMs: number },
): Promise<{ readonly watched: readonly Watched[]; readonly changed: readonly string[] }> {
  const { files, watched: directories } = await listTree(place, env)
  const index = indexFile(place, env)
  const rules = [
    ...ignoreFiles(place, env),
    ...files.filter((file) => file === '.gitignore' || file.endsWith('/.gitignore')),
  ]
  const names = new Map([
    ...directories,
    ...(index === undefined ? [] : [[index, trackedNamesOf(systemPath(place.root, index))] as const]),
    ...rules.map((file) => [file, Number.NaN] as const),
  ])
  const watched = [...names].map(([file, known]): Watched => {
    const stats = lookAt(systemPath(place.root, file))
    return { path: file, stamp: stats === undefined ? NO_STAMP : watchedStamp(stats, known, scannedAtMs) }
  })
  return { changed: files, watched }
}

/** Tracked files and untracked ones that are not ignored; outside a repository every file below the directory. */
async function listTree(place: Place, env: Environment): Promise<TreeList> {
  if (place.gitDirectory === undefined) return walk(place.root)
  const listed = await runGit(place, env, LIST)
  if (listed.outcome.kind !== 'exited' || listed.outcome.code !== 0) throw gitFailed(place, LIST[0], listed)
  const files = [...new Set(listed.stdout.toString('latin1').split('\0'))]
    .filter((name) => name !== '' && !name.endsWith('/'))
    .sort()
  const directories = new Set([''])
  for (const file of files) {
    for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) {
      const directory = file.slice(0, at)
      if (directories.has(directory)) break
      directories.add(directory)
    }
  }
  return { files, watched: await withEmptyDirectories(place, env, directories) }
}

function runGit(place: Place, env: Environment, args: readonly string[], input?: Buffer) {
  return captureCommand(['git', '-c', 'core.quotePath=false', ...args], {
    cwd: place.root,
    env: { ...env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' },
    timeoutMs: LIST_TIMEOUT_MS,
    outputBytesMax: LIST_BYTES_MAX,
    ...(input !== undefined && { stdin: { input } }),
  })
}

function gitFailed(place: Place, verb: string, { outcome, stderr }: Awaited<ReturnType<typeof runGit>>): ToolError {
  if (outcome.kind === 'not-found')
    return new ToolError('NO_GIT', 'git is not on PATH', { hint: 'install git, or put its directory on PATH' })
  const why = stderr.toString().trim().split('\n')[0] || outcome.kind
  return new ToolError('GIT_FAILED', `git ${verb} failed in ${place.root}: ${why}`, {
    hint: `git -C ${place.root} status`,
  })
}

const LIST = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'] as const
/** Of `check-ignore`: it ignores none, and it cannot say of one. */
const NONE_IGNORED = 1
const CANNOT_SAY = 128

/**
 * Which of some directories git ignores. One that a link took the place of meanwhile counts as ignored: the stamp of the directory around it says
 * the next time that something changed there.
 */
async function ignoredOf(place: Place, env: Environment, directories: readonly string[]): Promise<ReadonlySet<string>> {
  const input = Buffer.from(directories.map((directory) => `${directory}/\0`).join(''), 'latin1')
  const answer = await runGit(place, env, ['check-ignore', '-z', '--stdin'], input)
  const code = answer.outcome.kind === 'exited' ? answer.outcome.code : undefined
  if (code === 0 || code === NONE_IGNORED) {
    const names = answer.stdout.toString('latin1').split('\0')
    return new Set(names.map((name) => name.slice(0, -1)))
  }
  if (code !== CANNOT_SAY) throw gitFailed(place, 'check-ignore', answer)
  // It ends at the first.
  if (directories.length === 1) return new Set(directories)
  const middle = directories.length >> 1
  const [left, right] = [directories.slice(0, middle), directories.slice(middle)]
  return new Set([...(await ignoredOf(place, env, left)), ...(await ignoredOf(place, env, right))])
}

/** The directories that hold listed files, and those that are not ignored: files may come to be in them. */
async function withEmptyDirectories(
  place: Place,
  env: Environment,
  known: ReadonlySet<string>,
): Promise<TreeList['watched']> {
  const names = new Map<string, number>()
  const subdirectories = (directory: string): readonly string[] => {
    const entries = readDirectory(place.root, directory)
    names.set(directory, namesOf(entries))
    return entries.flatMap(([name, kind]) => (kind === 'directory' ? [join(directory, name)] : []))
  }
  let fringe = [...known].flatMap(subdirectories).filter((directory) => !known.has(directory) && directory !== '.git')
  while (fringe.length > 0) {
    const ignored = await ignoredOf(place, env, fringe)
    const open = fringe.filter((directory) => !ignored.has(directory) && !isNestedRepository(place.root, directory))
    fringe = open.flatMap(subdirectories)
  }
  return names
}

function isNestedRepository(root: string, directory: string): boolean {
  return lookAt(systemPath(root, `${directory}/.git`)) !== undefined
}

function join(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`
}

function walk(root: string): TreeList {
  const files: string[] = []
  const watched = new Map<string, number>()
  const queue = ['']
  for (let directory = queue.pop(); directory !== undefined; directory = queue.pop()) {
    const entries = readDirectory(root, directory)
    watched.set(directory, namesOf(entries))
    for (const [name, kind] of entries) {
      if (kind !== 'directory') files.push(join(directory, name))
      else if (!IGNORED_DIRECTORIES.has(name)) queue.push(join(directory, name))
    }
  }
  return { files: files.sort(), watched }
}

/** The git index, as an absolute path. */
function indexFile({ root, gitDirectory }: Place, env: Environment): string | undefined {
  if (gitDirectory === undefined) return undefined
  const { GIT_INDEX_FILE: given } = env
  return tablePath(given === undefined ? path.join(gitDirectory, 'index') : path.resolve(root, given))
}

/** Files with patterns to ignore, and those that name such files, as absolute paths. */
function ignoreFiles({ commonDirectory }: Place, env: Environment): readonly string[] {
  if (commonDirectory === undefined) return []
  const home = env['HOME'] ?? homedir()
  return [
    path.join(commonDirectory, 'info', 'exclude'),
    path.join(commonDirectory, 'config'),
    path.join(env['XDG_CONFIG_HOME'] || path.join(home, '.config'), 'git', 'ignore'),
    path.join(home, '.gitconfig'),
  ].map(tablePath)
}
