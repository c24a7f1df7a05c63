import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import type { Environment } from '../process/index.ts'
import { encodePath } from '../text/index.ts'
import { readRealPath } from './file-system.ts'
import { findRepository, type Repository } from './repository.ts'

const hashDigits = 16

/**
 * Where everything that is remembered about a directory belongs: in the repository, shared by all its work trees, or outside of one
 * in the user's state directory (XDG Base Directory Specification), under a hash of the directory's real path. It is not created.
 */
export async function stateDirectory(dir: string, env: Environment = process.env): Promise<string> {
  const repository = await findRepository(dir, env)
  return repository === undefined ? looseStateDirectory(dir, env) : repositoryStateDirectory(repository)
}

/** The same, of a repository that is known already. */
export function repositoryStateDirectory({ commonDir }: Pick<Repository, 'commonDir'>): string {
  return join(commonDir, 'groundcrew')
}

async function looseStateDirectory(dir: string, env: Environment): Promise<string> {
  // Its loading takes longer than the whole search for a repository.
  const { createHash } = await import('node:crypto')
  const realDir = readRealPath(resolve(dir)) ?? resolve(dir)
  const hash = createHash('sha256').update(encodePath(realDir)).digest('hex').slice(0, hashDigits)
  return join(userStateDirectory(env), 'groundcrew', hash)
}

function userStateDirectory({ XDG_STATE_HOME: stateHome, HOME: home }: Environment): string {
  // The specification: a relative path is invalid and must be ignored.
  if (stateHome !== undefined && isAbsolute(stateHome)) return stateHome
  return join(home !== undefined && isAbsolute(home) ? home : homedir(), '.local/state')
}
