import { expect, test } from 'vitest'
import { parsePlan } from './plan-list.ts'

test('a Markdown list is a tree, whatever its marks are; ticked boxes are done', () => {
  const text = ['# Plan', '', '- [ ] top', '  * one', '\t+ [x] two', '    1. deep', '2) next\r', 'prose', ''].join('\n')
  const entry = (title: string, subtasks: object[] = [], done = false): object => ({ title, done, subtasks })
  expect(parsePlan(text, 'plan.md')).toEqual([
    entry('top', [entry('one', [entry('two', [], true), entry('deep')])]),
    entry('next'),
  ])
})

test('JSON is a list, one object, or one a line', () => {
  expect(parsePlan('["a", {"title": "b"}]', '-')).toEqual(['a', { title: 'b' }])
  expect(parsePlan('{"title": "a"}\n{"title": "b"}\n', '-')).toEqual([{ title: 'a' }, { title: 'b' }])
  expect(parsePlan('{\n  "title": "a"\n}', '-')).toEqual([{ title: 'a' }])
})

test.each([
  ['', 'stdin: empty'],
  ['prose', 'stdin: neither JSON nor a Markdown list'],
  ['[1', 'stdin: not JSON'],
  ['{"title": "a"}\n{', 'stdin line 2: not JSON'],
])('%j is no plan', (text, message) => {
  expect(() => parsePlan(text, '-')).toThrow(message)
})
