import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { passing, report, scripts, step } from '../support/preflight.ts'
import { Rig } from '../support/rig.ts'

interface PlanSteps {
  readonly steps: readonly { readonly id: string }[]
  readonly leftOut: readonly { readonly id: string; readonly why: string }[]
}

async function createWorkspace(): Promise<Rig> {
  const member = (name: string, dependencies: Record<string, string> = {}): string =>
    JSON.stringify({ name, version: '1.0.0', dependencies, scripts: { lint: 'true' } })
  const files = {
    'package.json': JSON.stringify({ name: 'root', workspaces: ['packages/*'] }),
    'packages/a/package.json': member('a'),
    'packages/b/package.json': member('b', { a: '*' }),
    'packages/c/package.json': member('c'),
  }
  return await Rig.create({ files, git: 'commit' })
}

async function idsOf(rig: Rig, ...args: readonly string[]): Promise<readonly string[]> {
  const ran = await rig.run('preflight', ['--skip', 'doctor', '--json', ...args])
  return report(ran).steps.map(({ id }) => id)
}

describe('--since and --staged leave out the packages that the change does not reach', () => {
  test('and keep those that depend on a changed one', async () => {
    await using rig = await createWorkspace()
    await rig.write({ 'packages/a/x': '' })
    expect(await idsOf(rig, '--since', 'HEAD')).toEqual(['lint:packages/a', 'lint:packages/b'])
    const { stdout } = await rig.run('preflight', ['--skip', 'doctor', '--since', 'HEAD'])
    expect(stdout).toMatch(/^left out: .+packages\/c\/package\.json:1 {2}no change reaches its package$/m)
    await rig.git('add', 'packages/a/x')
    await rig.write({ 'packages/c/x': '' })
    expect(await idsOf(rig, '--staged')).toEqual(['lint:packages/a', 'lint:packages/b'])
  })

  test('and nothing where a shared file changed, or nothing did', async () => {
    await using rig = await createWorkspace()
    const all = ['lint:packages/a', 'lint:packages/b', 'lint:packages/c']
    expect(await idsOf(rig, '--since', 'HEAD')).toEqual(all)
    await rig.write({ 'shared.json': '' })
    expect(await idsOf(rig, '--since', 'HEAD')).toEqual(all)
  })

  test('and all of them where only prose beside them changed', async () => {
    await using rig = await createWorkspace()
    await rig.write({ 'README.md': '' })
    await rig.git('add', 'README.md')
    expect(await idsOf(rig, '--staged')).toEqual([])
    await rig.write({ 'packages/a/README.md': '' })
    expect(await idsOf(rig, '--since', 'HEAD')).toEqual(['lint:packages/a', 'lint:packages/b'])
  })

  test('and an unknown commit is one clear line', async () => {
    await using rig = await createWorkspace()
    const { exitCode, stdout, stderr } = await rig.run('preflight', ['--since', 'nowhere'])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(/^preflight: .*nowhere.*\nhint: /m)
  })
})

describe('--quick', () => {
  const files = {
    ...scripts({ lint: 'true', test: 'node --test' }),
    'src/a.js': 'exports.a = () => 1\n',
    'src/b.js': 'exports.b = () => 1\n',
    'test/a.test.js': "const { a } = require('../src/a.js')\nrequire('node:test')('a', () => a())\n",
    'test/b.test.js':
      "const { b } = require('../src/b.js')\nrequire('node:test')('b', () => { b(); throw new Error('b') })\n",
  }

  test('runs the tests that the change reaches, and only those', async () => {
    await using rig = await Rig.create({ files, git: 'commit' })
    await rig.write({ 'src/a.js': 'exports.a = () => 2\n' })
    const ran = await rig.run('preflight', ['--skip', 'doctor', '--quick', '--json'])
    expect(ran.exitCode).toBe(0)
    expect(step(ran, 'test')).toMatchObject({
      command: 'npm run test -- test/a.test.js',
      tests: { passed: 1, total: 1 },
    })
    await rig.git('add', '--all')
    await rig.write({ 'src/b.js': 'exports.b = () => 2\n' })
    const staged = await rig.run('preflight', ['--skip', 'doctor', '--quick', '--staged', '--json'])
    expect(step(staged, 'test')).toMatchObject({ command: 'npm run test -- test/a.test.js', state: 'passed' })
    expect((await rig.run('preflight', ['--skip', 'doctor', '--quick'])).exitCode).toBe(1)
  })

  test('leaves tests out that nothing reaches, and says so', async () => {
    await using rig = await Rig.create({ files, git: 'commit' })
    await rig.write({ 'notes.md': 'x\n' })
    const ran = await rig.run('preflight', ['--skip', 'doctor', '--quick', '--json'])
    const { steps, leftOut } = (JSON.parse(ran.stdout) as { data: PlanSteps }).data
    expect(steps.map(({ id }) => id)).toEqual(['lint'])
    expect(leftOut).toMatchObject([{ id: 'test', why: 'the change reaches none of its tests' }])
  })

  test('runs all where a part cannot be run', async () => {
    const own = { ...files, ...scripts({ test: `node --test || true; ${passing}` }) }
    await using rig = await Rig.create({ files: own, git: 'commit' })
    await rig.write({ 'src/a.js': 'exports.a = () => 2\n' })
    const ran = await rig.run('preflight', ['--skip', 'doctor', '--quick', '--json'])
    expect(step(ran, 'test')).toMatchObject({ command: 'npm run test' })
  })
})

test('a suite that takes long is preceded by the tests that the change reaches', async () => {
  const test = "require('node:test')('a', () => {})\n"
  const files = { ...scripts({ test: 'node --test' }), 'a.test.js': test, 'b.test.js': test }
  await using rig = await Rig.create({ files, git: 'commit' })
  await rig.run('preflight', ['--skip', 'doctor'])
  await makeLong(rig.path('.git/groundcrew/preflight/last'))
  await rig.write({ 'a.test.js': "require('node:test')('a', () => { throw new Error('no') })\n" })
  const ran = await rig.run('preflight', ['--skip', 'doctor', '--json'])
  expect(report(ran).steps.map(({ id, state, reason }) => [id, state, reason])).toEqual([
    ['test:affected', 'failed', 'exit 1'],
    ['test', 'skipped', 'test:affected failed'],
    ['flake', 'skipped', 'test was skipped'],
  ])
})

/** Rewrites what is remembered of each step: it took a minute. */
async function makeLong(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const [, body = ''] = (await readFile(path.join(directory, name), 'utf8')).split('\n')
    const long = JSON.stringify({ ...(JSON.parse(body) as object), durationMs: 60_000 })
    const checksum = createHash('sha256').update(long).digest('hex')
    await writeFile(path.join(directory, name), `${checksum}\n${long}`)
  }
}
