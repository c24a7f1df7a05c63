import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { askFlake, suiteRig } from '../support/flake.ts'
import { hasDebianProgram } from '../support/debian.ts'
import { Rig } from '../support/rig.ts'

/** Many runs of real runners, on a machine that may be busy. */
const timeout = 120_000

const orderSource = `
const state = { mode: 'clean', ready: false }
describe('order', () => {
  test('setter', () => { state.ready = true })
  test('brittle', () => { check(state.ready) })
  test('victim', () => { check(state.mode === 'clean') })
  test('other', () => {})
  test('polluter', () => { state.mode = 'dirty' })
})
function check(isRight) { if (!isRight) throw new Error('state is ' + JSON.stringify(state)) }
`

const nodeTest = `const { test, describe } = require('node:test')\n`
const vitest = `import { test, describe } from 'vitest'\n`

interface OrderCase {
  readonly runner: string
  readonly files: Readonly<Record<string, string>>
  readonly command: readonly string[]
  readonly file: string
}

const orderCases: readonly OrderCase[] = [
  {
    runner: 'node:test',
    files: { 'order.test.cjs': nodeTest + orderSource },
    command: ['node', '--test'],
    file: 'order.test.cjs',
  },
  {
    runner: 'node:test, as an ES module',
    files: { 'order.test.mjs': `import { test, describe } from 'node:test'\n${orderSource}` },
    command: ['node', '--test'],
    file: 'order.test.mjs',
  },
  {
    runner: 'vitest',
    files: { 'test/order.test.js': vitest + orderSource },
    command: ['npx', 'vitest', 'run'],
    file: 'test/order.test.js',
  },
]

describe.each(orderCases)('order dependence under $runner', ({ files, command, file }) => {
  test('is told with its polluters and setters', { timeout }, async () => {
    await using rig = await suiteRig(files)
    const { exitCode, verdicts, tests } = await askFlake(rig, ['--phase', 'reverse', '--time', '50s', '--', ...command])
    const id = (name: string): string => `${file} > order > ${name}`
    expect({ exitCode, tests, found: Object.keys(verdicts).sort() }).toEqual({
      exitCode: 1,
      tests: 5,
      found: [id('brittle'), id('victim')],
    })
    expect(verdicts[id('victim')]?.verdict).toMatchObject({ kind: 'order-victim', polluters: [id('polluter')] })
    expect(verdicts[id('brittle')]?.verdict).toMatchObject({ kind: 'order-brittle', setters: [id('setter')] })
  })
})

test('two polluters that are harmless one by one are both found', { timeout }, async () => {
  const source = `let left = false, right = false
test('victim', () => { if (left && right) throw new Error('both') })
test('left', () => { left = true })
test('other', () => {})
test('right', () => { right = true })
`
  await using rig = await suiteRig({ 'two.test.cjs': nodeTest + source })
  const { verdicts } = await askFlake(rig, ['--phase', 'reverse', '--time', '50s', '--', 'node', '--test'])
  expect(verdicts['two.test.cjs > victim']?.verdict).toMatchObject({
    kind: 'order-victim',
    polluters: ['two.test.cjs > right', 'two.test.cjs > left'],
    isMinimal: true,
  })
})

test('order dependence under pytest, also between files', { timeout }, async (context) => {
  if (!(await hasDebianProgram('pytest', 'python3-pytest'))) return context.skip('pytest cannot be installed here')
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'shared.py': 'mode = "clean"\n',
      'test_a.py': 'import shared\ndef test_victim(): assert shared.mode == "clean"\n',
      'test_b.py': 'import shared\ndef test_other(): pass\ndef test_polluter(): shared.mode = "dirty"\n',
    },
  })
  const { verdicts } = await askFlake(rig, ['--phase', 'reverse', '--time', '50s', '--', 'pytest'])
  expect(Object.values(verdicts).map(({ test, verdict }) => [test, verdict.kind, verdict.polluters])).toEqual([
    ['test_a.py::test_victim', 'order-victim', ['test_b.py::test_polluter']],
  ])
})

