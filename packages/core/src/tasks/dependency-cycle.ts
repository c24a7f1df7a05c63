import { refused, type View } from './transaction.ts'

/**
 * Refuses waits that could never end. A task waits to start for what it depends on and for its parent to be free to start; it
 * waits to finish for its own start and for its subtasks. `S12` is the start of task 12 and `F12` its finish; a node that
 * waits for itself is a cycle. `from` is the task whose waits have just changed.
 */
export function refuseCycle(view: View, from: number): void {
  const cycle = cycleThrough(view, `S${from}`) ?? cycleThrough(view, `F${from}`)
  if (cycle === undefined) return
  const path = cycle.map((id) => `#${id}`).join(' waits for ')
  throw refused('CYCLE', `that would be a cycle: ${path}`, `tm show ${from}`, { cycle })
}

type Node = `${'S' | 'F'}${number}`

/** The shortest way from the node back to itself, as the tasks on it. */
function cycleThrough(view: View, start: Node): readonly number[] | undefined {
  const cameFrom = new Map<Node, Node>()
  const pending: Node[] = [start]
  for (const node of pending) {
    for (const next of waitsFor(view, node)) {
      if (next === start) return nameTasks(cameFrom, node, start)
      if (cameFrom.has(next)) continue
      cameFrom.set(next, node)
      pending.push(next)
    }
  }
  return undefined
}

/** From the task back to itself; both sides of one task, next to each other, count once. */
function nameTasks(cameFrom: ReadonlyMap<Node, Node>, last: Node, start: Node): number[] {
  const tasks = [taskOf(start)]
  for (let node: Node | undefined = last; node !== undefined; node = cameFrom.get(node)) {
    if (tasks[0] !== taskOf(node)) tasks.unshift(taskOf(node))
    if (node === start) break
  }
  return tasks.length === 1 ? [...tasks, ...tasks] : tasks
}

function taskOf(node: Node): number {
  return Number(node.slice(1))
}

function waitsFor(view: View, node: Node): Node[] {
  const id = taskOf(node)
  if (node.startsWith('F')) {
    const subtasks = view.all<{ id: number }>('SELECT id FROM tasks WHERE parent = ?', id)
    return [`S${id}`, ...subtasks.map((row): Node => `F${row.id}`)]
  }
  const targets = view.all<{ target: number }>(
    "SELECT target FROM dependencies WHERE task = ? AND kind = 'depends'",
    id,
  )
  const parent = view.value<number | null>('SELECT parent FROM tasks WHERE id = ?', id)
  return [
    ...targets.map((row): Node => `F${row.target}`),
    ...(typeof parent === 'number' ? [`S${parent}` as const] : []),
  ]
}
