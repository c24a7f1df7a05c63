import { expect, test } from 'vitest'
import { compareCommits, type CommitSighting } from './compare-commits.ts'
import { signatureOf } from './signature.ts'

function saw(failures: number, runs: number, message = 'expected 1 to be 2'): CommitSighting {
  return { tally: { failures, runs }, messages: failures > 0 ? [message] : [] }
}

test.each([
  ['fails always, and never before', saw(3, 3), saw(0, 3), 'yours'],
  ['is new', saw(1, 3), saw(0, 0), 'yours'],
  ['failed always before', saw(3, 3), saw(3, 3), 'not yours'],
  ['failed as often before', saw(3, 10), saw(4, 10), 'not yours'],
  ['flaked before and is broken now', saw(10, 10), saw(1, 10), 'yours'],
  ['flaked before with another message', saw(3, 10), saw(3, 10, 'timed out'), 'yours'],
  ['fails at times, and did not before', saw(1, 10), saw(0, 10), 'unclear'],
  ['fails at times, and in many runs did not before', saw(5, 20), saw(0, 40), 'yours'],
  ['passes', saw(0, 5), saw(3, 5), 'passes'],
  ['was run once on each side', saw(1, 1), saw(0, 1), 'unclear'],
  ['did not run', saw(0, 0), saw(1, 1), 'unclear'],
])('a test that %s', (_what, here, before, kind) => {
  expect(compareCommits(here, before).kind).toBe(kind)
})

test('an unclear answer says how many runs would tell', () => {
  expect(compareCommits(saw(1, 10), saw(0, 10))).toMatchObject({ kind: 'unclear', runsWanted: 29 })
})

test('a signature leaves out what differs from run to run', () => {
  expect(signatureOf('ENOENT: /tmp/a-1/b.txt at 0x7f, took 12.5ms\nmore')).toBe(
    'ENOENT: <path> at <number>, took <number>',
  )
  const assertion = (values: string): string => `Expected values to be strictly equal:\n\n${values}\n`
  expect(signatureOf(assertion("'a' !== 'b'"))).not.toBe(signatureOf(assertion("'a' !== 'c'")))
  const jest = (value: string): string => `expect(received).toBe(expected)\n\nExpected: "x"\nReceived: "${value}"`
  expect(signatureOf(jest('y'))).toBe('Expected: "x", Received: "y"')
  expect(signatureOf('a is b')).not.toBe(signatureOf('a is c'))
})