test('order dependence under unittest, and a module that does not load', { timeout }, async (context) => {
  if (!(await hasDebianProgram('python3'))) return context.skip('python3 cannot be installed here')
  const source = `import unittest
state = {"mode": "clean"}
class Case(unittest.TestCase):
    def test_a_victim(self): self.assertEqual(state["mode"], "clean")
    def test_b_other(self): pass
    def test_c_polluter(self): state["mode"] = "dirty"
`
  await using rig = await Rig.create({
    git: 'init',
    files: { 'test_a.py': source, 'test_b.py': 'import missing_module\n' },
  })
  const { verdicts } = await askFlake(rig, ['--phase', 'reverse', '--time', '50s', '--', 'python3', '-m', 'unittest'])
  expect(Object.values(verdicts).map(({ test, verdict }) => [test, verdict.kind, verdict.polluters])).toEqual([
    ['test_b.py', 'broken', undefined],
    ['test_a.py::Case::test_a_victim', 'order-victim', ['test_a.py::Case::test_c_polluter']],
  ])
  expect(verdicts['test_b.py']?.message).toContain('missing_module')
})

describe('a real failure is never called flaky', () => {
  test('a test that always fails is broken, whatever is tried', { timeout }, async () => {
    await using rig = await suiteRig({
      'sum.test.cjs': `${nodeTest}test('adds', () => { throw new Error('1 + 1 is 3') })\ntest('holds', () => {})\n`,
    })
    const { exitCode, verdicts } = await askFlake(rig, ['--time', '15s', '--runs', '14', '--', 'node', '--test'])
    expect(exitCode).toBe(1)
    expect(Object.keys(verdicts)).toEqual(['sum.test.cjs > adds'])
    expect(verdicts['sum.test.cjs > adds']?.verdict).toEqual({ kind: 'broken', alone: { failures: 3, runs: 3 } })
  })

  test('a test that waits too short is not broken where it never passes', { timeout }, async () => {
    await using rig = await suiteRig({
      'a.test.cjs': `${nodeTest}const { spawn } = require('node:child_process')
test('waits too short', async () => {
  let isDone = false
  spawn('sleep', ['0.5']).on('exit', () => { isDone = true })
  await new Promise((resolve) => setTimeout(resolve, 150))
  if (!isDone) throw new Error('not done')
})
test('is too slow', () => {
  const started = Date.now()
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  if (Date.now() - started > 100) throw new Error('took too long')
})
test('broken', () => { throw new Error('no') })\n`,
    })
    const { verdicts } = await askFlake(rig, ['--phase', 'reverse', '--time', '50s', '--', 'node', '--test'])
    expect(Object.values(verdicts).map(({ test: id, verdict }) => [id, verdict.kind])).toEqual([
      ['a.test.cjs > broken', 'broken'],
      ['a.test.cjs > is too slow', 'timing'],
      ['a.test.cjs > waits too short', 'timing'],
    ])
  })

  test('a file that does not load is broken', { timeout }, async () => {
    await using rig = await suiteRig({
      'a.test.js': `import './missing.js'\n${vitest}test('t', () => {})\n`,
      'b.test.js': `${vitest}test('holds', () => {})\n`,
    })
    const { verdicts } = await askFlake(rig, ['--phase', 'reverse', '--time', '50s', '--', 'npx', 'vitest', 'run'])
    expect(Object.keys(verdicts)).toEqual(['a.test.js'])
    expect(verdicts['a.test.js']?.verdict.kind).toBe('broken')
    expect(verdicts['a.test.js']?.message).toContain('missing.js')
  })
})

