import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { passing, scripts, step } from '../support/preflight.ts'
import { Rig } from '../support/rig.ts'

interface Classed {
  readonly failureClass?: string
}

async function classOf(files: Readonly<Record<string, string>>, id: string, ...args: readonly string[]) {
  await using rig = await Rig.create({ files, git: 'commit' })
  const ran = await rig.run('preflight', ['--skip', 'doctor', '--json', ...args])
  const { stdout } = await rig.run('preflight', ['--skip', 'doctor', ...args])
  return { exitCode: ran.exitCode, failureClass: (step(ran, id) as Classed).failureClass, stdout }
}

describe('a failed step is', () => {
  test.each([
    ['code', 'echo "a.ts(1,1): error TS1005: expected"; exit 1'],
    ['crash', "sh -c 'kill -SEGV $$'"],
    ['environment', 'echo "Error: listen EADDRINUSE: address already in use :::3000"; exit 1'],
    ['environment', 'no-such-program-anywhere'],
    ['prompt', 'printf "Overwrite? (y/N) "; exit 1'],
  ])('%s: %s', async (expected, line) => {
    const found = await classOf({ ...scripts({ lint: line }), 'a.ts': '' }, 'lint')
    expect(found).toMatchObject({ exitCode: 1, failureClass: expected })
    expect(found.stdout.includes('environment, not code: do not edit source')).toBe(expected === 'environment')
  })

  test('timeout: it took too long', async () => {
    const { failureClass } = await classOf(scripts({ lint: 'exec sleep 100' }), 'lint', '--timeout', '1s')
    expect(failureClass).toBe('timeout')
  })

  test('flaky: what failed passes when it is run again, and the step has failed all the same', async () => {
    const once = `const { existsSync, writeFileSync } = require('node:fs')
require('node:test')('adds', () => {
  if (existsSync(process.env.SEEN)) return
  writeFileSync(process.env.SEEN, '')
  throw new Error('by chance')
})
`
    const files = { ...scripts({ test: 'node --test' }), 'a.test.js': once }
    await using rig = await Rig.create({ files, git: 'commit' })
    const env = { SEEN: rig.path('../seen') }
    const { exitCode, stdout } = await rig.run('preflight', ['--skip', 'doctor'], { env })
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^FAIL {4}test: exit 1 after \S+ \(flaky: the tests that failed passed when run again\)$/m)
    expect(stdout).toContain('by chance')
  })

  test('code: a test that fails again', async () => {
    const failing = "require('node:test')('adds', () => { throw new Error('wrong') })\n"
    const { failureClass } = await classOf({ ...scripts({ test: 'node --test' }), 'a.test.js': failing }, 'test')
    expect(failureClass).toBe('code')
  })
})

test('a run waits for the cores that another run holds', async () => {
  const line = `echo start >> "$ORDER"; sleep 0.3; echo end >> "$ORDER"; ${passing}`
  await using rig = await Rig.create({ files: scripts({ test: line }), git: 'commit' })
  const env = { ORDER: rig.path('../order'), GROUNDCREW_CORES: '', TMPDIR: rig.path('..') }
  const run = async () => await rig.run('preflight', ['--skip', 'doctor', '--fresh', '-j', '64'], { env })
  const [left, right] = await Promise.all([run(), run()])
  expect([left.exitCode, right.exitCode]).toEqual([0, 0])
  expect((await readFile(rig.path('../order'), 'utf8')).split('\n').filter(Boolean)).toHaveLength(4)
})
