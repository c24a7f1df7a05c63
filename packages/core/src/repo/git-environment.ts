import { resolve } from 'node:path'
import type { Environment } from '../process/index.ts'

/** Variables with which the caller's environment would make git look elsewhere or speak another way. */
const unwanted =
  /^GIT_(?:DIR|WORK_TREE|COMMON_DIR|PREFIX|CEILING_DIRECTORIES|DIFF_OPTS|EXTERNAL_DIFF|PAGER|[A-Z]+_PATHSPECS)$/

/** English messages, no locks for the sake of speed, no questions. */
const wanted = { LC_ALL: 'C', LANGUAGE: '', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' } as const

interface Places {
  /** Where the caller's relative paths start. */
  readonly start: string
  readonly root?: string | undefined
}

/**
 * The environment for git itself. Where the caller's variables decided which repository it is, they go on as absolute paths; the
 * same is true of GIT_INDEX_FILE (which starts from the top of the work tree): it tells a pre-commit hook which index is about to be
 * committed.
 */
export function gitEnvironment(env: Environment, { start, root = start }: Places): Environment {
  const { GIT_DIR: gitDir, GIT_WORK_TREE: workTree, GIT_COMMON_DIR: commonDir, GIT_INDEX_FILE: index } = env
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !unwanted.test(name))),
    ...wanted,
    ...(gitDir !== undefined && { GIT_DIR: resolve(start, gitDir) }),
    ...(workTree !== undefined && { GIT_WORK_TREE: resolve(start, workTree) }),
    ...(commonDir !== undefined && { GIT_COMMON_DIR: resolve(start, commonDir) }),
    ...(index !== undefined && { GIT_INDEX_FILE: resolve(root, index) }),
  }
}
