import { expect, test } from 'vitest'
import { collides, impactOf } from './impact-rules.ts'
import type { ResourceKind } from './types.ts'

const KINDS: readonly ResourceKind[] = ['touch', 'adds', 'modifies', 'removes', 'depends']

/** Rows: what the source does. Columns, as in KINDS: what the target plans. c = conflict, n = notice. */
const RULES: Readonly<Record<ResourceKind, string>> = {
  touch: 'n-n-n',
  adds: '-c--n',
  modifies: 'n-n-n',
  removes: 'ccc-c',
  depends: '-----',
}

test.each(KINDS)('%s means to other plans what the table says', (source) => {
  const row = KINDS.map(
    (target) => ({ conflict: 'c', notice: 'n', none: '-' })[impactOf(source, target) ?? 'none'],
  ).join('')
  expect(row).toBe(RULES[source])
})

test('two tasks collide when both write, or one removes what the other needs', () => {
  const pairs = KINDS.flatMap((left) => KINDS.map((right) => [left, right] as const))
  expect(pairs.filter(([left, right]) => collides(left, right) !== collides(right, left))).toEqual([])
  expect(pairs.filter(([left, right]) => impactOf(left, right) === 'conflict' && !collides(left, right))).toEqual([])
  expect(collides('depends', 'depends')).toBe(false)
  expect(collides('modifies', 'depends')).toBe(false)
  expect(collides('modifies', 'modifies')).toBe(true)
  expect(collides('removes', 'depends')).toBe(true)
})
