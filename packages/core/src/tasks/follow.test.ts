import { describe, expect, test } from 'vitest'
import type { AnyEvent } from './event-types.ts'
import { makeWorld } from './testing.ts'

async function take(events: AsyncIterable<AnyEvent>, count: number): Promise<number[]> {
  const taken: number[] = []
  for await (const { seq } of events) {
    taken.push(seq)
    if (taken.length === count) break
  }
  return taken
}

async function all(events: AsyncIterable<AnyEvent>): Promise<number[]> {
  return take(events, Number.POSITIVE_INFINITY)
}

describe('follow', () => {
  test('yields what another connection writes, as it comes', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('add', { title: 'before' })
    const followed = take(bob.follow({ since: 1 }), 3)
    for (const title of ['a', 'b', 'c']) await ann.run('add', { title })
    expect(await followed).toEqual([2, 3, 4])
  })

  test('ends at the signal', async () => {
    const world = makeWorld()
    const ann = await world.open()
    const stop = new AbortController()
    const followed = all(ann.follow({ since: 0, signal: stop.signal }))
    await ann.run('add', { title: 'a' })
    stop.abort()
    expect((await followed).length).toBeLessThanOrEqual(1)
  })

  test('a named reader goes on where it was, without loss or repetition', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('seed', { shape: 'chain', count: 30 })
    const seen: number[] = []
    for (let round = 0; round < 10; round += 1) {
      for await (const { seq } of ann.follow({ reader: 'bot', isFinite: true })) {
        seen.push(seq)
        if (seen.length % 4 === 0) break
      }
    }
    const rest = await all(ann.follow({ reader: 'bot', isFinite: true }))
    // Left in the middle of an event, the reader gets that one again: it cannot be known whether it was used.
    expect([...new Set([...seen, ...rest])]).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
  })

  test('events that are not wanted move the cursor too', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('seed', { shape: 'chain', count: 40 })
    expect(
      await all(ann.follow({ reader: 'bot', isFinite: true, isWanted: ({ type }) => type === 'task_completed' })),
    ).toEqual([])
    await ann.run('complete', { id: 1 })
    expect(await all(ann.follow({ reader: 'bot', isFinite: true }))).toEqual([41, 42])
  })

  test('ends with the event it waits for', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a' })
    const followed = all(ann.follow({ since: 1, isLast: ({ type }) => type === 'task_completed' }))
    await ann.run('note', { id: 1, text: 'x' })
    await ann.run('complete', { id: 1 })
    await ann.run('reopen', { id: 1 })
    expect(await followed).toEqual([2, 3])
  })

  test('beyond the end is an error: the caller knows of events that are not here', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await expect(all(ann.follow({ since: 5 }))).rejects.toEqual(
      expect.objectContaining({ code: 'BEYOND_END', exitCode: 2 }),
    )
    await expect(ann.ask('log', { since: 5 })).rejects.toEqual(expect.objectContaining({ code: 'BEYOND_END' }))
  })

  test('many events at once come in order', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    const followed = take(bob.follow({ since: 0 }), 1600)
    for (let round = 0; round < 4; round += 1) {
      await ann.batch(
        Array.from({ length: 400 }, (_, index) => ({ verb: 'add' as const, request: { title: `t${index}` } })),
      )
    }
    expect(await followed).toEqual(Array.from({ length: 1600 }, (_, index) => index + 1))
  })
})
