import { readFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { ToolError } from '../cli/index.ts'
import { makeActor, makeRandom, makeRemoteActor, makeWorld, type TestWorld } from './testing.ts'
import type { TaskStore } from './store.ts'
import type { VerbName } from './verbs/index.ts'

/** A second handle on the file, as a program that breaks the rules would have. */
function tamper(world: TestWorld, sql: string): void {
  const database = new Database(world.file)
  try {
    database.exec(sql)
  } finally {
    database.close()
  }
}

describe('operation ids', () => {
  test('make a retry harmless and give the same answer', async () => {
    const world = makeWorld()
    const ann = await world.open()
    const first = await ann.run('add', { title: 'a' }, { opId: 'op-1' })
    expect(await ann.run('add', { title: 'a' }, { opId: 'op-1' })).toEqual(first)
    const claimed = await ann.run('next', {}, { opId: 'op-2' })
    expect(await ann.run('next', {}, { opId: 'op-2' })).toEqual(claimed)
    const done = await ann.run('complete', { id: 1 }, { opId: 'op-3' })
    expect(await ann.run('complete', { id: 1 }, { opId: 'op-3' })).toEqual(done)
    expect((await ann.ask('list', { all: true })).total).toBe(1)
  })

  test('do not stand for two different requests', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a' }, { opId: 'op-1' })
    await expect(ann.run('add', { title: 'b' }, { opId: 'op-1' })).rejects.toEqual(
      expect.objectContaining({ code: 'OP_ID_REUSED', exitCode: 2 }),
    )
    await expect(ann.run('add', { title: 'b' }, { opId: 'two words' })).rejects.toEqual(
      expect.objectContaining({ exitCode: 2 }),
    )
  })

  test('a refused operation may be tried again', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('add', { title: 'a' })
    await ann.run('claim', { id: 1 })
    await expect(bob.run('claim', { id: 1 }, { opId: 'take' })).rejects.toThrow('held by ann')
    await ann.run('release', { id: 1 })
    expect(await bob.run('claim', { id: 1 }, { opId: 'take' })).toMatchObject({ id: 1 })
  })
})

describe('batch', () => {
  test('runs in order, in one transaction', async () => {
    const world = makeWorld()
    const ann = await world.open()
    const results = await ann.batch([
      { verb: 'add', request: { title: 'a' } },
      { verb: 'add', request: { title: 'b', depends: [1] } },
      { verb: 'complete', request: { id: 1 } },
    ])
    expect(results).toMatchObject([{ id: 1 }, { id: 2 }, { freed: [2] }])
  })

  test('does nothing when one entry fails, and names it', async () => {
    const world = makeWorld()
    const ann = await world.open()
    const entries = [
      { verb: 'add' as const, request: { title: 'a' } },
      { verb: 'complete' as const, request: { id: 1, message: 'x' } },
      { verb: 'complete' as const, request: { id: 1, message: 'y' } },
    ]
    await expect(ann.batch(entries)).rejects.toThrow(/^entry 3: #1 is completed already/)
    expect((await ann.ask('log', {})).lastSeq).toBe(0)
  })
})

describe('the history', () => {
  test('only grows, without gaps', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a' })
    expect(() => tamper(world, 'DELETE FROM events')).toThrow('append only')
    expect(() => tamper(world, "UPDATE events SET actor = 'x'")).toThrow('append only')
    expect(() => tamper(world, "INSERT INTO events VALUES (3, 0, 'a', 'b', 'task_unblocked', 1, NULL, '{}')")).toThrow(
      'no gaps',
    )
    expect(() => tamper(world, "INSERT INTO events VALUES (1, 0, 'a', 'b', 'task_unblocked', 1, NULL, '{}')")).toThrow(
      'no gaps',
    )
  })

  test('rebuilds every table, after anything that was done', async () => {
    for (const seed of [11, 12, 13, 14]) {
      const world = makeWorld()
      await doAnything(world, seed)
      const store = await world.open()
      const { checks } = await store.check()
      expect(
        checks.filter(({ state }) => state === 'fail'),
        `seed ${seed}`,
      ).toEqual([])
      expect(checks.map(({ name }) => name)).toEqual(['integrity', 'foreign-keys', 'sequence', 'replay', 'claims'])
    }
  })

  test('goes out and comes in again as it is', async () => {
    const world = makeWorld()
    await doAnything(world, 21)
    const source = await world.open()
    const lines = await source.exportLines()
    const copy = await world.open('ann', { file: path.join(world.directory, 'copy.db') })
    expect(await copy.importEvents(lines)).toMatchObject({ events: lines.length - 1 })
    expect(await copy.exportLines()).toEqual(lines)
    expect(await copy.ask('list', { all: true, limit: 1000 })).toEqual(
      await source.ask('list', { all: true, limit: 1000 }),
    )
    expect((await copy.check()).isHealthy).toBe(true)
    await expect(copy.importEvents(lines)).rejects.toEqual(expect.objectContaining({ code: 'NOT_EMPTY' }))
  })

  test.each([
    ['nothing', (): string[] => []],
    ['something else', (): string[] => ['{"a":1}']],
    ['text', (): string[] => ['hello']],
    ['a file cut short', (lines: readonly string[]): string[] => lines.slice(0, -1)],
    ['a gap', (lines: readonly string[]): string[] => [...lines.slice(0, 2), ...lines.slice(3), lines[2] ?? '']],
    [
      'an unknown event',
      (lines: readonly string[]): string[] => lines.map((line) => line.replace('task_created', 'task_exploded')),
    ],
    [
      'events about nothing',
      (lines: readonly string[]): string[] => lines.map((line) => line.replace('"depends":[1]', '"depends":[77]')),
    ],
    [
      'a body of another shape',
      (lines: readonly string[]): string[] => lines.map((line) => line.replace('"title":"a"', '"title":{}')),
    ],
  ])('an import of %s changes nothing', async (_, spoil) => {
    const world = makeWorld()
    const source = await world.open()
    await source.run('add', { title: 'a' })
    await source.run('add', { title: 'b', depends: [1] })
    await source.run('complete', { id: 1 })
    const spoilt = spoil(await source.exportLines())
    const copy = await world.open('ann', { file: path.join(world.directory, 'copy.db') })
    await expect(copy.importEvents(spoilt)).rejects.toEqual(
      expect.objectContaining({ code: 'BAD_IMPORT', exitCode: 2 }),
    )
    expect((await copy.ask('log', {})).lastSeq).toBe(0)
  })
})

