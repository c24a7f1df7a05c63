import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdir, readFile, symlink } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { passing, report, scripts, step } from '../support/preflight.ts'
import { untilGone, waitForFile } from '../support/processes.ts'
import { binDirectory, Rig } from '../support/rig.ts'

/** What `--staged` must not change, as git and the file system tell it. */
async function photograph(rig: Rig): Promise<unknown> {
  const index = await readFile(rig.path('.git/index'))
  return {
    index: index.toString('base64'),
    status: await rig.git('status', '--porcelain=v2', '--ignored'),
    stash: await rig.git('stash', 'list'),
    refs: await rig.git('for-each-ref'),
    worktrees: await rig.git('worktree', 'list'),
    difference: await rig.git('diff', '--binary'),
  }
}

async function runStaged(rig: Rig, ...args: readonly string[]) {
  return await rig.run('preflight', ['--staged', '--skip', 'doctor', ...args])
}

describe('--staged', () => {
  test('judges what would be committed, whatever the work tree holds', async () => {
    const files = { ...scripts({ test: `grep -q good state && ${passing}` }), state: 'good\n' }
    await using rig = await Rig.create({ files, git: 'commit' })
    await rig.write({ state: 'bad\n' })
    expect((await runStaged(rig)).exitCode).toBe(0)
    await rig.git('add', 'state')
    await rig.write({ state: 'good\n' })
    const { exitCode, stdout } = await runStaged(rig)
    expect(exitCode).toBe(1)
    expect(stdout).toContain('\n  rerun: preflight --staged --only test\n')
    expect(stdout).toMatch(/\nnext: preflight --staged --only test\n$/)
    expect(await readFile(rig.path('state'), 'utf8')).toBe('good\n')
  })

  test('leaves work tree, index, stash, refs and worktrees as they were, also where steps change files', async () => {
    const files = {
      ...scripts({ lint: 'echo x >> kept; rm gone; touch made', test: passing }),
      kept: '1\n',
      gone: '2\n',
    }
    await using rig = await Rig.create({ files, git: 'commit' })
    await rig.write({ kept: 'staged\n' })
    await rig.git('add', 'kept')
    await rig.write({ kept: 'not staged\n', untracked: 'u\n' })
    const before = await photograph(rig)
    expect((await runStaged(rig)).exitCode).toBe(0)
    expect(await photograph(rig)).toEqual(before)
    expect(existsSync(rig.path('made'))).toBe(false)
  })

  test('is a clean slate each time, in which files that stay the same keep their times', async () => {
    const line = `test ! -e made && grep -qx 1 kept && touch made && echo 2 > kept && stat -c %Y same && ${passing}`
    await using rig = await Rig.create({ files: { ...scripts({ test: line }), kept: '1\n', same: '' }, git: 'commit' })
    const time = async (): Promise<string> => {
      const ran = await runStaged(rig, '--json')
      expect(step(ran, 'test')).toMatchObject({ state: 'passed' })
      const logs = report(ran).logDirectory
      return /^\d+$/m.exec(readFileSync(path.join(logs, 'test.log'), 'utf8'))?.[0] ?? ''
    }
    expect(await time()).toBe(await time())
  })

  test('sees no untracked file, and the dependencies that are installed', async () => {
    const line = `test ! -e untracked && node_modules/.bin/tool && test "$(cat .env)" = A=1 && cat node_modules/own/index.js && ${passing}`
    const files = {
      ...scripts({ test: line }),
      '.gitignore': 'node_modules\n.env\n',
      'packages/own/index.js': 'staged\n',
    }
    await using rig = await Rig.create({ files, git: 'commit' })
    await rig.write({
      'packages/own/index.js': 'not staged\n',
      'node_modules/.bin/tool': '#!/bin/sh\nexit 0\n',
      '.env': 'A=1\n',
      untracked: '',
    })
    await chmod(rig.path('node_modules/.bin/tool'), 0o755)
    await symlink('../packages/own', rig.path('node_modules/own'))
    const ran = await runStaged(rig, '--json')
    const log = readFileSync(path.join(report(ran).logDirectory, 'test.log'), 'utf8')
    expect({ state: step(ran, 'test').state, log }).toMatchObject({
      state: 'passed',
      log: expect.stringMatching(/^staged$/m),
    })
  })

  test('in a hook checks the index of the commit that is under way', async () => {
    const files = { ...scripts({ test: `grep -q good a && grep -q good b && ${passing}` }), a: 'good\n', b: 'good\n' }
    await using rig = await Rig.create({ files, git: 'commit' })
    const hook = `#!/bin/sh\nexec '${path.join(binDirectory, 'preflight')}' --staged --skip doctor\n`
    await rig.write({ '.git/hooks/pre-commit': hook, a: 'good and new\n', b: 'bad\n' })
    await chmod(rig.path('.git/hooks/pre-commit'), 0o755)
    await rig.git('add', 'b')
    // A commit of `a` alone is made from an index of its own, without what is staged of `b`.
    await rig.git('commit', '--quiet', '--message', 'only a', 'a')
    await expect(rig.git('commit', '--quiet', '--message', 'b')).rejects.toThrow(/FAIL +test/)
    expect(await rig.git('log', '--format=%s')).toBe('only a\nfirst')
  })

  test('works before the first commit, in a linked worktree, and with awkward files', async () => {
    const line = `test -L link && test -x run && test -e 'new
line' && test -e ./-dash && git ls-files --error-unmatch state && ${passing}`
    const files = { state: '', 'new\nline': '', '-dash': '', run: '' }
    await using rig = await Rig.create({ files: { ...scripts({ test: line }), ...files }, git: 'init' })
    await symlink('nowhere', rig.path('link'))
    await chmod(rig.path('run'), 0o755)
    await rig.git('add', '--all')
    expect((await runStaged(rig)).exitCode).toBe(0)
    await rig.git('commit', '--quiet', '--message', 'first')
    await rig.git('worktree', 'add', '--quiet', '../linked')
    const ran = await rig.run('preflight', ['--staged', '--skip', 'doctor'], { cwd: rig.path('../linked') })
    expect(ran.exitCode).toBe(0)
  })

  test('of an index with conflicts, or outside of a repository, is one clear line', async () => {
    await using rig = await Rig.create({ files: { ...scripts({ test: passing }), a: '1\n' }, git: 'commit' })
    await rig.git('switch', '--quiet', '-c', 'side')
    await rig.write({ a: '2\n' })
    await rig.git('commit', '--quiet', '-am', 'two')
    await rig.git('switch', '--quiet', 'main')
    await rig.write({ a: '3\n' })
    await rig.git('commit', '--quiet', '-am', 'three')
    await expect(rig.git('merge', 'side')).rejects.toThrow(/CONFLICT/)
    const { exitCode, stderr } = await runStaged(rig)
    expect(stderr).toMatch(/^preflight: the index holds conflicts, .+\nhint: git status /m)
    expect(exitCode).toBe(3)
    await mkdir(rig.path('../elsewhere'))
    const outside = await rig.run('preflight', ['--staged', '--skip', 'doctor'], { cwd: rig.path('../elsewhere') })
    expect(outside).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('is not in a git repository') })
  })

  test.skipIf(process.platform !== 'linux')('killed outright leaves no process, and everything as it was', async () => {
    const line = `setsid sleep 1000 >/dev/null 2>&1 & echo $! > "$PIDS.tmp"; sleep 1000 & echo $! >> "$PIDS.tmp"; mv "$PIDS.tmp" "$PIDS"; wait`
    await using rig = await Rig.create({ files: { ...scripts({ test: line }), kept: '1\n' }, git: 'commit' })
    await rig.write({ kept: 'staged\n' })
    await rig.git('add', 'kept')
    await rig.write({ kept: 'not staged\n' })
    const before = await photograph(rig)
    const pids = rig.path('../pids')
    const started = waitForFile(rig.path('..'), 'pids')
    const run = execa(path.join(binDirectory, 'preflight'), ['--staged', '--skip', 'doctor'], {
      cwd: rig.directory,
      env: { ...rig.environment(), PIDS: pids },
      extendEnv: false,
      reject: false,
    })
    await started
    run.kill('SIGKILL')
    await run
    await untilGone(readFileSync(pids, 'utf8').trim().split('\n').map(Number))
    expect(await photograph(rig)).toEqual(before)
    // The next one takes the place over.
    expect((await runStaged(rig, '--only', 'test', '--timeout', '1s')).exitCode).toBe(1)
  })
})
