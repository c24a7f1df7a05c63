import { appendFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import path from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'
import { makeAgent } from '../support/tm.ts'

async function twoWorktrees(): Promise<Rig> {
  const rig = await Rig.create({
    git: 'commit',
    files: { 'src/a.ts': 'a\n', 'src/b.ts': 'b\n', 'src/old.ts': 'old\n'.repeat(20), 'docs/x.md': 'x\n' },
  })
  await rig.git('worktree', 'add', '--quiet', '-b', 'a', '../a')
  await rig.git('worktree', 'add', '--quiet', '-b', 'b', '../b')
  return rig
}

test('a disjoint choice says what it left out, and why', async () => {
  await using rig = await Rig.create({ git: 'init' })
  const ann = makeAgent(rig, 'ann')
  for (const title of ['one', 'two']) await ann.ok('add', title, '--resource', 'modifies:src/a.ts')
  expect(await ann.ok('ready', '--disjoint')).toBe(
    [
      '1 of 2 ready tasks, disjoint',
      '#1  P0  one',
      '1 left out: they collide with these or with running work, or are beyond --max',
      'next: tm claim 1',
    ].join('\n'),
  )
  await ann.ok('claim', '1')
  expect(await makeAgent(rig, 'bob').ok('ready', '--disjoint')).toBe(
    '0 of 1 ready task: all collide with running work\nnext: tm list',
  )
})

describe('two worktrees with real edits', () => {
  test("B's inbox names what A has changed before B commits", async () => {
    await using rig = await twoWorktrees()
    const ann = makeAgent(rig, 'ann', rig.path('../a'))
    const bob = makeAgent(rig, 'bob', rig.path('../b'))
    await ann.ok('add', 'refactor')
    await ann.ok('add', 'feature', '--resource', 'modifies:dir:src')
    await ann.ok('claim', '1')
    await bob.ok('claim', '2')
    expect(await bob.ok('inbox')).toBe('no notices\nnext: tm ready')
    await appendFile(rig.path('../a/src/a.ts'), 'more\n')
    await rename(rig.path('../a/src/old.ts'), rig.path('../a/src/new name.ts'))
    await ann.ok('heartbeat')
    const { notices } = await bob.json('inbox')
    expect(notices).toMatchObject([
      {
        source: 1,
        type: 'impact_conflict',
        stage: 'changed',
        text: '#1 removes file:src/old.ts (this task modifies dir:src)',
      },
      {
        source: 1,
        type: 'impact_notice',
        stage: 'changed',
        text: '#1 modifies file:src/a.ts (this task modifies dir:src)',
      },
    ])
    expect(await rig.git('-C', '../b', 'status', '--porcelain')).toBe('')
  })

  test('a hook before an edit is enough: guard records what was changed so far', async () => {
    await using rig = await twoWorktrees()
    const ann = makeAgent(rig, 'ann', rig.path('../a'))
    const bob = makeAgent(rig, 'bob', rig.path('../b'))
    await ann.ok('add', 'one')
    await ann.ok('claim', '1')
    await writeFile(rig.path('../a/src/fresh.ts'), 'x')
    await ann.ok('guard', 'src/b.ts')
    const { stdout, exitCode } = await rig.run('tm', ['guard', 'src/fresh.ts', 'src/b.ts'], {
      cwd: rig.path('../b'),
      env: bob.env,
    })
    expect(exitCode).toBe(1)
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      '1 file of 2 held by others',
      'src/fresh.ts: claim of ann: #1 adds:file:src/fresh.ts (already done in its worktree)',
    ])
  })

  test('only what differs is changed: not what was touched, once what left the index and stayed', async () => {
    await using rig = await twoWorktrees()
    const ann = makeAgent(rig, 'ann', rig.path('../a'))
    const past = new Date('2020-01-01')
    await utimes(rig.path('../a/src/a.ts'), past, past)
    await rig.git('-C', '../a', 'rm', '--quiet', '--cached', 'src/b.ts')
    await ann.ok('add', 'one')
    await ann.ok('claim', '1')
    await ann.ok('sync')
    expect((await ann.json('show', '1'))['resources']).toMatchObject([{ text: 'modifies:file:src/b.ts' }])
  })

  test('changes are still found when the commit of the claim is gone', async () => {
    await using rig = await twoWorktrees()
    const ann = makeAgent(rig, 'ann', rig.path('../a'))
    await rig.git('-C', '../a', 'commit', '--quiet', '--allow-empty', '--message', 'gone soon')
    await ann.ok('add', 'one')
    await ann.ok('claim', '1')
    await rig.git('-C', '../a', 'reset', '--quiet', '--hard', 'HEAD~1')
    await rig.git('reflog', 'expire', '--expire=now', '--expire-unreachable=now', '--all')
    await rig.git('gc', '--quiet', '--prune=now')
    await writeFile(rig.path('../a/src/a.ts'), 'other')
    await ann.ok('sync')
    expect((await ann.json('show', '1'))['resources']).toMatchObject([{ text: 'modifies:file:src/a.ts' }])
  })

  test('what a merge or a rebase brings in is the work of others', async () => {
    await using rig = await twoWorktrees()
    const ann = makeAgent(rig, 'ann', rig.path('../a'))
    const bob = makeAgent(rig, 'bob', rig.path('../b'))
    await rig.git('branch', '--move', 'main')
    for (const agent of [ann, bob]) await agent.ok('add', 'one')
    await ann.ok('claim', '1')
    await bob.ok('claim', '2')
    await writeFile(rig.path('src/old.ts'), 'changed on main')
    await rig.git('commit', '--quiet', '--all', '--message', 'on main')
    for (const [name, file] of [
      ['a', 'src/a.ts'],
      ['b', 'src/b.ts'],
    ] as const) {
      await writeFile(rig.path(`../${name}/${file}`), 'mine')
      await rig.git('-C', `../${name}`, 'commit', '--quiet', '--all', '--message', 'mine')
    }
    await rig.git('-C', '../a', 'merge', '--quiet', '--no-edit', 'main')
    await rig.git('-C', '../b', 'rebase', '--quiet', 'main')
    await writeFile(rig.path('../b/docs/x.md'), 'not committed')
    await ann.ok('sync')
    await bob.ok('sync')
    expect((await ann.json('show', '1'))['resources']).toMatchObject([{ text: 'modifies:file:src/a.ts' }])
    expect((await bob.json('show', '2'))['resources']).toMatchObject([
      { text: 'modifies:file:docs/x.md' },
      { text: 'modifies:file:src/b.ts' },
    ])
  })

  test('what is committed straight to the default branch is told too, what a merge brought there is not', async () => {
    await using rig = await Rig.create({
      git: 'commit',
      files: { 'a.ts': 'export const a = 1\n', 'use.ts': "import { a } from './a.ts'\nexport const u = a\n" },
    })
    const [ann, bob] = [makeAgent(rig, 'ann'), makeAgent(rig, 'bob')]
    await rig.git('checkout', '--quiet', '-b', 'other')
    await rig.write({ 'other.ts': 'export const o = 1\n' })
    await rig.git('add', '.')
    await rig.git('commit', '--quiet', '--message', 'of others')
    await rig.git('checkout', '--quiet', '-')
    await ann.ok('add', 'change a')
    await ann.ok('add', 'needs a', '--resource', 'depends:file:a.ts', '-a', 'bob')
    await ann.ok('add', 'works on what uses it', '--resource', 'modifies:file:use.ts', '-a', 'bob')
    await ann.ok('claim', '1')
    await rig.git('merge', '--quiet', 'other')
    await rig.write({ 'a.ts': 'export const a = "one"\n' })
    await rig.git('commit', '--quiet', '--all', '--message', 'straight to it')
    await ann.ok('sync')
    expect((await ann.json('show', '1'))['resources']).toMatchObject([{ text: 'modifies:file:a.ts' }])
    expect(await ann.ok('complete', '1')).toContain('told 1 other task')
    expect(await ann.ok('publish', '1')).toContain('2 tasks told: #2, #3')
    expect(await bob.ok('inbox')).toContain(
      '#3 notice (changed): #1 reaches use.ts (this task says modifies:file:use.ts)',
    )
  })

  test('completing records the last changes, committed ones too', async () => {
    await using rig = await twoWorktrees()
    const ann = makeAgent(rig, 'ann', rig.path('../a'))
    const bob = makeAgent(rig, 'bob', rig.path('../b'))
    await ann.ok('add', 'one')
    await ann.ok('add', 'two', '--resource', 'depends:file:src/b.ts', '-a', 'bob')
    await ann.ok('claim', '1')
    await rm(rig.path('../a/src/b.ts'))
    await rig.git('-C', '../a', 'commit', '--quiet', '--all', '--message', 'remove b')
    await ann.ok('complete', '1')
    expect((await bob.json('inbox'))['notices']).toMatchObject([
      { source: 1, type: 'impact_conflict', stage: 'completed' },
    ])
  })

  test('completing has impact tell those whom the change reaches through imports, and does not wait for it', async () => {
    await using rig = await Rig.create({
      git: 'commit',
      files: {
        'src/login.ts': 'export function login(name: string) { return name }\n',
        'src/use.ts': "import { login } from './login.ts'\nexport const used = login('x')\n",
      },
    })
    await rig.git('worktree', 'add', '--quiet', '-b', 'a', '../a')
    const ann = makeAgent(rig, 'ann', rig.path('../a'), { TM_PUBLISH: '' })
    const bob = makeAgent(rig, 'bob')
    await ann.ok('add', 'change login')
    await ann.ok('add', 'work on its caller', '--resource', 'modifies:file:src/use.ts', '-a', 'bob')
    await ann.ok('claim', '1')
    await writeFile(
      rig.path('../a/src/login.ts'),
      'export function login(name: string, age: number) { return name + age }\n',
    )
    expect(await ann.json('complete', '1')).toMatchObject({ told: 0, isPublishing: true })
    await bob.start('watch', '--follow', '--since', '0', '--until', 'impact_notice')
    expect(await bob.ok('inbox')).toContain('#2 notice (changed): #1 reaches src/use.ts')
    expect(await ann.ok('publish', '1')).toMatch(/^(?:0 tasks told: |another process is telling them, )/)
  })

  test('publish says whom it told; a hook starts it and goes on', async () => {
    await using rig = await Rig.create({ git: 'commit', files: { 'src/a.ts': 'export const a = 1\n' } })
    const [ann, bob] = [makeAgent(rig, 'ann'), makeAgent(rig, 'bob')]
    expect(await ann.ok('publish')).toBe('there is no other open task to tell\nnext: tm list')
    await ann.ok('add', 'change a')
    await ann.ok('add', 'needs a', '--resource', 'depends:symbol:src/a.ts#a', '-a', 'bob')
    await ann.ok('claim', '1')
    await writeFile(rig.path('src/a.ts'), 'export const a = 2\n')
    expect(await ann.ok('publish')).toBe('1 task told: #2\nnext: tm inbox 2')
    expect(await ann.ok('publish')).toBe('0 tasks told: the change reaches none, or they know\nnext: impact --tasks')
    await bob.ok('inbox', '--ack')
    await writeFile(rig.path('src/a.ts'), 'export const b = 2\n')
    expect(await ann.ok('publish', '1', '--background')).toBe('')
    await bob.start('watch', '--follow', '--since', '0', '--until', 'impact_conflict')
    expect(await bob.ok('inbox')).toContain('removes symbol:src/a.ts#a')
  })

  test('a program may tell a task what it found out, and read which tasks touch what', async () => {
    await using rig = await twoWorktrees()
    const ann = makeAgent(rig, 'ann', rig.path('../a'))
    const bob = makeAgent(rig, 'bob', rig.path('../b'))
    await ann.ok('add', 'refactor')
    await ann.ok('add', 'feature', '--resource', 'depends:symbol:src/a.ts#login')
    await ann.ok('claim', '1')
    await bob.ok('claim', '2')
    const { tasks } = await ann.json('list')
    expect(tasks).toMatchObject([
      { id: 1, status: 'in_progress', resources: [] },
      { id: 2, claim: { holder: 'bob' }, resources: [{ kind: 'depends', text: 'depends:symbol:src/a.ts#login' }] },
    ])
    const news = ['login() has a new parameter', '--conflict', '--cause', 'src/a.ts#login']
    expect(await ann.ok('notify', '2', ...news)).toBe('#2 hears it from #1: feature\nnext: tm inbox 2')
    expect(await ann.ok('notify', '2', ...news)).toBe('#2 is closed or knows it already: feature\nnext: tm inbox 2')
    expect(await bob.ok('inbox')).toBe(
      '1 notice\n#2 conflict (changed): login() has a new parameter\nnext: tm inbox --ack',
    )
    expect(await bob.json('inbox', '--cause', 'x')).toMatchObject({ code: 'USAGE' })
  })

  test('a path of another worktree means the file in this one', async () => {
    await using rig = await twoWorktrees()
    const ann = makeAgent(rig, 'ann', rig.path('../a'))
    await ann.ok('add', 'one', '--resource', `modifies:file:${rig.path('../b/src/a.ts')}`)
    expect((await ann.json('show', '1'))['resources']).toMatchObject([{ value: 'src/a.ts' }])
    const { exitCode, stderr } = await rig.run('tm', ['add', 'two', '--resource', 'modifies:file:/etc/passwd'])
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('outside the repository') as string,
    })
  })
})

