import { usageError } from '../../cli/index.ts'
import { refuseCycle } from '../dependency-cycle.ts'
import { tellBothWays, type Told } from '../impact.ts'
import { ancestorsOf, DEPTH_MAX, findTask, requireTask, type TaskReference } from '../queries.ts'
import { parseResource } from '../resource.ts'
import type { RequestOf, Shape } from '../shape.ts'
import { parseRequest } from '../shape.ts'
import { namingEntry, refused, type Transaction, type View } from '../transaction.ts'
import { parseLabels, parseLink, parsePriority, parseTime, parseTitle } from '../values.ts'

export const ADD = {
  title: 'text!',
  description: 'text',
  priority: 'integer',
  due: 'text',
  assignee: 'text',
  parent: 'reference',
  depends: 'references',
  related: 'references',
  discoveredFrom: 'references',
  labels: 'texts',
  resources: 'texts',
  links: 'texts',
  uid: 'text',
} as const satisfies Shape

export interface AddResult extends Told {
  readonly id: number
  readonly uid: string
  readonly title: string
}

/** Adds one task. Everything is checked before anything is written. */
export function add(tx: Transaction, request: RequestOf<typeof ADD>): AddResult {
  const title = parseTitle(request.title)
  const uid = newUid(tx, request.uid)
  const relations = parseRelations(tx, request)
  const id = (tx.value<number>('SELECT COALESCE(MAX(id), 0) AS id FROM tasks') ?? 0) + 1
  const resources = (request.resources ?? []).flatMap((text) => parseResource(text, tx.context.paths))
  const links = (request.links ?? []).map((text) => parseLink(text, tx.context.paths))
  const labels = parseLabels(request.labels ?? [])
  tx.emit('task_created', {
    task: id,
    data: {
      uid,
      title,
      ...(request.description ? { description: request.description } : {}),
      ...(request.priority ? { priority: parsePriority(request.priority) } : {}),
      ...(request.due === undefined ? {} : { due: parseTime(request.due) }),
      ...(request.assignee ? { assignee: request.assignee } : {}),
      ...relations,
      ...(labels.length === 0 ? {} : { labels }),
      ...(resources.length === 0 ? {} : { resources }),
      ...(links.length === 0 ? {} : { links }),
    },
  })
  // Nothing waits for a new task but the parent it was put under.
  if (relations.parent !== undefined) refuseCycle(tx, id)
  return { id, uid, title, ...tellBothWays(tx, id, 'planned') }
}

interface Relations {
  readonly parent?: number
  readonly depends?: readonly number[]
  readonly related?: readonly number[]
  readonly discoveredFrom?: readonly number[]
}

function parseRelations(view: View, request: RequestOf<typeof ADD>): Relations {
  const resolve = (references: readonly TaskReference[] | undefined): readonly number[] => [
    ...new Set((references ?? []).map((reference) => requireTask(view, reference).id)),
  ]
  const lists = {
    depends: resolve(request.depends),
    related: resolve(request.related),
    discoveredFrom: resolve(request.discoveredFrom),
  }
  return {
    ...(request.parent === undefined ? {} : { parent: requireParent(view, request.parent) }),
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
  }
}

/** An open task that may have subtasks. */
export function requireParent(view: View, reference: TaskReference): number {
  const parent = requireTask(view, reference)
  if (parent.state !== 'open') {
    throw refused('CLOSED', `#${parent.id} is ${parent.state}: it takes no subtasks`, `tm reopen ${parent.id}`)
  }
  if (ancestorsOf(view, parent).length >= DEPTH_MAX - 1) {
    throw refused('TOO_DEEP', `#${parent.id} is already ${DEPTH_MAX} levels deep`, `tm show ${parent.id}`)
  }
  return parent.id
}

