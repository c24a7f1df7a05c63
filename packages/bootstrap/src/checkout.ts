import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { ToolError, type Environment } from '@groundcrew/core/cli'
import { findRepository, repositoryStateDirectory, stateDirectory, type Repository } from '@groundcrew/core/repo'
import { readWorkspace, type Workspace } from '@groundcrew/core/workspace'

/** The work tree that is to be brought to work, and what is known of it from its files alone. */
export interface Checkout {
  /** Absolute. */
  readonly root: string
  readonly repository: Repository | undefined
  readonly workspace: Workspace
  readonly env: Environment
  /** Where the journal and the logs of this work tree are. */
  readonly stateDirectory: string
}

/** @throws ToolError NO_WORK_TREE in a bare repository. */
export async function openCheckout(cwd: string, env: Environment): Promise<Checkout> {
  const repository = await findRepository(cwd, env)
  if (repository !== undefined && repository.root === undefined) {
    throw new ToolError('NO_WORK_TREE', `${cwd} has no work tree`, { hint: 'name a work tree with -C DIR' })
  }
  const root = repository?.root ?? path.resolve(cwd)
  const shared = repository === undefined ? await stateDirectory(root, env) : repositoryStateDirectory(repository)
  return {
    root,
    repository,
    workspace: await readWorkspace(root),
    env,
    // The state directory is shared by all work trees of the clone, and each is brought up by itself.
    stateDirectory: path.join(shared, 'bootstrap', hashOf([root])),
  }
}

const hashDigits = 16

export function hashOf(texts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`${text.length}:`).update(text)
  return hash.digest('hex').slice(0, hashDigits)
}

/** Of these texts and of what these files hold; a file that is not there counts as such. */
export async function hashOfFiles(root: string, files: readonly string[], texts: readonly string[]): Promise<string> {
  const contents = await Promise.all(
    files.map(async (file) => readFile(path.join(root, file), 'latin1').catch(() => 'absent')),
  )
  return hashOf([...texts, ...files, ...contents])
}
