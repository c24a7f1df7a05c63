import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Rig, type Ran, type RunOptions } from '../support/rig.ts'

/** An agent of this name, in a session of its own. */
function agent(name: string): { readonly env: Readonly<Record<string, string>> } {
  return { env: { TM_ACTOR: name, TM_SESSION: `session-${name}`, TM_PID: String(process.pid) } }
}

async function ok(rig: Rig, args: readonly string[], options: RunOptions = agent('ann')): Promise<string> {
  const { exitCode, stdout, stderr } = await rig.run('tm', args, options)
  expect({ args, exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ args, exitCode: 0, stderr: '' })
  return stdout.trimEnd()
}

async function json(
  rig: Rig,
  args: readonly string[],
  options: RunOptions = agent('ann'),
): Promise<Record<string, unknown>> {
  const { stdout } = await rig.run('tm', [...args, '--json'], options)
  return (JSON.parse(stdout) as { data: Record<string, unknown> }).data
}

async function refused(rig: Rig, args: readonly string[], options: RunOptions = agent('ann')): Promise<Ran> {
  const ran = await rig.run('tm', args, options)
  expect({ args, exitCode: ran.exitCode, stdout: ran.stdout }).toEqual({ args, exitCode: 1, stdout: '' })
  return ran
}

async function wrong(rig: Rig, args: readonly string[]): Promise<Ran> {
  const ran = await rig.run('tm', args, agent('ann'))
  expect({ args, exitCode: ran.exitCode, stdout: ran.stdout }).toEqual({ args, exitCode: 2, stdout: '' })
  return ran
}

async function eventsOf(rig: Rig, type?: string): Promise<string[]> {
  const out = await ok(rig, [
    'watch',
    '--since',
    '0',
    '--limit',
    '100000',
    ...(type === undefined ? [] : ['--type', type]),
  ])
  return out === '' ? [] : out.split('\n')
}

