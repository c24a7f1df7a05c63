import { expect, test } from 'vitest'
import { hasDebianProgram } from '../support/debian.ts'
import { suiteRig } from '../support/flake.ts'
import type { Rig } from '../support/rig.ts'

const timeout = 120_000

interface Explained {
  readonly exitCode: number | undefined
  readonly error?: { readonly code: string }
  readonly data: {
    readonly others: readonly string[]
    readonly isConfirmed: boolean
    readonly changes: readonly {
      readonly name: string
      readonly alone?: string
      readonly after?: string
      readonly isNamed: boolean
      readonly proof: string
    }[]
  }
}

async function why(rig: Rig, test: string, command: readonly string[]): Promise<Explained> {
  const { stdout, exitCode } = await rig.run('flake', ['why', test, '--json', '--', ...command], { timeoutMs: timeout })
  return { exitCode, ...JSON.parse(stdout) }
}

/** `name: before -> after`, with `*` for what the test names. */
function lines({ data }: Explained): readonly string[] {
  return data.changes.map(
    ({ name, alone = 'none', after = 'none', isNamed }) => `${isNamed ? '* ' : ''}${name}: ${alone} -> ${after}`,
  )
}

function causes({ data }: Explained): readonly string[] {
  return data.changes.filter(({ proof }) => proof === 'cause' || proof === 'part').map(({ name }) => name)
}

/** Takes in a verdict as another machine would have found it, so that a dear runner is not asked for it here. */
async function knowVerdict(
  rig: Rig,
  id: string,
  verdict: { readonly kind: string; readonly polluters?: readonly string[] },
): Promise<void> {
  const common = { isDirty: false, durationMs: 1 }
  const suite = { runner: 'any', command: ['any'] }
  const plan = { tests: [id], repeats: 1, variant: { name: 'none', cause: 'none' } }
  const comparison = { failing: { failures: 5, runs: 5, plan }, passing: { failures: 0, runs: 5, plan } }
  const results = {
    format: 'groundcrew-flake-results',
    formatVersion: 1,
    id: 'known',
    shard: { index: 1, count: 1 },
    collected: [id],
    looked: [id],
    attempts: [],
    entries: [
      {
        ...common,
        ...suite,
        tool: 'flake',
        atMs: 1,
        environment: {},
        purpose: 'baseline',
        attempts: [{ test: id, outcome: 'passed' }],
      },
    ],
    report: {
      ...common,
      suite,
      tests: 1,
      runs: [],
      verdicts: [{ test: id, verdict: { ...verdict, comparison }, seen: comparison.failing, plan }],
      ok: { tests: 0, cleanRunsMin: 0, rateBelow: 1 },
      notes: [],
      isInterrupted: false,
    },
  }
  await rig.write({ '.git/known.json': JSON.stringify(results) })
  const { exitCode, stderr } = await rig.run('flake', ['merge', '--json', '.git/known.json'])
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
}

test('vitest: mocks and variables of other modules, each enough, beside what is no cause', { timeout }, async () => {
  const queue = `let size = 0
export const push = () => { size += 1 }
export const isEmpty = () => size === 0
export const api = { send: () => 'sent' }
`
  const suite = `import { beforeEach, test, vi } from 'vitest'
import * as queue from './queue.js'
const fetchUser = vi.fn()
const steady = [1, 2, 3]
beforeEach(() => vi.clearAllMocks())
test('victim', () => { if (!queue.isEmpty() || fetchUser() !== undefined || steady.length !== 3) throw new Error('no') })
test('polluter', () => {
  queue.push()
  queue.api.send = () => 'other'
  fetchUser.mockImplementation(() => 'left')
  vi.useFakeTimers()
})
`
  await using rig = await suiteRig({ 'queue.js': queue, 'a.test.js': suite })
  await knowVerdict(rig, 'a.test.js > victim', { kind: 'order-victim', polluters: ['a.test.js > polluter'] })
  const explained = await why(rig, 'victim', ['npx', 'vitest', 'run'])
  expect(explained).toMatchObject({ exitCode: 0, data: { isConfirmed: true, others: ['a.test.js > polluter'] } })
  // Each of the two is enough to fail it: only both put back make it pass.
  expect(causes(explained)).toEqual(['fetchUser in a.test.js', 'size in queue.js'])
  const found = lines(explained)
  expect(found[0]).toMatch(/^\* fetchUser in a\.test\.js: mock -> mock with .*left/)
  expect(found).toEqual(
    expect.arrayContaining([
      'size in queue.js: 0 -> 1',
      "api.send in queue.js: () => 'sent' -> () => 'other'",
      expect.stringMatching(/^fake timers: none -> on: Date, setTimeout, /),
    ]),
  )
  // Neither what holds still nor what a fake clock replaces beside the timers.
  expect(found).toHaveLength(4)
})

