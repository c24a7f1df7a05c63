import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runUnattended } from '@groundcrew/core/process'
import { judgeResult, tellsFailedTests } from './judge-result.ts'
import type { Step } from './report.ts'

const failing =
  '  1 passing (5ms)\\n  1 failing\\n\\n  1) adds:\\n     Error: wrong\\n      at Context.<anonymous> (a.test.js:3:9)\\n'
let root: string

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'groundcrew-judge-'))
})
afterAll(async () => {
  await rm(root, { recursive: true, force: true })
})

/** A step that prints this and then does not end. */
function hanging(role: Step['role'], output: string): Step {
  const argv = ['/bin/sh', '-c', `printf '${output}'; exec sleep 600`] as const
  const name = { id: role, role, commandId: role, packageDirectory: '.', runner: 'mocha', why: '' }
  return { ...name, argv, cwd: '.', environment: {}, evidence: { file: 'package.json', line: 1 }, after: [], needs: [] }
}

async function judgeHanging(step: Step) {
  const logPath = path.join(root, `${step.id}.log`)
  const stop = new AbortController()
  const isTold = (): boolean => tellsFailedTests(step, logPath, { root })
  const onOutput = (): void => {
    if (!isTold()) stop.abort()
  }
  const result = await runUnattended(step.argv, { logPath, isTold, onOutput, lingerMs: 2000, signal: stop.signal })
  return await judgeResult(step, result, {
    root,
    trusted: [],
    holdLine: undefined,
    facts: async () => await Promise.resolve({ files: new Set(['a.test.js', 'a.ts']) }),
  })
}

test('a test runner that told of failed tests and does not end has failed, with its causes', async () => {
  const judged = await judgeHanging(hanging('test', failing))
  expect(judged).toMatchObject({
    state: 'failed',
    reason: 'tests failed, and then the runner did not end: stopped',
    tests: { passed: 1, failed: 1 },
    failures: { causes: [{ test: 'adds', message: expect.stringContaining('wrong') as string }] },
  })
})

test.each([
  ['a test runner that has told nothing yet', hanging('test', 'starting\\n'), 'skipped', 'stopped before its end'],
  [
    'a linter that has found something',
    hanging('lint', 'a.ts(1,1): error TS1005: expected\\n'),
    'failed',
    'stopped before its end, with failures until then',
  ],
])('stopped from outside: %s', async (_what, step, state, reason) => {
  expect(await judgeHanging(step)).toMatchObject({ state, reason })
})
