import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import type { Io } from '@groundcrew/core/cli'
import type { Adapter } from '../adapters/adapter.ts'
import { exitCode } from '../adapters/generic.ts'
import { planOf } from '../model/plan.ts'
import { haveAllEnded } from './read-records.ts'
import { runPlan } from './run-plan.ts'

const io = { cwd: tmpdir(), env: process.env, now: Date.now, signal: new AbortController().signal } as unknown as Io

/** A runner that writes these records, and then waits for something that does not come. */
async function runHanging(records: readonly object[], timeoutMs: number) {
  const script = `require('node:fs').appendFileSync(process.env.GROUNDCREW_FLAKE_RECORDS, ${JSON.stringify(
    records.map((record) => `${JSON.stringify(record)}\n`).join(''),
  )}); setInterval(() => {}, 1000)`
  const adapter: Adapter = {
    runner: 'hanging',
    steering: exitCode.steering,
    steps: async () => await Promise.resolve([{ command: [process.execPath, '-e', script] }]),
  }
  const command = ['hanging']
  const place = { root: tmpdir(), cwd: tmpdir(), command, launcher: command, args: [], environment: {}, notes: [] }
  return await runPlan(io, { adapter, ...place }, planOf(undefined), { purpose: 'baseline', timeoutMs, lingerMs: 500 })
}

test('a runner that does not end after its tests is stopped, and its tests count', async () => {
  const run = await runHanging(
    [{ collected: ['a', 'b'] }, { test: 'a', outcome: 'passed' }, { test: 'b', outcome: 'failed', message: 'no' }],
    60_000,
  )
  expect(run).toMatchObject({ lingered: true, outcome: { kind: 'exited', code: 1 }, problems: [] })
  expect([...run.attempts].map(([id, { outcome }]) => [id, outcome])).toEqual([
    ['a', 'passed'],
    ['b', 'failed'],
  ])
})

test('a test that does not end is left to the time limit of the run', async () => {
  const run = await runHanging([{ collected: ['a', 'b'] }, { test: 'a', outcome: 'passed' }, { start: 'b' }], 2000)
  expect(run).toMatchObject({ lingered: false, outcome: { kind: 'timed-out' } })
  expect(run.attempts.get('b')).toMatchObject({ outcome: 'hung' })
})

test('a runner that collects file by file has ended only after the last of them', () => {
  const lines = (...entries: readonly object[]): string => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
  const first = [{ files: 3 }, { collected: ['a > t'] }, { test: 'a > t', outcome: 'passed' }]
  expect(haveAllEnded(lines(...first))).toBe(false)
  const others = [{ error: { file: 'b', message: 'no' } }, { collected: ['c > t'] }]
  expect(haveAllEnded(lines(...first, ...others))).toBe(false)
  expect(haveAllEnded(lines(...first, ...others, { test: 'c > t', outcome: 'failed' }))).toBe(true)
  expect(haveAllEnded(lines({ collected: ['a > t'], isPart: true }, { test: 'a > t', outcome: 'passed' }))).toBe(false)
})
