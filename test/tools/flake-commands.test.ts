import { existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { askFlake, suiteRig } from '../support/flake.ts'
import { openPage } from '../support/browser.ts'
import { Rig } from '../support/rig.ts'

const timeout = 120_000
const head = `const { test } = require('node:test')\n`
const orderSuite = `${head}let mode = 'clean'
test('victim', () => { if (mode !== 'clean') throw new Error('mode is <' + mode + '>') })
test('polluter', () => { mode = 'dirty' })
`
/** Passes every second time it is run, whoever runs it: a file counts. */
const alternating = `${head}const { readFileSync, writeFileSync } = require('node:fs')
test('alternates', () => {
  let count = 0
  try { count = Number(readFileSync('.git/count', 'utf8')) } catch {}
  writeFileSync('.git/count', String(count + 1))
  if (count % 2 === 0) throw new Error('even')
})
`
const runner = { 'package.json': '{"scripts":{"test":"node --test"}}\n' }
const nextMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)

interface Listed {
  readonly test: string
  readonly ownership: { readonly kind: string }
  readonly failures: number
  readonly runs: number
  readonly flipCommits: number
}

interface Envelope {
  readonly ok: boolean
  readonly data: {
    readonly tests: readonly Listed[]
    readonly gated: readonly { readonly test: string; readonly kind: string; readonly why: string }[]
    readonly total: number
  }
  readonly error?: { readonly code: string }
}

async function ask(rig: Rig, args: readonly string[]): Promise<Envelope & { readonly exitCode: number | undefined }> {
  const { stdout, exitCode } = await rig.run('flake', [...args, '--json'])
  return { ...JSON.parse(stdout), exitCode }
}

describe('mine', () => {
  const suite = {
    ...runner,
    'add.cjs': 'exports.add = (a, b) => a + b\n',
    'a.test.cjs': `${head}test('adds', () => { const sum = require('./add.cjs').add(1, 1); if (sum !== 2) throw new Error('sum is ' + sum) })
test('old', () => { throw new Error('always was so') })
test('holds', () => {})
`,
  }

  test('a failure of the change is mine, one from before is not', { timeout }, async () => {
    await using rig = await suiteRig(suite)
    await rig.write({ 'add.cjs': 'exports.add = (a, b) => a - b\n' })
    const { exitCode, data } = await ask(rig, ['mine'])
    const owners = data.tests.map(({ test, ownership }) => [test, ownership.kind])
    expect({ exitCode, owners }).toEqual({
      exitCode: 1,
      owners: [
        ['a.test.cjs > adds', 'yours'],
        ['a.test.cjs > old', 'not yours'],
      ],
    })
    expect(await rig.git('worktree', 'list', '--porcelain')).not.toContain('groundcrew-base')
    expect(await rig.git('status', '--porcelain', '--untracked-files=no')).toBe(' M add.cjs')
  })

  test('a test that was flaky and is broken now is mine', { timeout }, async () => {
    await using rig = await suiteRig({ ...runner, 'a.test.cjs': alternating })
    await rig.write({ 'a.test.cjs': `${head}test('alternates', () => { throw new Error('broken for good') })\n` })
    const { data } = await ask(rig, ['mine', '--time', '50s'])
    expect(data.tests[0]?.ownership.kind).toBe('yours')
  })

  test('without a commit before there is nothing to compare with', async () => {
    await using rig = await suiteRig({ ...runner, 'a.test.cjs': alternating })
    expect(await ask(rig, ['mine'])).toMatchObject({ exitCode: 3, error: { code: 'NO_BASE' } })
    expect(await ask(rig, ['mine', '--base', 'no-such'])).toMatchObject({ exitCode: 2, error: { code: 'UNKNOWN_REF' } })
  })
})

