import { existsSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { hasDebianProgram } from '../support/debian.ts'
import { passing, report, scripts, step } from '../support/preflight.ts'
import { Rig, type Ran } from '../support/rig.ts'

const member = (name: string, needs: object = {}): string =>
  JSON.stringify({ name, scripts: { lint: 'true', test: passing, build: 'true' }, dependencies: needs })
const monorepo = {
  'package.json': JSON.stringify({
    name: 'root',
    workspaces: ['packages/*'],
    devDependencies: { turbo: '2', nx: '24' },
  }),
  'packages/a/package.json': member('a'),
  'packages/b/package.json': member('b', { a: '*' }),
  'packages/c/package.json': JSON.stringify({ name: 'c', scripts: { lint: 'eslint --fix .', typecheck: 'true' } }),
  '.gitignore': 'node_modules\n',
}

/** A task runner that says what the real one says (turbo 2.11, nx 24), and with which arguments it was called. */
async function install(rig: Rig, name: string, says: string): Promise<void> {
  const file = `node_modules/.bin/${name}`
  await rig.write({ [file]: `#!/bin/sh\necho "$@" >> "$CALLS"\ncat <<'END'\n${says}\nEND\n` })
  await chmod(rig.path(file), 0o755)
}

function commands(ran: Ran): Record<string, string> {
  const { steps } = report(ran) as unknown as { steps: readonly { id: string; command: string }[] }
  return Object.fromEntries(steps.map(({ id, command }) => [id, command.replace('node_modules/.bin/', '')]))
}

describe('a repository with a task runner is checked through it', () => {
  const tail = '--continue --output-logs=full'

  test('turbo: its tasks, without scripts that write, one at a time; the rest as it was', async () => {
    const files = {
      ...monorepo,
      'turbo.json': '{\n // ours\n "tasks": {\n  "lint": {},\n  "a#test": {}, "build": {},\n }\n}\n',
    }
    await using rig = await Rig.create({ files, git: 'commit' })
    const replayed =
      'a:test: cache hit, replaying logs 1\na:test: 1..1\na:test: ok 1 - x\n\n Tasks:    2 successful, 2 total\nCached:    1 cached, 2 total'
    await install(rig, 'turbo', replayed)
    const env = { CALLS: rig.path('../calls') }
    const ran = await rig.run('preflight', ['--skip', 'doctor', '--json'], { env })
    expect(commands(ran)).toEqual({
      lint: `turbo run lint ${tail} --filter=./packages/a --filter=./packages/b`,
      build: `turbo run build ${tail}`,
      test: `turbo run test ${tail}`,
      // A task of a alone.
      'test:packages/b': 'npm run test',
      'typecheck:packages/c': 'npm run typecheck',
    })
    expect(step(ran, 'test')).toMatchObject({
      state: 'passed',
      tests: { passed: 1 },
      replays: { by: 'turbo', cached: 1, total: 2 },
    })
    const { stdout } = await rig.run('preflight', ['--skip', 'doctor', '--fresh', '--only', 'test'], { env })
    expect(stdout).toContain('(1 test, turbo replayed 1 of 2 tasks)')
    await rig.write({ 'packages/a/index.js': '1\n' })
    const since = commands(await rig.run('preflight', ['--skip', 'doctor', '--since', 'HEAD', '--json'], { env }))
    expect(since['test']).toBe(`turbo run test ${tail} '--filter=...{./packages/a}'`)
  })

  test('nx: with what its plugins infer; no task that ran is no success', async () => {
    const plugins = '{"plugins":[{"plugin":"@nx/js/typescript","options":{"typecheckTargetName":"types"}}]}'
    const scripts = {
      lint: 'nx affected --target=lint --parallel=3',
      test: 'nx test',
      build: 'nx affected -t build && ls',
    }
    const root = { ...(JSON.parse(monorepo['package.json']) as object), scripts }
    const files = { ...monorepo, 'nx.json': plugins, 'package.json': JSON.stringify(root) }
    await using rig = await Rig.create({ files, git: 'commit' })
    const { stdout } = await rig.run('preflight', ['--list'])
    // What nx does in all packages stands for its calls for some of them.
    expect(stdout).not.toMatch(/^(?:lint|test)\S* +npm run/m)
    expect(stdout).toMatch(/^build:build +npm run build/m)
    await install(rig, 'nx', ' NX   No tasks were run')
    await rig.write({ 'packages/a/index.js': '1\n' })
    const env = { CALLS: rig.path('../calls') }
    const ran = await rig.run('preflight', ['--skip', 'doctor', '--since', 'HEAD', '--only', 'test,build', '--json'], {
      env,
    })
    expect(commands(ran)['test']).toBe('nx affected -t test --outputStyle=static --files=packages/a/index.js')
    expect(step(ran, 'build:.:nx:build')).toMatchObject({ state: 'unknown', reason: 'exit 0, but nx ran no task' })
    expect(ran.exitCode).toBe(3)
  })

  test('moon runs the tasks that it knows; a script of the root that calls turbo stays what it is', async () => {
    const files = {
      ...monorepo,
      '.moon/workspace.yml': 'projects: ["packages/*"]\n',
      '.moon/tasks/node.yml': 'tasks:\n  build: {script: npm run build}\n',
      'packages/a/moon.yml': '# ours\ntasks:\n  test: {script: npm run test}\n',
    }
    await using rig = await Rig.create({ files, git: 'commit' })
    const { stdout } = await rig.run('preflight', ['--list'])
    expect(stdout).toMatch(/^test +moon run :test +packages\/a\/moon\.yml:3 /m)
    expect(stdout).toMatch(/^test:packages\/b +packages\/b: npm run test /m)
    expect(stdout).toMatch(/^build +moon run :build +\.moon\/tasks\/node\.yml:2 /m)
    await rig.write({ '.moon/toolchains.yml': 'javascript:\n  inferTasksFromScripts: true\n' })
    expect((await rig.run('preflight', ['--list', '--only', 'lint'])).stdout).toMatch(/^lint +moon run :lint .+:2 /m)
    await using other = await Rig.create({
      files: {
        ...monorepo,
        'package.json': JSON.stringify({
          name: 'root',
          workspaces: ['packages/*'],
          scripts: { test: 'turbo run test' },
        }),
        'turbo.json': '{"tasks":{"test":{}}}',
      },
      git: 'commit',
    })
    expect((await other.run('preflight', ['--list', '--only', 'test'])).stdout).toMatch(/^test +npm run test /m)
  })

  const tap = 'TAP version 13\n1..1\nok 1 - x'
  const prefixed = (prefix: string, text: string): string => text.replaceAll(/^/gm, prefix)
  const moonTests = (first: string, second: string): string =>
    `▮▮▮▮ a:test (1)\n${prefixed('a:test | ', first)}\n▮▮▮▮ a:test (cached, 1)\n${second}\nTasks: 2 completed (1 cached)`

  test.each([
    ['moon', moonTests(tap, ''), 'exit 0, but moon ran no test in packages/b'],
    // moon prints what has failed or is long all at once, without its prefix.
    [
      'moon',
      moonTests(tap, `TAP version 13\n1..1\nok 1 - x # SKIP\n▮▮▮▮ b:test (2s, 2)`),
      'exit 0, but all 1 test were skipped in b (one of 2 packages)',
    ],
    [
      'turbo',
      `::group::a:test\ncache hit, replaying logs 1\n${tap}\n::endgroup::\n::group::b:test\n::endgroup::\n Tasks:    2 successful, 2 total\nCached:    2 cached, 2 total`,
      'exit 0, but the output does not say how many tests ran in b (one of 2 packages)',
    ],
    [
      'nx',
      `> nx run a:test\n\n${tap}\n\n> nx run b:test  [local cache]\n\nTAP version 13\n1..2\nok 1 - x # SKIP\nok 2 - y # SKIP\n\n NX   Successfully ran\n\n   Cache: 2/2 hit`,
      'exit 0, but all 2 tests were skipped in b (one of 2 packages)',
    ],
  ])('%s: no package is covered up by the others: %#', async (runner, says, reason) => {
    const moon = { '.moon/workspace.yml': '', '.moon/tasks.yml': 'tasks:\n  test: {}\n' }
    const settings = { moon, turbo: { 'turbo.json': '{"tasks":{"test":{}}}' }, nx: { 'nx.json': '{}' } }
    await using rig = await Rig.create({
      files: { ...monorepo, ...settings[runner as keyof typeof settings] },
      git: 'commit',
    })
    await install(rig, runner, says)
    const env = { CALLS: rig.path('../calls'), PATH: `${rig.path('node_modules/.bin')}:${process.env['PATH'] ?? ''}` }
    const ran = await rig.run('preflight', ['--skip', 'doctor', '--only', 'test', '--json'], { env })
    expect(step(ran, 'test')).toMatchObject({ state: 'unknown', reason })
    expect(ran.exitCode).toBe(3)
  })
})

describe('a repository with lefthook is checked through it', () => {
  const commands = '  commands:\n    lint: {glob: "*.js", run: npm run lint}\n    words: {run: npx words}\n'
  const files = {
    ...scripts({ lint: 'eslint .', test: passing }),
    'lefthook.yml': `pre-commit:\n${commands}`,
    'a.js': '1\n',
  }
  const check = ['--skip', 'doctor', '--only', 'lint', '--fresh', '--json']

  /** What lefthook 2.2 prints, and with which variables and in which directory it was called. */
  const says = (...lines: readonly string[]): string => lines.map((line) => `echo '${line}'`).join('\n')

  async function write(rig: Rig, ...lines: readonly string[]): Promise<void> {
    const file = 'node_modules/.bin/lefthook'
    await rig.write({ [file]: `#!/bin/sh\n${lines.join('\n')}\n` })
    await chmod(rig.path(file), 0o755)
  }

  test('in place of the scripts that its hooks run, unless those depend on a condition', async () => {
    await using rig = await Rig.create({ files, git: 'commit' })
    await write(rig, 'exit 1')
    expect((await rig.run('preflight', ['--list'])).stdout).toMatch(/^left out: npm run lint .+ lefthook runs it$/m)
    await rig.write({ 'lefthook.yml': `pre-commit:\n  skip: [merge, {ref: main}]\n${commands}` })
    expect((await rig.run('preflight', ['--list'])).stdout).toMatch(/^lint +npm run lint /m)
  })

  test.each([
    [
      ['│  lint (skip) no files for inspection', '┃  words ❯ ', '✓ words (0.01 seconds)'],
      /skipped lint \(no files for inspection\), to which npm run lint is left/,
    ],
    [[], 'exit 0, but lefthook ran no hook'],
    [['┃  lint ❯ ', '┃  words ❯ '], undefined],
  ])('a hook that was skipped proves nothing: %#', async (lines, reason) => {
    await using rig = await Rig.create({ files, git: 'commit' })
    await write(rig, '[ "$LEFTHOOK" = 1 ] || exit 9', says(...lines))
    const ran = await rig.run('preflight', check, { env: { LEFTHOOK: '0' } })
    expect(step(ran, 'lint:lefthook')).toMatchObject(
      reason === undefined ? { state: 'passed' } : { state: 'unknown', reason: expect.stringMatching(reason) },
    )
  })

  test('what a hook changes is a failure that names the file, whatever its exit code; the work tree stays', async () => {
    await using rig = await Rig.create({ files, git: 'commit' })
    await write(rig, says('┃  lint ❯ '), 'echo 2 >> a.js', 'git add a.js')
    const ran = await rig.run('preflight', check)
    expect(step(ran, 'lint:lefthook')).toMatchObject({
      state: 'failed',
      reason: 'its hooks change 1 file',
      failures: { causes: [{ message: 'a hook changes it', location: { file: 'a.js' } }] },
    })
    expect(await rig.git('status', '--porcelain', '--', 'a.js')).toBe('')
    // The plan of the file knows of it, too.
    expect((await rig.run('preflight', ['init'])).exitCode).toBe(0)
    expect(step(await rig.run('preflight', check), 'lint:lefthook')).toMatchObject({ state: 'failed' })
  })
})

describe.skipIf(!(await hasDebianProgram('pre-commit')))('a repository with pre-commit is checked through it', () => {
  const hook = (id: string, entry: string): string =>
    `      - {id: ${id}, name: ${id}, language: system, entry: ${entry}, files: 'txt$'}\n`
  const config = `repos:\n  - repo: local\n    hooks:\n${hook('append', 'sh -c "for f; do echo more >> $f; echo Fixing $f; done" --')}${hook('ruff', 'grep -c good')}`
  const files = {
    '.pre-commit-config.yaml': config,
    'pyproject.toml': '[tool.ruff]\n',
    'a.txt': 'good\n',
    'b.txt': 'good\n',
    'm.py': '',
  }

  test('in a copy: hooks that change files fail, and change nothing', async () => {
    await using rig = await Rig.create({ files, git: 'commit' })
    await rig.write({ 'a.txt': 'good and new\n', 'new.txt': 'good\n' })
    const before = await rig.git('status', '--porcelain')
    const ran = await rig.run('preflight', ['--skip', 'doctor', '--only', 'lint:pre-commit', '--json'])
    expect(step(ran, 'lint:pre-commit').failures?.causes[0]).toMatchObject({
      message: 'append changes it',
      location: { file: 'a.txt' },
    })
    expect(ran.stdout).toContain('new.txt')
    expect(await rig.git('status', '--porcelain')).toBe(before)
    const since = commands(
      await rig.run('preflight', ['--skip', 'doctor', '--since', 'HEAD', '--only', 'lint:pre-commit', '--json']),
    )
    expect(since['lint:pre-commit']).toBe('pre-commit run --files a.txt new.txt --color=never --show-diff-on-failure')
  })

  test('in place of the tools that its hooks run', async () => {
    await using rig = await Rig.create({ files, git: 'commit' })
    const { stdout } = await rig.run('preflight', ['--list'])
    expect(stdout).toMatch(/^lint:pre-commit +pre-commit run --all-files/m)
    expect(stdout).toMatch(/^left out: ruff check .+ pre-commit runs it$/m)
    expect(existsSync(rig.path('.git/hooks/pre-commit'))).toBe(false)
  })

  test('which calls preflight itself is left out', async () => {
    const own = {
      ...scripts({ test: passing }),
      '.pre-commit-config.yaml': `repos:\n  - repo: local\n    hooks:\n${hook('gate', 'preflight --staged')}`,
    }
    await using rig = await Rig.create({ files: own, git: 'commit' })
    expect((await rig.run('preflight', ['--list'])).stdout).toMatch(
      /^left out: pre-commit run .+ it calls preflight itself$/m,
    )
  })
})
