import type { TaskDetail } from '@groundcrew/core/tasks'

/**
 * Tasks in an order in which each comes after what it waits for: its dependencies, those of the tasks above it, and its subtasks. Among what could come
 * next the more urgent comes first, and what belongs together stays together.
 */
export function orderSteps(tasks: readonly TaskDetail[]): readonly TaskDetail[] {
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const present = (ids: readonly number[]): TaskDetail[] =>
    ids.flatMap((id) => byId.get(id) ?? []).sort((one, other) => other.priority - one.priority || one.id - other.id)
  const ordered: TaskDetail[] = []
  const seen = new Set<number>()

  const visit = (task: TaskDetail): void => {
    // A cycle cannot be written; a damaged history that has one still gets an order.
    if (seen.has(task.id)) return
    seen.add(task.id)
    for (const above of [task, ...ancestors(task, byId)]) present(above.depends).forEach(visit)
    present(task.subtasks).forEach(visit)
    ordered.push(task)
  }
  const isTop = ({ parent }: TaskDetail): boolean => parent === undefined || !byId.has(parent)
  present(tasks.filter(isTop).map(({ id }) => id)).forEach(visit)
  present([...byId.keys()]).forEach(visit)
  return ordered
}

function ancestors(task: TaskDetail, byId: ReadonlyMap<number, TaskDetail>): TaskDetail[] {
  const found = new Set<TaskDetail>()
  let { parent } = task
  while (parent !== undefined) {
    const above = byId.get(parent)
    if (above === undefined || found.has(above)) break
    found.add(above)
    parent = above.parent
  }
  return [...found]
}
