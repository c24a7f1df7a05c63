import { command, note as remark, usageError, type Io } from '@groundcrew/core/cli'
import { ID_ARGUMENT, idOf, listOrNothing, WRITE } from '../flags.ts'
import { renderFinish } from '../render/finish.ts'
import { renderAdded, renderEdit, renderNotes } from '../render/plan.ts'
import { renderTold } from '../render.ts'
import { change, look } from '../call.ts'

/** The spelling `--depends 1 2` leaves the second id among the words; so it is read as one more of them. */
function splitWords(
  args: readonly string[],
  depends: readonly string[],
): { title: string | undefined; depends: readonly string[] } {
  const [title, ...more] = args
  if (more.length === 0) return { title, depends }
  if (depends.length > 0 && more.every((word) => /^#?\d+$/.test(word))) return { title, depends: [...depends, ...more] }
  throw usageError(
    `one title, got ${args.length} words: ${args.map((word) => JSON.stringify(word)).join(' ')}`,
    "put a title or a resource with spaces in quotes: --resource 'modifies:endpoint:POST /api/x'",
  )
}

export const add = command({
  name: 'add',
  summary: 'add a task, or a whole tree of them from a list; prints its id',
  args: [
    { name: 'TITLE', description: 'what is to be done' },
    { name: 'ID', description: 'more ids of --depends', isVariadic: true },
  ],
  flags: {
    description: { kind: 'string', short: 'd', value: 'TEXT', description: 'more about it' },
    priority: { kind: 'integer', short: 'p', value: 'N', description: 'higher is sooner (default: 0)' },
    assignee: { kind: 'string', short: 'a', value: 'WHO', description: 'whom it is meant for' },
    due: { kind: 'string', value: 'DATE', description: 'ISO 8601, UTC unless it names a zone' },
    parent: { kind: 'string', value: 'ID', description: 'the task it is a part of' },
    depends: { kind: 'list', value: 'ID', separator: ',', description: 'what it waits for' },
    related: { kind: 'list', value: 'ID', separator: ',', description: 'see also' },
    'discovered-from': { kind: 'list', value: 'ID', separator: ',', description: 'the task during which it was found' },
    label: { kind: 'list', value: 'WORD', separator: ',', description: 'a label' },
    resource: { kind: 'list', value: 'KIND:VALUE', description: 'what it does to what: modifies:file:src/x.ts' },
    link: { kind: 'list', value: 'FILE[:LINE]', description: 'where to look' },
    file: { kind: 'string', value: 'FILE', description: 'add the tree in a JSON or Markdown list (- for stdin)' },
    ...WRITE,
  },
  examples: [
    "tm add 'Rework login' -p 5 --resource 'modifies:endpoint:POST /api/login'",
    'tm add --file plan.md        a Markdown list: indented entries are subtasks',
  ],
  async run({ args, flags }, io) {
    const options = { opId: flags['op-id'] }
    if (flags.file !== undefined) {
      if (args.length > 0) throw usageError('a title and --file do not go together')
      const items = await readPlan(io, flags.file)
      return { tasks: await change(io, flags, ({ store }) => store.run('addTree', { items }, options)) }
    }
    const { title, depends } = splitWords(args, flags.depends)
    if (title === undefined) throw usageError('a title is missing', "tm add 'What is to be done'")
    const request = {
      title,
      description: flags.description,
      priority: flags.priority,
      due: flags.due,
      assignee: flags.assignee,
      parent: flags.parent,
      depends: listOrNothing(depends),
      related: listOrNothing(flags.related),
      discoveredFrom: listOrNothing(flags['discovered-from']),
      labels: listOrNothing(flags.label),
      resources: listOrNothing(flags.resource),
      links: listOrNothing(flags.link),
    }
    const added = await change(io, flags, ({ store }) => store.run('add', request, options))
    if (added.told > 0) remark(io, `tm: #${added.id} concerns others${renderTold(added)}: tm show ${added.id}`)
    return { tasks: [added] }
  },
  render: renderAdded,
  isUnbounded: true,
})

async function readPlan(io: Io, file: string): Promise<readonly unknown[]> {
  const [{ readInput }, { parsePlan }] = await Promise.all([import('../input.ts'), import('../plan-list.ts')])
  return parsePlan(await readInput(io, file), file)
}

export const update = command({
  name: 'update',
  aliases: ['assign', 'status'],
  summary: "change a task's fields, or bring it to a status (also: assign, status)",
  args: [ID_ARGUMENT, { name: 'STATUS', description: 'pending, in_progress, blocked, completed or cancelled' }],
  flags: {
    title: { kind: 'string', value: 'TEXT', description: 'a new title' },
    description: { kind: 'string', short: 'd', value: 'TEXT', description: 'a new description' },
    priority: { kind: 'integer', short: 'p', value: 'N', description: 'higher is sooner' },
    assignee: { kind: 'string', short: 'a', value: 'WHO', description: 'whom it is meant for, or none' },
    due: { kind: 'string', value: 'DATE', description: 'ISO 8601, or none' },
    parent: { kind: 'string', value: 'ID', description: 'the task it is a part of, or none' },
    label: { kind: 'list', value: 'WORD', separator: ',', description: 'add a label' },
    unlabel: { kind: 'list', value: 'WORD', separator: ',', description: 'take a label away' },
    reason: { kind: 'string', short: 'r', value: 'TEXT', description: 'why, with a status' },
    dependents: {
      kind: 'string',
      value: 'WHAT',
      choices: ['satisfy', 'block', 'cancel'],
      description: 'with cancelled: what becomes of what waits',
    },
    ...WRITE,
  },
  examples: ['tm update 12 -p 9 --label urgent', 'tm assign 12 -a bob', 'tm status 12 blocked -r "waits for legal"'],
  async run({ args, flags }, io) {
    const options = { opId: flags['op-id'] }
    const [, status] = args
    const fields = {
      title: flags.title,
      description: flags.description,
      priority: flags.priority,
      assignee: flags.assignee,
      due: flags.due,
      parent: flags.parent,
      addLabels: listOrNothing(flags.label),
      removeLabels: listOrNothing(flags.unlabel),
    }
    const hasFields = Object.values(fields).some((value) => value !== undefined)
    if (status !== undefined) {
      if (hasFields) throw usageError('a status and fields do not go together', 'two calls: tm status, tm update')
      const request = { id: idOf(args), status, reason: flags.reason, dependents: flags.dependents }
      const { finishWork } = await import('../finish.ts')
      const result = await change(io, flags, async (session) => {
        const run = () => session.store.run('status', request, options)
        return status === 'completed' ? finishWork(io, session, run) : run()
      })
      return { kind: 'status' as const, ...result, isChanged: true }
    }
    if (!hasFields) throw usageError('nothing to change', 'tm update ID --title TEXT, or tm status ID STATUS')
    const result = await change(io, flags, ({ store }) => store.run('update', { id: idOf(args), ...fields }, options))
    return { kind: 'fields' as const, ...result }
  },
  render: (result) => (result.kind === 'status' ? renderFinish(result, result.status) : renderEdit(result, 'updated')),
})

export const block = command({
  name: 'block',
  summary: 'hold a task back for a reason that no dependency says',
  args: [ID_ARGUMENT],
  flags: { reason: { kind: 'string', short: 'r', value: 'TEXT', description: 'why' }, ...WRITE },
  examples: ['tm block 12 -r "waits for legal"'],
  run: ({ args, flags }, io) =>
    change(io, flags, ({ store }) =>
      store.run('block', { id: idOf(args), reason: flags.reason ?? '' }, { opId: flags['op-id'] }),
    ),
  render: (result) => renderEdit(result, 'blocked'),
})

export const unblock = command({
  name: 'unblock',
  summary: 'lift a block',
  args: [ID_ARGUMENT],
  flags: WRITE,
  run: ({ args, flags }, io) =>
    change(io, flags, ({ store }) => store.run('unblock', { id: idOf(args) }, { opId: flags['op-id'] })),
  render: (result) => renderEdit(result, 'unblocked'),
})

const ON = {
  on: { kind: 'list', value: 'ID', separator: ',', description: 'the other task' },
  kind: {
    kind: 'string',
    value: 'KIND',
    choices: ['depends', 'related', 'discovered-from'],
    default: 'depends',
    description: 'how they are tied',
  },
  ...WRITE,
} as const

/** `--on 1`, and the older `--on 1 2`. */
function targets(args: readonly string[], on: readonly string[]): readonly string[] {
  const all = [...on, ...args.slice(1)]
  if (all.length === 0) throw usageError('--on is missing', 'tm depend 12 --on 3')
  return all
}

const MORE = { name: 'OTHER', description: 'more ids for --on', isVariadic: true } as const

export const depend = command({
  name: 'depend',
  aliases: ['undepend'],
  summary: 'make a task wait for others, or tie it to them; a cycle is refused (also: undepend)',
  args: [ID_ARGUMENT, MORE],
  flags: ON,
  examples: ['tm depend 12 --on 3', 'tm depend 12 --on 3 --kind related', 'tm undepend 12 --on 3'],
  run({ calledAs, args, flags }, io) {
    const request = { id: idOf(args), on: targets(args, flags.on), kind: flags.kind }
    const verb = calledAs === 'undepend' ? 'undepend' : 'depend'
    return change(io, flags, ({ store }) => store.run(verb, request, { opId: flags['op-id'] }))
  },
  render: (result) => renderEdit(result, 'updated'),
})

export const note = command({
  name: 'note',
  summary: 'leave a note on a task or a place in a file; without a text, show the notes on files',
  args: [
    { name: 'ID', description: 'a task; with --file it may be left out' },
    { name: 'TEXT', description: 'the note' },
  ],
  flags: {
    file: { kind: 'string', value: 'FILE[:LINE]', description: 'the place it is about' },
    ...WRITE,
  },
  examples: ['tm note 12 "the cache is the culprit"', 'tm note --file src/x.ts:40 "out of scope: loops twice"'],
  async run({ args, flags }, io) {
    const [first, second] = args
    if (first === undefined) {
      const { normalizeFile } = await import('../input.ts')
      const found = await look(io, flags, ({ store, paths }) =>
        store.ask('notes', { file: normalizeFile(flags.file, paths) }),
      )
      return { ...found, written: undefined }
    }
    const request =
      second === undefined ? { text: first, file: flags.file } : { id: first, text: second, file: flags.file }
    const written = await change(io, flags, ({ store }) => store.run('note', request, { opId: flags['op-id'] }))
    return { notes: [], written }
  },
  render: renderNotes,
})

export const link = command({
  name: 'link',
  summary: 'tie a task to a place in a file',
  args: [ID_ARGUMENT, { name: 'FILE[:LINE]', description: 'the place', isRequired: true }],
  flags: WRITE,
  run: ({ args, flags }, io) =>
    change(io, flags, ({ store }) =>
      store.run('link', { id: idOf(args), file: args[1] ?? '' }, { opId: flags['op-id'] }),
    ),
  render: (result) => renderEdit(result, 'linked'),
})

export const resource = command({
  name: 'resource',
  summary: 'say what a task does to what: touch, adds, modifies, removes, depends',
  args: [
    ID_ARGUMENT,
    { name: 'KIND:VALUE', description: 'such as modifies:file:src/x.ts', isRequired: true, isVariadic: true },
  ],
  flags: { remove: { kind: 'boolean', description: 'take it back' }, ...WRITE },
  examples: ["tm resource 12 'removes:endpoint:POST /api/x' adds:env:TOKEN"],
  run: ({ args, flags }, io) =>
    change(io, flags, ({ store }) =>
      store.run(
        'resource',
        { id: idOf(args), resources: args.slice(1), remove: flags.remove },
        { opId: flags['op-id'] },
      ),
    ),
  render: (result) => renderEdit(result, 'updated'),
})
