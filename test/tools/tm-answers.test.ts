import { writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'
import { makeAgent } from '../support/tm.ts'

describe('without a database', () => {
  test.each([
    [['reap'], 'nothing is left behind\nnext: tm ready'],
    [['reap', '--apply'], 'nothing is left behind\nnext: tm ready'],
    [['inbox', '--ack'], 'no notices\nnext: tm ready'],
    [['release'], 'nothing was reserved\nnext: tm ready'],
    [['sync'], 'you hold nothing\nnext: tm next --claim'],
    [['publish'], 'there is no other open task to tell\nnext: tm list'],
    [['list'], "0 tasks match; there are 0 open (0 in progress), 0 completed\nnext: tm add 'What is to be done'"],
  ])('%j answers and makes none', async (args, answer) => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    expect(await ann.ok(...args)).toBe(answer)
    expect(await ann.json('where')).toMatchObject({ isThere: false })
  })

  test('init makes it, and says where', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    expect(await ann.json('init')).toMatchObject({ isThere: true, source: 'repository' })
    expect(await ann.json('where')).toMatchObject({ isThere: true })
  })
})

describe('answers are bounded, and say what they left out', () => {
  test('show', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    const resources = Array.from({ length: 40 }, (_, index) => ['--resource', `touch:file:${'d/'.repeat(90)}${index}`])
    await ann.ok('add', 'long', '-d', 'x'.repeat(5000), ...resources.flat())
    for (let index = 0; index < 12; index += 1) await ann.ok('note', '1', `note ${index} ${'y'.repeat(400)}`)
    const text = await ann.ok('show', '1')
    expect(Buffer.byteLength(text)).toBeLessThan(9000)
    expect(text.split('\n').filter((line) => line.includes('--json'))).toEqual([
      '25 more resources: tm show 1 --json',
      expect.stringMatching(/^x{1000}… 4,000 more characters: --json$/),
      '4 older notes: tm show 1 --json',
      ...Array.from({ length: 8 }, () => expect.stringMatching(/y… 1\d\d more characters: --json$/) as string),
    ])
    expect(text).toContain('note 11 y')
    expect(text.split('\n').at(-1)).toBe('next: tm claim 1')
  })

  test('inbox: what is not shown is not marked as read', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    await ann.ok('add', 'hub', '-a', 'ann')
    const others = Array.from({ length: 40 }, (_, index) => ({ verb: 'add', title: `t${index}` }))
    const notices = others.map((_, index) => ({
      verb: 'notify',
      id: 1,
      from: index + 2,
      text: `${index} ${'z'.repeat(300)}`,
    }))
    await rig.run('tm', ['batch'], {
      env: ann.env,
      input: [...others, ...notices].map((one) => JSON.stringify(one)).join('\n'),
    })
    const text = await ann.ok('inbox', '--ack')
    expect(Buffer.byteLength(text)).toBeLessThan(4500)
    expect(text.split('\n')[0]).toBe('15 of 40 notices, marked as read')
    expect(text.split('\n').slice(-2)).toEqual(['25 more: tm inbox --ack', 'next: tm show 1'])
    expect((await ann.ok('inbox', '--limit', '100')).split('\n')[0]).toBe('25 notices')
  })

  test('the log says that there is more, in which newest ones of a type are found however old they are', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    const run = async (...args: readonly string[]) => rig.run('tm', args, { env: ann.env })
    expect(await run('log')).toMatchObject({ exitCode: 0, stdout: '', stderr: 'no events\n' })
    await ann.ok('add', 'first')
    await ann.ok('claim', '1')
    for (let index = 0; index < 25; index += 1) await ann.ok('note', '1', `${index}`)
    const { stdout, stderr } = await run('log')
    expect({ lines: stdout.trimEnd().split('\n').length, stderr }).toEqual({
      lines: 20,
      stderr: 'older ones: tm log --since 0\n',
    })
    const claimed = await ann.ok('log', '--type', 'task_claimed')
    expect(claimed).toMatch(/^2 \S+ ann task_claimed #1 worktree=\S+ branch=\S+ expires=\S+$/)
  })
})

describe('what an agent needs next', () => {
  test('a claim shows what the task is about', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    await ann.ok('add', 'one', '-d', 'first line\nsecond \u001b[31mline')
    await ann.ok('note', '1', 'look at the cache')
    expect((await ann.ok('next', '--claim')).split('\n').slice(1)).toEqual([
      'first line',
      'second \\x1b[31mline',
      '1 note: tm show 1',
      'next: tm complete 1 -m WHAT',
    ])
  })

  test('a word that other programs use is answered with ours', async () => {
    await using rig = await Rig.create({ git: 'init' })
    for (const [word, ours] of [
      ['done', 'complete'],
      ['close', 'complete'],
      ['create', 'add'],
      ['delete', 'cancel'],
      ['history', 'log'],
    ] as const) {
      const { exitCode, stderr } = await rig.run('tm', [word, '1'])
      expect({ word, exitCode, stderr }).toEqual({
        word,
        exitCode: 2,
        stderr: `tm: unknown command '${word}'\nhint: did you mean ${ours}?\n`,
      })
    }
  })

  test('the guard names a claim once, by what is done rather than planned', async () => {
    await using rig = await Rig.create({ git: 'commit', files: { 'a.ts': 'a\n' } })
    const [ann, bob] = [makeAgent(rig, 'ann'), makeAgent(rig, 'bob')]
    await ann.ok('add', 'one', '--resource', 'modifies:a.ts', '--resource', 'touch:dir:.')
    await ann.ok('claim', '1')
    await writeFile(rig.path('a.ts'), 'b\n')
    await ann.ok('sync')
    const { stdout } = await rig.run('tm', ['guard', 'a.ts'], { env: bob.env })
    expect(stdout.split('\n').slice(0, -2)).toEqual([
      '1 file of 1 held by others',
      'a.ts: claim of ann: #1 modifies:file:a.ts (already done in its worktree)',
    ])
  })
})

describe('a retry with the same operation id', () => {
  test('of inbox --ack gives the same notices again', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    for (const title of ['one', 'two', 'three']) await ann.ok('add', title, '-a', 'ann')
    await ann.ok('notify', '1', 'from two', '--from', '2')
    const first = await ann.ok('inbox', '--ack', '--op-id', 'read-1')
    await ann.ok('notify', '1', 'from three', '--from', '3')
    expect(await ann.ok('inbox', '--ack', '--op-id', 'read-1')).toBe(first)
    expect(await ann.ok('inbox')).toContain('from three')
  })

  test('of import changes nothing', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    await ann.ok('add', 'one')
    await writeFile(rig.path('all.jsonl'), await ann.ok('export'))
    const call = ['import', 'all.jsonl', '--db', 'copy.db', '--op-id', 'take-1']
    const first = await ann.ok(...call)
    expect(await ann.ok(...call)).toBe(first)
    expect(await ann.ok('doctor', '--db', 'copy.db')).toContain('sound')
  })
})
