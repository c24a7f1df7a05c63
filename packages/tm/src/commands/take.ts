import { command, usageError } from '@groundcrew/core/cli'
import { FENCE, ID_ARGUMENT, idOf, LEASE, listOrNothing, WRITE } from '../flags.ts'
import { renderClaim, renderHeartbeat, renderReady, renderReap, renderRelease } from '../render/take.ts'
import { change, changeExisting, look } from '../call.ts'

export const ready = command({
  name: 'ready',
  aliases: ['next'],
  summary: 'what can be started now, best first; --claim takes the best one (also: next)',
  flags: {
    max: { kind: 'integer', value: 'N', min: 1, max: 100_000, description: 'show at most so many (default: 20)' },
    disjoint: { kind: 'boolean', description: 'only tasks that collide neither with each other nor with running work' },
    claim: { kind: 'boolean', description: 'take the best one that conflicts with nothing' },
    label: { kind: 'list', value: 'WORD', separator: ',', description: 'only with this label' },
    everybody: { kind: 'boolean', description: 'also what is assigned to others' },
    ...LEASE,
    ...WRITE,
  },
  examples: [
    'tm ready --max 4 --disjoint     four tasks for four agents',
    'tm next --claim                 exactly one winner per task',
  ],
  async run({ flags }, io) {
    const { disjoint, everybody, lease: leaseMs } = flags
    const labels = listOrNothing(flags.label)
    if (flags.claim) {
      const claimed = await change(io, flags, ({ store }) =>
        store.run('next', { leaseMs, labels, disjoint }, { opId: flags['op-id'] }),
      )
      return { kind: 'claim' as const, ...claimed }
    }
    const found = await look(io, flags, ({ store }) =>
      store.ask('ready', { limit: flags.max, labels, disjoint, everybody }),
    )
    return { kind: 'ready' as const, ...found }
  },
  render: (data, style) => (data.kind === 'claim' ? renderClaim(data) : renderReady(data, style)),
})

export const claim = command({
  name: 'claim',
  aliases: ['start'],
  summary: 'take a task: exactly one winner, others are told who holds it (also: start)',
  args: [ID_ARGUMENT],
  flags: { ...LEASE, force: { kind: 'boolean', description: 'in spite of conflicting resources' }, ...WRITE },
  examples: ['tm claim 12', 'tm claim 12 --lease 2h'],
  run: ({ args, flags }, io) =>
    change(io, flags, ({ store }) =>
      store.run('claim', { id: idOf(args), leaseMs: flags.lease, force: flags.force }, { opId: flags['op-id'] }),
    ),
  render: renderClaim,
})

export const release = command({
  name: 'release',
  aliases: ['unreserve'],
  summary: 'give tasks or reservations back; without arguments all reservations (also: unreserve)',
  args: [{ name: 'ID|GLOB', description: 'a task, or a pattern you reserved', isVariadic: true }],
  flags: { ...FENCE, reason: { kind: 'string', short: 'r', value: 'TEXT', description: 'left as a note' }, ...WRITE },
  examples: ['tm release 12 -r "stuck on types"', "tm unreserve 'src/auth/**'"],
  async run({ args, flags }, io) {
    const ids = args.filter((word) => /^#?\d+$/.test(word))
    const patterns = args.filter((word) => !ids.includes(word))
    if (ids.length > 1 && flags.fence !== undefined) throw usageError('a fence belongs to one task')
    const { nameEntries } = await import('../batch.ts')
    return changeExisting(io, flags, async ({ store }) => {
      const entries = [
        ...ids.map((id) => ({ verb: 'release' as const, request: { id, fence: flags.fence, reason: flags.reason } })),
        ...(args.length === 0 || patterns.length > 0
          ? [{ verb: 'unreserve' as const, request: args.length === 0 ? {} : { patterns } }]
          : []),
      ]
      const results = await store.batch(nameEntries(entries, flags['op-id']))
      return { results: results as readonly { id?: number; title?: string; patterns?: readonly string[] }[] }
    })
  },
  render: renderRelease,
})

export const heartbeat = command({
  name: 'heartbeat',
  aliases: ['sync'],
  summary: 'renew what you hold, and record what your worktree really changed (also: sync)',
  flags: WRITE,
  async run({ flags }, io) {
    return changeExisting(io, flags, async (session) => {
      const renewed = await session.store.run('heartbeat', {}, { opId: flags['op-id'] })
      const { recordChanges } = await import('../record-changes.ts')
      return { ...renewed, ...(await recordChanges(session)) }
    })
  },
  render: renderHeartbeat,
})

export const reap = command({
  name: 'reap',
  summary: 'show what dead holders left behind; --apply frees it',
  flags: { apply: { kind: 'boolean', description: 'free it' }, ...WRITE },
  run: ({ flags }, io) =>
    flags.apply
      ? changeExisting(io, flags, ({ store }) => store.run('reap', { apply: true }, { opId: flags['op-id'] }))
      : look(io, flags, async ({ store }) => ({ isApplied: false, ...(await store.ask('leftBehind', {})) })),
  render: renderReap,
})