function newUid(view: View, wanted: string | undefined): string {
  if (wanted === undefined) return randomUuid(view)
  if (!/^[A-Za-z][\w.-]{2,63}$|^[\da-f]{8}-[\da-f-]{27}$/i.test(wanted)) {
    throw usageError(
      `uid ${JSON.stringify(wanted)}: 3 to 64 letters, digits, dots and dashes, beginning with a letter, or a UUID`,
    )
  }
  if (findTask(view, wanted) !== undefined)
    throw refused('TAKEN', `there is already a task with the uid ${wanted}`, `tm show ${wanted}`)
  return wanted
}

/** A version 4 UUID (RFC 9562), of SQLite's randomness: node:crypto would take longer to load than the whole verb does. */
function randomUuid(view: View): string {
  const hex = view.value<string>('SELECT lower(hex(randomblob(16))) AS hex') ?? ''
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20)].join(
    '-',
  )
}

export const ADD_TREE = { items: 'items!' } as const satisfies Shape

/** What a list entry has besides the fields of a task. */
const ITEM = { ...ADD, key: 'text', subtasks: 'items', done: 'flag' } as const satisfies Shape

const ITEMS_MAX = 100_000

/**
 * Adds a list of tasks with their subtasks; entries that are `done` are completed at once. `depends`, `related` and `discoveredFrom` may name the `key` of any entry of the same
 * list, before or after.
 */
export function addTree(tx: Transaction, request: RequestOf<typeof ADD_TREE>): readonly AddResult[] {
  const keys = new Map<string, number>()
  const waiting: (() => void)[] = []
  const added: AddResult[] = []
  const done: number[] = []
  const addItem = (input: unknown, parent: number | undefined): void => {
    if (added.length >= ITEMS_MAX) throw usageError(`more than ${ITEMS_MAX} tasks in one list`)
    const number = added.length + 1
    const item = namingEntry(number, () => parseRequest('add', ITEM, asItem(input)))
    const { key, subtasks = [], done: isDone = false, ...fields } = item
    const result = namingEntry(number, () => add(tx, { ...withoutKeys(fields), parent: fields.parent ?? parent }))
    added.push(result)
    if (isDone) done.push(result.id)
    if (key !== undefined) keep(keys, key, result.id)
    waiting.push(() => namingEntry(number, () => addKeyed(tx, { id: result.id, fields, keys })))
    for (const subtask of subtasks) addItem(subtask, result.id)
  }
  for (const item of request.items) addItem(item, undefined)
  for (const connect of waiting) connect()
  for (const task of done) tx.emit('task_completed', { task, data: {} })
  return added
}

function asItem(input: unknown): unknown {
  return typeof input === 'string' ? { title: input } : input
}

/** The fields, but what names keys of the list: those are tied when all are there. */
function withoutKeys(fields: RequestOf<typeof ADD>): RequestOf<typeof ADD> {
  const known = (references: readonly TaskReference[] | undefined): readonly TaskReference[] =>
    (references ?? []).filter((reference) => !isKey(reference))
  return {
    ...fields,
    depends: known(fields.depends),
    related: known(fields.related),
    discoveredFrom: known(fields.discoveredFrom),
  }
}

/** What is neither a number nor a uid that exists is the key of an entry of the list. */
function isKey(reference: TaskReference): boolean {
  return typeof reference === 'string' && !/^#?\d+$/.test(reference)
}

function keep(keys: Map<string, number>, key: string, id: number): void {
  if (keys.has(key)) throw usageError(`the key ${JSON.stringify(key)} is used twice`)
  keys.set(key, id)
}

interface Keyed {
  readonly id: number
  readonly fields: RequestOf<typeof ADD>
  readonly keys: ReadonlyMap<string, number>
}

function addKeyed(tx: Transaction, { id, fields, keys }: Keyed): void {
  const lists = [
    ['depends', fields.depends],
    ['related', fields.related],
    ['discovered-from', fields.discoveredFrom],
  ] as const
  for (const [kind, references] of lists) {
    for (const reference of (references ?? []).filter(isKey)) {
      const target = keys.get(String(reference)) ?? requireTask(tx, reference).id
      tx.emit('dependency_added', { task: id, target, data: { kind } })
      if (kind === 'depends') refuseCycle(tx, id)
    }
  }
}