test(
  'node:test: timers, directory, files and listeners are put back, and the rest is no cause',
  { timeout },
  async () => {
    const source = `const { test, mock } = require('node:test')
const fs = require('node:fs')
const left = __dirname + '/left.txt'
fs.rmSync(left, { force: true })
test('victim', () => {
  if (!fs.existsSync('a.test.cjs')) throw new Error('another directory')
  if (fs.existsSync(left)) throw new Error('a file is left')
  if (process.listenerCount('SIGUSR2') > 0) throw new Error('a listener is left')
  if (Date.now() === 0) throw new Error('the clock stands still')
})
test('polluter', () => {
  fs.writeFileSync(left, 'x')
  fs.mkdirSync('cache', { recursive: true })
  process.chdir('cache')
  process.on('SIGUSR2', () => {})
  mock.timers.enable()
  process.env.FLAVOUR = 'dirty'
  globalThis.leak = 5
  Math.random = () => 0.5
})
`
    await using rig = await suiteRig({ 'a.test.cjs': source })
    const explained = await why(rig, 'victim', ['node', '--test'])
    expect(explained.data.changes.map(({ proof }) => proof)).toEqual([
      ...Array.from({ length: 4 }, () => 'part'),
      ...Array.from({ length: 3 }, () => 'no cause'),
    ])
    expect(lines(explained)).toEqual([
      expect.stringMatching(/^\* file left\.txt: none -> 1 bytes/),
      '* listeners of process for SIGUSR2: none -> 1',
      expect.stringMatching(/^fake timers: none -> on: Date, setTimeout, /),
      `working directory: ${rig.directory} -> ${rig.path('cache')}`,
      'environment variable FLAVOUR: none -> "dirty"',
      'global Math.random: function random() { [native code] } -> () => 0.5',
      'global leak: none -> 5',
    ])
  },
)

test('node:test: what a test leaves behind for itself', { timeout }, async () => {
  const source = `const { test } = require('node:test')
const seen = new Map()
test('twice', () => { seen.set('key', 1); if (seen.size > 1 || (globalThis.count = (globalThis.count ?? 0) + 1) > 1) throw new Error('again') })
`
  await using rig = await suiteRig({ 'package.json': '{"scripts":{"test":"node --test"}}', 'a.test.cjs': source })
  await knowVerdict(rig, 'a.test.cjs > twice', { kind: 'non-idempotent' })
  const { stdout } = await rig.run('flake', ['why', 'twice'])
  expect(stdout.split('\n')).toEqual([
    // The key is the same the second time: the map is no cause, though the test names it.
    '3 differences that the test can see, 1 of them shown to be the cause: a.test.cjs > twice',
    '  left by its first run',
    '  * global count: not there -> 1  <- the cause',
    '  * seen.size in a.test.cjs: 0 -> 1',
    '  * seen["key"] in a.test.cjs: not there -> 1',
    '  confirmed: with it put back when the test begins, all else left, it passes (2 of 2); no less is enough',
    '  said: again',
    "next: flake repro 'a.test.cjs > twice'",
    '',
  ])
  await rig.write({ 'a.test.cjs': `require('node:test').test('broken', () => { throw new Error('no') })\n` })
  expect(await why(rig, 'broken', ['node', '--test'])).toMatchObject({ exitCode: 3, error: { code: 'NO_ORDER' } })
})

test('pytest: module state, class attributes, mocks, environment, replaced functions', { timeout }, async (context) => {
  if (!(await hasDebianProgram('pytest', 'python3-pytest'))) return context.skip('pytest cannot be installed here')
  await using rig = await suiteRig({
    'shared.py': 'registry = {}\nclass Conf:\n    mode = "clean"\ndef fetch(): return 1\n',
    'test_a.py': 'import shared\ndef test_victim():\n    assert shared.Conf.mode == "clean"\n',
    'test_b.py': `import os, time, unittest.mock, shared
def test_polluter():
    shared.Conf.mode = "dirty"
    shared.registry["x"] = 1
    shared.fetch = unittest.mock.Mock(return_value=4)
    os.environ["MODE"] = "dirty"
    time.sleep = print
`,
  })
  await knowVerdict(rig, 'test_a.py::test_victim', { kind: 'order-victim', polluters: ['test_b.py::test_polluter'] })
  const explained = await why(rig, 'test_victim', ['pytest'])
  expect(explained.data.isConfirmed).toBe(true)
  expect(causes(explained)).toEqual(['Conf.mode in shared.py'])
  expect(lines(explained)).toEqual([
    "* Conf.mode in shared.py: 'clean' -> 'dirty'",
    'fetch in shared.py: function shared.fetch -> mock that gives 4',
    'len(registry) in shared.py: 0 -> 1',
    "registry['x'] in shared.py: none -> 1",
    "environment variable MODE: none -> 'dirty'",
    'global time.sleep: builtin_function_or_method time.sleep -> builtin_function_or_method builtins.print',
  ])
})