const VERBS_TRIED: readonly VerbName[] = [
  'add',
  'add',
  'add',
  'update',
  'assign',
  'block',
  'unblock',
  'depend',
  'undepend',
  'note',
  'link',
  'resource',
  'claim',
  'next',
  'release',
  'heartbeat',
  'reap',
  'complete',
  'cancel',
  'reopen',
  'status',
  'acknowledge',
  'changes',
  'reserve',
  'unreserve',
]

/** Three agents, one of them far away, do 250 random things. */
async function doAnything(world: TestWorld, seed: number): Promise<void> {
  const random = makeRandom(seed)
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const stores: TaskStore[] = [
    await world.open('ann'),
    await world.open('bob'),
    await world.open(makeRemoteActor('far')),
  ]
  for (let step = 0; step < 250; step += 1) {
    world.clock.nowMs += Math.floor(random() * 120_000)
    const verb = pick(VERBS_TRIED) ?? 'add'
    const request = anyRequest(verb, { random, pick })
    const opId = random() < 0.2 ? `op-${step}` : undefined
    try {
      await pick(stores)?.batch([{ verb, request, ...(opId === undefined ? {} : { opId }) }])
    } catch (error) {
      // Random wishes are often refused; anything but a refusal is a mistake of ours.
      if (!(error instanceof ToolError)) throw error
    }
  }
}

interface Dice {
  readonly random: () => number
  readonly pick: <T>(list: readonly T[]) => T | undefined
}

function anyRequest(verb: VerbName, { random, pick }: Dice): object {
  const id = 1 + Math.floor(random() * 15)
  const other = 1 + Math.floor(random() * 15)
  const resource = `${pick(['touch', 'adds', 'modifies', 'removes', 'depends'])}:${pick(['file:src/a.ts', 'dir:src', 'glob:**/*.ts', 'env:X', 'endpoint:/x'])}`
  const file = pick(['src/a.ts', 'b.md:3'])
  const requests: Readonly<Partial<Record<VerbName, object>>> = {
    add: {
      title: `task ${id}`,
      resources: random() < 0.5 ? [resource] : [],
      depends: random() < 0.3 ? [other] : [],
      labels: ['x'],
      links: [file],
    },
    update: { id, title: `new ${other}`, priority: other, parent: random() < 0.5 ? other : 'none', addLabels: ['y'] },
    assign: { id, assignee: pick(['ann', 'bob', 'none']) },
    block: { id, reason: 'why' },
    depend: { id, on: [other], kind: pick(['depends', 'related', 'discovered-from']) },
    undepend: { id, on: [other] },
    note: { id, text: 'a note', file },
    link: { id, file },
    resource: { id, resources: [resource], remove: random() < 0.3 },
    next: {},
    heartbeat: {},
    reap: { apply: true },
    complete: { id, message: 'done' },
    cancel: { id, dependents: pick(['satisfy', 'block', 'cancel']) },
    status: { id, status: pick(['pending', 'in_progress', 'completed']) },
    acknowledge: {},
    changes: { changes: [{ kind: 'modifies', path: 'src/a.ts' }] },
    reserve: { patterns: [pick(['src/*', 'docs/'])], shared: random() < 0.5 },
    unreserve: {},
  }
  return requests[verb] ?? { id }
}