describe('guard', () => {
  test('reads the staged files, both sides of a rename', async () => {
    await using rig = await twoWorktrees()
    const ann = makeAgent(rig, 'ann', rig.path('../a'))
    const bob = makeAgent(rig, 'bob', rig.path('../b'))
    await ann.ok('reserve', 'src/old.ts')
    await rig.git('-C', '../b', 'mv', 'src/old.ts', 'src/renamed.ts')
    const { stdout, exitCode } = await rig.run('tm', ['guard'], { cwd: rig.path('../b/docs'), env: bob.env })
    expect({ exitCode, first: stdout.split('\n')[1] }).toMatchObject({
      exitCode: 1,
      first: expect.stringMatching(/^src\/old\.ts: reservation of ann: reserved as src\/old\.ts until /) as string,
    })
    await ann.ok('unreserve')
    expect(await bob.ok('guard')).toBe('2 staged files: nobody else holds any')
  })

  test('reads names from stdin that hold anything but NUL', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const [ann, bob] = [makeAgent(rig, 'ann'), makeAgent(rig, 'bob')]
    await ann.ok('reserve', 'odd/')
    const names = ['odd/a b', 'odd/new\nline', 'odd/"quoted"', 'odd/\u00e9', 'even/x']
    const { stdout, exitCode } = await rig.run('tm', ['guard', '--stdin', '--json'], {
      env: bob.env,
      input: names.join('\0'),
    })
    const { data } = JSON.parse(stdout) as { data: { findings: { path: string }[] } }
    expect({ exitCode, paths: data.findings.map(({ path }) => path) }).toEqual({
      exitCode: 1,
      paths: names.slice(0, 4),
    })
  })

  test('answers while somebody else holds the write lock', async () => {
    await using rig = await twoWorktrees()
    const ann = makeAgent(rig, 'ann', rig.path('../a'))
    await ann.ok('add', 'one')
    await ann.ok('claim', '1')
    await writeFile(rig.path('../a/src/a.ts'), 'changed')
    const root = path.resolve(import.meta.dirname, '../..')
    const hold = "new (require('better-sqlite3'))(process.argv[1]).exec('BEGIN IMMEDIATE'); console.log('held')"
    const file = rig.path('.git/groundcrew/tasks.db')
    const holder = execa('node', ['-e', `${hold}; process.stdin.resume()`, file], { cwd: root, stdin: 'pipe' })
    await once(holder.stdout, 'data')
    expect(await ann.ok('guard', 'src/b.ts')).toBe('1 file: nobody else holds any')
    holder.stdin.end()
    await holder
    await ann.ok('guard', 'src/b.ts')
    expect((await ann.json('show', '1'))['resources']).toMatchObject([{ text: 'modifies:file:src/a.ts' }])
  })

  test('never blocks when there is no database, and makes none', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const agent = makeAgent(rig, 'ann')
    expect(await agent.ok('guard', 'src/a.ts')).toBe('no task database: nothing is guarded')
    expect(await agent.ok('guard')).toBe('no task database: nothing is guarded')
    expect(await agent.ok('where')).toContain('not there yet')
  })
})