describe('bad input', () => {
  test('a suite that does not build says why, and is no success', async () => {
    await using rig = await suiteRig({ 'a.test.cjs': 'const = 1\n' })
    const { exitCode, verdicts } = await askFlake(rig, ['--phase', 'reverse', '--time', '20s', '--', 'node', '--test'])
    expect(exitCode).toBe(3)
    expect(verdicts).toEqual({})
  })

  test('a directory without a suite', async () => {
    await using rig = await Rig.create({ git: 'init' })
    expect(await askFlake(rig, ['run'])).toMatchObject({ exitCode: 3, error: { code: 'NO_SUITE' } })
  })

  test('a runner that fails after all of its tests have passed is no success', async () => {
    await using rig = await suiteRig({
      'a.test.cjs': `${nodeTest}test('holds', () => {})\nprocess.on('exit', () => { process.exitCode = 7 })\n`,
    })
    const call = ['run', '--phase', 'reverse', '--time', '20s', '--', 'node', '--test', 'a.test.cjs']
    const { exitCode, stdout } = await rig.run('flake', call)
    expect({ exitCode, stdout }).toEqual({
      exitCode: 1,
      stdout: expect.stringContaining('run  the runner ended after its tests (exit 7)'),
    })
  })

  test('names with newlines and the same name twice', async () => {
    await using rig = await suiteRig({
      'a.test.cjs': `${nodeTest}let on = true\ntest('a\\nb', () => { if (!on) throw new Error('off') })\ntest('a\\nb', () => { on = false })\n`,
    })
    const { verdicts } = await askFlake(rig, ['--phase', 'reverse', '--time', '30s', '--', 'node', '--test'])
    expect(verdicts['a.test.cjs > a\nb']?.verdict).toMatchObject({
      kind: 'order-victim',
      polluters: ['a.test.cjs > a\nb #2'],
    })
  })

  test('a test that kills its process is told, and the others keep their results', async () => {
    await using rig = await suiteRig({
      'a.test.cjs': `${nodeTest}test('first', () => {})\ntest('kills', () => { process.kill(process.pid, 'SIGKILL') })\n`,
      'b.test.cjs': `${nodeTest}test('other', () => {})\ntest('leaves', () => { process.exit(0) })\n`,
    })
    const { verdicts, tests } = await askFlake(rig, ['--phase', 'reverse', '--time', '30s', '--', 'node', '--test'])
    expect(verdicts['b.test.cjs > leaves']).toMatchObject({
      verdict: { kind: 'broken' },
      message: expect.stringContaining('(exit 0)'),
    })
    expect(verdicts['a.test.cjs > kills']).toMatchObject({
      verdict: { kind: 'broken' },
      message: expect.stringContaining('SIGKILL'),
    })
    expect(tests).toBe(4)
  })
})

test('a test that hangs in some runs does not hang the search, and is no broken test', { timeout }, async () => {
  await using rig = await suiteRig({
    'a.test.cjs': `${nodeTest}const { existsSync, writeFileSync } = require('node:fs')
test('holds', () => {})
test('hangs once', () => {
  if (!existsSync('.git/first')) return writeFileSync('.git/first', '')
  if (existsSync('.git/second')) return
  writeFileSync('.git/second', '')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})\n`,
  })
  const { verdicts, tests } = await askFlake(rig, ['--phase', 'reverse', '--time', '50s', '--', 'node', '--test'])
  expect(tests).toBe(2)
  expect(verdicts['a.test.cjs > hangs once']).toMatchObject({ seen: { failures: 1 }, verdict: { kind: 'random' } })
  expect(verdicts['a.test.cjs > hangs once']?.message).toContain('did not end')
})

test('processes that a suite leaves behind are stopped, and said', { timeout }, async () => {
  await using rig = await suiteRig({
    'a.test.cjs': `${nodeTest}const { spawn } = require('node:child_process')
test('leaves a child', () => {
  spawn('sleep', ['1000'], { stdio: 'inherit' }).unref()
  spawn('sleep', ['1000'], { stdio: 'ignore', detached: true }).unref()
})\n`,
  })
  const { exitCode, notes } = await askFlake(rig, ['--phase', 'reverse', '--time', '50s', '--', 'node', '--test'])
  expect({ exitCode, notes }).toEqual({ exitCode: 0, notes: ['2 of 2 runs left processes behind, which were stopped'] })
})

