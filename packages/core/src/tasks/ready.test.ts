import { describe, expect, test } from 'vitest'
import { collides } from './impact-rules.ts'
import { resourcesOverlap } from './overlap.ts'
import { makeRandom, makeWorld } from './testing.ts'
import type { TaskStore } from './store.ts'
import type { TaskResource } from './types.ts'

const ids = async (store: TaskStore, request = {}): Promise<number[]> =>
  (await store.ask('ready', { limit: 1000, ...request })).tasks.map(({ id }) => id)

describe('ready', () => {
  test('is ranked by priority, then by how much waits behind, then by age', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('addTree', {
      items: [
        { key: 'a', title: 'nothing waits' },
        { key: 'b', title: 'two wait, one behind the other' },
        { key: 'c', title: 'one waits' },
        { key: 'd', title: 'urgent', priority: 1 },
        { key: 'e', title: 'waits', depends: ['b', 'c'] },
        { title: 'waits longer', depends: ['e'], priority: 9 },
        { title: 'nothing waits either' },
      ],
    })
    const { tasks, total } = await ann.ask('ready', {})
    expect(tasks.map(({ id, unblocks }) => [id, unblocks])).toEqual([
      [4, 0],
      [2, 2],
      [3, 2],
      [1, 0],
      [7, 0],
    ])
    expect(total).toBe(5)
  })

  test('leaves out what is held, blocked, meant for others or without the label, and counts what the limit cut', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    for (const title of ['held', 'blocked', 'bobs', 'free']) await ann.run('add', { title, labels: [title] })
    await bob.run('claim', { id: 1 })
    await ann.run('block', { id: 2, reason: 'later' })
    await ann.run('assign', { id: 3, assignee: 'bob' })
    expect(await ids(ann)).toEqual([4])
    expect(await ids(bob)).toEqual([3, 4])
    expect(await ids(ann, { everybody: true })).toEqual([3, 4])
    expect(await ids(bob, { labels: ['free'] })).toEqual([4])
    expect(await bob.ask('ready', { limit: 1 })).toMatchObject({ total: 2, tasks: [{ id: 3 }] })
  })

  test('agrees with the task by task answer on random graphs', async () => {
    for (const seed of [1, 2, 3]) {
      const random = makeRandom(seed)
      const world = makeWorld()
      const ann = await world.open()
      for (let index = 1; index <= 60; index += 1) {
        const pick = (): number => 1 + Math.floor(random() * (index - 1))
        await ann.run('add', {
          title: `t${index}`,
          priority: Math.floor(random() * 3),
          depends: index > 5 && random() < 0.6 ? [pick(), pick()] : [],
        })
        if (index > 1 && random() < 0.3) await ann.run('update', { id: index, parent: pick() }).catch(() => undefined)
      }
      for (let step = 0; step < 40; step += 1) {
        const id = 1 + Math.floor(random() * 60)
        const verb = (['complete', 'cancel', 'claim', 'block', 'reopen'] as const)[Math.floor(random() * 5)] ?? 'claim'
        const request = {
          complete: {},
          claim: {},
          reopen: {},
          block: { reason: 'x' },
          cancel: { dependents: ['satisfy', 'block'][step % 2] },
        }[verb]
        await ann.batch([{ verb, request: { id, ...request } }]).catch(() => undefined)
      }
      const { tasks } = await ann.ask('list', { limit: 1000 })
      const expected = tasks
        .filter(({ status, blockedBy }) => status === 'pending' && blockedBy.length === 0)
        .map(({ id }) => id)
      expect((await ids(ann)).sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b))
      expect((await ann.check()).checks.filter(({ state }) => state === 'fail')).toEqual([])
    }
  })

  test('a disjoint choice never has two tasks that collide, nor one that collides with running work', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('seed', { shape: 'conflicts', count: 120, seed: 5 })
    await bob.run('claim', { id: 7 })
    await bob.run('claim', { id: 30, force: true })
    const chosen = await ids(ann, { disjoint: true })
    const resources = new Map<number, readonly TaskResource[]>()
    for (const id of [...chosen, 7, 30]) resources.set(id, (await ann.ask('show', { id })).resources)
    const collide = (one: number, other: number): boolean =>
      (resources.get(one) ?? []).some((mine) =>
        (resources.get(other) ?? []).some(
          (theirs) => collides(mine.kind, theirs.kind) && resourcesOverlap(mine, theirs),
        ),
      )
    for (const [index, one] of chosen.entries()) {
      for (const other of [...chosen.slice(index + 1), 7, 30])
        expect(collide(one, other), `${one} ${other}`).toBe(false)
    }
    expect(chosen.length).toBeGreaterThan(10)
    const everyReady = await ids(ann)
    const left = everyReady.filter((id) => !chosen.includes(id))
    for (const id of left) resources.set(id, (await ann.ask('show', { id })).resources)
    expect(left.every((id) => [...chosen, 7, 30].some((other) => collide(id, other)))).toBe(true)
  })
})
