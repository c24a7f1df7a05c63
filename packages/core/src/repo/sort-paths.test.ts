import { expect, test } from 'vitest'
import { sortPaths } from './sort-paths.ts'

test('the order is that of the bytes, with ordinary names and with others', () => {
  expect(sortPaths(new Set(['b', 'é', 'a/b', 'a-b', 'B']))).toEqual(['B', 'a-b', 'a/b', 'b', 'é'])
  expect(sortPaths(['𝄞', '\uffff', '\udcff', 'é', 'a'])).toEqual(['a', 'é', '\uffff', '𝄞', '\udcff'])
})
