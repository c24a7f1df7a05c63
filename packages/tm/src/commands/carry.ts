import { command } from '@groundcrew/core/cli'
import { DB, WRITE } from '../flags.ts'
import { renderBatch, renderImport, renderSeed } from '../render/carry.ts'
import { change, look } from '../call.ts'

export const exportTasks = command({
  name: 'export',
  summary: 'the whole history as JSON lines: what tm import takes',
  flags: DB,
  examples: ['tm export > tasks.jsonl'],
  run: ({ flags }, io) => look(io, flags, async ({ store }) => ({ lines: await store.exportLines() })),
  render: ({ lines }) => lines.join('\n'),
  isUnbounded: true,
})

export const importTasks = command({
  name: 'import',
  summary: 'take over an export into an empty database, or the tasks of another program',
  args: [{ name: 'FILE', description: 'a file, a folder for backlog, - for stdin', isRequired: true }],
  flags: {
    from: {
      kind: 'string',
      value: 'FORMAT',
      choices: ['groundcrew', 'beads', 'backlog', 'taskwarrior'],
      default: 'groundcrew',
      description: 'what wrote it',
    },
    ...WRITE,
  },
  examples: [
    'tm import tasks.jsonl',
    'tm import --from beads .beads/issues.jsonl',
    'task export | tm import --from taskwarrior -',
  ],
  async run({ args, flags }, io) {
    const { importFrom } = await import('../import/import-from.ts')
    return importFrom(io, { db: flags.db, opId: flags['op-id'], format: flags.from, source: args[0] ?? '-' })
  },
  render: renderImport,
})

export const batch = command({
  name: 'batch',
  summary: 'many changes as JSON lines on stdin, all in one transaction',
  flags: WRITE,
  examples: [`echo '{"verb":"add","title":"a","depends":[3]}' | tm batch`],
  async run({ flags }, io) {
    const { nameEntries, readBatch } = await import('../batch.ts')
    const entries = nameEntries(await readBatch(io), flags['op-id'])
    return change(io, flags, async ({ store }) => ({ results: await store.batch(entries) }))
  },
  render: renderBatch,
})

export const seed = command({
  name: 'seed',
  summary: 'fill an empty database with made-up tasks, the same for the same seed',
  flags: {
    shape: {
      kind: 'string',
      value: 'SHAPE',
      choices: ['chain', 'dag', 'diamond', 'conflicts'],
      default: 'dag',
      description: 'how they hang together',
    },
    count: { kind: 'integer', value: 'N', min: 1, max: 100_000, description: 'how many (default: 20)' },
    seed: { kind: 'integer', value: 'N', description: 'a number (default: 1)' },
    force: { kind: 'boolean', description: 'add to the tasks there are' },
    ...WRITE,
  },
  run: ({ flags }, io) =>
    change(io, flags, ({ store }) =>
      store.run(
        'seed',
        { shape: flags.shape, count: flags.count, seed: flags.seed, force: flags.force },
        { opId: flags['op-id'] },
      ),
    ),
  render: renderSeed,
})
