import { describe, expect, test } from 'vitest'
import { scripts, step } from '../support/preflight.ts'
import { Rig } from '../support/rig.ts'

describe('a test step that exits 0', () => {
  const calls = "const test = require('node:test')\n"

  test.each([
    ['prints nothing', { 'package.json': 'true' }, 'unknown', 'exit 0, but the output does not say how many tests ran'],
    [
      'is a wrapper that says all is well',
      { 'package.json': 'echo all good' },
      'unknown',
      /does not say how many tests/,
    ],
    [
      'has no tests',
      { 'package.json': 'node --test a.test.js', 'a.test.js': '' },
      'unknown',
      'exit 0, but 0 tests ran',
    ],
    [
      'skips all',
      { 'package.json': 'node --test', 'a.test.js': `${calls}test.skip('a', () => {})` },
      'unknown',
      'exit 0, but all 1 test were skipped',
    ],
    [
      'swallows a failure',
      {
        'package.json': 'node --test || true',
        'a.test.js': `${calls}test('a', () => { throw new Error('wrong sum') })`,
      },
      'failed',
      'exit 0, but the runner reported 1 failed test',
    ],
    [
      'was killed below a pipe',
      { 'package.json': `sh -c 'echo TAP version 13; kill -9 $$' | cat` },
      'unknown',
      /does not say/,
    ],
  ])('and %s', async (_, files, state, reason) => {
    const { 'package.json': script = '', ...others } = files as Record<string, string>
    await using rig = await Rig.create({ files: { ...scripts({ test: script }), ...others }, git: 'commit' })
    const ran = await rig.run('preflight', ['--only', 'test', '--json'])
    expect(step(ran, 'test')).toMatchObject({ state, reason: expect.stringMatching(reason) })
    expect(ran.exitCode).toBe({ passed: 0, failed: 1, unknown: 3 }[state as 'passed'])
  })

  test('and swallows a failure shows its cause', async () => {
    const files = {
      ...scripts({ test: 'node --test || true' }),
      'a.test.js': `${calls}test('adds', () => { throw new Error('wrong sum') })`,
    }
    await using rig = await Rig.create({ files, git: 'commit' })
    expect((await rig.run('preflight', ['--only', 'test'])).stdout).toMatch(/^ {2}a\.test\.js:2:\d+ .*wrong sum/m)
  })

  test('and says nothing of tests passes where groundcrew.json trusts its exit code', async () => {
    const settings = (text: string) => ({ ...scripts({ test: 'echo all good' }), 'groundcrew.json': text })
    await using rig = await Rig.create({ files: settings('{"preflight":{"trustExitCode":["test"]}}'), git: 'commit' })
    expect((await rig.run('preflight', ['--only', 'test'])).exitCode).toBe(0)
    await rig.write(settings('{}'))
    const { exitCode, stdout } = await rig.run('preflight', ['--only', 'test'])
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 3,
      stdout: expect.stringContaining('"trustExitCode": ["test"]'),
    })
    for (const text of ['{', '[1', '{"preflight":{"trustExitCode":"test"}}']) {
      await rig.write(settings(text))
      const ran = await rig.run('preflight', ['--only', 'test'])
      expect(ran).toMatchObject({
        exitCode: 2,
        stderr: expect.stringMatching(/^preflight: groundcrew\.json:1: .+\nhint: /),
      })
    }
  })
})
