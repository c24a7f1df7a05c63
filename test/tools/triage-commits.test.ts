import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { plantBisect } from '../support/planted-bisect.mjs'
import { binDirectory, Rig } from '../support/rig.ts'

interface Answer<Data> {
  readonly data: Data
}

interface Bisected {
  readonly isSure: boolean
  readonly commits: readonly { readonly commit: string; readonly diff: readonly string[]; readonly isOnPath: boolean }[]
  readonly untestable: number
}

interface Classified {
  readonly groups: readonly {
    readonly id: string
    readonly verdict: { readonly class: string; readonly evidence: readonly string[] }
  }[]
}

async function data<Data>(
  rig: Rig,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Data> {
  const { stdout } = await rig.run('triage', ['--json', ...args], { env })
  return (JSON.parse(stdout) as Answer<Data>).data
}

const program = (body: string): string => `exports.price = () => {\n  ${body}\n}\n`

async function commit(rig: Rig, message: string, files: Readonly<Record<string, string>>): Promise<string> {
  await rig.write(files)
  await rig.git('add', '--all')
  await rig.git('commit', '--quiet', '--message', message)
  return (await rig.git('rev-parse', 'HEAD')).trim()
}

test.each([3, 11])(
  'bisect finds the planted commit though the command errs and commits cannot be built (%d)',
  async (seed) => {
    await using rig = await Rig.create({ git: 'init' })
    const { good, planted } = plantBisect(rig.directory, { seed, count: 60 })
    const before = await rig.git('worktree', 'list', '--porcelain')
    const report = await data<Bisected>(rig, [
      'bisect',
      '--good',
      good,
      '--build',
      'grep -q yes build.txt',
      '--',
      './check.sh',
    ])
    expect(report).toMatchObject({ isSure: true, commits: [{ commit: planted }] })
    expect([await rig.git('status', '--porcelain'), await rig.git('worktree', 'list', '--porcelain')]).toEqual([
      '',
      before,
    ])
  },
)

test('bisect goes into the branch that a merge brought, and shows what the commit changed on the failing path', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: { 'price.js': program('return 1'), 'run.js': "require('./price.js').price()\n" },
  })
  const good = (await rig.git('rev-parse', 'HEAD')).trim()
  await rig.git('checkout', '--quiet', '-b', 'side')
  await commit(rig, 'on the side', { 'other.js': '\n' })
  const culprit = await commit(rig, 'breaks it', { 'price.js': program('return null.x'), 'other.js': '1\n' })
  await rig.git('checkout', '--quiet', 'main')
  await commit(rig, 'on main', { 'third.js': '\n' })
  await rig.git('merge', '--quiet', '--no-edit', 'side')
  await commit(rig, 'later', { 'third.js': '2\n' })
  const report = await data<Bisected>(rig, ['bisect', '--good', good, '--', 'node', 'run.js'])
  expect(report.commits).toMatchObject([{ commit: culprit, isOnPath: true }])
  expect(report.commits[0]?.diff.join('\n')).toMatch(/^--- a\/price\.js\n[^]*\+ {2}return null\.x$/m)
  expect(report.commits[0]?.diff.join('\n')).not.toContain('other.js')
})

test('a bisect that is killed leaves the work tree and the repository as they were, and the next one removes its checkouts', async () => {
  await using rig = await Rig.create({ git: 'init' })
  const { good } = plantBisect(rig.directory, { seed: 1, count: 10 })
  const state = async (): Promise<readonly string[]> => [
    await rig.git('status', '--porcelain'),
    await rig.git('worktree', 'list', '--porcelain'),
    await rig.git('rev-parse', 'HEAD'),
  ]
  const before = await state()
  const child = spawn(
    path.join(binDirectory, 'triage'),
    ['bisect', '--good', good, '--', 'sh', '-c', 'echo begun; sleep 100'],
    {
      cwd: rig.directory,
      env: { ...rig.environment(), TMPDIR: rig.path('..') },
    },
  )
  const ended = once(child, 'exit')
  const isThere = async (): Promise<boolean> =>
    (await readdir(rig.path('..'))).some((name) => name.startsWith('groundcrew-triage-'))
  while (!(await isThere())) await new Promise((resolve) => setImmediate(resolve))
  child.kill('SIGKILL')
  await ended
  expect(await state()).toEqual(before)
  await rig.run('triage', ['bisect', '--good', good, '--', 'false'], { env: { TMPDIR: rig.path('..') } })
  expect(await isThere()).toBe(false)
  expect(tmpdir()).not.toBe(rig.path('..'))
})

test('a call that cannot work says so: the good commit fails, is none of the ancestors, or is not known', async () => {
  await using rig = await Rig.create({ git: 'commit', files: { 'a.txt': '1\n' } })
  await commit(rig, 'second', { 'a.txt': '2\n' })
  const ask = async (...args: readonly string[]): Promise<string> =>
    (await rig.run('triage', ['bisect', ...args])).stderr
  expect(await ask('--good', 'HEAD~1', '--', 'false')).toContain('fails at the good commit HEAD~1 too')
  expect(await ask('--good', 'HEAD~1', '--', 'true')).toContain('passes at the bad commit HEAD')
  expect(await ask('--good', 'HEAD', '--bad', 'HEAD~1', '--', 'true')).toContain('HEAD is not an ancestor of HEAD~1')
  expect(await ask('--', 'true')).toContain('no commit is known at which true passed')
})

test('a failure is told by running it again: regression, broken on the base, or no proof of being flaky', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: { 'price.js': program('return 1'), 'run.js': "require('./price.js').price()\n", '.gitignore': 'count\n' },
  })
  const run = async (...args: readonly string[]): Promise<Classified> =>
    data<Classified>(rig, [...args, '--', 'node', 'run.js'])
  await run()
  await rig.write({ 'price.js': program("throw new RangeError('no price for apples')") })
  expect((await run()).groups).toMatchObject([{ verdict: { class: 'regression' } }])
  await commit(rig, 'breaks it', {})
  await commit(rig, 'later', { 'b.txt': '\n' })
  expect((await run('--base', 'HEAD~1')).groups).toMatchObject([{ verdict: { class: 'broken-on-base' } }])
  const once =
    "const fs = require('node:fs')\n  if (!fs.existsSync('count')) { fs.writeFileSync('count', ''); throw new RangeError('no price for pears') }"
  await rig.write({ 'price.js': program(once) })
  const [group] = (await run()).groups
  expect(group?.verdict).toMatchObject({
    class: 'unknown',
    evidence: [expect.stringContaining('passed when it was run again') as string, expect.anything()],
  })
})

test('suspects are the commits since the last green run that touched the stack, with the owners of it', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'price.js': program('return 1'),
      'run.js': "require('./price.js').price()\n",
      CODEOWNERS: 'price.js @shop/prices\n',
    },
  })
  await rig.run('triage', ['--', 'node', 'run.js'])
  await commit(rig, 'documents', { 'README.md': 'x\n' })
  const culprit = await commit(rig, 'breaks it', { 'price.js': program('return null.x') })
  await commit(rig, 'renames', { 'b.txt': '\n' })
  const { groups } = await data<Classified>(rig, ['--no-rerun', '--', 'node', 'run.js'])
  const report = await data<{ readonly suspects: readonly unknown[]; readonly owners: readonly unknown[] }>(rig, [
    'suspects',
    groups[0]?.id ?? '',
  ])
  expect(report).toMatchObject({ commits: 3, suspects: [{ commit: culprit }], owners: [{ owner: '@shop/prices' }] })
})
