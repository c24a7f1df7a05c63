import { describe, expect, test } from 'vitest'
import { makeWorld } from './testing.ts'

const refusal = (code: string): unknown => expect.objectContaining({ code, exitCode: 1 })

describe('complete', () => {
  test('frees what waited for it and keeps the message', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a' })
    await ann.run('add', { title: 'b' })
    await ann.run('add', { title: 'after a', depends: [1] })
    await ann.run('add', { title: 'after both', depends: [1, 2] })
    expect(await ann.run('complete', { id: 1, message: 'done in abc123' })).toMatchObject({ freed: [3] })
    expect(await ann.run('complete', { id: 2 })).toMatchObject({ freed: [4] })
    expect((await ann.ask('show', { id: 1 })).notes).toMatchObject([{ text: 'done in abc123' }])
    expect((await ann.ask('inbox', { task: 4 })).notices).toMatchObject([
      { source: 1, type: 'dependency_satisfied', text: '#1 is completed' },
      { source: 2, type: 'dependency_satisfied', text: '#2 is completed: nothing blocks this task now' },
    ])
  })

  test('twice is refused, the second message is kept, and nobody hears of it twice', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a', resources: ['removes:file:x.ts'] })
    await ann.run('add', { title: 'b', resources: ['modifies:file:x.ts'] })
    await ann.run('complete', { id: 1 })
    const before = (await ann.ask('log', { types: ['impact_conflict'] })).events.length
    await expect(ann.run('complete', { id: 1, message: 'again' })).rejects.toEqual(refusal('CLOSED'))
    expect((await ann.ask('show', { id: 1 })).notes).toMatchObject([{ text: 'again' }])
    expect((await ann.ask('log', { types: ['impact_conflict'] })).events).toHaveLength(before)
  })

  test('does not go past unmet dependencies, open subtasks or a block, by whatever verb', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a' })
    await ann.run('add', { title: 'b', depends: [1] })
    await ann.run('add', { title: 'part of a', parent: 1 })
    await ann.run('block', { id: 3, reason: 'legal' })
    for (const id of [1, 2, 3]) {
      await expect(ann.run('complete', { id })).rejects.toEqual(refusal('BLOCKED'))
      await expect(ann.run('status', { id, status: 'completed' })).rejects.toEqual(refusal('BLOCKED'))
      await expect(ann.run('status', { id, status: 'in_progress' })).rejects.toEqual(refusal('BLOCKED'))
    }
  })

  test('the last subtask frees its parent', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('addTree', { items: [{ title: 'epic', subtasks: ['one', 'two'] }] })
    expect(await ann.run('complete', { id: 2 })).toMatchObject({ freed: [] })
    expect(await ann.run('complete', { id: 3 })).toMatchObject({ freed: [1] })
    await ann.run('complete', { id: 1 })
  })

  test('subtasks wait for what their parent waits for', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'first' })
    await ann.run('addTree', {
      items: [{ title: 'epic', depends: [1], subtasks: [{ title: 'part', subtasks: ['piece'] }] }],
    })
    expect((await ann.ask('ready', {})).tasks.map(({ id }) => id)).toEqual([1])
    await expect(ann.run('claim', { id: 4 })).rejects.toThrow('#4 waits for #1')
    await ann.run('complete', { id: 1 })
    expect((await ann.ask('ready', {})).tasks.map(({ id }) => id)).toEqual([4])
  })
})

describe('cancel', () => {
  test('must say what becomes of dependents', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a' })
    await ann.run('add', { title: 'b', depends: [1] })
    await expect(ann.run('cancel', { id: 1 })).rejects.toEqual(refusal('DEPENDENTS'))
    await expect(ann.run('cancel', { id: 1, dependents: 'maybe' })).rejects.toEqual(
      expect.objectContaining({ exitCode: 2 }),
    )
    expect((await ann.ask('show', { id: 1 })).status).toBe('pending')
    await ann.run('cancel', { id: 2 })
    await ann.run('cancel', { id: 1 })
  })

  test('satisfy frees them', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a' })
    await ann.run('add', { title: 'b', depends: [1] })
    expect(await ann.run('cancel', { id: 1, dependents: 'satisfy' })).toMatchObject({ freed: [2] })
    expect((await ann.ask('ready', {})).total).toBe(1)
  })

  test('block keeps them waiting and tells them', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a' })
    await ann.run('add', { title: 'b', depends: [1] })
    await ann.run('cancel', { id: 1, dependents: 'block' })
    expect(await ann.ask('show', { id: 2 })).toMatchObject({ status: 'blocked', blockedBy: [1], unread: 1 })
    expect((await ann.ask('ready', {})).total).toBe(0)
    await ann.run('undepend', { id: 2, on: [1] })
    expect((await ann.ask('ready', {})).total).toBe(1)
  })

  test('cancel takes them along, unless somebody works on one', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('addTree', {
      items: [
        { key: 'a', title: 'a', subtasks: [{ key: 'p', title: 'part' }] },
        { key: 'b', title: 'b', depends: ['a'] },
        { title: 'c', depends: ['b'] },
        'free',
      ],
    })
    await bob.run('claim', { id: 2 })
    await expect(ann.run('cancel', { id: 1, dependents: 'cancel' })).rejects.toEqual(refusal('HELD'))
    await bob.run('release', { id: 2 })
    expect(await ann.run('cancel', { id: 1, dependents: 'cancel' })).toMatchObject({ cancelled: [2, 3, 4] })
    expect((await ann.ask('list', {})).tasks.map(({ id }) => id)).toEqual([5])
  })
})

test('reopen brings a task back and tells what waits for it again', async () => {
  const world = makeWorld()
  const ann = await world.open()
  await ann.run('add', { title: 'a' })
  await ann.run('add', { title: 'b', depends: [1] })
  await expect(ann.run('reopen', { id: 1 })).rejects.toEqual(refusal('OPEN'))
  await ann.run('complete', { id: 1 })
  await ann.run('reopen', { id: 1, message: 'the fix did not hold' })
  expect(await ann.ask('show', { id: 2 })).toMatchObject({ status: 'blocked', blockedBy: [1] })
  expect((await ann.ask('inbox', { task: 2 })).notices).toMatchObject([{ type: 'dependency_reopened' }])
  await ann.run('complete', { id: 1 })
})

test('status goes the way of the verbs', async () => {
  const world = makeWorld()
  const ann = await world.open()
  await ann.run('add', { title: 'a' })
  const status = async (): Promise<string> => (await ann.ask('show', { id: 1 })).status
  for (const wanted of ['in_progress', 'blocked', 'pending', 'completed', 'pending', 'cancelled', 'pending']) {
    await ann.run('status', { id: 1, status: wanted })
    expect(await status()).toBe(wanted)
  }
  await expect(ann.run('status', { id: 1, status: 'done' })).rejects.toEqual(expect.objectContaining({ exitCode: 2 }))
})