describe('faults of the first tm that are not ours', () => {
  test('B1: of sixteen agents that start one task at once, one wins and the others are told who', async () => {
    await using rig = await Rig.create({ git: 'init' })
    await ok(rig, ['add', 'one'])
    const runs = await Promise.all(
      Array.from({ length: 16 }, (_, index) => rig.run('tm', ['start', '1'], agent(`a${index}`))),
    )
    expect(runs.filter(({ exitCode }) => exitCode === 0)).toHaveLength(1)
    const losers = runs.filter(({ exitCode }) => exitCode === 1)
    expect(losers).toHaveLength(15)
    expect(losers.every(({ stderr }) => /#1 is held by a\d+ in /.test(stderr))).toBe(true)
    expect(await eventsOf(rig, 'task_claimed')).toHaveLength(1)
  })

  test('B2: a completed task is neither started nor completed again, and nobody hears of it again', async () => {
    await using rig = await Rig.create({ git: 'init' })
    await ok(rig, ['add', 'one', '--resource', 'removes:file:a.ts'])
    await ok(rig, ['add', 'two', '--resource', 'modifies:file:a.ts'])
    await ok(rig, ['complete', '1'])
    const before = await eventsOf(rig)
    await refused(rig, ['start', '1'])
    await refused(rig, ['complete', '1'])
    await refused(rig, ['status', '1', 'in_progress'])
    expect(await eventsOf(rig)).toEqual(before)
  })

  test('B4: a resource with a space must be quoted, and nothing is written when it is not', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const { stderr } = await wrong(rig, ['add', 'Login', '--resource', 'modifies:endpoint:POST', '/api/login'])
    expect(stderr).toContain(
      "hint: put a title or a resource with spaces in quotes: --resource 'modifies:endpoint:POST /api/x'",
    )
    expect(await eventsOf(rig)).toEqual([])
    await ok(rig, ['add', 'Login', '--resource', 'modifies:endpoint:POST /api/login'])
    expect((await json(rig, ['show', '1']))['resources']).toMatchObject([
      { type: 'endpoint', value: 'POST /api/login' },
    ])
  })

  test('B5: everything is checked before anything is written', async () => {
    await using rig = await Rig.create({ git: 'init' })
    for (const flags of [
      ['--resource', 'nope:1'],
      ['--due', 'notadate'],
      ['--depends', '9'],
      ['--parent', '9'],
      ['--label', 'a b'],
    ]) {
      await wrong(rig, ['add', 'bad', ...flags])
    }
    expect((await json(rig, ['list', '--all']))['total']).toBe(0)
  })

  test('B6: a flag takes one value, so a title may follow it', async () => {
    await using rig = await Rig.create({ git: 'init' })
    expect(await ok(rig, ['add', '--resource', 'modifies:x.ts', 'title'])).toBe('1')
    expect(await ok(rig, ['add', 'third', '--depends', '1'])).toBe('2')
    expect(await ok(rig, ['add', 'fourth', '--depends', '1', '2'])).toBe('3')
    expect((await json(rig, ['show', '3']))['depends']).toEqual([1, 2])
  })

  test('B7: an unknown id is refused by every verb, and writes nothing', async () => {
    await using rig = await Rig.create({ git: 'init' })
    await ok(rig, ['add', 'one'])
    const before = await eventsOf(rig)
    for (const args of [
      ['start', '999'],
      ['complete', '999'],
      ['cancel', '999'],
      ['reopen', '999'],
      ['release', '999'],
      ['assign', '999', '-a', 'bob'],
      ['update', '999', '--title', 'x'],
      ['status', '999', 'completed'],
      ['note', '999', 'text'],
      ['link', '999', 'a.ts'],
      ['resource', '999', 'touch:a.ts'],
      ['block', '999', '-r', 'x'],
      ['unblock', '999'],
      ['depend', '999', '--on', '1'],
      ['depend', '1', '--on', '999'],
      ['undepend', '1', '--on', '999'],
      ['show', '999'],
      ['graph', '999'],
      ['add', 'x', '--depends', '999'],
    ]) {
      const { stderr } = await wrong(rig, args)
      expect(stderr).toContain('there is no task 999')
    }
    expect(await eventsOf(rig)).toEqual(before)
  })

  test('B8: a dependency on itself or in a circle is refused with its path', async () => {
    await using rig = await Rig.create({ git: 'init' })
    await ok(rig, ['add', 'one'])
    await ok(rig, ['add', 'two', '--depends', '1'])
    expect((await refused(rig, ['depend', '1', '--on', '2'])).stderr).toContain('#1 waits for #2 waits for #1')
    expect((await refused(rig, ['depend', '1', '--on', '1'])).stderr).toContain('#1 waits for #1')
    const before = await eventsOf(rig)
    await ok(rig, ['doctor'])
    expect(await eventsOf(rig)).toEqual(before)
  })

  test('B9: what waits for a cancelled task is decided when it is cancelled', async () => {
    await using rig = await Rig.create({ git: 'init' })
    await ok(rig, ['add', 'one'])
    await ok(rig, ['add', 'two', '--depends', '1'])
    expect((await refused(rig, ['cancel', '1'])).stderr).toContain(
      'hint: tm cancel 1 --dependents satisfy|block|cancel',
    )
    await ok(rig, ['cancel', '1', '--dependents', 'satisfy'])
    await ok(rig, ['start', '2'])
  })

  test('B10: undepend unblocks, doctor lifts no block, a completed task takes no dependency', async () => {
    await using rig = await Rig.create({ git: 'init' })
    await ok(rig, ['add', 'one'])
    await ok(rig, ['add', 'two', '--depends', '1'])
    await ok(rig, ['undepend', '2', '--on', '1'])
    await ok(rig, ['block', '2', '-r', 'legal'])
    await ok(rig, ['doctor', '--repair', 'claims'])
    expect(await json(rig, ['show', '2'])).toMatchObject({ status: 'blocked', blockedReason: 'legal' })
    await ok(rig, ['unblock', '2'])
    await ok(rig, ['complete', '2'])
    await refused(rig, ['depend', '2', '--on', '1'])
    expect(await json(rig, ['show', '2'])).toMatchObject({ status: 'completed' })
  })

  test('B11: no verb goes past an unmet dependency', async () => {
    await using rig = await Rig.create({ git: 'init' })
    await ok(rig, ['add', 'one'])
    await ok(rig, ['add', 'two', '--depends', '1'])
    for (const args of [
      ['start', '2'],
      ['complete', '2'],
      ['status', '2', 'in_progress'],
      ['status', '2', 'completed'],
    ]) {
      expect((await refused(rig, args)).stderr).toContain('#2 waits for #1')
    }
  })

  test('status says what the verb behind it says, and takes no fields that it would drop', async () => {
    await using rig = await Rig.create({ git: 'init' })
    await ok(rig, ['add', 'one'])
    await ok(rig, ['add', 'two', '--depends', '1'])
    expect((await rig.run('tm', ['status', '1', 'completed', '-p', '3'], agent('ann'))).exitCode).toBe(2)
    expect(await ok(rig, ['status', '1', 'completed'])).toBe(
      '#1 completed: one\nnothing blocks #2 now\nnext: tm claim 2',
    )
  })

  test('B12: --db names the database, which is made where it is named and nowhere else', async () => {
    await using rig = await Rig.create()
    await ok(rig, ['add', 'one', '--db', 'new/fresh.db'])
    expect(existsSync(rig.path('new/fresh.db'))).toBe(true)
    expect((await json(rig, ['list', '--db', 'new/fresh.db']))['total']).toBe(1)
    expect((await json(rig, ['list']))['total']).toBe(0)
    expect(existsSync(rig.path('../state'))).toBe(false)
    const env = { ...agent('ann').env, TM_DB: rig.path('new/fresh.db') }
    expect((await json(rig, ['list'], { env }))['total']).toBe(1)
  })

  test('B13: every repository has its own tasks, all of its worktrees the same', async () => {
    await using rig = await Rig.create({ git: 'commit' })
    await rig.git('worktree', 'add', '--quiet', '../linked')
    await rig.git('init', '--quiet', '../other')
    await ok(rig, ['add', 'here'])
    const inLinked = { ...agent('bob'), cwd: rig.path('../linked') }
    expect(await ok(rig, ['add', 'there'], inLinked)).toBe('2')
    expect((await json(rig, ['list']))['total']).toBe(2)
    expect((await json(rig, ['list'], { ...agent('ann'), cwd: rig.path('../other') }))['total']).toBe(0)
    expect(await rig.git('status', '--porcelain')).toBe('')
  })

  test('B14: one file has many spellings, and open tasks hear of it when it is planned', async () => {
    await using rig = await Rig.create({ git: 'init', files: { 'src/x.ts': '' } })
    const spellings = ['file:src/x.ts', './src/x.ts', rig.path('src/x.ts'), 'dir:src', 'glob:**/*.ts']
    for (const [index, spelling] of spellings.entries())
      await ok(rig, ['add', `t${index}`, '--resource', `depends:${spelling}`])
    await ok(rig, ['complete', '1'])
    await rig.run('tm', ['add', 'edit', '--resource', 'touch:src/x.ts'], agent('ann'))
    for (const id of [2, 3, 4, 5]) {
      expect((await json(rig, ['inbox', '--task', String(id)]))['notices'], spellings[id - 1]).toMatchObject([
        { source: 6, type: 'impact_notice' },
      ])
    }
    expect((await json(rig, ['inbox', '--task', '1']))['notices']).toEqual([])
  })

  test('B16: JSON everywhere, nothing raw on the terminal, and no odd values', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const title = 'two\nlines\tand \u001b[31mred'
    await ok(rig, ['add', title])
    expect(await ok(rig, ['list'])).toContain(String.raw`#1  pending  P0  two\nlines\tand \x1b[31mred`)
    expect(await json(rig, ['show', '1'])).toMatchObject({ title })
    for (const args of [
      ['add', ''],
      ['add', ' '],
      ['add', 'x', '-p', '99999999999999999999'],
      ['add', 'x', '-p', '1001'],
      ['add', 'x', '--due', 'soon'],
    ]) {
      await wrong(rig, args)
    }
  })

  test('B17: a list is bounded, says what it left out and how to get it', async () => {
    await using rig = await Rig.create({ git: 'init' })
    await ok(rig, ['seed', '--shape', 'chain', '--count', '2000'])
    const out = await ok(rig, ['list'])
    expect(Buffer.byteLength(out)).toBeLessThan(4000)
    expect(out.split('\n')[0]).toBe('2,000 tasks; 2000 open (0 in progress), 0 completed')
    expect(out.split('\n').slice(-2)).toEqual(['1980 more: tm list --limit 2000', 'next: tm show 1'])
  })

  test('B18: the verbs that were missing', async () => {
    await using rig = await Rig.create({ git: 'init' })
    await ok(rig, ['add', 'epic', '--label', 'big'])
    await ok(rig, ['add', 'part', '--parent', '1', '--label', 'small'])
    expect(await ok(rig, ['ready'])).toContain('#2')
    expect(await json(rig, ['next', '--claim'])).toMatchObject({ id: 2 })
    await ok(rig, ['heartbeat'])
    await ok(rig, ['release', '2'])
    await ok(rig, ['complete', '2'])
    await ok(rig, ['reopen', '2'])
    expect((await json(rig, ['search', 'part']))['total']).toBe(1)
    expect((await json(rig, ['list', '--label', 'big']))['total']).toBe(1)
    expect(await ok(rig, ['log', '2'])).toContain('task_reopened')
    expect((await ok(rig, ['export'])).split('\n').length).toBeGreaterThan(5)
  })
})

