import { describe, expect, test } from 'vitest'
import { read } from './testing.ts'

/** The first line that is not understood, and the names of the symbols. */
function problem(text: string): string {
  const { problemLine, symbols } = read(text)
  return `${problemLine ?? 'none'}: ${symbols.map(({ name, parent }) => (parent === -1 ? name : `.${name}`)).join(' ')}`
}

test.each([
  ['a() {\n  if x; then\n}\nb() { :; }', '2: a b'],
  ['a() {\n  for i in 1; do\n    c\n}\nb() { :; }', '2: a b'],
  ['a() {\n  x\n\nb() {\n  :\n}\nc() { :; }', '1: a b c'],
  ['a() {\n}\n}\nb() { :; }', '3: a b'],
  ['a() { :; }\ndone\nb() { :; }', '2: a b'],
  ['a() { :; }\nx "y', '2: a'],
  ['a() { :; }\nx $(y', '2: a'],
  ['a() { :; }\ncat <<E\nb() { :; }', '2: a b'],
  ['a=(1 2\n', '1: a'],
  ['x ) y\na() { :; }', '1: a'],
  ['{ a; }; ( b ); [[ c ]]; case d in e) ;; esac', 'none: '],
])('%j', (text, expected) => {
  expect(problem(text)).toBe(expected)
})

describe('very much of it', () => {
  const pieces = [
    '$(',
    '"',
    '"$(',
    '${',
    '"${x:-',
    '`',
    '`"',
    '(',
    '((',
    '$((',
    '[[ ',
    'a=(',
    '{ ',
    '{\n',
    '} ',
    'f() { ',
  ]
  const more = [
    'case x in ',
    'if ',
    'done\n',
    '<<E\n',
    '<<E <<F\n',
    'x(',
    "'\\''",
    "eval '",
    '@test "',
    '`@test "',
    '$(<<a) ',
    'a[',
  ]
  test.each([...pieces, ...more])('%j is read to its end', (piece) => {
    const text = piece.repeat(2 ** 17 / piece.length)
    expect(read(text).lines).toBe(text.split('\n').length)
  })

  test('here documents in a substitution whose bodies never come', () => {
    expect(read(`$(${'<<a '.repeat(200_000)})`).lines).toBe(1)
  })
})
