import { expect, test } from 'vitest'
import type { Step } from '../report.ts'
import { judgeSibling } from './judge-sibling.ts'

const flake: Step = {
  id: 'flake',
  role: 'flake',
  commandId: 'flake',
  packageDirectory: '.',
  argv: ['flake'],
  cwd: '.',
  environment: {},
  runner: 'flake',
  why: '',
  evidence: { file: '.', line: 1 },
  after: [],
  needs: [],
}
const failed = { state: 'failed', reason: 'exit 1' } as const
const says = (verdict: string): string =>
  `1 flaky among 2 tests of node:test: 9 runs in 4s\n${verdict}  a.test.js > adds\n  failed 2 of 9: why\nnext: flake repro\n`

test.each(['order-victim', 'order-brittle', 'non-idempotent', 'random'])(
  '%s is a failure, asked for or not',
  (kind) => {
    for (const isAsked of [true, false]) {
      expect(judgeSibling({ ...flake, isAsked }, failed, says(kind))).toMatchObject({
        state: 'failed',
        failures: { causes: [{ test: 'a.test.js > adds', message: kind }] },
      })
    }
  },
)

test.each(['broken', 'environment', 'infrastructure', 'timing', 'unexplained'])(
  '%s that nobody asked for is a remark',
  (kind) => {
    expect(judgeSibling(flake, failed, says(kind))).toEqual({
      state: 'passed',
      remarks: [`a.test.js > adds may be flaky (${kind}): failed 2 of 9: why`],
    })
    expect(judgeSibling({ ...flake, isAsked: true }, failed, says(kind))).toMatchObject({ state: 'failed' })
  },
)

test('a tool that could not do its work holds nothing up', () => {
  const ended = { state: 'unknown', reason: 'exit 3' } as const
  expect(judgeSibling(flake, ended, 'flake: no runner\nhint: x')).toEqual({
    state: 'skipped',
    reason: 'flake: no runner',
  })
})
