import { expect, test } from 'vitest'
import { titleLikeness } from './title-likeness.ts'

const tests = [
  't/command.positionalOptions.test.js',
  't/command.action.test.js',
  't/help_wrap_test.py',
  't/index.spec.ts',
]

function order(names: readonly string[]): readonly string[] {
  return [...titleLikeness(tests, names)].sort(([, left], [, right]) => right - left).map(([path]) => path)
}

test('the words of the changed names in the names of the tests, the rarer the more', () => {
  expect(order(['enablePositionalOptions', 'Command'])).toEqual([tests[0], tests[1]])
  expect(order(['_actionHandlers'])).toEqual([tests[1]])
  expect(order(['wrap_text', 'HELP'])).toEqual([tests[2]])
  expect(titleLikeness(tests, ['commands']).get('t/command.action.test.js')).toBeLessThan(0.5)
})

test('what every test is called by says nothing', () => {
  expect(order(['index', 'testSpec'])).toEqual([])
  expect(titleLikeness([], ['a']).size).toBe(0)
})
