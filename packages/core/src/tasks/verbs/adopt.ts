import { ToolError, usageError } from '../../cli/index.ts'
import { refuseCycle } from '../dependency-cycle.ts'
import { findTask } from '../queries.ts'
import { parseRequest, type RequestOf, type Shape } from '../shape.ts'
import type { Transaction } from '../transaction.ts'
import type { DependencyKind, TaskState } from '../types.ts'
import { add } from './plan.ts'

export const ADOPT = { items: 'items!' } as const satisfies Shape

/** A task of another program: relations name the keys of other items, and it may be finished already. */
const ITEM = {
  key: 'text!',
  title: 'text!',
  description: 'text',
  priority: 'integer',
  due: 'text',
  assignee: 'text',
  parent: 'text',
  depends: 'texts',
  related: 'texts',
  discoveredFrom: 'texts',
  labels: 'texts',
  resources: 'texts',
  links: 'texts',
  notes: 'texts',
  state: 'text',
  uid: 'text',
} as const satisfies Shape

type Item = RequestOf<typeof ITEM>

export interface AdoptResult {
  readonly added: number
  /** Items whose uid is here already: left alone. */
  readonly known: number
  /** Relations that lead to no item, or would be a cycle. */
  readonly skipped: readonly string[]
}

/** Takes over the tasks of another program, with what ties them; a second time adds only what is new. */
export function adopt(tx: Transaction, request: RequestOf<typeof ADOPT>): AdoptResult {
  const items = request.items.map((input) => parseRequest('import', ITEM, input))
  const ids = new Map<string, number>()
  const fresh: Item[] = []
  for (const item of items) {
    if (ids.has(item.key)) throw usageError(`the id ${JSON.stringify(item.key)} is there twice`)
    const known = item.uid === undefined ? undefined : findTask(tx, item.uid)
    ids.set(item.key, known?.id ?? addBare(tx, item))
    if (known === undefined) fresh.push(item)
  }
  const skipped = fresh.flatMap((item) => connect(tx, item, ids))
  for (const item of fresh) settle(tx, item, ids.get(item.key) ?? 0)
  return { added: fresh.length, known: items.length - fresh.length, skipped }
}

function addBare(tx: Transaction, item: Item): number {
  const { title, description, priority, due, assignee, labels, resources, links, uid } = item
  return add(tx, { title, description, priority, due, assignee, labels, resources, links, uid }).id
}

function connect(tx: Transaction, item: Item, ids: ReadonlyMap<string, number>): string[] {
  const task = ids.get(item.key) ?? 0
  const ties: readonly (readonly [DependencyKind | 'parent', readonly string[]])[] = [
    ['parent', item.parent === undefined ? [] : [item.parent]],
    ['depends', item.depends ?? []],
    ['related', item.related ?? []],
    ['discovered-from', item.discoveredFrom ?? []],
  ]
  return ties.flatMap(([kind, keys]) =>
    [...new Set(keys)].flatMap((key) => {
      const target = ids.get(key)
      const isDone = target !== undefined && target !== task && tie(tx, { task, target, kind })
      return isDone ? [] : [`${item.key} ${kind} ${key}`]
    }),
  )
}

interface Tie {
  readonly task: number
  readonly target: number
  readonly kind: DependencyKind | 'parent'
}

/** False when it would be a cycle; then nothing is tied. */
function tie(tx: Transaction, { task, target, kind }: Tie): boolean {
  if (kind === 'parent') tx.emit('task_updated', { task, data: { parent: target } })
  else tx.emit('dependency_added', { task, target, data: { kind } })
  try {
    if (kind === 'parent' || kind === 'depends') refuseCycle(tx, task)
    return true
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    if (kind === 'parent') tx.emit('task_updated', { task, data: { parent: null } })
    else tx.emit('dependency_removed', { task, target, data: { kind } })
    return false
  }
}

function settle(tx: Transaction, item: Item, task: number): void {
  for (const text of item.notes ?? []) {
    if (text.trim() !== '') tx.emit('note_added', { task, data: { text } })
  }
  const state = (item.state ?? 'open') as TaskState
  switch (state) {
    case 'open':
      return
    case 'completed':
      tx.emit('task_completed', { task, data: {} })
      return
    case 'cancelled':
      tx.emit('task_cancelled', { task, data: { dependents: 'satisfy' } })
      return
    default:
      throw usageError(`state ${JSON.stringify(item.state)}: one of open, completed, cancelled`)
  }
}
