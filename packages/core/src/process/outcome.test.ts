import { expect, test } from 'vitest'
import { describeOutcome, isSuccess } from './outcome.ts'

test('every outcome is described in a few words', () => {
  const described = [
    describeOutcome({ kind: 'exited', code: 0 }),
    describeOutcome({ kind: 'exited', code: 143 }),
    describeOutcome({ kind: 'signaled', signal: 'SIGSEGV' }),
    describeOutcome({ kind: 'timed-out', timeoutMs: 30_000 }),
    describeOutcome({ kind: 'aborted' }),
    describeOutcome({ kind: 'not-found', program: 'cargo' }),
    describeOutcome({ kind: 'not-executable', program: './run', reason: '/x/run is a directory' }),
    describeOutcome({ kind: 'bad-directory', directory: '/gone', reason: 'it does not exist' }),
    describeOutcome({ kind: 'output-limit', limitBytes: 100 }),
  ]
  expect(described).toEqual([
    'exit 0',
    'exit 143',
    'killed by SIGSEGV',
    'timed out after 30.0s',
    'stopped',
    'not found: cargo',
    'cannot run ./run: /x/run is a directory',
    'cannot run in /gone: it does not exist',
    'stopped: more than 100 bytes of output',
  ])
})

test('only exit 0 is a success', () => {
  expect(isSuccess({ kind: 'exited', code: 0 })).toBe(true)
  expect(isSuccess({ kind: 'exited', code: 1 })).toBe(false)
  expect(isSuccess({ kind: 'signaled', signal: 'SIGTERM' })).toBe(false)
})
