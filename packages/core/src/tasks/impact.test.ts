import { describe, expect, test } from 'vitest'
import { makeWorld, type TestWorld } from './testing.ts'
import type { TaskStore } from './store.ts'

interface Told {
  readonly source: number
  readonly type: string
  readonly stage: string
}

async function told(store: TaskStore, task: number): Promise<Told[]> {
  const { notices } = await store.ask('inbox', { task })
  return notices.map(({ source, type, stage }) => ({ source, type, stage }))
}

describe('impact notices', () => {
  test('come at add time, both ways', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a', resources: ['modifies:file:src/x.ts'] })
    await ann.run('add', { title: 'b', resources: ['depends:file:./src/x.ts'] })
    await ann.run('add', { title: 'c', resources: ['removes:dir:src'] })
    expect(await told(ann, 1)).toEqual([{ source: 3, type: 'impact_conflict', stage: 'planned' }])
    expect(await told(ann, 2)).toEqual([
      { source: 1, type: 'impact_notice', stage: 'planned' },
      { source: 3, type: 'impact_conflict', stage: 'planned' },
    ])
    expect(await told(ann, 3)).toEqual([])
  })

  test('go to so many tasks at once; the ones beyond are counted', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('addTree', {
      items: Array.from({ length: 203 }, (_, index) => ({ title: `t${index}`, resources: ['depends:env:TOKEN'] })),
    })
    expect(await ann.run('add', { title: 'a', resources: ['modifies:env:TOKEN'] })).toMatchObject({
      told: 200,
      untold: 3,
    })
    expect(await ann.run('add', { title: 'b', resources: ['modifies:env:OTHER'] })).not.toHaveProperty('untold')
  })

  test('rise with the work and are unread again when they do, once each', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('add', { title: 'a', resources: ['modifies:file:src/x.ts'] })
    await ann.run('add', { title: 'b', assignee: 'bob', resources: ['modifies:file:src/x.ts'] })
    const heard = async (): Promise<readonly string[]> =>
      (await bob.run('acknowledge', {})).notices.map(({ stage }) => stage)
    expect(await heard()).toEqual(['planned'])
    expect(await heard()).toEqual([])
    await ann.run('claim', { id: 1 })
    expect(await heard()).toEqual(['started'])
    await ann.run('claim', { id: 1 })
    await ann.run('release', { id: 1 })
    await ann.run('claim', { id: 1 })
    expect(await heard()).toEqual([])
    await ann.run('changes', { changes: [{ kind: 'modifies', path: 'src/x.ts' }] })
    expect(await heard()).toEqual(['changed'])
    await ann.run('complete', { id: 1 })
    expect(await heard()).toEqual(['completed'])
  })

  test('say what, in words a reader can act on', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a', resources: ['modifies:glob:src/**'] })
    await ann.run('add', { title: 'b', resources: ['removes:endpoint:POST /api/x', 'removes:file:src/x.ts'] })
    const { notices } = await ann.ask('inbox', { task: 1 })
    expect(notices.map(({ text }) => text)).toEqual(['#2 removes file:src/x.ts (this task modifies glob:src/**)'])
  })

  test('reach open tasks only', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'done', resources: ['modifies:file:x.ts'] })
    await ann.run('complete', { id: 1 })
    await ann.run('add', { title: 'dropped', resources: ['modifies:file:x.ts'] })
    await ann.run('cancel', { id: 2 })
    await ann.run('add', { title: 'new', resources: ['removes:file:x.ts'] })
    await ann.run('complete', { id: 3 })
    expect((await ann.ask('log', { types: ['impact_conflict', 'impact_notice'] })).events).toEqual([])
  })

  test('adds against adds is a conflict for both', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a', resources: ['adds:endpoint:GET /health'] })
    await ann.run('add', { title: 'b', resources: ['adds:endpoint:get /health/'] })
    expect(await told(ann, 1)).toMatchObject([{ source: 2, type: 'impact_conflict' }])
    expect(await told(ann, 2)).toMatchObject([{ source: 1, type: 'impact_conflict' }])
  })

  test('a resource added later is told, one taken back is not planned any more', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a', resources: ['depends:table:users'] })
    await ann.run('add', { title: 'b' })
    await ann.run('claim', { id: 2 })
    expect(await ann.run('resource', { id: 2, resources: ['removes:table:Users'] })).toMatchObject({
      isChanged: true,
      told: 1,
    })
    expect(await told(ann, 1)).toEqual([{ source: 2, type: 'impact_conflict', stage: 'started' }])
    await ann.run('resource', { id: 2, resources: ['removes:table:users'], remove: true })
    expect((await ann.ask('show', { id: 2 })).resources).toEqual([])
  })

  test('touch is told to whoever changes or needs the same', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a', resources: ['modifies:file:x.ts'] })
    await ann.run('add', { title: 'b', resources: ['touch:file:x.ts'] })
    expect(await told(ann, 1)).toMatchObject([{ source: 2, type: 'impact_notice' }])
  })
})

describe('resources that mean the same', () => {
  const meets = async (world: TestWorld, mine: string, theirs: string): Promise<boolean> => {
    const ann = await world.open()
    const { id } = await ann.run('add', { title: 'theirs', resources: [`depends:${theirs}`] })
    const other = await ann.run('add', { title: 'mine', resources: [`removes:${mine}`] })
    const notices = await told(ann, id)
    await ann.run('cancel', { id })
    await ann.run('cancel', { id: other.id })
    return notices.length > 0
  }

  test.each([
    ['file:src/x.ts', 'file:./src/x.ts'],
    ['file:src/x.ts', 'src/x.ts'],
    ['file:src/x.ts', 'dir:src'],
    ['dir:src', 'file:src/deep/x.ts'],
    ['dir:src/a', 'dir:src'],
    ['glob:src/*.ts', 'file:src/x.ts'],
    ['file:src/x.ts', 'glob:**/*.ts'],
    ['glob:src/**', 'glob:**/x.ts'],
    ['glob:src/a/*.ts', 'dir:src'],
    ['dir:src/a', 'glob:src/*/x.ts'],
    ['file:src/x.ts', 'symbol:src/x.ts#parse'],
    ['symbol:parse', 'symbol:src/x.ts#parse'],
    ['symbol:src/x.ts#parse', 'symbol:parse'],
    ['symbol:src/x.ts#parse', 'glob:src/*'],
    ['endpoint:POST /api/x', 'endpoint:/api/x/'],
    ['endpoint:/api/x', 'endpoint:DELETE /api/x'],
    ['endpoint:GET /u/:id', 'endpoint:GET /u/{name}'],
    ['env:$TOKEN', 'env:TOKEN'],
    ['table:Users', 'table:users'],
    ['feature:Dark Mode', 'feature:dark  mode'],
    ['the build', 'The Build'],
  ])('%s meets %s', async (mine, theirs) => {
    expect(await meets(makeWorld(), mine, theirs)).toBe(true)
  })

  test.each([
    ['file:src/x.ts', 'file:src/x.tsx'],
    ['dir:src', 'file:srcs/x.ts'],
    ['dir:src', 'file:src.ts'],
    ['glob:src/*.ts', 'file:src/deep/x.ts'],
    ['symbol:src/x.ts#parse', 'symbol:src/x.ts#print'],
    ['symbol:src/x.ts#parse', 'symbol:src/y.ts#parse'],
    ['endpoint:POST /api/x', 'endpoint:GET /api/x'],
    ['env:TOKEN', 'env:token'],
    ['feature:x', 'table:x'],
  ])('%s does not meet %s', async (mine, theirs) => {
    expect(await meets(makeWorld(), mine, theirs)).toBe(false)
  })
})