describe('doctor', () => {
  test('names tables that are not what the events say, and repairs exactly those', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a' })
    await ann.run('add', { title: 'b', depends: [1] })
    tamper(world, "UPDATE tasks SET title = 'forged' WHERE id = 1; DELETE FROM dependencies")
    const found = await ann.check()
    expect(found.isHealthy).toBe(false)
    expect(found.checks.find(({ name }) => name === 'replay')).toMatchObject({ state: 'fail', repair: 'tables' })
    expect((await ann.repair('tables')).isHealthy).toBe(true)
    expect(await ann.ask('show', { id: 2 })).toMatchObject({ depends: [1] })
    await expect(ann.repair('everything')).rejects.toEqual(expect.objectContaining({ exitCode: 2 }))
  })

  test('names claims that were left behind, and changes nothing by looking', async () => {
    const world = makeWorld()
    const ann = await world.open()
    const gone = await world.open(makeActor('gone', { bootId: 'yesterday' }))
    await gone.run('add', { title: 'a' })
    await gone.run('claim', { id: 1 })
    const before = (await ann.ask('log', {})).lastSeq
    expect((await ann.check()).checks.find(({ name }) => name === 'claims')).toMatchObject({
      state: 'warn',
      detail: 'left behind: #1 of gone (dead)',
    })
    expect((await ann.ask('log', {})).lastSeq).toBe(before)
    expect((await ann.repair('claims')).checks.find(({ name }) => name === 'claims')).toMatchObject({ state: 'ok' })
  })
})

describe('seed', () => {
  test.each(['chain', 'dag', 'diamond', 'conflicts'])('makes the same %s for the same number', async (shape) => {
    const titles = async (): Promise<unknown> => {
      const store = await makeWorld().open()
      await store.run('seed', { shape, count: 30, seed: 4 })
      return (await store.exportLines()).slice(1)
    }
    const [one, other] = [await titles(), await titles()]
    expect(one).toEqual(other)
  })

  test('refuses a database that has tasks, unless told to', async () => {
    const ann = await makeWorld().open()
    await ann.run('add', { title: 'a' })
    await expect(ann.run('seed', { shape: 'chain' })).rejects.toEqual(
      expect.objectContaining({ code: 'NOT_EMPTY', exitCode: 1 }),
    )
    expect(await ann.run('seed', { shape: 'diamond', count: 7, force: true })).toEqual({
      count: 7,
      firstId: 2,
      lastId: 8,
    })
    expect((await ann.check()).isHealthy).toBe(true)
  })
})

describe('graph', () => {
  test('has every task, the longest chain and what collides', async () => {
    const ann = await makeWorld().open()
    await ann.run('addTree', {
      items: [
        { key: 'a', title: 'a' },
        { key: 'b', title: 'b', depends: ['a'] },
        { key: 'c', title: 'c', depends: ['b', 'a'], resources: ['adds:file:x.ts'] },
        { title: 'alone', resources: ['adds:file:x.ts'] },
      ],
    })
    const graph = await ann.ask('graph', {})
    expect(graph.nodes.map(({ id, level, isCritical }) => [id, level, isCritical])).toEqual([
      [1, 0, true],
      [2, 1, true],
      [3, 2, true],
      [4, 0, false],
    ])
    expect(graph.edges.filter(({ isCritical }) => isCritical).map(({ from, to }) => [from, to])).toEqual([
      [2, 1],
      [3, 2],
    ])
    expect(graph.criticalPath).toEqual([1, 2, 3])
    expect(graph.conflicts).toMatchObject([{ task: 3, other: 4, severity: 'conflict' }])
    expect(graph.cycles).toEqual([])
    expect((await ann.ask('graph', { root: 4 })).nodes.map(({ id }) => id)).toEqual([4])
    expect(await ann.ask('graph', { limit: 2 })).toMatchObject({ omitted: 2 })
  })

  test('names a cycle that another program wrote', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('seed', { shape: 'chain', count: 3 })
    tamper(world, "INSERT INTO dependencies VALUES (1, 3, 'depends')")
    const { cycles } = await ann.ask('graph', {})
    expect(cycles.map((cycle) => [...cycle].sort((a, b) => a - b))).toEqual([[1, 2, 3]])
  })
})

test('prime tells what is held, unread and ready', async () => {
  const world = makeWorld()
  const ann = await world.open()
  await ann.run('add', { title: 'mine', resources: ['modifies:file:x.ts'] })
  await ann.run('claim', { id: 1 })
  await ann.run('add', { title: 'theirs', resources: ['removes:file:x.ts'] })
  expect(await ann.ask('prime', {})).toMatchObject({
    actor: 'ann',
    counts: { open: 2, held: 1 },
    claims: [{ id: 1, title: 'mine' }],
    notices: [{ source: 2, type: 'impact_conflict' }],
    noticesTotal: 1,
    ready: [{ id: 2 }],
    readyTotal: 1,
  })
})

test('the file is an ordinary SQLite database in WAL mode', async () => {
  const world = makeWorld()
  const ann = await world.open()
  await ann.run('add', { title: 'a' })
  expect(ann.journalMode).toBe('wal')
  expect(readFileSync(world.file).subarray(0, 15).toString()).toBe('SQLite format 3')
})