describe('gate', () => {
  test('a new flake and a broken test are fatal', { timeout }, async () => {
    await using rig = await suiteRig({
      ...runner,
      'a.test.cjs': alternating,
      'b.test.cjs': `${head}test('broken', () => { throw new Error('no') })\n`,
    })
    const { stdout, stderr, exitCode } = await rig.run('flake', ['gate', '--junit', 'out.xml', '--github'])
    expect({ exitCode, stdout: stdout.split('\n')[0] }).toEqual({
      exitCode: 1,
      stdout: 'failed: 2 tests, 2 fatal, 0 let pass',
    })
    expect(stdout).toMatch(
      /fatal {2}flaky {2}a\.test\.cjs > alternates\n {2}\d of 6 failed: a new flake\n {2}said: even/,
    )
    expect(stdout).toMatch(/fatal {2}broken {2}b\.test\.cjs > broken\n {2}failed in all of 6 runs/)
    expect(stderr).toContain('::error file=b.test.cjs,title=broken%3A b.test.cjs > broken::failed in all of 6 runs')
    const xml = readFileSync(rig.path('out.xml'), 'utf8')
    expect(xml.match(/<rerunFailure message="no"/g)).toHaveLength(5)
  })

  test('what is in quarantine is let pass, until its day, its rate or its truth', { timeout }, async () => {
    await using rig = await suiteRig({ ...runner, 'a.test.cjs': alternating })
    const entry = (changes: object) => ({
      'flake-quarantine.json': JSON.stringify({
        entriesMax: 1,
        entries: [{ test: 'a.test.cjs > alternates', until: nextMonth, task: 7, rateMax: 0.5, ...changes }],
      }),
    })
    await rig.write(entry({}))
    const passed = await ask(rig, ['gate', '--junit', 'out.xml'])
    expect(passed).toMatchObject({ exitCode: 0, ok: true })
    expect(passed.data.gated[0]?.why).toMatch(new RegExp(`in quarantine until ${nextMonth}, task 7`))
    expect(readFileSync(rig.path('out.xml'), 'utf8')).toMatch(/failures="0"[\s\S]*<flakyFailure message="even"/)
    await rig.write(entry({ until: '2020-01-31' }))
    expect((await ask(rig, ['gate'])).data.gated[0]).toMatchObject({
      isFatal: true,
      why: expect.stringContaining('ended on 2020-01-31'),
    })
    await rig.write(entry({ rateMax: 0.01 }))
    expect((await ask(rig, ['gate'])).data.gated[0]).toMatchObject({
      isFatal: true,
      why: expect.stringContaining('at most 1.0 %'),
    })
    await rig.write({ ...entry({}), 'a.test.cjs': `${head}test('alternates', () => { throw new Error('broken') })\n` })
    expect((await ask(rig, ['gate'])).data.gated[0]).toMatchObject({ kind: 'broken', isFatal: true })
    await rig.write({ 'flake-quarantine.json': '{"entries": [1' })
    expect(await ask(rig, ['gate'])).toMatchObject({ exitCode: 3, error: { code: 'BROKEN_QUARANTINE' } })
  })

  test('more entries than the file allows fail the build', async () => {
    await using rig = await suiteRig({ ...runner, 'a.test.cjs': `${head}test('holds', () => {})\n` })
    const entry = { test: 'x', until: nextMonth, task: 1, rateMax: 0.5 }
    await rig.write({
      'flake-quarantine.json': JSON.stringify({ entriesMax: 1, entries: [entry, { ...entry, test: 'y' }] }),
    })
    expect(await ask(rig, ['gate'])).toMatchObject({
      exitCode: 1,
      data: { problems: [expect.stringContaining('allows 1')] },
    })
  })

  test('shards run the tests of their own files, and what is not there any more is told', { timeout }, async () => {
    const entry = { test: 'gone', until: nextMonth, task: 1, rateMax: 0.5 }
    await using rig = await suiteRig({
      ...runner,
      'a.test.cjs': `${head}test('holds', () => {})\ntest('holds too', () => {})\n`,
      'b.test.cjs': `${head}test('broken', () => { throw new Error('no') })\n`,
      'flake-quarantine.json': JSON.stringify({ entries: [entry, entry] }),
    })
    expect((await rig.run('flake', ['gate', '--shard', '1/3'])).stdout).toMatch(
      /^shard 1 of 3: failed: 2 tests, 0 fatal/,
    )
    const second = await ask(rig, ['gate', '--shard', '2/3', '--reruns', '2'])
    expect(second.data.gated.map(({ test: id, kind }) => [id, kind])).toEqual([['b.test.cjs > broken', 'broken']])
    expect((await ask(rig, ['gate', '--shard', '3/3'])).data.tests).toBe(0)
    const { stdout } = await rig.run('flake', ['gate', '--reruns', '1'])
    expect(stdout).toContain('fatal  gone is twice in flake-quarantine.json\n')
    expect(stdout).toContain("note: not run: gone; renamed or removed? flake quarantine --remove 'gone'\n")
  })

  test('a suite that runs nothing is no pass', async () => {
    await using rig = await suiteRig(runner)
    expect(await ask(rig, ['gate'])).toMatchObject({ exitCode: 3, error: { code: 'NOTHING_RAN' } })
  })
})

