import { createHash } from 'node:crypto'
import { appendFile, chmod, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { passing, report, scripts, step } from '../support/preflight.ts'
import { Rig } from '../support/rig.ts'

/** Each run of a step leaves a line outside of the repository. */
const counted = `echo "$npm_lifecycle_event" >> "$RUNS"`

async function createRig(files: Readonly<Record<string, string>> = {}): Promise<Rig> {
  const own = scripts({ lint: counted, test: `${counted}; ${passing}` })
  return await Rig.create({ files: { ...own, 'src/a.js': 'a\n', ...files }, git: 'commit' })
}

/** Runs preflight, and says which steps really ran. */
async function runCounted(
  rig: Rig,
  args: readonly string[] = [],
  options: { cwd?: string; env?: Record<string, string> } = {},
) {
  const runs = rig.path('../runs')
  await rm(runs, { force: true })
  const env = { RUNS: runs, ...options.env }
  const ran = await rig.run('preflight', ['--skip', 'doctor', '--json', ...args], { ...options, env })
  const text = await readFile(runs, 'utf8').catch(() => '')
  return { ran, names: text.split('\n').filter(Boolean).sort() }
}

async function namesOf(...args: Parameters<typeof runCounted>): Promise<readonly string[]> {
  return (await runCounted(...args)).names
}

describe('a step that passed', () => {
  test('does not run again on the same files, and says so', async () => {
    await using rig = await createRig()
    expect(await namesOf(rig)).toEqual(['lint', 'test'])
    const { ran, names } = await runCounted(rig)
    expect(names).toEqual([])
    expect(step(ran, 'test')).toMatchObject({
      state: 'passed',
      cached: { at: expect.stringMatching(/Z$/) },
      tests: { passed: 1 },
    })
    const { stdout } = await rig.run('preflight')
    expect(stdout).toMatch(
      /^preflight passed: 2 passed \(2 cached\) of 2 steps in \S+\ncached: lint, test \(1 test\)\n$/,
    )
    expect(await namesOf(rig, ['--fresh'])).toEqual(['lint', 'test'])
  })

  test.each<readonly [string, (rig: Rig) => Promise<unknown>]>([
    ['a file changed', async (rig) => appendFile(rig.path('src/a.js'), 'b\n')],
    ['a file is new', async (rig) => rig.write({ 'new.js': '' })],
    ['a file is gone', async (rig) => rm(rig.path('src/a.js'))],
    ['a file became executable', async (rig) => chmod(rig.path('src/a.js'), 0o755)],
    ['.env changed', async (rig) => rig.write({ '.env': 'A=2\n' })],
    ['other dependencies are installed', async (rig) => rig.write({ 'node_modules/.package-lock.json': '{}' })],
  ])('runs again when %s', async (_, change) => {
    await using rig = await createRig({ '.gitignore': '.env\nnode_modules\n' })
    await rig.write({ '.env': 'A=1\n' })
    await namesOf(rig)
    expect(await namesOf(rig)).toEqual([])
    await change(rig)
    expect(await namesOf(rig)).toEqual(['lint', 'test'])
  })

  test('runs again when a variable changed that counts, and not for others', async () => {
    await using rig = await createRig({ '.env.example': 'SPECIAL=\n' })
    await namesOf(rig)
    expect(await namesOf(rig, [], { env: { COLUMNS: '7' } })).toEqual([])
    expect(await namesOf(rig, [], { env: { NODE_ENV: 'production' } })).toEqual(['lint', 'test'])
    expect(await namesOf(rig, [], { env: { SPECIAL: '1' } })).toEqual(['lint', 'test'])
  })

  test('is known in every worktree, and of what is staged', async () => {
    await using rig = await createRig()
    await namesOf(rig)
    await rig.git('worktree', 'add', '--quiet', '../linked')
    expect(await namesOf(rig, [], { cwd: rig.path('../linked') })).toEqual([])
    expect(await namesOf(rig, ['--staged'])).toEqual([])
    await appendFile(rig.path('src/a.js'), 'b\n')
    expect(await namesOf(rig, ['--staged'])).toEqual([])
    await rig.git('add', 'src/a.js')
    expect(await namesOf(rig, ['--staged'])).toEqual(['lint', 'test'])
    expect(await namesOf(rig)).toEqual([])
  })

  test('on files that changed meanwhile is not remembered', async () => {
    const files = scripts({ lint: `${counted}; echo x >> src/a.js` })
    await using rig = await createRig(files)
    await namesOf(rig)
    expect(await namesOf(rig)).toEqual(['lint'])
  })
})

test('a repository within it counts with all of its files', async () => {
  await using rig = await createRig()
  await rig.write({ 'inner/a.js': 'a\n' })
  await rig.git('init', '--quiet', 'inner')
  expect(await namesOf(rig)).toEqual(['lint', 'test'])
  expect(await namesOf(rig)).toEqual([])
  await rig.write({ 'inner/a.js': 'b\n' })
  expect(await namesOf(rig)).toEqual(['lint', 'test'])
})

test('a package runs again for its own files, those it depends on, and shared ones', async () => {
  const member = (name: string, dependencies: Record<string, string> = {}): string =>
    JSON.stringify({ name, version: '1.0.0', dependencies, scripts: { lint: `echo ${name} >> "$RUNS"` } })
  const files = {
    'package.json': JSON.stringify({ name: 'root', workspaces: ['packages/*'] }),
    'packages/a/package.json': member('a'),
    'packages/b/package.json': member('b', { a: '*' }),
    'packages/c/package.json': member('c'),
    'shared.json': '{}',
  }
  await using rig = await Rig.create({ files, git: 'commit' })
  expect(await namesOf(rig)).toEqual(['a', 'b', 'c'])
  expect(await namesOf(rig)).toEqual([])
  await rig.write({ 'packages/c/x': '' })
  expect(await namesOf(rig)).toEqual(['c'])
  await rig.write({ 'packages/a/x': '' })
  expect(await namesOf(rig)).toEqual(['a', 'b'])
  await rig.write({ 'shared.json': '[]' })
  expect(await namesOf(rig)).toEqual(['a', 'b', 'c'])
})

test('what doctor said is remembered while nothing that it looks at changes, and asked again when a step fails', async () => {
  await using rig = await Rig.create({
    files: { ...scripts({ lint: 'test ! -e bad' }), '.node-version': '20', 'src/a.js': 'a\n' },
    git: 'commit',
  })
  const doctorOf = async (change: Readonly<Record<string, string>>): Promise<unknown> => {
    await rig.write(change)
    return step(await rig.run('preflight', ['--json']), 'doctor')
  }
  const asked = expect.not.objectContaining({ cached: expect.anything() })
  expect(await doctorOf({})).toEqual(asked)
  expect(await doctorOf({ 'src/a.js': 'b\n' })).toMatchObject({ state: 'passed', cached: { at: expect.any(String) } })
  expect(await doctorOf({ '.node-version': '>=20' })).toEqual(asked)
  expect(await doctorOf({ bad: '' })).toEqual(asked)
})

test('a build runs again when what it left is gone', async () => {
  const build = `${counted}; mkdir -p dist; echo built > dist/a.js; echo log > build.log`
  await using rig = await createRig({ ...scripts({ build }), '.gitignore': 'dist\n*.log\n' })
  expect(await namesOf(rig)).toEqual(['build'])
  expect(await namesOf(rig)).toEqual([])
  await rm(rig.path('dist'), { recursive: true })
  expect(await namesOf(rig)).toEqual(['build'])
})

test('what failed, or gave no evidence, runs again', async () => {
  await using rig = await createRig(scripts({ lint: `${counted}; exit 1`, test: counted }))
  expect(await namesOf(rig)).toEqual(['lint', 'test'])
  expect(await namesOf(rig)).toEqual(['lint', 'test'])
})

test('--why names what has changed', async () => {
  await using rig = await createRig()
  const why = async (): Promise<string | undefined> =>
    (await rig.run('preflight', ['--why', 'test'])).stdout.split('\n')[0]
  expect(await why()).toBe('test would run: it has not run in this work tree yet')
  await namesOf(rig)
  expect(await why()).toMatch(/^test need not run: it passed at \S+Z in \S+ \(1 test\), and nothing has changed$/)
  await appendFile(rig.path('src/a.js'), 'b\n')
  await rig.write({ 'b.js': '' })
  expect(await why()).toBe('test would run: b.js added, src/a.js changed')
  expect((await rig.run('preflight', ['--why', 'tset'])).exitCode).toBe(2)
})

test('a damaged cache heals itself', async () => {
  await using rig = await createRig()
  await namesOf(rig)
  const results = rig.path('.git/groundcrew/preflight/results')
  for (const name of await readdir(results)) await truncate(path.join(results, name), 80)
  expect(await namesOf(rig)).toEqual(['lint', 'test'])
  // Whole, and of another version.
  const foreign = `${createHash('sha256').update('{}').digest('hex')}\n{}`
  for (const name of await readdir(results)) await writeFile(path.join(results, name), foreign)
  expect(await namesOf(rig)).toEqual(['lint', 'test'])
  expect(await namesOf(rig)).toEqual([])
})

test('without git nothing is remembered', async () => {
  await using rig = await Rig.create({ files: scripts({ lint: counted }) })
  await namesOf(rig)
  const { ran, names } = await runCounted(rig)
  expect({ names, verdict: report(ran).verdict }).toEqual({ names: ['lint'], verdict: 'passed' })
})

test('--failed runs only what did not pass the last time', async () => {
  await using rig = await createRig(scripts({ lint: `${counted}; test -e fixed`, test: `${counted}; ${passing}` }))
  expect(await rig.run('preflight', ['--failed'])).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('no step has run here yet'),
  })
  expect(await namesOf(rig)).toEqual(['lint', 'test'])
  await appendFile(rig.path('src/a.js'), 'b\n')
  expect(await namesOf(rig, ['--failed'])).toEqual(['lint'])
  await rig.write({ fixed: '' })
  const { ran, names } = await runCounted(rig, ['--failed'])
  expect({ names, exitCode: ran.exitCode }).toEqual({ names: ['lint'], exitCode: 0 })
  // It passed before the change.
  expect(report(ran).unproven).toEqual(['test'])
  expect(await rig.run('preflight', ['--failed'])).toMatchObject({
    stderr: expect.stringContaining('no step failed the last time'),
  })
})

test('--budget leaves out what would end too late, and is no success then', async () => {
  await using rig = await createRig(scripts({ lint: `${counted}; sleep 1.2`, test: `${counted}; ${passing}` }))
  await namesOf(rig)
  await appendFile(rig.path('src/a.js'), 'b\n')
  const { ran, names } = await runCounted(rig, ['--budget', '1s'])
  expect({ names, exitCode: ran.exitCode }).toEqual({ names: ['test'], exitCode: 3 })
  expect(step(ran, 'lint')).toMatchObject({
    state: 'skipped',
    reason: expect.stringMatching(/^--budget 1\.0s: it took \S+ the last time$/),
  })
})
