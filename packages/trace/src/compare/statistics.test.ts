import { describe, expect, test } from 'vitest'
import { apartTest, bootstrapDifference, trimmedMeanTest, widen } from './statistics.ts'

const nothingElse = { ofVariance: 0, ofMean: 0, varianceMin: 0 }

describe('the test of two means', () => {
  // Welch's: p-values by scipy.stats.ttest_ind(a, b, equal_var=False).
  test.each([
    [[10, 11, 12], [20, 21, 25, 22], 0.00053095],
    [[5, 5.1, 4.9, 5.05], [5.2, 5.3, 5.25, 5.1], 0.01615812],
  ])('of %j and %j', (before, after, p) => {
    expect(apartTest(before, after, nothingElse).p).toBeCloseTo(p, 4)
  })

  test('what the groups have of their own makes it less certain, and its interval wider', () => {
    const [before, after] = [
      [100, 101, 99],
      [104, 105, 103],
    ]
    const plain = apartTest(before, after, nothingElse)
    expect(plain).toMatchObject({ p: expect.closeTo(0.008, 3), widening: 1 })
    const apart = apartTest(before, after, { ...nothingElse, ofVariance: 1 })
    expect(apart).toMatchObject({ p: expect.closeTo(0.07, 2), widening: 2 })
    expect(widen({ mean: 4, low: 3, high: 5 }, apart.widening)).toEqual({ mean: 4, low: 2, high: 6 })
    expect(apartTest(before, after, { ...nothingElse, ofMean: 0.02 }).p).toBeGreaterThan(0.05)
  })

  test('knows nothing of single values, and everything of constant ones', () => {
    expect(apartTest([1], [2], nothingElse).p).toBe(1)
    expect(apartTest([1, 1], [1, 1], nothingElse).p).toBe(1)
    expect(apartTest([1, 1], [2, 2], nothingElse).p).toBe(0)
  })
})

test('of pairs the trimmed mean leaves out the ends: a disturbed one changes nothing', () => {
  expect(trimmedMeanTest([10, 11, 12, 11, 900])).toBe(trimmedMeanTest([10, 11, 12, 11, 12]))
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
    if (apartTest(draw(), draw(), nothingElse).p < 0.05) found += 1
  }
  expect(found).toBeLessThanOrEqual(65)
})
