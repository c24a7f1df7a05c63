import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { ToolError, type Environment } from '@groundcrew/core/cli'
import { hashOf } from '../lex/hash.ts'

/** Where a code base and its index are. All paths are absolute and real. */
export interface Place {
  /** The top of the work tree, or the directory itself outside a repository. */
  readonly root: string
  /** The git directory of this work tree; undefined outside a repository. */
  readonly gitDirectory: string | undefined
  /** What all work trees of the clone share. */
  readonly commonDirectory: string | undefined
  /** Holds the index. May not exist yet. */
  readonly indexDirectory: string
}

/**
 * Finds the repository around a directory without starting a process: a question may not wait for one. Throws a ToolError in a
 * bare repository, which has no files to read.
 */
export function findPlace(directory: string, env: Environment): Place {
  const from = realpathSync(directory)
  const named = fromEnvironment(from, env)
  if (named !== undefined) return named
  for (let root = from; ; root = path.dirname(root)) {
    const gitDirectory = gitDirectoryAt(root)
    if (gitDirectory !== undefined) return repositoryPlace(root, gitDirectory)
    if (isBare(root)) {
      throw new ToolError('NO_WORK_TREE', `${root} is a bare repository: it has no files to index`, {
        hint: 'git worktree add DIR, then run the command there',
      })
    }
    if (path.dirname(root) === root) break
  }
  return {
    root: from,
    gitDirectory: undefined,
    commonDirectory: undefined,
    indexDirectory: privateDirectory(from, env),
  }
}

function fromEnvironment(from: string, env: Environment): Place | undefined {
  const gitDirectory = env['GIT_DIR']
  if (gitDirectory === undefined || gitDirectory === '') return undefined
  const absolute = path.resolve(from, gitDirectory)
  if (!existsSync(path.join(absolute, 'HEAD'))) return undefined
  const workTree = env['GIT_WORK_TREE']
  return repositoryPlace(
    workTree === undefined ? from : realpathSync(path.resolve(from, workTree)),
    realpathSync(absolute),
  )
}

function repositoryPlace(root: string, gitDirectory: string): Place {
  const commonDirectory = commonDirectoryOf(gitDirectory)
  return { root, gitDirectory, commonDirectory, indexDirectory: path.join(commonDirectory, 'groundcrew', 'code') }
}

/** What `.git` in a directory stands for: itself, or the directory that the file names. */
function gitDirectoryAt(root: string): string | undefined {
  const dotGit = path.join(root, '.git')
  const stats = statSync(dotGit, { throwIfNoEntry: false })
  if (stats === undefined) return undefined
  if (stats.isDirectory()) return existsSync(path.join(dotGit, 'HEAD')) ? dotGit : undefined
  const target = /^gitdir: (.+?)\r?\n?$/s.exec(readFileSync(dotGit, 'utf8'))?.[1]
  const absolute = target === undefined ? undefined : path.resolve(root, target)
  return absolute !== undefined && existsSync(path.join(absolute, 'HEAD')) ? realpathSync(absolute) : undefined
}

function commonDirectoryOf(gitDirectory: string): string {
  const file = path.join(gitDirectory, 'commondir')
  if (!existsSync(file)) return gitDirectory
  return realpathSync(path.resolve(gitDirectory, readFileSync(file, 'utf8').trimEnd()))
}

function isBare(directory: string): boolean {
  return ['HEAD', 'objects', 'refs', 'config'].every((name) => existsSync(path.join(directory, name)))
}

function privateDirectory(root: string, env: Environment): string {
  const { XDG_STATE_HOME: given = '' } = env
  const state = path.isAbsolute(given) ? given : path.join(env['HOME'] ?? homedir(), '.local', 'state')
  // Loading it takes longer than finding a repository.
  const { createHash } = process.getBuiltinModule('node:crypto')
  const hash = createHash('sha256').update(root).digest('hex').slice(0, 16)
  return path.join(state, 'groundcrew', hash, 'code')
}

/** A name for the tables of a work tree, among those of its clone. A table says whose it is: two roots of one name take turns. */
export function treeName({ root }: Place): string {
  const halves = [Buffer.from(root), Buffer.from(root).reverse()].map((bytes) => hashOf(bytes, 0, bytes.length))
  return halves.map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
}

/** The text index, in the directory of the index. */
export const TEXT_DIRECTORY = 'text'

/** Where the index of words of a place is: below that of its facts. */
export function wordPlace(place: Place): Place {
  return { ...place, indexDirectory: path.join(place.indexDirectory, 'words') }
}

/** The table of a work tree. */
export function tableFileOf(place: Place): string {
  return path.join(place.indexDirectory, `tree-${treeName(place)}.tbl`)
}