describe('quarantine', () => {
  test('takes what was shown to be flaky, with a task, and gives it back', { timeout }, async () => {
    await using rig = await suiteRig({ ...runner, 'a.test.cjs': orderSuite })
    await askFlake(rig, ['--phase', 'reverse'])
    const added = await ask(rig, ['quarantine', 'victim', '--until', nextMonth])
    expect(added.data).toMatchObject({
      added: 'a.test.cjs > victim',
      quarantine: { entries: [{ task: 1, rateMax: 0.5 }] },
    })
    const { stdout } = await rig.run('tm', ['show', '1'])
    expect(stdout).toContain('Flaky test: a.test.cjs > victim')
    expect(JSON.parse(readFileSync(rig.path('flake-quarantine.json'), 'utf8')).entries).toHaveLength(1)
    expect((await rig.run('flake', ['quarantine'])).stdout).toMatch(/^1 of 10 in quarantine, 0 expired\n/)
    const file = rig.path('flake-quarantine.json')
    const other = { owner: 'us', test: 'other', until: nextMonth, task: 2, rateMax: 0.1, reason: '', since: '' }
    const edited = { policy: 'docs/flakes.md', ...JSON.parse(readFileSync(file, 'utf8')) }
    await rig.write({
      'flake-quarantine.json': `\uFEFF${JSON.stringify({ ...edited, entries: [...edited.entries, other] })}`,
    })
    await ask(rig, ['quarantine', '--remove', 'victim'])
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      policy: 'docs/flakes.md',
      entriesMax: 10,
      entries: [other],
    })
  })

  test('refuses what is broken, what was not shown, and what has no end', { timeout }, async () => {
    await using rig = await suiteRig({
      ...runner,
      'a.test.cjs': `${head}test('broken', () => { throw new Error('no') })\ntest('holds', () => {})\n`,
    })
    await askFlake(rig, ['--phase', 'reverse'])
    const refused = async (...args: readonly string[]) => {
      const { exitCode, error } = await ask(rig, ['quarantine', ...args])
      return [exitCode, error?.code]
    }
    expect(await refused('broken', '--until', nextMonth)).toEqual([1, 'BROKEN_TEST'])
    expect(await refused('holds', '--until', nextMonth)).toEqual([1, 'NO_EVIDENCE'])
    expect(await refused('holds')).toEqual([2, 'USAGE'])
    expect(await refused('holds', '--until', '2020-01-01')).toEqual([2, 'USAGE'])
    expect(await refused('holds', '--until', '2999-01-01')).toEqual([2, 'USAGE'])
    expect(await refused('holds', '--until', '2026-02-31')).toEqual([2, 'USAGE'])
    expect(await refused('unknown', '--until', nextMonth)).toEqual([2, 'NO_SUCH_TEST'])
    expect(existsSync(rig.path('flake-quarantine.json'))).toBe(false)
  })
})

test('what was found is run again, told, and ranked', { timeout }, async () => {
  await using rig = await suiteRig({ ...runner, 'a.test.cjs': orderSuite })
  await askFlake(rig, ['--phase', 'reverse'])
  const repro = await rig.run('flake', ['repro', 'victim', '-n', '3'])
  expect(repro.exitCode).toBe(1)
  expect(repro.stdout).toMatch(
    /^3 of 3 runs failed \(29 % to 100 % at 95 %\): a\.test\.cjs > victim\nplan: 2 tests in this order\n {2}1\. a\.test\.cjs > polluter\n {2}2\. a\.test\.cjs > victim\nsaid: mode is <dirty>\n/,
  )
  const history = await rig.run('flake', ['history', 'victim', '--limit', '2'])
  expect(history.stdout.split('\n')).toHaveLength(7)
  expect(history.stdout).toMatch(
    /^\d+ of \d+ runs failed, 1 commit with both: a\.test\.cjs > victim\nlast verdict: order-victim/,
  )
  expect((await rig.run('flake')).stdout).toMatch(
    /^1 test failed in the history, 1 of the 1 shown both passed and failed/,
  )
  expect((await rig.run('flake', ['top', '--limit', '1'])).stdout).toMatch(
    / 1 flip .* order-victim +a\.test\.cjs > victim\n/,
  )
})

