import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { readStartTime } from '../process/index.ts'
import { identifyActor } from './actor.ts'
import { LEASE_MS } from './verbs/take.ts'
import { makeActor, makeRemoteActor, makeWorld } from './testing.ts'

const refusal = (code: string): unknown => expect.objectContaining({ code, exitCode: 1 })

describe('claim', () => {
  test('the first one wins and the second one is told who holds it', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('add', { title: 'one' })
    const { fence } = await ann.run('claim', { id: 1 })
    await expect(bob.run('claim', { id: 1 })).rejects.toThrow(/#1 is held by ann/)
    await expect(bob.run('claim', { id: 1 })).rejects.toEqual(refusal('HELD'))
    expect((await bob.ask('show', { id: 1 })).claim).toMatchObject({ holder: 'ann', fence })
  })

  test('the holder claims again and only renews', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    await ann.run('add', { title: 'one' })
    const first = await ann.run('claim', { id: 1 })
    world.clock.nowMs += 1000
    const again = await ann.run('claim', { id: 1 })
    expect(again).toMatchObject({ isRenewed: true, fence: first.fence, expiresMs: first.expiresMs + 1000 })
  })

  test('what blocks it is named', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'first' })
    await ann.run('add', { title: 'second', depends: [1] })
    await ann.run('add', { title: 'part', parent: 1 })
    await expect(ann.run('claim', { id: 2 })).rejects.toThrow('#2 waits for #1')
    await expect(ann.run('claim', { id: 1 })).rejects.toThrow('#1 has open subtasks #3')
    await ann.run('block', { id: 3, reason: 'legal' })
    await expect(ann.run('claim', { id: 3 })).rejects.toThrow('#3 is blocked: legal')
  })

  test('a resource that running work conflicts with is named; force claims all the same', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('add', { title: 'drop', resources: ['removes:endpoint:POST /api/x'] })
    await ann.run('add', { title: 'use', resources: ['depends:endpoint:/api/x'] })
    await ann.run('claim', { id: 1 })
    await expect(bob.run('claim', { id: 2 })).rejects.toThrow(/conflicts with running work of ann.*POST \/api\/x/)
    await expect(bob.run('claim', { id: 2 })).rejects.toEqual(refusal('CONFLICT'))
    expect(await bob.run('claim', { id: 2, force: true })).toMatchObject({ id: 2 })
  })

  test('an exclusive reservation of another on what it writes is named', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('add', { title: 'edit', resources: ['modifies:file:src/a.ts'] })
    await bob.run('reserve', { patterns: ['src/**'] })
    await expect(ann.run('claim', { id: 1 })).rejects.toEqual(refusal('RESERVED'))
    await bob.run('unreserve', {})
    expect(await ann.run('claim', { id: 1 })).toMatchObject({ id: 1 })
  })

  test('a refusal has the ids it names as facts for programs', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('add', { title: 'one', resources: ['adds:file:x.ts'] })
    await ann.run('add', { title: 'two', depends: [1] })
    await ann.run('add', { title: 'three', resources: ['adds:file:x.ts'] })
    const { fence } = await ann.run('claim', { id: 1 })
    const details = (facts: object): unknown => expect.objectContaining({ details: expect.objectContaining(facts) })
    await expect(bob.run('claim', { id: 1 })).rejects.toEqual(details({ task: 1, holder: 'ann', fence }))
    await expect(bob.run('claim', { id: 2 })).rejects.toEqual(details({ task: 2, waitsFor: [1], subtasks: [] }))
    await expect(bob.run('claim', { id: 3 })).rejects.toEqual(details({ task: 3, other: 1, holder: 'ann' }))
    await expect(bob.run('cancel', { id: 1, fence })).rejects.toEqual(details({ task: 1, dependents: [2] }))
    await expect(bob.run('depend', { id: 1, on: [2] })).rejects.toEqual(details({ cycle: [1, 2, 1] }))
    const entry = { verb: 'claim', request: { id: 2 } } as const
    await expect(bob.batch([{ verb: 'reap', request: {} }, entry])).rejects.toEqual(
      details({ entry: 2, waitsFor: [1] }),
    )
    await expect(bob.batch([entry])).rejects.toThrow(/^#2 waits for #1$/)
  })

  test('a finished task is not started again in silence', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'one' })
    await ann.run('complete', { id: 1 })
    await expect(ann.run('claim', { id: 1 })).rejects.toEqual(refusal('CLOSED'))
  })
})

