import { expect, test } from 'vitest'
import { assignShards, parseShard } from './shards.ts'

const tests = ['a.js > 1', 'a.js > 2', 'a.js > 3', 'b.js > s > 1', 'b.js > s > 2', 'c.py::T::1', 'd.js > 1', 'e.js']

test('the tests of a file stay together, shards are about equal, and order does not matter', () => {
  const shards = assignShards(tests, 3)
  expect(Object.fromEntries(shards)).toEqual({ 'a.js': 1, 'b.js': 2, 'c.py': 3, 'd.js': 3, 'e.js': 2 })
  expect(assignShards([...tests, ...tests].reverse(), 3)).toEqual(shards)
  expect([...assignShards(['a.js > 1'], 4).values()]).toEqual([1])
})

test.each(['0/2', '3/2', '1', '1/0', 'a/b', '1/2/3', '-1/2', '1/5000', ''])('%j is no shard', (text) => {
  expect(() => parseShard(text)).toThrow('no part of a whole')
})