describe('a command whose runner is not steered', () => {
  test('is seen by its exit code, and the answer says that this is all', { timeout }, async () => {
    await using rig = await Rig.create({ git: 'init' })
    const passed = await askFlake(rig, ['--runs', '3', '--', 'true'])
    expect({ exitCode: passed.exitCode, notes: passed.notes }).toEqual({
      exitCode: 0,
      notes: [expect.stringContaining('only its exit code is seen')],
    })
    const failed = await askFlake(rig, ['--runs', '3', '--', 'false'])
    expect(failed).toMatchObject({ exitCode: 1, verdicts: { false: { verdict: { kind: 'broken' } } } })
  })

  test('is seen through its report, which must be new and whole', { timeout }, async () => {
    await using rig = await Rig.create({ git: 'init' })
    const report = (text: string): readonly string[] => [
      '--runs',
      '3',
      '--junit-from',
      'out.xml',
      '--',
      'sh',
      '-c',
      text,
    ]
    const zone = `if [ "$TZ" = Pacific/Kiritimati ]; then f='<failure message="tomorrow"/>'; fi; echo "<testsuite><testcase classname='A' name='b'>$f</testcase></testsuite>" > out.xml`
    const { verdicts } = await askFlake(rig, ['--phase', 'environment', '--runs', '30', ...report(zone).slice(2)])
    expect(verdicts['A > b']?.verdict).toMatchObject({ kind: 'environment', cause: 'time zone' })
    expect(await askFlake(rig, report('echo "<testsuite><testca" > out.xml'))).toMatchObject({
      exitCode: 3,
      error: { code: 'NOTHING_RAN', message: expect.stringContaining('no whole JUnit report') },
    })
    for (const text of ['true', 'rm -f out.xml; mkdir out.xml'])
      expect(await askFlake(rig, report(text))).toMatchObject({ exitCode: 3, error: { code: 'NOTHING_RAN' } })
  })
})

test('only what is asked for is looked at, in the company of the others', { timeout }, async () => {
  const broken = `${nodeTest}test('broken', () => { throw new Error('no') })\n`
  await using rig = await suiteRig({ 'a.test.cjs': nodeTest + orderSource, 'b.test.cjs': broken })
  const named = await askFlake(rig, ['--test', 'victim', '--phase', 'reverse', '--', 'node', '--test'])
  expect({ tests: named.tests, found: Object.keys(named.verdicts) }).toEqual({
    tests: 1,
    found: ['a.test.cjs > order > victim'],
  })
  expect(named.verdicts['a.test.cjs > order > victim']?.verdict.kind).toBe('order-victim')
  await rig.write({ 'b.test.cjs': `${broken}// changed\n` })
  const changed = await askFlake(rig, ['--changed', 'HEAD', '--only', '--phase', 'reverse', '--', 'node', '--test'])
  expect(Object.keys(changed.verdicts)).toEqual(['b.test.cjs > broken'])
  expect(await askFlake(rig, ['--test', 'victmi', '--', 'node', '--test'])).toMatchObject({
    exitCode: 2,
    error: { code: 'NO_SUCH_TEST', hint: "did you mean 'a.test.cjs > order > victim'?" },
  })
})

test('every run is in the history', async () => {
  await using rig = await suiteRig({ 'a.test.cjs': `${nodeTest}test('holds', () => {})\n` })
  const { exitCode } = await askFlake(rig, ['--phase', 'reverse', '--', 'node', '--test'])
  expect(exitCode).toBe(0)
  expect(readFileSync(rig.path('.git/groundcrew/history.db')).includes('a.test.cjs > holds')).toBe(true)
})
