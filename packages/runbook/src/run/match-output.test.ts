import { expect, test } from 'vitest'
import { describeMismatch, matchesOutput } from './match-output.ts'

test.each([
  ['a\nb', 'a  \nb\n\n', true],
  ['a', '\u001b[31ma\u001b[0m\r\n', true],
  ['', '', true],
  ['', 'a', false],
  ['a\n...\nc', 'a\nb\nb\nc', true],
  ['a\n...\nc', 'a\nc', true],
  ['...\nb', 'b\nb', true],
  ['...', 'x\ny', true],
  ['a\n...\nc', 'a\nb', false],
  ['a', 'a\nb', false],
])('%j is printed as %j: %s', (expected, actual, is) => {
  expect(matchesOutput(expected, actual)).toBe(is)
})

test('the first difference is told', () => {
  expect(describeMismatch('a\nb', 'a\nc')).toBe('line 2 is "c", not "b"')
  expect(describeMismatch('a', 'a\nc')).toBe('line 2 is "c", not the end')
  expect(describeMismatch('a\nb', 'a')).toBe('line 2 is the end, not "b"')
  expect(describeMismatch('a\n...\nb', 'a')).toBe('line 2 and what follows do not match')
})
