import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { ToolError, type Environment } from '@groundcrew/core/cli'
import { captureCommand } from '@groundcrew/core/process'
import { isUnreachable, lookAt } from './look-at.ts'
import { systemPath, tablePath, type Watched } from './path-table.ts'
import type { Place } from './place.ts'
import { watchedStamp } from './watched-stamp.ts'

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
  readonly watched: readonly string[]
}

/** Every file of a work tree as one to read, and the stamps of what says whether there are others. */
export async function listWatched(
  place: Place,
  env: Environment,
): Promise<{ readonly watched: readonly Watched[]; readonly changed: readonly string[] }> {
  // Stamps first: what changes while the tree is being listed will be seen next time.
  const { files, watched } = await listTree(place, env)
  const paths = [
    ...watched,
    ...listingInputs(place, env),
    ...files.filter((file) => file === '.gitignore' || file.endsWith('/.gitignore')),
  ]
  return {
    changed: files,
    watched: paths.map((file) => ({ path: file, stamp: watchedStamp(place.root, file) })),
  }
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
  const empty = await emptyDirectories(place, env, directories)
  return { files, watched: [...directories, ...empty].sort() }
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

/** Directories without listed files that are not ignored: files may come to be in them. */
async function emptyDirectories(
  place: Place,
  env: Environment,
  known: ReadonlySet<string>,
): Promise<readonly string[]> {
  const found: string[] = []
  let fringe = [...known]
    .flatMap((directory) => subdirectories(place.root, directory))
    .filter((directory) => !known.has(directory) && directory !== '.git')
  while (fringe.length > 0) {
    const ignored = await ignoredOf(place, env, fringe)
    const open = fringe.filter((directory) => !ignored.has(directory) && !isNestedRepository(place.root, directory))
    found.push(...open)
    fringe = open.flatMap((directory) => subdirectories(place.root, directory))
  }
  return found
}

function isNestedRepository(root: string, directory: string): boolean {
  return lookAt(systemPath(root, `${directory}/.git`)) !== undefined
}

function subdirectories(root: string, directory: string): string[] {
  return readDirectory(root, directory).flatMap(([name, kind]) => (kind === 'directory' ? [join(directory, name)] : []))
}

function readDirectory(root: string, directory: string): (readonly [name: string, kind: 'directory' | 'file'])[] {
  try {
    const entries = readdirSync(systemPath(root, directory), {
      withFileTypes: true,
      encoding: 'buffer',
    })
    return entries.map((entry) => [entry.name.toString('latin1'), entry.isDirectory() ? 'directory' : 'file'] as const)
  } catch (error) {
    if (isUnreachable(error)) return []
    throw error
  }
}

function join(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`
}

function walk(root: string): TreeList {
  const files: string[] = []
  const watched: string[] = []
  const queue = ['']
  for (let directory = queue.pop(); directory !== undefined; directory = queue.pop()) {
    watched.push(directory)
    for (const [name, kind] of readDirectory(root, directory)) {
      if (kind === 'file') files.push(join(directory, name))
      else if (!IGNORED_DIRECTORIES.has(name)) queue.push(join(directory, name))
    }
  }
  return { files: files.sort(), watched: watched.sort() }
}

/** What else decides which files are listed, as absolute paths: the git index and the files with patterns to ignore. */
function listingInputs(place: Place, env: Environment): readonly string[] {
  const { gitDirectory, commonDirectory } = place
  if (gitDirectory === undefined || commonDirectory === undefined) return []
  const home = env['HOME'] ?? homedir()
  return [
    env['GIT_INDEX_FILE'] === undefined
      ? path.join(gitDirectory, 'index')
      : path.resolve(place.root, env['GIT_INDEX_FILE']),
    path.join(commonDirectory, 'info', 'exclude'),
    path.join(commonDirectory, 'config'),
    path.join(env['XDG_CONFIG_HOME'] || path.join(home, '.config'), 'git', 'ignore'),
    path.join(home, '.gitconfig'),
  ].map(tablePath)
}
