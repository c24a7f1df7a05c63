import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { binDirectory, Rig } from '../support/rig.ts'
import { makeAgent, type Agent } from '../support/tm.ts'

/** How many processes are killed here; bench/tm-soak.mjs does it a thousand times. */
const KILLS = 60

/** Of the system; where a file system may not be mounted, what needs one is skipped. */
const PROGRAMS = { mount: 'mount', unmount: 'umount' } as const

interface Event {
  readonly seq: number
  readonly type: string
  readonly task: number | null
  readonly target: number | null
}

async function history(agent: Agent): Promise<readonly Event[]> {
  const lines = (await agent.ok('export')).split('\n').slice(1)
  return lines.map((line) => JSON.parse(line) as Event)
}

async function expectSound(agent: Agent): Promise<void> {
  const { checks } = (await agent.json('doctor')) as {
    checks: readonly { name: string; state: string; detail: string }[]
  }
  expect(checks.filter(({ state }) => state === 'fail')).toEqual([])
  expect(checks.map(({ name }) => name)).toEqual(['integrity', 'foreign-keys', 'sequence', 'replay', 'claims'])
}

describe('SIGKILL at random moments', () => {
  test(
    `B3: ${KILLS} kills leave no partial operation, no gap, and tables that are what the events say`,
    { timeout: 120_000 },
    async () => {
      await using rig = await Rig.create({ git: 'init' })
      const ann = makeAgent(rig, 'ann')
      await ann.ok('add', 'hub')
      const waiting = Array.from({ length: 40 }, (_, index) => ({ title: `waits ${index}`, depends: [1] }))
      await rig.write({ 'plan.json': JSON.stringify(waiting) })
      await ann.ok('add', '--file', 'plan.json')
      const resources = Array.from({ length: 50 }, (_, index) => ['--resource', `modifies:file:src/${index}.ts`]).flat()
      const started = performance.now()
      await ann.ok('add', 'whole', ...resources)
      const wholeMs = performance.now() - started
      const attempts: readonly (readonly string[])[] = [
        ['add', 'killed', ...resources],
        ['claim', '1'],
        ['complete', '1', '-m', 'done'],
        ['reopen', '1'],
      ]
      for (let kill = 0; kill < KILLS; kill += 2) {
        await Promise.all(
          [0, 1].map(async (offset) => {
            const victim = ann.start(...(attempts[(kill + offset) % attempts.length] ?? []))
            const timer = setTimeout(() => victim.kill('SIGKILL'), wholeMs * (0.5 + 1.5 * Math.random()))
            await victim
            clearTimeout(timer)
          }),
        )
      }
      await expectSound(ann)
      const events = await history(ann)
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
      for (const event of events.filter(({ type, task }) => type === 'task_completed' && task === 1)) {
        const told = events.slice(event.seq, event.seq + 40)
        expect(told.map(({ type, target }) => [type, target])).toEqual(
          waiting.map((_, index) => ['dependency_satisfied', index + 2]),
        )
      }
      const { tasks } = (await ann.json('search', 'killed', '--limit', '1000')) as { tasks: readonly { id: number }[] }
      for (const { id } of tasks) expect((await ann.json('show', String(id)))['resources']).toHaveLength(50)
    },
  )
})

describe('sixteen processes', () => {
  test('take every task exactly once, and add without losing one', { timeout: 120_000 }, async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    await ann.ok('seed', '--shape', 'dag', '--count', '40')
    const runs = Array.from({ length: 16 }, async (_, index) => {
      const agent = makeAgent(rig, `a${index}`)
      const won: number[] = []
      for (let round = 0; round < 3; round += 1) {
        const { exitCode, stdout } = await agent.start(
          ...(round === 1 ? ['add', `by ${index}`] : ['next', '--claim', '--json']),
        )
        if (exitCode === 0 && round !== 1) won.push((JSON.parse(stdout) as { data: { id: number } }).data.id)
      }
      return won
    })
    const won = (await Promise.all(runs)).flat()
    expect(new Set(won).size).toBe(won.length)
    expect(won.length).toBeGreaterThan(0)
    expect((await ann.json('list', '--all', '--limit', '1'))['total']).toBe(56)
    expect((await ann.json('list', '--status', 'in_progress', '--limit', '100'))['total']).toBe(won.length)
    await expectSound(ann)
  })
})

