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
    await using rig = await Rig.create({ files: { ...monorepo, 'nx.json': plugins }, git: 'commit' })
    await install(rig, 'nx', ' NX   No tasks were run')
    await rig.write({ 'packages/a/index.js': '1\n' })
    const env = { CALLS: rig.path('../calls') }
    const ran = await rig.run('preflight', ['--skip', 'doctor', '--since', 'HEAD', '--only', 'test,build', '--json'], {
      env,
    })
    expect(commands(ran)['test']).toBe('nx affected -t test --outputStyle=static --files=packages/a/index.js')
    expect(step(ran, 'build')).toMatchObject({ state: 'unknown', reason: 'exit 0, but nx ran no task' })
    expect(ran.exitCode).toBe(3)
  })

  test('moon, and a script of the root that calls turbo stays what it is', async () => {
    await using rig = await Rig.create({
      files: { ...monorepo, '.moon/workspace.yml': 'projects: ["packages/*"]\n' },
      git: 'commit',
    })
    expect((await rig.run('preflight', ['--list'])).stdout).toMatch(/^test +moon run :test +\.moon\/workspace\.yml:1 /m)
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
