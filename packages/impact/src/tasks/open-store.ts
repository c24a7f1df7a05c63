import type { Io } from '@groundcrew/core/cli'
import { readHead, type Repository } from '@groundcrew/core/repo'
import { hasTasks, tasksFile, type TaskStore } from '@groundcrew/core/tasks'

/** Runs `use` on the task database of a repository; without one nothing is made, and the answer is undefined. */
export async function withTasks<Result>(
  io: Pick<Io, 'cwd' | 'env' | 'now'>,
  repository: Repository,
  use: (store: TaskStore) => Promise<Result>,
): Promise<Result | undefined> {
  if (!hasTasks(io, repository)) return undefined
  const { identifyActor, openExistingTasks } = await import('@groundcrew/core/tasks')
  const { root = io.cwd } = repository
  const head = await readHead(repository)
  const actor = identifyActor({
    env: io.env,
    worktree: root,
    ...(head.kind !== 'detached' && { branch: head.branch }),
    ...(head.kind !== 'unborn' && { head: head.commit }),
  })
  const file = tasksFile(io, repository)
  const store = await openExistingTasks({ file, actor, paths: { cwd: io.cwd, root }, now: io.now })
  if (store === undefined) return undefined
  try {
    return await use(store)
  } finally {
    store.close()
  }
}
