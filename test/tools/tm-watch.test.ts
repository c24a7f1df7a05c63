import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'
import { makeAgent, type Agent } from '../support/tm.ts'

type Started = ReturnType<Agent['start']>

/** The lines of a process as they come. */
function linesOf(started: Started): AsyncIterator<string> {
  return createInterface({ input: started.stdout })[Symbol.asyncIterator]()
}

async function nextLine(lines: AsyncIterator<string>): Promise<string> {
  const { value, done } = await lines.next()
  if (done === true) throw new Error('it ended')
  return value
}

function seqOf(line: string): number {
  return (JSON.parse(line) as { data: { seq: number } }).data.seq
}

describe('watch --follow', () => {
  test('B15: a line is in the pipe as soon as its event is written, and SIGTERM loses none', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    await ann.ok('add', 'zero')
    const follower = ann.start('watch', '--follow', '--since', '0')
    const lines = linesOf(follower)
    expect(await nextLine(lines)).toMatch(/^1 \S+ ann task_created #1 /)
    for (const title of ['one', 'two', 'three']) {
      await ann.ok('add', title)
      expect(await nextLine(lines)).toContain(`title=${title}`)
    }
    follower.kill('SIGTERM')
    const { exitCode, stderr } = await follower
    expect({ exitCode, stderr }).toEqual({ exitCode: 143, stderr: '' })
  })

  test('one JSON envelope a line, and an end with the event it waits for', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    const follower = ann.start('watch', '--follow', '--since', '0', '--until', 'task_completed', '--json')
    const lines = linesOf(follower)
    await ann.ok('add', 'one')
    expect(JSON.parse(await nextLine(lines))).toMatchObject({
      tool: 'tm',
      ok: true,
      data: { seq: 1, type: 'task_created', task: 1 },
    })
    await ann.ok('complete', '1')
    expect(JSON.parse(await nextLine(lines))).toMatchObject({ data: { seq: 2, type: 'task_completed' } })
    expect((await follower).exitCode).toBe(0)
  })

  test('a named reader that is ended and started again and again sees every event once', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    await ann.ok('add', 'zero')
    const seen: number[] = []
    for (let round = 0; round < 6; round += 1) {
      const follower = ann.start('watch', '--follow', '--reader', 'bot', '--json')
      const lines = linesOf(follower)
      await ann.ok('seed', '--shape', 'chain', '--count', '7', '--seed', String(round), '--force')
      for (let taken = 0; taken < 4; taken += 1) seen.push(seqOf(await nextLine(lines)))
      follower.kill('SIGTERM')
      for (let rest = await lines.next(); rest.done !== true; rest = await lines.next()) seen.push(seqOf(rest.value))
      await follower
    }
    const left = await ann.ok('watch', '--reader', 'bot', '--json')
    seen.push(...left.split('\n').filter(Boolean).map(seqOf))
    expect(seen).toEqual(Array.from({ length: 43 }, (_, index) => index + 1))
  })

  test('a reader that closes early ends it quietly', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    await ann.ok('seed', '--shape', 'chain', '--count', '50')
    const follower = ann.start('watch', '--follow', '--since', '0')
    await nextLine(linesOf(follower))
    follower.stdout.destroy()
    await ann.ok('seed', '--shape', 'chain', '--count', '50', '--seed', '2', '--force')
    expect(await follower).toMatchObject({ exitCode: 0, stderr: '' })
  })

  test('only of my tasks, of a type, of a task', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const [ann, bob] = [makeAgent(rig, 'ann'), makeAgent(rig, 'bob')]
    await ann.ok('add', 'one')
    await ann.ok('add', 'two', '-a', 'bob')
    await ann.ok('add', 'three')
    await bob.ok('claim', '3')
    const tasks = async (...args: readonly string[]): Promise<string[]> => {
      const out = await bob.ok('watch', '--since', '0', ...args)
      return out.split('\n').map((line) => line.split(' ').slice(3, 5).join(' '))
    }
    expect(await tasks('--me')).toEqual(['task_created #2', 'task_created #3', 'task_claimed #3'])
    expect(await tasks('--assignee', 'bob')).toEqual(['task_created #2'])
    expect(await tasks('--type', 'task_claimed')).toEqual(['task_claimed #3'])
    expect(await tasks('1')).toEqual(['task_created #1'])
    const { exitCode, stderr } = await rig.run('tm', ['watch', '--type', 'task_claim'])
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: 'tm: there is no event type "task_claim"\nhint: did you mean task_claimed?\n',
    })
  })

  test('a number beyond the end is an error: the caller knows of events that are not here', async () => {
    await using rig = await Rig.create({ git: 'init' })
    await makeAgent(rig, 'ann').ok('add', 'one')
    const { exitCode, stderr } = await rig.run('tm', ['watch', '--since', '9'])
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: 'tm: there is no event 9: the last one is 1\nhint: tm watch --since 1\n',
    })
  })
})
