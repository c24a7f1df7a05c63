import { describe, expect, test } from 'vitest'
import { makeRemoteActor, makeWorld } from './testing.ts'

const refusal = (code: string): unknown => expect.objectContaining({ code, exitCode: 1 })

describe('reserve', () => {
  test('an exclusive pattern keeps others out of everything it overlaps', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('reserve', { patterns: ['src/auth/'] })
    for (const pattern of ['src/auth/', 'src/auth/login.ts', 'src/**', '**/*.ts']) {
      await expect(bob.run('reserve', { patterns: [pattern] })).rejects.toEqual(refusal('RESERVED'))
      await expect(bob.run('reserve', { patterns: [pattern], shared: true })).rejects.toEqual(refusal('RESERVED'))
    }
    expect((await bob.run('reserve', { patterns: ['src/other/**', 'docs/*.md'] })).reservations).toHaveLength(2)
  })

  test('shared ones stand beside each other, and keep exclusive ones out', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('reserve', { patterns: ['src/**'], shared: true })
    await bob.run('reserve', { patterns: ['src/a.ts'], shared: true })
    await expect(bob.run('reserve', { patterns: ['src/b.ts'] })).rejects.toEqual(refusal('RESERVED'))
  })

  test('all of the patterns or none', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('reserve', { patterns: ['b.ts'] })
    await expect(bob.run('reserve', { patterns: ['a.ts', 'b.ts'] })).rejects.toEqual(refusal('RESERVED'))
    expect((await bob.ask('reservations', {})).reservations.map(({ pattern }) => pattern)).toEqual(['b.ts'])
  })

  test('ends when released, when its time is over, and with its holder', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    const far = await world.open(makeRemoteActor('far'))
    const inForce = async (): Promise<string[]> =>
      (await bob.ask('reservations', {})).reservations.map(({ pattern }) => pattern)
    await ann.run('reserve', { patterns: ['a.ts', 'b.ts'] })
    await far.run('reserve', { patterns: ['c.ts'], ttlMs: 5000 })
    expect(await inForce()).toEqual(['a.ts', 'b.ts', 'c.ts'])
    expect(await ann.run('unreserve', { patterns: ['a.ts'] })).toEqual({ patterns: ['a.ts'] })
    await expect(ann.run('unreserve', { patterns: ['a.ts'] })).rejects.toEqual(refusal('NOT_HELD'))
    world.clock.nowMs += 5001
    expect(await inForce()).toEqual(['b.ts'])
    await bob.run('reserve', { patterns: ['c.ts'] })
    expect((await bob.run('reap', { apply: true })).reservations).toEqual([
      { pattern: 'c.ts', holder: 'far', why: 'expired' },
    ])
    expect(await ann.run('unreserve', {})).toEqual({ patterns: ['b.ts'] })
    await bob.run('reserve', { patterns: ['a.ts', 'b.ts'] })
  })

  test('the same again renews it', async () => {
    const world = makeWorld()
    const ann = await world.open()
    const first = await ann.run('reserve', { patterns: ['a.ts'], ttlMs: 60_000 })
    world.clock.nowMs += 1000
    const again = await ann.run('reserve', { patterns: ['./a.ts'], ttlMs: 60_000 })
    expect(again.reservations[0]?.id).toBe(first.reservations[0]?.id)
    expect((await ann.ask('reservations', {})).reservations).toHaveLength(1)
  })

  test('what somebody is working on cannot be reserved', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('add', { title: 'a', resources: ['modifies:file:src/a.ts', 'depends:file:lib/b.ts'] })
    await ann.run('claim', { id: 1 })
    await expect(bob.run('reserve', { patterns: ['src/*'] })).rejects.toEqual(refusal('CONFLICT'))
    await bob.run('reserve', { patterns: ['lib/*'] })
    await ann.run('reserve', { patterns: ['src/*'] })
  })
})

describe('guard', () => {
  test('names what collides with reservations and running work of others, and nothing of one’s own', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('reserve', { patterns: ['docs/*.md'] })
    await ann.run('reserve', { patterns: ['shared/**'], shared: true })
    await ann.run('add', { title: 'a', resources: ['modifies:dir:src/a', 'depends:file:src/need.ts'] })
    await ann.run('add', { title: 'not started', resources: ['modifies:file:later.ts'] })
    await ann.run('claim', { id: 1 })
    const paths = [
      'docs/x.md',
      'docs/deep/x.md',
      'shared/s.ts',
      'src/a/b c.ts',
      'src/need.ts',
      'later.ts',
      'src/a/\n.ts',
    ]
    const { findings } = await bob.ask('guard', { paths })
    expect(findings.map(({ path, by, holder, task }) => [path, by, holder, task])).toEqual([
      ['docs/x.md', 'reservation', 'ann', undefined],
      ['src/a/b c.ts', 'claim', 'ann', 1],
      ['src/a/\n.ts', 'claim', 'ann', 1],
    ])
    expect((await ann.ask('guard', { paths })).findings).toEqual([])
    // A hook asks about every edit: one elsewhere is nobody's, and no mistake.
    expect(await bob.ask('guard', { paths: ['/etc/hosts', '../x'] })).toEqual({ paths: 2, outside: 2, findings: [] })
  })

  test('sees what is already changed in the holder’s worktree', async () => {
    const world = makeWorld()
    const ann = await world.open('ann')
    const bob = await world.open('bob')
    await ann.run('add', { title: 'a' })
    await ann.run('claim', { id: 1 })
    expect((await bob.ask('guard', { paths: ['src/x.ts'] })).findings).toEqual([])
    await ann.run('changes', { changes: [{ kind: 'modifies', path: 'src/x.ts' }] })
    expect((await bob.ask('guard', { paths: ['src/x.ts'] })).findings).toMatchObject([{ path: 'src/x.ts', task: 1 }])
    await ann.run('complete', { id: 1 })
    expect((await bob.ask('guard', { paths: ['src/x.ts'] })).findings).toEqual([])
  })
})
