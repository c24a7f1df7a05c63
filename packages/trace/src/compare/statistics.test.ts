import { describe, expect, test } from 'vitest'
import { bootstrapDifference, rejectWithFalseDiscoveryRate, yuenTest } from './statistics.ts'

describe('the test of two means', () => {
  // Welch's: p-values by scipy.stats.ttest_ind(a, b, equal_var=False).
  test.each([
    [[10, 11, 12], [20, 21, 25, 22], 0.00053095],
    [[5, 5.1, 4.9, 5.05], [5.2, 5.3, 5.25, 5.1], 0.01615812],
  ])('of %j and %j', (before, after, p) => {
    expect(yuenTest(before, after)).toBeCloseTo(p, 4)
  })

  test('of five and more leaves out the ends: a disturbed run changes nothing', () => {
    const before = [100, 101, 102, 103, 104]
    const after = [110, 111, 112, 113, 114]
    expect(yuenTest(before, [110, 111, 112, 113, 900])).toBe(yuenTest(before, after))
    expect(yuenTest(before, after)).toBeLessThan(0.01)
  })

  test('knows nothing of single values, and everything of constant ones', () => {
    expect(yuenTest([1], [2])).toBe(1)
    expect(yuenTest([1, 1], [1, 1])).toBe(1)
    expect(yuenTest([1, 1], [2, 2])).toBe(0)
  })
})

test('the bootstrap interval holds the difference and is the same every time', () => {
  const before = [100, 102, 98, 101, 99]
  const after = [110, 112, 108, 111, 109]
  const difference = bootstrapDifference(before, after)
  expect(difference).toEqual(bootstrapDifference(before, after))
  expect(difference.mean).toBeCloseTo(10)
  expect(difference.low).toBeGreaterThan(7)
  expect(difference.high).toBeLessThan(13)
})

test('the false discovery rate is held: the largest p below its rank decides', () => {
  expect(rejectWithFalseDiscoveryRate([0.01, 0.04, 0.03, 0.5], 0.05)).toEqual([true, false, false, false])
  expect(rejectWithFalseDiscoveryRate([0.01, 0.03, 0.035, 0.5], 0.05)).toEqual([true, true, true, false])
  expect(rejectWithFalseDiscoveryRate([], 0.05)).toEqual([])
})

test('of equal groups at most one in twenty differs', () => {
  let seed = 7
  const normal = (): number => {
    let sum = 0
    for (let part = 0; part < 12; part++) {
      seed = (seed * 48_271) % 2_147_483_647
      sum += seed / 2_147_483_647
    }
    return 100 + sum - 6
  }
  let found = 0
  for (let round = 0; round < 1000; round++) {
    const draw = (): number[] => Array.from({ length: 5 }, normal)
    if (yuenTest(draw(), draw()) < 0.05) found += 1
  }
  expect(found).toBeLessThanOrEqual(65)
})
