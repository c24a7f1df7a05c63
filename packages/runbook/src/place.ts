import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { ToolError } from '@groundcrew/core/cli'
import { findRepository, readHead, stateDirectory, type Repository } from '@groundcrew/core/repo'
import { identifyActor, openExistingTasks, tasksFile, type Actor, type TaskStore } from '@groundcrew/core/tasks'

/** Where a call works. */
export interface Place {
  /** The top of the work tree, or the directory of the call outside of one. */
  readonly root: string
  readonly repository: Repository | undefined
  readonly databaseFile: string
}

export async function findPlace(io: Io, db: string | undefined): Promise<Place> {
  const repository = await findRepository(io.cwd, io.env)
  return {
    root: repository?.root ?? io.cwd,
    repository,
    databaseFile: db === undefined ? await defaultFile(io, repository) : path.resolve(io.cwd, db),
  }
}

async function defaultFile(io: Io, repository: Repository | undefined): Promise<string> {
  if (repository !== undefined) return tasksFile(io, repository)
  const { TM_DB: file, TM_DB_DIR: directory } = io.env
  if (file) return path.resolve(io.cwd, file)
  return path.join(directory ? path.resolve(io.cwd, directory) : await stateDirectory(io.cwd, io.env), 'tasks.db')
}

/**
 * Runs `use` on the database as nobody at the beginning of time: every recorded claim counts, whoever asks and whenever, so that the same
 * history gives the same answers. @throws ToolError NO_TASKS where there is no database.
 */
export async function readTasks<Result>(
  { root, databaseFile }: Place,
  use: (store: TaskStore) => Promise<Result>,
): Promise<Result> {
  const nobody: Actor = { actor: '', session: '', host: '', bootId: '' }
  const store = await openExistingTasks({ file: databaseFile, actor: nobody, paths: { cwd: root, root }, now: () => 0 })
  if (store === undefined)
    throw new ToolError('NO_TASKS', `there is no task database at ${databaseFile}`, {
      exitCode: 3,
      hint: "tm add 'What is to be done'",
    })
  try {
    return await use(store)
  } finally {
    store.close()
  }
}

/** The store as the caller; undefined where there is none. The caller closes it. */
export async function openAsCaller(io: Io, { root, repository, databaseFile }: Place): Promise<TaskStore | undefined> {
  const head = repository?.root === undefined ? undefined : await readHead(repository)
  const actor = identifyActor({
    env: io.env,
    worktree: root,
    ...(head === undefined || head.kind === 'detached' ? {} : { branch: head.branch }),
    ...(head === undefined || head.kind === 'unborn' ? {} : { head: head.commit }),
  })
  return openExistingTasks({ file: databaseFile, actor, paths: { cwd: io.cwd, root }, now: io.now })
}
