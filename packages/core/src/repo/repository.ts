import { dirname, resolve } from 'node:path'
import { ToolError } from '../cli/index.ts'
import type { Environment } from '../process/index.ts'
import { readRealPath, readStats } from './file-system.ts'
import { parseGitBoolean } from './git-config.ts'
import {
  brokenRepository,
  findCommonDirectory,
  followGitFile,
  isGitDirectory,
  readGitSettings,
  type GitSettings,
} from './git-directory.ts'
import { gitEnvironment } from './git-environment.ts'

export interface Repository {
  /** Top of the work tree; undefined without one (bare, or inside the git directory). All paths are absolute and without symlinks. */
  readonly root: string | undefined
  /** This work tree's own git directory. */
  readonly gitDir: string
  /** What all work trees of the clone share. */
  readonly commonDir: string
  readonly isBare: boolean
  readonly isLinkedWorktree: boolean
  /** Its git directory lies in the `modules` of another repository. */
  readonly isSubmodule: boolean
  /** Where and with which environment git finds this same repository. Not enumerable: an environment must not end up in a report. */
  readonly git: GitPlace
}

export interface GitPlace {
  readonly cwd: string
  readonly env: Environment
}

/**
 * The repository that `dir` is in, as git would find it (gitrepository-layout(5), and the variables GIT_DIR, GIT_WORK_TREE, GIT_COMMON_DIR,
 * GIT_CEILING_DIRECTORIES), by reading files alone.
 *
 * @throws ToolError BROKEN_REPOSITORY when a `.git` file or GIT_DIR leads nowhere, NO_SUCH_DIRECTORY when `dir` does not exist.
 */
export async function findRepository(dir: string, env: Environment = process.env): Promise<Repository | undefined> {
  const start = requireDirectory(dir)
  const { GIT_DIR: given } = env
  const found = given === undefined ? discover(start, env) : takeGiven(resolve(start, given), start, env)
  return found === undefined ? undefined : describe(found, env)
}

/** As `findRepository`. @throws ToolError NOT_A_REPOSITORY when there is none. */
export async function requireRepository(dir: string, env: Environment = process.env): Promise<Repository> {
  const repository = await findRepository(dir, env)
  if (repository !== undefined) return repository
  throw new ToolError('NOT_A_REPOSITORY', `${dir} is not in a git repository`, {
    hint: 'go to a repository, name one with -C DIR, or make one with `git init`',
  })
}

interface Found {
  readonly gitDir: string
  /** Where git is to be run: it finds the same repository from there. */
  readonly directory: string
  /** The top of the work tree where no setting names another. */
  readonly impliedRoot: string | undefined
  /** Where a relative GIT_WORK_TREE starts. */
  readonly start: string
}

function takeGiven(path: string, start: string, env: Environment): Found {
  const gitDir = followGitFile(path, env) ?? path
  if (!isGitDirectory(gitDir, env)) throw brokenRepository(path, '(from GIT_DIR) is not a git directory')
  const impliedRoot = parseGitBoolean(env['GIT_IMPLICIT_WORK_TREE']) === false ? undefined : start
  return { gitDir: realPathOf(gitDir), directory: start, impliedRoot, start }
}

function discover(start: string, env: Environment): Found | undefined {
  const ceiling = findCeiling(start, env)
  const isBounded = parseGitBoolean(env['GIT_DISCOVERY_ACROSS_FILESYSTEM']) !== true
  const device = readStats(start)?.dev
  for (let directory = start; ; directory = dirname(directory)) {
    if (isBounded && readStats(directory)?.dev !== device) return undefined
    const common = { directory, start }
    const dotGit = resolve(directory, '.git')
    const gitDir = followGitFile(dotGit, env) ?? (isGitDirectory(dotGit, env) ? dotGit : undefined)
    if (gitDir !== undefined) return { ...common, gitDir: realPathOf(gitDir), impliedRoot: directory }
    if (isGitDirectory(directory, env)) return { ...common, gitDir: directory, impliedRoot: undefined }
    const parent = dirname(directory)
    if (parent === directory || parent === ceiling) return undefined
  }
}

/** The nearest directory above `start` that is not looked into any more. Only absolute entries count. */
function findCeiling(start: string, env: Environment): string | undefined {
  const entries = (env['GIT_CEILING_DIRECTORIES'] ?? '').split(':')
  const firstEmpty = entries.indexOf('')
  // After an empty entry git takes the rest as they are, without resolving symlinks.
  const isResolved = (index: number): boolean => firstEmpty === -1 || index < firstEmpty
  const ceilings = entries
    .map((entry, index) => (entry.startsWith('/') && isResolved(index) ? (readRealPath(entry) ?? entry) : entry))
    .filter((entry) => entry.startsWith('/') && isBelow(start, entry))
  return ceilings.sort((left, right) => right.length - left.length)[0]
}

function describe(found: Found, env: Environment): Repository {
  const { gitDir } = found
  const commonDir = realPathOf(findCommonDirectory(gitDir, env))
  const settings = readGitSettings(gitDir, commonDir)
  const root = findRoot(found, settings, env)
  const place: GitPlace = { cwd: found.directory, env: gitEnvironment(env, { start: found.start, root }) }
  const facts = {
    root,
    gitDir,
    commonDir,
    isBare: settings.isBare !== false && root === undefined,
    isLinkedWorktree: gitDir !== commonDir,
    isSubmodule: isInModules(commonDir, env),
  }
  return Object.defineProperty(facts as Repository, 'git', { value: place, enumerable: false })
}

/** In git's order: GIT_WORK_TREE, core.bare, core.worktree, and then the place itself. */
function findRoot(found: Found, settings: GitSettings, env: Environment): string | undefined {
  const { GIT_WORK_TREE: given } = env
  if (given !== undefined) return realPathOf(resolve(found.start, given))
  if (!settings.decideWorkTree) return found.impliedRoot
  if (settings.isBare === true) return undefined
  if (settings.workTree !== undefined) return realPathOf(resolve(found.gitDir, settings.workTree))
  return found.impliedRoot
}

/** `modules/NAME` in another git directory, where NAME may have slashes: there git keeps the repositories of submodules. */
function isInModules(commonDir: string, env: Environment): boolean {
  const names = commonDir.split('/')
  for (const [index, name] of names.entries()) {
    if (name === 'modules' && index < names.length - 1) {
      if (isGitDirectory(names.slice(0, index).join('/') || '/', env)) return true
    }
  }
  return false
}

function requireDirectory(dir: string): string {
  const path = readRealPath(resolve(dir))
  const stats = path === undefined ? undefined : readStats(path)
  if (path !== undefined && stats?.isDirectory() === true) return path
  const what = stats === undefined ? 'does not exist' : 'is not a directory'
  throw new ToolError('NO_SUCH_DIRECTORY', `${dir} ${what}`, { exitCode: 2, hint: 'name an existing directory' })
}

function realPathOf(path: string): string {
  return readRealPath(path) ?? path
}

function isBelow(path: string, ancestor: string): boolean {
  return path !== ancestor && path.startsWith(ancestor.endsWith('/') ? ancestor : `${ancestor}/`)
}
