import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { binDirectory, Rig } from '../support/rig.ts'

test('looks any number of times without a word, and ends when it is told to', async () => {
  await using rig = await Rig.create({ files: { a: 'a\n' }, git: 'commit' })
  const watching = execa(path.join(binDirectory, 'impact'), ['--worktrees', '--watch', '--interval', '500ms'], {
    cwd: rig.directory,
    env: { ...rig.environment(), GIT_TRACE2_EVENT: rig.path('trace') },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  })
  // Node warns of the eleventh listener of one signal; each look asks git once for the worktrees.
  const looks = (): number =>
    existsSync(rig.path('trace'))
      ? (readFileSync(rig.path('trace'), 'utf8').match(/"argv":\[[^\]]*"worktree","list"/g)?.length ?? 0)
      : 0
  await expect.poll(looks, { timeout: 60_000 }).toBeGreaterThan(12)
  watching.kill('SIGINT')
  const { stdout, stderr, exitCode } = await watching
  expect({ stdout, stderr, exitCode }).toEqual({
    stdout: '',
    stderr: 'impact: watching; 0 findings with 0 other lines of work now',
    exitCode: 130,
  })
}, 90_000)
