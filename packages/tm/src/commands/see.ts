import { command } from '@groundcrew/core/cli'
import { DB, ID_ARGUMENT, idOf, LIMIT, listOrNothing, WRITE } from '../flags.ts'
import { renderDoctor, renderList, renderPrime, renderWhere, type Where } from '../render/see.ts'
import { renderTask } from '../render/task.ts'
import { change, look } from '../call.ts'
import type { Session } from '../tm.ts'

export const prime = command({
  name: 'prime',
  summary: 'the live state for an agent that begins: what it holds, what it has not read, what it may take',
  flags: DB,
  examples: ['tm add "Rework login"; tm next --claim; tm complete 1'],
  run: ({ flags }, io) => look(io, flags, ({ store }) => store.ask('prime', {})),
  render: renderPrime,
})

export const list = command({
  name: 'list',
  aliases: ['search'],
  summary: 'tasks by priority and id, or the ones with these words (also: search)',
  args: [{ name: 'WORD', description: 'in titles, descriptions, notes and file names', isVariadic: true }],
  flags: {
    status: {
      kind: 'list',
      value: 'STATUS',
      separator: ',',
      choices: ['pending', 'in_progress', 'blocked', 'completed', 'cancelled'],
      description: 'only these',
    },
    all: { kind: 'boolean', description: 'finished ones too' },
    assignee: { kind: 'string', short: 'a', value: 'WHO', description: 'only assigned to WHO' },
    me: { kind: 'boolean', description: 'only yours: assigned to you or held by you' },
    label: { kind: 'list', value: 'WORD', separator: ',', description: 'only with this label' },
    parent: { kind: 'string', value: 'ID', description: 'only parts of this task' },
    ...LIMIT,
    ...DB,
  },
  examples: ['tm list --status blocked --me', 'tm search login'],
  async run({ args, flags }, io) {
    const request = {
      statuses: listOrNothing(flags.status),
      all: flags.all,
      assignee: flags.assignee,
      mine: flags.me,
      labels: listOrNothing(flags.label),
      parent: flags.parent,
      search: args.length === 0 ? undefined : args.join(' '),
      limit: flags.limit,
    }
    return look(io, flags, async ({ store }) => ({
      ...(await store.ask('list', request)),
      counts: await store.ask('counts', {}),
    }))
  },
  render: renderList,
})

export const show = command({
  name: 'show',
  summary: 'everything about a task',
  args: [ID_ARGUMENT],
  flags: DB,
  run: ({ args, flags }, io) => look(io, flags, ({ store }) => store.ask('show', { id: idOf(args) })),
  render: renderTask,
})

export const graph = command({
  name: 'graph',
  summary: 'what waits for what: states, critical path, cycles, conflicts',
  args: [{ name: 'ID', description: 'only this task and all it is tied to' }],
  flags: {
    format: {
      kind: 'string',
      value: 'FORMAT',
      choices: ['ascii', 'mermaid', 'dot', 'json', 'html'],
      default: 'ascii',
      description: 'html is one self-contained file',
    },
    ...LIMIT,
    ...DB,
  },
  examples: ['tm graph', 'tm graph --format html > plan.html'],
  async run({ args, flags }, io) {
    const graph = await look(io, flags, ({ store }) => store.ask('graph', { root: args[0], limit: flags.limit }))
    const { renderGraph } = await import('../graph/render-graph.ts')
    return { ...graph, text: renderGraph(graph, flags.format) }
  },
  render: ({ text }) => text,
  isUnbounded: true,
})

async function describePlace({ store, place, actor, isThere }: Session): Promise<Where> {
  return {
    file: place.file,
    source: place.source,
    isThere,
    isReadOnly: store.isReadOnly,
    journalMode: isThere ? store.journalMode : undefined,
    actor: actor.actor,
    session: actor.session,
    pid: actor.pid,
    worktree: actor.worktree,
    counts: await store.ask('counts', {}),
  }
}

export const where = command({
  name: 'where',
  aliases: ['init'],
  summary: 'which database this is, and who you are to it (also: init, which makes it now)',
  flags: DB,
  run: ({ calledAs, flags }, io) => (calledAs === 'init' ? change : look)(io, flags, describePlace),
  render: renderWhere,
})

export const doctor = command({
  name: 'doctor',
  summary: 'check the file, its references, its history and its claims',
  flags: {
    repair: {
      kind: 'string',
      value: 'WHAT',
      choices: ['tables', 'claims'],
      description: 'tables: rebuild them from the events; claims: free those of dead holders',
    },
    ...WRITE,
  },
  async run({ flags }, io) {
    const { repair } = flags
    if (repair !== undefined)
      return change(io, flags, async ({ store }) => ({ ...(await store.repair(repair)), isThere: true }))
    return look(io, flags, async ({ store, place, isThere }) => ({
      ...(await store.check()),
      file: place.file,
      isThere,
    }))
  },
  render: renderDoctor,
  exitCode: ({ isHealthy }) => (isHealthy ? 0 : 1),
})
