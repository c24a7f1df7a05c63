import { expect, test } from 'vitest'
import { blankComments } from './blank-comments.ts'

test.each([
  [
    'typescript',
    'function f(/** a name */ a = "http://b", // more\n c: `/*`)',
    'function f(              a = "http://b",        \n c: `/*`)',
  ],
  ['go', 'func f(/* open', 'func f(       '],
  ['python', 'def f(\n  a="#", # why\n  b=1)', 'def f(\n  a="#",      \n  b=1)'],
  ['bash', 'a=${#b}', 'a=${#b}'],
  ['markdown', '# See http://b', '# See http://b'],
] as const)('%s', (language, code, expected) => {
  expect(blankComments(code, language)).toBe(expected)
})
