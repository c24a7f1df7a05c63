import { command, streamCommand, usageError } from '@groundcrew/core/cli'
import { DB, LIMIT, WRITE } from '../flags.ts'
import {
  renderEvent,
  renderGuard,
  renderInbox,
  renderNotified,
  renderPublish,
  renderReservations,
} from '../render/hear.ts'
import { change, changeExisting, look } from '../call.ts'

export const inbox = command({
  name: 'inbox',
  aliases: ['notify'],
  summary: "what others' work means for yours; --ack marks it read; with TEXT: tell a task (notify)",
  args: [
    { name: 'ID', description: 'of one task, whoever holds it' },
    { name: 'TEXT', description: 'what that task should know, once per cause: for programs that find such things out' },
  ],
  flags: {
    ack: { kind: 'boolean', description: 'mark what is shown as read' },
    task: { kind: 'string', value: 'ID', description: 'the same as ID' },
    all: { kind: 'boolean', description: 'read ones too' },
    ...LIMIT,
    from: {
      kind: 'string',
      value: 'ID',
      description: 'with a TEXT: what causes it (default: the task you claimed last)',
    },
    conflict: { kind: 'boolean', description: 'with a TEXT: the plan of the task cannot stand' },
    cause: { kind: 'string', value: 'WORD', description: 'with a TEXT: the same cause is the same news' },
    ...WRITE,
  },
  examples: ['tm inbox --ack', 'tm notify 12 "login() has a new parameter" --cause src/auth.ts#login'],
  async run({ args, flags }, io) {
    const [task = flags.task, text] = args
    if (task !== undefined && text !== undefined) {
      const { from, conflict, cause } = flags
      const request = { id: task, text, from, severity: conflict ? 'conflict' : 'notice', cause }
      const told = await change(io, flags, ({ store }) => store.run('notify', request, { opId: flags['op-id'] }))
      return { kind: 'told' as const, ...told }
    }
    const tellsNobody = flags.from === undefined && flags.cause === undefined && !flags.conflict
    if (!tellsNobody) throw usageError('--from, --conflict and --cause go with a text', 'tm notify ID TEXT --from ID')
    const { all, limit } = flags
    if (flags.ack && all) throw usageError('--ack marks unread notices, --all shows read ones too', 'two calls')
    const shown = flags.ack
      ? await changeExisting(io, flags, ({ store }) =>
          store.run('acknowledge', { task, limit }, { opId: flags['op-id'] }),
        )
      : await look(io, flags, ({ store }) => store.ask('inbox', { task, all, limit }))
    return { kind: 'shown' as const, ...shown, isAcknowledged: flags.ack }
  },
  render: (data) => (data.kind === 'told' ? renderNotified(data) : renderInbox(data)),
})

export const watch = streamCommand({
  name: 'watch',
  aliases: ['log'],
  summary: 'the events, one a line; --follow waits for more (also: log)',
  args: [{ name: 'ID', description: 'only of this task' }],
  flags: {
    follow: { kind: 'boolean', description: 'go on as they come' },
    since: {
      kind: 'integer',
      value: 'N',
      min: 0,
      description: 'after event N (default: the last 20; with --follow, new ones)',
    },
    reader: { kind: 'string', value: 'NAME', description: 'go on where this reader stopped, and remember where it is' },
    me: { kind: 'boolean', description: 'only of tasks that are yours' },
    assignee: { kind: 'string', value: 'WHO', description: 'only of tasks assigned to WHO' },
    type: { kind: 'list', value: 'TYPE', separator: ',', description: 'only of this type' },
    until: { kind: 'list', value: 'TYPE', separator: ',', description: 'end with the first event of this type' },
    interval: { kind: 'string', value: 'S', description: 'taken and not needed: events are pushed' },
    ...LIMIT,
    ...DB,
  },
  examples: ['tm watch --follow --me --json', 'tm watch --follow --reader bot --until task_completed', 'tm log 12'],
  async *stream({ args, flags }, io) {
    const { watchEvents } = await import('../watch.ts')
    yield* watchEvents(io, {
      db: flags.db,
      task: args[0],
      isFollowing: flags.follow,
      since: flags.since,
      reader: flags.reader,
      isMine: flags.me,
      assignee: flags.assignee,
      types: flags.type,
      until: flags.until,
      limit: flags.limit,
    })
  },
  render: renderEvent,
})

export const publish = command({
  name: 'publish',
  summary: 'have impact tell whom the change of this worktree reaches; complete does it by itself',
  args: [{ name: 'ID', description: 'whose work it is (default: the task last claimed in this worktree)' }],
  flags: { background: { kind: 'boolean', description: 'do not wait for it: for a post-commit hook' }, ...DB },
  examples: ['tm publish', 'tm publish --background        in a post-commit hook'],
  async run({ args, flags }, io) {
    const { publish: tell } = await import('../publish/publish.ts')
    return tell(io, { db: flags.db, task: args[0], isInBackground: flags.background })
  },
  render: renderPublish,
})

export const reserve = command({
  name: 'reserve',
  summary: "keep others out of files for a while; without patterns, show everybody's reservations",
  args: [{ name: 'GLOB', description: 'a file, a directory or a glob', isVariadic: true }],
  flags: {
    shared: { kind: 'boolean', description: 'beside others who share it' },
    ttl: { kind: 'duration', value: 'TIME', description: 'how long (default: 1h)' },
    ...WRITE,
  },
  examples: ["tm reserve src/auth/ 'docs/*.md' --ttl 30m", 'tm unreserve src/auth/'],
  async run({ args, flags }, io) {
    if (args.length === 0)
      return { isNew: false, ...(await look(io, flags, ({ store }) => store.ask('reservations', {}))) }
    const request = { patterns: args, shared: flags.shared, ttlMs: flags.ttl }
    return {
      isNew: true,
      ...(await change(io, flags, ({ store }) => store.run('reserve', request, { opId: flags['op-id'] }))),
    }
  },
  render: renderReservations,
})

export const guard = command({
  name: 'guard',
  summary: 'for hooks: do these files, or the staged ones, collide with what others hold?',
  args: [{ name: 'FILE', description: 'files about to be changed', isVariadic: true }],
  flags: { stdin: { kind: 'boolean', description: 'read paths from stdin, separated by NUL' }, ...DB },
  examples: ['tm guard src/x.ts', 'tm guard                        the staged files, in a pre-commit hook'],
  async run({ args, flags }, io) {
    if (flags.stdin && args.length > 0) throw usageError('files and --stdin do not go together')
    const { guardFiles } = await import('../guard.ts')
    return guardFiles(io, { db: flags.db, files: args, isFromStdin: flags.stdin })
  },
  render: renderGuard,
  exitCode: ({ findings }) => (findings.length > 0 ? 1 : 0),
})