test('a test is run again by the command that it last ran by, wherever that was', { timeout }, async () => {
  await using rig = await suiteRig({ 'sub/check.cjs': orderSuite })
  const call = ['run', '-C', 'sub', '--phase', 'reverse', '--', 'node', '--test', 'check.cjs']
  expect((await rig.run('flake', call)).stdout).toContain('order-victim  sub/check.cjs > victim\n')
  expect((await rig.run('flake', ['repro', 'victim', '-n', '1'])).stdout).toMatch(/^1 of 1 run failed /)
})

test('reports that were made elsewhere are taken in, whole or not at all', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'tests/test_a.py': '',
      'pytest.xml':
        '<?xml version="1.0"?><testsuites><testsuite name="pytest"><testcase classname="tests.test_a.TestX" name="test_y[1 &gt; 0]" time="0.01"><failure message="a &#10; b">x</failure></testcase><testcase classname="tests.test_a" name="test_ok"/></testsuite></testsuites>',
      'surefire.xml':
        '<testsuite><testcase classname="A" name="b"><flakyFailure message="once">s</flakyFailure></testcase><testcase classname="A" name="c"><skipped/></testcase></testsuite>',
      'gotestsum.xml':
        '<testsuites><testsuite name="m"><properties><property name="go.version" value="go1.22"></property></properties><testcase classname="m" name="TestA"><failure message="Failed">x</failure></testcase><testcase classname="m" name="TestA"></testcase></testsuite></testsuites>\n<!-- end -->\n',
      'mocha.xml':
        '<testsuites><testsuite name="s" file="tests/b.js"><testcase classname="d" name="s d"><system-out><![CDATA[</testcase><failure message="printed"/>]]></system-out></testcase><testcase classname="d" name="s d"><failure message="2 &lt; 1"/></testcase></testsuite></testsuites>',
      'cut.xml': '<testsuite><testcase classname="A" name="b">',
      'garbage.xml': '\0\0 not xml',
    },
  })
  expect(await ask(rig, ['ingest', 'pytest.xml', 'cut.xml'])).toMatchObject({
    exitCode: 3,
    error: { code: 'NOT_JUNIT' },
  })
  expect(await ask(rig, ['ingest', 'garbage.xml'])).toMatchObject({ exitCode: 3, error: { code: 'NOT_JUNIT' } })
  expect(await ask(rig, ['ingest', 'gone.xml'])).toMatchObject({ exitCode: 2, error: { code: 'UNREADABLE' } })
  expect((await ask(rig, ['top'])).data.total).toBe(0)
  const taken = await rig.run('flake', [
    'ingest',
    'pytest.xml',
    'surefire.xml',
    'gotestsum.xml',
    'mocha.xml',
    '--commit',
    'HEAD',
  ])
  expect(taken.stdout).toBe('7 tests of 4 reports: 2 failed, 2 flaky\nnext: flake top\n')
  const { data } = await ask(rig, ['top'])
  expect(data.tests.map(({ test, failures, runs, flipCommits }) => [test, failures, runs, flipCommits])).toEqual([
    ['A > b', 1, 2, 1],
    ['m > TestA', 1, 2, 1],
    ['tests/b.js > s d #2', 1, 1, 0],
    ['tests/test_a.py::TestX::test_y[1 > 0]', 1, 1, 0],
  ])
})

test('the run matrix opens in a browser, filters, explains, and loads nothing', { timeout }, async (context) => {
  await using rig = await suiteRig({
    ...runner,
    'a.test.cjs': orderSuite,
    'b.test.cjs': `${head}test('<b>broken</b>', () => { throw new Error('no') })\n`,
  })
  await rig.run('flake', ['--phase', 'reverse', '--html', 'matrix.html'])
  await using opened = await openPage(pathToFileURL(rig.path('matrix.html')).href, context)
  const { tab, trouble } = opened
  expect(await tab.locator('tbody th').allTextContents()).toEqual(['b.test.cjs > <b>broken</b>', 'a.test.cjs > victim'])
  expect(await tab.locator('tbody tr').nth(1).locator('td.failed').count()).toBeGreaterThan(2)
  await tab.selectOption('#kind', 'order-victim')
  expect(await tab.locator('tbody tr:visible').count()).toBe(1)
  await tab.locator('tbody tr:visible th').click()
  expect(await tab.locator('#detail').textContent()).toContain("fails after 'a.test.cjs > polluter'")
  expect(trouble()).toEqual([])
})