describe('a place that does not work', () => {
  test('a damaged file is named, and left as it is', async () => {
    await using rig = await Rig.create({ git: 'init', files: { 'tasks.db': 'x'.repeat(5000) } })
    for (const args of [['add', 'one'], ['list'], ['doctor'], []]) {
      const { exitCode, stdout, stderr } = await rig.run('tm', [...args, '--db', 'tasks.db'])
      expect({ exitCode, stdout, stderr }).toEqual({
        exitCode: 3,
        stdout: '',
        stderr: `tm: ${rig.path('tasks.db')}: damaged, or not a task database\nhint: tm doctor names the damage; keep the file\n`,
      })
    }
    expect(await readFile(rig.path('tasks.db'), 'utf8')).toBe('x'.repeat(5000))
  })

  test('a newer schema is refused, in both directions of a version change', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    await ann.ok('add', 'one', '--db', 'tasks.db')
    const bytes = await readFile(rig.path('tasks.db'))
    // Offset 60 of the header is PRAGMA user_version (SQLite file format, 1.3).
    bytes.writeUInt32BE(999, 60)
    await writeFile(rig.path('newer.db'), bytes)
    const { exitCode, stderr } = await rig.run('tm', ['list', '--db', 'newer.db'])
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('written by a newer groundcrew (schema 999') as string,
    })
    expect((await readFile(rig.path('newer.db'))).equals(bytes)).toBe(true)
  })

  // Permissions do not stop root, so root becomes somebody else for it.
  test('a read-only directory still answers questions, and refuses changes with one line', async () => {
    await using rig = await Rig.create({ name: 'shared' })
    const ann = makeAgent(rig, 'ann')
    await mkdir(rig.path('state'))
    await ann.ok('add', 'one', '--db', 'state/tasks.db')
    const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    await execa('chmod', ['-R', 'a+rX,a-w', rig.path('..')])
    try {
      const run = (args: readonly string[]) =>
        execa(
          process.execPath,
          [path.join(binDirectory, '../dist/tm.cjs'), ...args, '--db', rig.path('state/tasks.db')],
          {
            cwd: '/',
            env: { ...rig.environment(), TM_ACTOR: 'ann' },
            extendEnv: false,
            reject: false,
            ...asNobody,
          },
        )
      expect(await run(['list'])).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining('#1  pending  P0  one') as string,
      })
      expect(await run(['add', 'two'])).toMatchObject({
        exitCode: 3,
        stdout: '',
        stderr: expect.stringContaining('cannot be written; nothing was changed') as string,
      })
    } finally {
      await execa('chmod', ['-R', 'u+w', rig.path('..')])
    }
  })
})

describe('a full disk', () => {
  test('refuses the change, keeps what there was, and works again when there is room', async (context) => {
    await using rig = await Rig.create({ git: 'init' })
    const mount = rig.path('small')
    await mkdir(mount)
    const mounted = await execa(PROGRAMS.mount, ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mount], { reject: false })
    context.skip(mounted.exitCode !== 0, 'a file system may not be mounted here')
    try {
      const ann = makeAgent(rig, 'ann')
      const db = ['--db', path.join(mount, 'tasks.db')]
      await ann.ok('add', 'one', ...db)
      await writeFile(path.join(mount, 'filler'), Buffer.alloc(4 * 1024 * 1024)).catch(() => undefined)
      const failed = await rig.run('tm', ['seed', '--shape', 'dag', '--count', '3000', '--force', ...db], {
        env: ann.env,
      })
      expect(failed).toMatchObject({
        exitCode: 3,
        stdout: '',
        stderr: expect.stringContaining('no space left on the disk; nothing was changed') as string,
      })
      await writeFile(path.join(mount, 'filler'), '')
      expect((await ann.json('list', ...db))['total']).toBe(1)
      expect(await ann.ok('add', 'two', ...db)).toBe('2')
      expect((await ann.json('doctor', ...db))['isHealthy']).toBe(true)
    } finally {
      await execa(PROGRAMS.unmount, ['-l', mount])
    }
  })
})
