import type { Io } from '@groundcrew/core/cli'
import type { FailureMemory, RunFacts } from '@groundcrew/core/tasks'
import { readHead, runGit, type Repository } from '@groundcrew/core/repo'

/** Runs `use` on what is remembered; without a repository, or a database where none may be made, the answer is undefined. */
export async function withMemory<Result>(
  io: Io,
  repository: Repository | undefined,
  { mayCreate, use }: { readonly mayCreate: boolean; readonly use: (memory: FailureMemory) => Promise<Result> },
): Promise<Result | undefined> {
  if (repository === undefined) return undefined
  const { openFailureMemory, tasksFile } = await import('@groundcrew/core/tasks')
  const memory = await openFailureMemory(tasksFile(io, repository), { isOnlyExisting: !mayCreate })
  if (memory === undefined) return undefined
  try {
    return await use(memory)
  } finally {
    memory.close()
  }
}

/** When and where something is seen now. */
export async function runFacts(io: Io, repository: Repository): Promise<Omit<RunFacts, 'source'>> {
  const head = await readHead(repository)
  return {
    atMs: io.now(),
    worktree: repository.root ?? repository.gitDir,
    isDirty: await isDirty(repository),
    ...(head.kind === 'unborn' ? {} : { commit: head.commit }),
  }
}

async function isDirty(repository: Repository): Promise<boolean> {
  if (repository.root === undefined) return false
  const { stdout } = await runGit(repository, ['status', '--porcelain', '--untracked-files=no'])
  return stdout.length > 0
}