describe('what another program finds out', () => {
  test('is told to an open task once per cause, again when it says something else', async () => {
    const world = makeWorld()
    const ann = await world.open()
    for (const title of ['source', 'target', 'done']) await ann.run('add', { title })
    await ann.run('complete', { id: 3 })
    await ann.run('claim', { id: 1 })
    const tell = async (id: number, text: string, more: object = {}): Promise<boolean> =>
      (await ann.run('notify', { id, text, cause: 'src/x.ts#f', ...more })).isTold
    expect(await tell(2, 'f has a new parameter')).toBe(true)
    expect(await tell(2, 'f has a new parameter')).toBe(false)
    expect(await tell(2, 'f is gone', { severity: 'conflict' })).toBe(true)
    expect(await tell(2, 'g is gone', { cause: 'src/x.ts#g' })).toBe(true)
    expect(await tell(3, 'f is gone')).toBe(false)
    const { notices } = await ann.ask('inbox', { task: 2 })
    expect(notices.map(({ type, source, stage, text }) => [type, source, stage, text])).toEqual([
      ['impact_conflict', 1, 'changed', 'f is gone'],
      ['impact_notice', 1, 'changed', 'g is gone'],
    ])
  })

  test('names a cause, and means something', async () => {
    const world = makeWorld()
    const ann = await world.open()
    for (const title of ['one', 'other']) await ann.run('add', { title })
    await expect(ann.run('notify', { id: 2, text: 'x' })).rejects.toMatchObject({ code: 'NOT_HELD', exitCode: 1 })
    await expect(ann.run('notify', { id: 2, text: 'x', from: 2 })).rejects.toMatchObject({ code: 'USAGE' })
    await expect(ann.run('notify', { id: 2, text: ' ', from: 1 })).rejects.toMatchObject({ code: 'USAGE' })
    await expect(ann.run('notify', { id: 2, text: 'x', from: 1, severity: 'worse' })).rejects.toThrow('severity')
    expect((await ann.ask('inbox', { task: 2, all: true })).notices).toEqual([])
  })
})

