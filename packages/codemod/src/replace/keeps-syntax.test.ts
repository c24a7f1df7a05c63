import { expect, test } from 'vitest'
import type { TextEdit } from '../plan/make-plan.ts'
import { keepsSyntax } from './keeps-syntax.ts'

/** `[old]` in a text is what comes to be `fresh`. */
function keeps(marked: string, fresh: string, kind: TextEdit['kind'] = 'code'): boolean {
  const [before = '', old = '', after = ''] = marked.split(/\[\[|\]\]/)
  const edit = { start: before.length, end: before.length + old.length, new: fresh, kind, shape: '' }
  return keepsSyntax(before + old + after, [edit])
}

test('a name for a name makes no difference to a parser, wherever it stands', () => {
  expect(keeps('f([[warn]])', 'report')).toBe(true)
  expect(keeps('f([[warn]]ing)', 'report')).toBe(true)
  expect(keeps("'it [[warn]]s'", 'fail')).toBe(true)
  expect(keeps("import a from '[[./a.js]]'", '../lib/a.js', 'import')).toBe(true)
})

test('anything that may make a difference is parsed', () => {
  expect(keeps('f([[warn]])', 'class')).toBe(false)
  expect(keeps('f([[warn]])', 'a b')).toBe(false)
  expect(keeps('f(1, [[warn]]ing)', '2')).toBe(false)
  expect(keeps('x = 0x[[ab]]', 'zz')).toBe(false)
  expect(keeps('[[async]] () => 1', 'other')).toBe(false)
  expect(keeps(String.raw`'\[[nail]]'`, 'u')).toBe(false)
  expect(keeps('`[[price]]{`', 'price$')).toBe(false)
  expect(keeps('<[[Item]]></Item>', 'Row')).toBe(false)
  expect(keeps('[[]]x', 'y')).toBe(true)
  expect(keeps('[[]](x)', 'y')).toBe(false)
  expect(keeps("import a from '[[./a.js]]'", "./it's.js", 'import')).toBe(false)
})