describe('fences', () => {
  test('rise with every claim, and an old one finishes nothing but keeps its note', async () => {
    const world = makeWorld()
    const ann = await world.open(makeRemoteActor('ann'))
    const bob = await world.open('bob')
    await ann.run('add', { title: 'one' })
    const old = await ann.run('claim', { id: 1 })
    world.clock.nowMs += LEASE_MS + 1
    const taken = await bob.run('claim', { id: 1 })
    expect(taken.takenFrom).toBe('ann')
    expect(taken.fence).toBeGreaterThan(old.fence)
    await expect(ann.run('complete', { id: 1, fence: old.fence, message: 'it was the cache' })).rejects.toEqual(
      refusal('STALE_FENCE'),
    )
    const shown = await ann.ask('show', { id: 1 })
    expect(shown.status).toBe('in_progress')
    expect(shown.notes.map(({ text }) => text)).toEqual(['it was the cache'])
    await bob.run('complete', { id: 1, fence: taken.fence })
  })

  test('a late finisher without a fence is refused while somebody else holds the task', async () => {
    const world = makeWorld()
    const ann = await world.open(makeRemoteActor('ann'))
    const bob = await world.open('bob')
    await ann.run('add', { title: 'one' })
    await ann.run('claim', { id: 1 })
    world.clock.nowMs += LEASE_MS + 1
    await bob.run('claim', { id: 1 })
    await expect(ann.run('complete', { id: 1 })).rejects.toEqual(refusal('HELD'))
  })

  test('whoever shows the current fence may finish', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('add', { title: 'one' })
    const { fence } = await ann.run('claim', { id: 1 })
    await expect(bob.run('complete', { id: 1 })).rejects.toEqual(refusal('HELD'))
    await bob.run('complete', { id: 1, fence })
  })
})