test('real changes are told with both sides of a rename, and only when they are new', async () => {
  const world = makeWorld()
  const ann = await world.open('ann')
  await ann.run('add', { title: 'mine' })
  await ann.run('add', { title: 'uses the old name', resources: ['depends:file:old.ts'] })
  await ann.run('add', { title: 'wants the new name', resources: ['adds:file:new.ts'] })
  await ann.run('claim', { id: 1 })
  const changes = [
    { kind: 'removes', path: 'old.ts' },
    { kind: 'adds', path: 'new.ts' },
  ]
  expect(await ann.run('changes', { changes })).toEqual({ tasks: [{ id: 1, changes: 2, told: 2 }] })
  expect(await ann.run('changes', { changes })).toEqual({ tasks: [{ id: 1, changes: 2, told: 0 }] })
  expect(await told(ann, 2)).toEqual([{ source: 1, type: 'impact_conflict', stage: 'changed' }])
  expect(await told(ann, 3)).toEqual([{ source: 1, type: 'impact_conflict', stage: 'changed' }])
  await ann.run('changes', { changes: [] })
  expect((await ann.ask('show', { id: 1 })).resources).toEqual([])
})

test('a change in a worktree with two claims belongs to the one that planned it', async () => {
  const world = makeWorld()
  const ann = await world.open()
  await ann.run('add', { title: 'a', resources: ['modifies:dir:src/a'] })
  await ann.run('add', { title: 'b' })
  await ann.run('claim', { id: 1 })
  await ann.run('claim', { id: 2 })
  await ann.run('changes', {
    changes: [
      { kind: 'modifies', path: 'src/a/x.ts' },
      { kind: 'modifies', path: 'src/b.ts' },
    ],
  })
  const seen = async (id: number): Promise<string[]> =>
    (await ann.ask('show', { id })).resources.filter(({ origin }) => origin === 'diff').map(({ path }) => path)
  expect(await seen(1)).toEqual(['src/a/x.ts'])
  expect(await seen(2)).toEqual(['src/b.ts'])
})
