import { existsSync, readFileSync, watch } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Prober } from './probe.ts'
import { prints, World } from './testing.ts'

test('an empty directory asks for nothing, and is still looked at', async () => {
  const world = await World.create()
  const report = await world.doctor()
  expect(report.repository).toBe(false)
  expect(report.root).toBe(world.root)
  expect(new Set(report.checks.map(({ id }) => id.split('.')[0]))).toEqual(new Set(['disk', 'git', 'workspace']))
})

test('the checks are sorted, each id once', async () => {
  const world = await World.create({
    files: {
      'package.json': { scripts: { test: 'node --test' } },
      'go.mod': 'module a\n',
      Makefile: 'test:\n\tgo test\n',
    },
  })
  const ids = (await world.doctor()).checks.map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)].sort())
})

test('counts, and the state of the whole: unknown before fail before warn', async () => {
  const files = { 'package.json': { engines: { node: '>=20' }, scripts: { test: 'node --test' } } }
  const world = await World.create({ files, programs: { node: prints('v18.0.0'), npm: prints('10.0.0') } })
  const only = ['tool']
  expect(await world.doctor({ only })).toMatchObject({ state: 'fail', counts: { fail: 1, ok: 1 } })
  world.addProgram('node', prints('what?'))
  world.write({ 'go.mod': 'module a\n', 'a.go': 'package a\n' })
  expect(await world.doctor({ only })).toMatchObject({ state: 'unknown', counts: { fail: 1, unknown: 1 } })
})

test('the same world gives the same report', async () => {
  const files = { 'package.json': { engines: { node: '>=20' }, dependencies: { a: '1' } } }
  const world = await World.create({ files, programs: { node: prints('v20.0.0') }, git: true })
  const options = { only: ['tool', 'install', 'git', 'workspace'], now: () => 0 }
  expect(await world.doctor(options)).toEqual(await world.doctor(options))
})

test('a path with spaces, a quote and a newline', async () => {
  const world = await World.create({
    name: "a b'c\nd",
    files: { 'package.json': { dependencies: { a: '1' } } },
    programs: { node: prints('v20.0.0'), npm: prints('10.0.0') },
    git: true,
  })
  const { root, state, checks } = await world.doctor({ only: ['git', 'tool', 'install'] })
  expect(root).toBe(world.root)
  expect(state).toBe('fail')
  expect(checks.filter((check) => check.state === 'fail').map(({ id }) => id)).toEqual(['install.npm'])
})

describe('--only', () => {
  const options = { files: { 'package.json': { scripts: { test: 'node --test' } } } }

  test.each([
    [['git.head'], ['git.head']],
    [
      ['disk', 'git.head'],
      ['disk.inodes', 'disk.space', 'disk.writable', 'git.head'],
    ],
    [['install'], ['install.npm']],
    [['install.npm'], ['install.npm']],
  ])('%j makes %j', async (only, expected) => {
    const world = await World.create(options)
    expect((await world.doctor({ only })).checks.map(({ id }) => id)).toEqual(expected)
  })

  test('a family without a check in this repository is no mistake', async () => {
    const world = await World.create()
    expect((await world.doctor({ only: ['tool'] })).checks).toEqual([])
  })

  test('a name that fits nothing is', async () => {
    const world = await World.create(options)
    await expect(world.doctor({ only: ['tool.nod'] })).rejects.toMatchObject({
      code: 'USAGE',
      message: "no check is named 'tool.nod'",
      hint: expect.stringContaining('tool.node'),
    })
  })
})

test('when the time is up, programs that hang are gone and the answer is that nothing is known', async () => {
  const world = await World.create({
    programs: {
      hang: 'trap "" TERM; echo $$ > "$HOME/pid.part"; mv "$HOME/pid.part" "$HOME/pid"; while :; do :; done',
    },
  })
  world.addProgram('mv', 'exec /bin/mv "$@"')
  const deadline = new AbortController()
  const prober = new Prober(world.environment(), deadline.signal)
  const started = appears(`${world.home}/pid`, world.home)
  const answer = prober.ask(['hang'], { cwd: world.root })
  await started
  deadline.abort()
  expect(await answer).toEqual({ kind: 'failed', reason: 'did not answer in time' })
  const pid = Number(readFileSync(`${world.home}/pid`, 'utf8'))
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/)
})

/** Resolves when the file is there. */
function appears(file: string, directory: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(directory, () => {
      if (!existsSync(file)) return
      watcher.close()
      resolve()
    })
  })
}

test('a program is asked once, however often the question comes', async () => {
  const world = await World.create({ programs: { count: 'echo x >> "$HOME/calls"; echo 1' } })
  const prober = new Prober(world.environment(), new AbortController().signal)
  await Promise.all(Array.from({ length: 5 }, () => prober.ask(['count'], { cwd: world.root })))
  expect(readFileSync(`${world.home}/calls`, 'utf8')).toBe('x\n')
})

test('more programs than run at a time all get their turn', async () => {
  const world = await World.create({ programs: { say: 'echo "$1"' } })
  const prober = new Prober(world.environment(), new AbortController().signal)
  const names = Array.from({ length: 30 }, (_, index) => String(index))
  const answers = await Promise.all(names.map((name) => prober.ask(['say', name], { cwd: world.root })))
  expect(answers).toEqual(names.map((name) => ({ kind: 'answered', code: 0, stdout: `${name}\n`, stderr: '' })))
})