describe('the older spellings', () => {
  test('all of them still work', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const failed: Ran[] = []
    for (const args of [
      ['init'],
      [
        'add',
        'one',
        '-d',
        'text',
        '-a',
        'bob',
        '-p',
        '3',
        '--due',
        '2030-01-01',
        '--link',
        'a.ts:3',
        '--resource',
        'touch:a.ts',
      ],
      ['add', 'two', '--depends', '1'],
      ['list', '--status', 'pending', '--assignee', 'bob'],
      ['list', '--me'],
      ['show', '1'],
      [
        'update',
        '1',
        '--title',
        'uno',
        '--description',
        'x',
        '--assignee',
        'ann',
        '--priority',
        '4',
        '--due',
        '2031-01-01',
      ],
      ['assign', '1', '-a', 'ann'],
      ['note', '1', 'text', '--file', 'a.ts'],
      ['link', '1', 'b.ts'],
      ['resource', '1', 'modifies:b.ts', 'adds:env:X'],
      ['start', '1'],
      ['block', '1', '-r', 'why'],
      ['unblock', '1'],
      ['depend', '2', '--on', '1'],
      ['undepend', '2', '--on', '1'],
      ['status', '1', 'pending'],
      ['complete', '1', '-m', 'done'],
      ['watch', '--since', '0', '--me'],
      ['watch', '--since', '1', '--assignee', 'ann', '--interval', '1'],
      ['doctor'],
    ]) {
      const ran = await rig.run('tm', args, agent('ann'))
      if (ran.exitCode !== 0) failed.push(ran)
    }
    expect(failed).toEqual([])
  })
})

