import { dirname, resolve } from 'node:path'
import { ToolError } from '../cli/index.ts'
import type { Environment } from '../process/index.ts'
import { isAccessible, readBytes, readLink, readRealPath, readStats, readText } from './file-system.ts'
import { parseGitBoolean, parseGitConfig } from './git-config.ts'

/** What gitrepository-layout(5) says a git directory has: a HEAD that makes sense, objects, and refs. */
export function isGitDirectory(path: string, env: Environment): boolean {
  if (!hasHead(path)) return false
  const commonDir = findCommonDirectory(path, env)
  const objects = env['GIT_OBJECT_DIRECTORY'] ?? resolve(commonDir, 'objects')
  return isAccessible(objects) && isAccessible(resolve(commonDir, 'refs'))
}

/** The directory that all work trees of a clone share: named in the file `commondir` of a linked one, otherwise the git directory itself. */
export function findCommonDirectory(gitDir: string, env: Environment): string {
  const { GIT_COMMON_DIR: given } = env
  if (given !== undefined) return resolve(given)
  const content = readText(resolve(gitDir, 'commondir'))
  return content === undefined ? gitDir : resolve(gitDir, content.replace(/[\r\n]+$/, ''))
}

/**
 * The git directory that a `.git` file points to. undefined when there is no such file, or it is a directory.
 *
 * @throws ToolError BROKEN_REPOSITORY when it is a file that leads nowhere: git would stop there too, rather than look further up.
 */
export function followGitFile(path: string, env: Environment): string | undefined {
  const stats = readStats(path)
  if (stats === undefined || stats.isDirectory()) return undefined
  const content = stats.isFile() ? readText(path) : undefined
  const target = /^gitdir: (.+?)[\r\n]*$/s.exec(content ?? '')?.[1]
  if (target === undefined) throw brokenRepository(path, 'is not a directory, and not a file with a `gitdir:` line')
  const gitDir = resolve(dirname(path), target)
  if (!isGitDirectory(gitDir, env)) throw brokenRepository(path, `points to ${gitDir}, which is not a git directory`)
  return readRealPath(gitDir)
}

export interface GitSettings {
  readonly isBare: boolean | undefined
  /** Whether `isBare` and `workTree` apply here: not to a linked work tree, unless it has a configuration of its own. */
  readonly decideWorkTree: boolean
  /** As it is written; relative to the git directory. */
  readonly workTree: string | undefined
}

/** Those settings of a repository that decide where its work tree is. */
export function readGitSettings(gitDir: string, commonDir: string): GitSettings {
  const config = parseGitConfig(readText(resolve(commonDir, 'config')) ?? '')
  const hasOwn = parseGitBoolean(config.get('extensions.worktreeconfig')) === true
  const own = parseGitConfig((hasOwn ? readText(resolve(gitDir, 'config.worktree')) : undefined) ?? '')
  return {
    isBare: parseGitBoolean(own.get('core.bare') ?? config.get('core.bare')),
    decideWorkTree: hasOwn || gitDir === commonDir,
    workTree: own.get('core.worktree') ?? config.get('core.worktree'),
  }
}

export function brokenRepository(path: string, what: string): ToolError {
  return new ToolError('BROKEN_REPOSITORY', `${path} ${what}`, {
    hint: `look into ${path}; for a moved linked work tree, run \`git worktree repair\` in the main one`,
  })
}

function hasHead(gitDir: string): boolean {
  const path = resolve(gitDir, 'HEAD')
  const link = readLink(path)
  if (link !== undefined) return link.startsWith('refs/')
  const content = readBytes(path)?.toString('latin1')
  return content !== undefined && /^(?:ref:\s*refs\/|[\da-f]{40})/i.test(content)
}
