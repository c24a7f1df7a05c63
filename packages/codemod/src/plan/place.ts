import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { findRepository, readHead, repositoryStateDirectory, stateDirectory } from '@groundcrew/core/repo'
import { encodePath } from '@groundcrew/core/text'
import { sha256 } from './edits.ts'

/** The work tree that is changed, and where is kept what is known of it. */
export interface Place {
  /** Absolute, without symlinks. */
  readonly root: string
  /** Absolute: what paths on the command line are relative to. */
  readonly cwd: string
  readonly head: string | undefined
  readonly stateDir: string
  /** One lock and one journal for each work tree. */
  readonly lockFile: string
  readonly journalFile: string
}

const hashDigits = 12

/** Throws a ToolError where there is no work tree. */
export async function findPlace(io: Pick<Io, 'cwd' | 'env'>): Promise<Place> {
  const repository = await findRepository(io.cwd, io.env)
  if (repository !== undefined && repository.root === undefined) {
    throw new ToolError('NO_WORK_TREE', `${repository.gitDir} has no work tree, so nothing to change`, {
      hint: 'go to a work tree of it; `git worktree list` names them',
    })
  }
  const root = repository?.root ?? io.cwd
  const base = repository === undefined ? await stateDirectory(io.cwd, io.env) : repositoryStateDirectory(repository)
  const stateDir = path.join(base, 'codemod')
  const key = sha256(Buffer.from(encodePath(root))).slice(0, hashDigits)
  const head = repository === undefined ? undefined : await readHead(repository)
  return {
    root,
    cwd: io.cwd,
    head: head === undefined || head.kind === 'unborn' ? undefined : head.commit,
    stateDir,
    lockFile: path.join(stateDir, `lock-${key}`),
    journalFile: path.join(stateDir, `journal-${key}.json`),
  }
}

export function makeStateDirectory({ stateDir }: Place): void {
  for (const name of ['plans', 'runs']) mkdirSync(encodePath(path.join(stateDir, name)), { recursive: true })
}
