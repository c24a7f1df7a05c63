import { expect, test } from 'vitest'
import { needOf, type Need } from './need.ts'
import { trigramsOf } from './trigrams.ts'

const plain = { isFixed: false, mayIgnoreCase: false }

function trigrams(text: string): Need {
  return { kind: 'trigrams', codes: trigramsOf(Buffer.from(text)) }
}

test.each([
  ['parse', trigrams('parse')],
  ['a.parse', trigrams('parse')],
  [String.raw`foo\.bar\(`, trigrams('foo.bar(')],
  ['parses?', trigrams('parse')],
  ['parses+x', trigrams('parses')],
  [
    '(?:get|post)Data',
    { kind: 'all', needs: [{ kind: 'any', needs: [trigrams('get'), trigrams('post')] }, trigrams('Data')] },
  ],
  ['(abc)?defg', trigrams('defg')],
  ['[a-z]+Name$', trigrams('Name')],
  ['日本', trigrams('日本')],
])('%s needs its literals', (pattern, need) => {
  expect(needOf([pattern], plain)).toEqual(need)
})

test.each([
  'ab',
  'a.b',
  'abc|x',
  '(abc)*',
  'abc{0}',
  '(?x) a b c',
  String.raw`\x61bc`,
  'abc]',
  'abc**',
  'abc(',
  '[abc',
  'a\nbcd',
  '[a[]b]]abc',
])('of %j nothing is known', (pattern) => {
  expect(needOf([pattern], plain)).toBeUndefined()
})

test('without regard to case a literal is cut where other letters fold to its own', () => {
  expect(needOf(['breakfast'], { ...plain, mayIgnoreCase: true })).toEqual(trigrams('brea'))
  expect(needOf(['(?i)parsed'], plain)).toEqual(trigrams('par'))
  expect(needOf(['naïve'], { ...plain, mayIgnoreCase: true })).toBeUndefined()
})

test('several patterns: one of their needs; a literal pattern has no syntax', () => {
  expect(needOf(['abc', 'def'], plain)).toEqual({ kind: 'any', needs: [trigrams('abc'), trigrams('def')] })
  expect(needOf(['abc', '.'], plain)).toBeUndefined()
  expect(needOf(['a(b*c'], { isFixed: true, mayIgnoreCase: false })).toEqual(trigrams('a(b*c'))
})