describe('liveness', () => {
  test('a holder killed on this host is seen at once, its lease notwithstanding', async () => {
    const world = makeWorld()
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    const dead = await world.open({ ...identifyActor({ env: { TM_ACTOR: 'dead', TM_PID: String(child.pid) } }) })
    const bob = await world.open('bob')
    await dead.run('add', { title: 'one' })
    await dead.run('claim', { id: 1 })
    await expect(bob.run('claim', { id: 1 })).rejects.toEqual(refusal('HELD'))
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await bob.run('reap', {})).toMatchObject({
      isApplied: false,
      claims: [{ id: 1, holder: 'dead', why: 'dead' }],
    })
    expect((await bob.ask('ready', {})).total).toBe(1)
    expect(await bob.run('claim', { id: 1 })).toMatchObject({ takenFrom: 'dead' })
  })

  test('a living silent holder is never robbed', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('add', { title: 'one' })
    await ann.run('claim', { id: 1 })
    world.clock.nowMs += 100 * LEASE_MS
    await expect(bob.run('claim', { id: 1 })).rejects.toEqual(refusal('HELD'))
    expect((await bob.run('reap', { apply: true })).claims).toEqual([])
  })

  test('a recycled pid is not the holder', async () => {
    const world = makeWorld()
    const recycled = await world.open(makeActor('ann', { startedAt: '1' }))
    const bob = await world.open('bob')
    await recycled.run('add', { title: 'one' })
    await recycled.run('claim', { id: 1 })
    expect(readStartTime(process.pid)).not.toBe('1')
    expect(await bob.run('claim', { id: 1 })).toMatchObject({ takenFrom: 'ann' })
  })

  test('after a reboot nothing of before is held', async () => {
    const world = makeWorld()
    const before = await world.open(makeActor('ann', { bootId: 'yesterday' }))
    const bob = await world.open('bob')
    await before.run('add', { title: 'one' })
    await before.run('claim', { id: 1 })
    expect(await bob.run('claim', { id: 1 })).toMatchObject({ takenFrom: 'ann' })
  })

  test('of a holder elsewhere only the lease is known', async () => {
    const world = makeWorld()
    const remote = await world.open(makeRemoteActor('ann'))
    const bob = await world.open('bob')
    await remote.run('add', { title: 'one' })
    await remote.run('claim', { id: 1, leaseMs: 60_000 })
    await expect(bob.run('claim', { id: 1 })).rejects.toEqual(refusal('HELD'))
    world.clock.nowMs += 60_001
    expect(await bob.run('reap', { apply: true })).toMatchObject({
      isApplied: true,
      claims: [{ id: 1, why: 'expired' }],
    })
    expect(await bob.run('claim', { id: 1 })).toMatchObject({ id: 1 })
  })

  test('any command of the holder renews a lease that is due, reading ones too', async () => {
    const world = makeWorld()
    const ann = await world.open(makeRemoteActor('ann'))
    await ann.run('add', { title: 'one' })
    const { expiresMs } = await ann.run('claim', { id: 1 })
    await ann.renewIfDue()
    expect((await ann.ask('show', { id: 1 })).claim?.expiresMs).toBe(expiresMs)
    world.clock.nowMs += LEASE_MS / 2
    await ann.run('note', { id: 1, text: 'halfway' })
    expect((await ann.ask('show', { id: 1 })).claim?.expiresMs).toBe(expiresMs + LEASE_MS / 2)
    world.clock.nowMs += LEASE_MS / 2
    await ann.renewIfDue()
    expect((await ann.ask('show', { id: 1 })).claim?.expiresMs).toBe(expiresMs + LEASE_MS)
  })

  test('a clock that goes back takes nothing from anybody and breaks no order', async () => {
    const world = makeWorld()
    const ann = await world.open(makeRemoteActor('ann'))
    const bob = await world.open('bob')
    await ann.run('add', { title: 'one' })
    await ann.run('claim', { id: 1 })
    world.clock.nowMs -= 3_600_000
    await expect(bob.run('claim', { id: 1 })).rejects.toEqual(refusal('HELD'))
    await ann.run('heartbeat', {})
    await ann.run('complete', { id: 1 })
    const { events } = await bob.ask('log', {})
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    expect((await bob.check()).isHealthy).toBe(true)
  })
})

describe('next', () => {
  test('takes the best task nobody else is meant to do', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    await ann.run('add', { title: 'low' })
    await ann.run('add', { title: 'for bob', priority: 9, assignee: 'bob' })
    await ann.run('add', { title: 'high', priority: 5 })
    expect(await ann.run('next', {})).toMatchObject({ id: 3 })
    expect(await ann.run('next', {})).toMatchObject({ id: 1 })
    await expect(ann.run('next', {})).rejects.toEqual(refusal('NOTHING_READY'))
  })

  test('passes over what conflicts with running work', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('add', { title: 'a', resources: ['adds:file:new.ts'] })
    await ann.run('add', { title: 'b', resources: ['adds:file:new.ts'], priority: 5 })
    await ann.run('add', { title: 'c' })
    await ann.run('claim', { id: 1 })
    expect(await bob.run('next', {})).toMatchObject({ id: 3 })
    await expect(bob.run('next', {})).rejects.toThrow(/none of 1 ready tasks is free of conflicts/)
  })
})

test('release gives a task back, and only what one holds', async () => {
  const world = makeWorld()
  const ann = await world.open('ann')
  const bob = await world.open('bob')
  await ann.run('add', { title: 'one' })
  await expect(ann.run('release', { id: 1 })).rejects.toEqual(refusal('NOT_HELD'))
  await ann.run('claim', { id: 1 })
  await expect(bob.run('release', { id: 1 })).rejects.toEqual(refusal('HELD'))
  await ann.run('release', { id: 1, reason: 'stuck on types' })
  const shown = await bob.ask('show', { id: 1 })
  expect(shown).toMatchObject({ status: 'pending', notes: [{ text: 'stuck on types' }] })
  expect(await bob.run('claim', { id: 1 })).toMatchObject({ id: 1 })
})
