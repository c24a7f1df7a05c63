import { ToolError, type Io } from '@groundcrew/core/cli'
import { requireRepository } from '@groundcrew/core/repo'
import { escapeGlob, globsOverlap, type Resource } from '@groundcrew/core/tasks'
import type { NamedPart } from '../change/named-changes.ts'
import { withTasks } from '../tasks/open-store.ts'
import { noDatabase, parseTaskId } from '../tasks/task-id.ts'

/** The files and symbols that a task names as its resources. @throws ToolError NO_SUCH_TASK, NO_FILES (exit code 2), and those of the task store. */
export async function readTask(
  io: Io,
  id: string,
  listPaths: () => Promise<readonly string[]>,
): Promise<readonly NamedPart[]> {
  const repository = await requireRepository(io.cwd, io.env)
  const task = await withTasks(io, repository, async (store) => await store.ask('show', { id: parseTaskId(id) }))
  if (task === undefined) throw noDatabase(id)
  const paths = await listPaths()
  const parts = task.resources.flatMap((resource) => partsOf(resource, paths))
  if (parts.length > 0) return parts
  throw new ToolError('NO_FILES', `task ${id} names no file, directory, glob or symbol that is here`, {
    exitCode: 2,
    hint: `add one: tm resource ${id} modifies:file:PATH`,
  })
}

function partsOf({ type, value, path }: Resource, paths: readonly string[]): readonly NamedPart[] {
  switch (type) {
    case 'file':
      return [{ path: value }]
    case 'dir':
      return paths
        .filter((one) => value === '' || value === '.' || one.startsWith(`${value.replace(/\/$/, '')}/`))
        .map((one) => ({ path: one }))
    case 'glob':
      return paths.filter((one) => globsOverlap(escapeGlob(one), value)).map((one) => ({ path: one }))
    case 'symbol':
      return path === '' ? [] : [{ path, symbol: value }]
    default:
      return []
  }
}