describe('operation ids', () => {
  test('make every retry harmless', async () => {
    await using rig = await Rig.create({ git: 'init' })
    expect(await ok(rig, ['add', 'one', '--op-id', 'x1'])).toBe('1')
    expect(await ok(rig, ['add', 'one', '--op-id', 'x1'])).toBe('1')
    expect(await json(rig, ['next', '--claim', '--op-id', 'x2'])).toMatchObject({ id: 1 })
    expect(await json(rig, ['next', '--claim', '--op-id', 'x2'])).toMatchObject({ id: 1 })
    await ok(rig, ['complete', '1', '--op-id', 'x3'])
    await ok(rig, ['complete', '1', '--op-id', 'x3'])
    expect((await json(rig, ['list', '--all']))['total']).toBe(1)
  })
})

describe('claims', () => {
  test('a refusal is one line and a hint, and one document', async () => {
    await using rig = await Rig.create({ git: 'init' })
    await ok(rig, ['add', 'one'])
    await ok(rig, ['claim', '1'], agent('ann'))
    const { stderr } = await refused(rig, ['claim', '1'], agent('bob'))
    expect(stderr).toMatch(
      /^tm: #1 is held by ann in .+ since .+ \(session session-ann\)\nhint: tm ready; tm next --claim\n$/,
    )
    const asJson = await rig.run('tm', ['claim', '1', '--json'], agent('bob'))
    expect(JSON.parse(asJson.stdout)).toMatchObject({ tool: 'tm', ok: false, error: { code: 'HELD' } })
  })

  test('the agent is found in the process tree when nothing names it', async () => {
    await using rig = await Rig.create({ git: 'init' })
    await ok(rig, ['add', 'one'])
    const env = { TM_ACTOR: 'ann' }
    await ok(rig, ['claim', '1'], { env })
    const { claim } = (await json(rig, ['show', '1'])) as { claim: { pid?: number; worktree: string } }
    expect(claim).toMatchObject({ pid: process.pid, worktree: rig.directory })
    await ok(rig, ['complete', '1'], { env })
  })
})

describe('prime', () => {
  test('fits into 300 tokens, whatever there is', async () => {
    await using rig = await Rig.create({ git: 'init' })
    await ok(rig, ['seed', '--shape', 'conflicts', '--count', '300'])
    for (const id of ['1', '2', '3', '4']) await rig.run('tm', ['claim', id, '--force'], agent('ann'))
    const out = await ok(rig, [])
    expect(out).toContain('yours: #1')
    // A token is about four characters of English, and three of paths and numbers.
    expect(out.length / 3).toBeLessThanOrEqual(300)
  })
})
