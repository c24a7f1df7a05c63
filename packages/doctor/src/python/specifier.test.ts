import { expect, test } from 'vitest'
import { meetsSpecifiers } from './specifier.ts'

test.each([
  ['2.0.0', '==2.0', true],
  ['2.0.1', '==2.0', false],
  ['2.0.1', '==2.0.*', true],
  ['2.1', '!=2.0.*', true],
  ['2.0.5', '!=2.0.*', false],
  ['1.4.5', '~=1.4', true],
  ['2.0', '~=1.4', false],
  ['1.4.9', '~=1.4.5', true],
  ['1.5.0', '~=1.4.5', false],
  ['3.1', '>=2,<4, !=3.2', true],
  ['4.0rc1', '<4', false],
  ['4.0rc1', '>=4', false],
  ['1.0.post1', '>1.0', false],
  ['1.0.post1', '==1.0', false],
  ['2.0.1+cpu', '==2.0.1', true],
  ['1!1.0', '>2', true],
  ['2.31.0', '^2.28', true],
  ['3.0.0', '^2.28', false],
  ['0.2.9', '^0.2.3', true],
  ['0.3.0', '^0.2.3', false],
  ['1.2.9', '~1.2', true],
  ['1.3.0', '~1.2', false],
  ['1.0', '', true],
  ['1.0.dev3', '<1.0a1', true],
  ['1.0a1', '>=1.0.dev3', true],
])('%s against %j is %s', (version, specifiers, expected) => {
  expect(meetsSpecifiers(version, specifiers)).toBe(expected)
})

test('another language is not judged', () => {
  expect(meetsSpecifiers('1.0', '>=1 || <3')).toBeUndefined()
  expect(meetsSpecifiers('unknown', '>=1')).toBeUndefined()
})
