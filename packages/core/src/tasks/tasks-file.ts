import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Io } from '../cli/index.ts'
import { repositoryStateDirectory, type Repository } from '../repo/index.ts'
import { encodePath } from '../text/index.ts'

/** Where the task database of a repository is, or would be: TM_DB and TM_DB_DIR name another place. */
export function tasksFile({ cwd, env }: Pick<Io, 'cwd' | 'env'>, repository: Repository): string {
  const { TM_DB: file, TM_DB_DIR: directory } = env
  if (file) return resolve(cwd, file)
  return join(directory ? resolve(cwd, directory) : repositoryStateDirectory(repository), 'tasks.db')
}

/** Whether there is one: asking must not make it. */
export function hasTasks(io: Pick<Io, 'cwd' | 'env'>, repository: Repository): boolean {
  return existsSync(encodePath(tasksFile(io, repository)))
}
