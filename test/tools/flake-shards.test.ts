import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { askFlake, suiteRig } from '../support/flake.ts'

const timeout = 120_000

const nodeTest = `const { test } = require('node:test')\n`
const command = ['--', 'node', '--test']

test('shards look at every test once, and are joined into one report and history', { timeout }, async () => {
  await using rig = await suiteRig({
    'a.test.cjs': `${nodeTest}let on = true\ntest('victim', () => { if (!on) throw new Error('off') })\ntest('polluter', () => { on = false })\n`,
    'b.test.cjs': `${nodeTest}test('broken', () => { throw new Error('<no>') })\n`,
    'c.test.cjs': `${nodeTest}test('holds', () => {})\n`,
  })
  const shard = async (index: number) =>
    askFlake(rig, ['--shard', `${index}/2`, '--results', `s${index}.json`, '--phase', 'reverse', ...command])
  const first = await shard(1)
  expect({ tests: first.tests, found: Object.keys(first.verdicts) }).toEqual({
    tests: 2,
    found: ['a.test.cjs > victim'],
  })
  // What another machine found is not in this history yet.
  rmSync(rig.path('.git/groundcrew'), { recursive: true })
  mkdirSync(rig.path('in/1'), { recursive: true })
  renameSync(rig.path('s1.json'), rig.path('in/1/r.json'))
  const missing = await rig.run('flake', ['merge', 'in'])
  expect(missing.stdout.split('\n')[0]).toMatch(/^1 of 2 shards missing \(2\): 1 flaky among 2 tests of node:test: /)
  expect(missing.exitCode).toBe(3)
  const second = await shard(2)
  expect(Object.keys(second.verdicts)).toEqual(['b.test.cjs > broken'])

  const joined = await rig.run('flake', ['merge', 'in', 's2.json', '--junit', 'all.xml', '--html', 'all.html'])
  expect(joined.stdout.split('\n')[0]).toMatch(/^1 broken, 1 flaky among 4 tests of node:test: /)
  expect(joined.exitCode).toBe(1)
  expect(readFileSync(rig.path('all.xml'), 'utf8')).toMatch(/tests="4" failures="1"[^]*flakyFailure/)
  const runs = async () => (await rig.run('flake', ['history', 'victim'])).stdout.split('\n')[0]
  const before = await runs()
  expect(before).toMatch(/^[1-9]\d* of \d+ runs failed/)
  await rig.run('flake', ['merge', 's2.json', 'in'])
  expect(await runs()).toBe(before)

  expect((await askFlake(rig, ['merge', 'in', 's2.json', './s2.json', 'in/1/r.json'])).exitCode).toBe(1)
  await rig.write({ 'in/again.json': readFileSync(rig.path('s2.json'), 'utf8') })
  expect(await askFlake(rig, ['merge', 'in', 's2.json'])).toMatchObject({
    exitCode: 2,
    error: { code: 'DUPLICATE_SHARD', message: 'shard 2 of 2 is in in/again.json and in s2.json' },
  })
  await rig.write({ 'in/again.json': readFileSync(rig.path('s2.json'), 'utf8').slice(0, -50) })
  expect(await askFlake(rig, ['merge', 'in'])).toMatchObject({ exitCode: 2, error: { code: 'NOT_RESULTS' } })
})

test('a shard that cannot be, and files that are no results', async () => {
  await using rig = await suiteRig({ 'a.test.cjs': `${nodeTest}test('holds', () => {})\n`, 'empty/.keep': '' })
  const ask = async (...args: readonly string[]) => {
    const { exitCode, error } = await askFlake(rig, args)
    return [exitCode, error?.code]
  }
  expect(await ask('--shard', '3/2', ...command)).toEqual([2, 'USAGE'])
  expect(await ask('--shard', '1/2', '--', 'true')).toEqual([3, 'NOT_STEERED'])
  expect(await ask('merge', 'empty')).toEqual([2, 'NO_RESULTS'])
  expect(await ask('merge', 'none.json')).toEqual([2, 'UNREADABLE'])
  expect(await ask('merge', 'a.test.cjs')).toEqual([2, 'NOT_RESULTS'])
  // A suite of one file leaves nothing for the second machine.
  const { stdout, exitCode } = await rig.run('flake', ['--shard', '2/2', '--results', 'r.json', ...command])
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^shard 2 of 2, 0 of 1 test: no failure among 0 tests/)
})

test('changed tests run ten times as often as the others, and it is said', { timeout }, async () => {
  await using rig = await suiteRig({
    'old.test.cjs': `${nodeTest}test('old', () => {})\n`,
    'new.test.cjs': `${nodeTest}test('new', () => {})\n`,
  })
  await rig.write({ 'new.test.cjs': `${nodeTest}test('new', () => {})\ntest('newer', () => {})\n` })
  const all = ['--changed', 'HEAD', '--runs', '1', '--phase', 'reverse']
  const { stdout, exitCode } = await rig.run('flake', [...all, ...command])
  expect(exitCode).toBe(0)
  expect(stdout.split('\n').slice(1, 4)).toEqual([
    'changed since HEAD: 2 tests, 10 or more runs each, the others 1 or more',
    'ok: 2 changed tests, 0 of 10 or more runs failed: a rate below 26 % at 95 %',
    'ok: 1 other test, 0 of 1 or more runs failed: a rate below 95 % at 95 %',
  ])
  expect((await askFlake(rig, [...all, '--only', ...command])).tests).toBe(2)
  expect(await askFlake(rig, ['--only', ...command])).toMatchObject({ exitCode: 2, error: { code: 'USAGE' } })
})
