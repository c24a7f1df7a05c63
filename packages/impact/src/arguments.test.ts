import { expect, test } from 'vitest'
import { frameArguments } from './arguments.ts'

test.each([
  [
    ['--format', 'json', 'a.ts'],
    ['--json', 'a.ts'],
  ],
  [
    ['a.ts', '--format=json'],
    ['a.ts', '--json'],
  ],
  [
    ['--format', 'html', 'json'],
    ['--format', 'html', 'json'],
  ],
  [
    ['--', '--format', 'json'],
    ['--', '--format', 'json'],
  ],
])('%j', (given, expected) => {
  expect(frameArguments(given)).toEqual(expected)
})
