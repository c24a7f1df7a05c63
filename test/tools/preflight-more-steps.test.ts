import { describe, expect, test } from 'vitest'
import { passing, scripts, step } from '../support/preflight.ts'
import { Rig } from '../support/rig.ts'

describe('steps beside the usual ones', () => {
  test('--e2e runs end-to-end tests by name, which must show that tests ran', async () => {
    const files = scripts({ test: passing, 'test:e2e': 'echo all well', build: 'true' })
    await using rig = await Rig.create({ files, git: 'commit' })
    expect((await rig.run('preflight', ['--skip', 'doctor'])).stdout).toMatch(/^left out: .+--e2e test:e2e$/m)
    const ran = await rig.run('preflight', ['--skip', 'doctor', '--e2e', 'test:e2e', '--json'])
    expect(ran.exitCode).toBe(3)
    expect(step(ran, 'e2e')).toMatchObject({ state: 'unknown' })
    await rig.write(scripts({ test: passing, 'test:e2e': passing, build: 'true' }))
    const passed = await rig.run('preflight', ['--skip', 'doctor', '--e2e', 'e2e', '--json'])
    expect(step(passed, 'e2e')).toMatchObject({ state: 'passed', tests: { passed: 1 } })
    expect((await rig.run('preflight', ['--e2e', 'test:ee'])).stderr).toMatch(/no end-to-end test is named 'test:ee'/)
  })

  test('flake looks at new tests that passed, in a run that need not be short; what it finds is a failure', async () => {
    await using rig = await Rig.create({ files: scripts({ test: 'node --test' }), git: 'commit' })
    const lines = [
      "const { test } = require('node:test')",
      "let mode = 'clean'",
      "test('reads', () => { if (mode !== 'clean') throw new Error('mode is ' + mode) })",
      "test('writes', () => { mode = 'dirty' })",
    ]
    const listed = async (...args: readonly string[]) => (await rig.run('preflight', ['--list', ...args])).stdout
    await rig.write({ 'mode.test.js': `${lines.join('\n')}\n` })
    expect(await listed()).toMatch(
      /^flake +flake run --changed HEAD --only --time 10s .+ 1 test file of it is new or changed; --skip flake leaves it out/m,
    )
    expect(await listed('--quick')).not.toContain('flake')
    const { exitCode, stdout } = await rig.run('preflight', ['--only', 'test,flake', '--flake', '9s'])
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^FAIL {4}flake: 1 flaky among 2 tests/m)
    expect(stdout).toMatch(/^ {2}mode\.test\.js > reads: \S+$/m)
    expect(stdout).toMatch(/\nnext: flake run --changed HEAD --only --time 9s\n$/)
  })

  test('the index of the code is brought up to date where there is one', async () => {
    await using rig = await Rig.create({
      files: { ...scripts({ lint: 'true' }), 'a.js': 'exports.a = 1\n' },
      git: 'commit',
    })
    expect((await rig.run('code-map', ['build'])).exitCode).toBe(0)
    const ran = await rig.run('preflight', ['--skip', 'doctor', '--json'])
    expect(step(ran, 'code-map')).toMatchObject({ state: 'passed', command: 'code-map build' })
  })
})
