import { expect, test } from 'vitest'
import { chanceOfMore, rateInterval, rateRuledOut, runsNeeded } from './rates.ts'

test('the interval is that of Clopper and Pearson', () => {
  expect(rateInterval({ failures: 0, runs: 0 })).toEqual({ low: 0, high: 1 })
  const half = rateInterval({ failures: 5, runs: 10 })
  expect(half.low).toBeCloseTo(0.187, 3)
  expect(half.high).toBeCloseTo(0.813, 3)
  const none = rateInterval({ failures: 0, runs: 20 })
  expect(none.low).toBe(0)
  expect(none.high).toBeCloseTo(0.168, 3)
  expect(rateInterval({ failures: 20, runs: 20 }).low).toBeCloseTo(0.832, 3)
})

test('the interval holds the true rate in at least 95 of 100 cases', () => {
  for (const rate of [0.005, 0.02, 0.1, 0.3, 0.5, 0.9]) {
    for (const runs of [5, 20, 60]) expect(coverage(rate, runs)).toBeGreaterThanOrEqual(0.95)
  }
})

/** Exactly: the sum over all outcomes whose interval holds the rate. */
function coverage(rate: number, runs: number): number {
  let covered = 0
  let chance = (1 - rate) ** runs
  for (let failures = 0; failures <= runs; failures += 1) {
    const { low, high } = rateInterval({ failures, runs })
    if (low <= rate && rate <= high) covered += chance
    chance *= ((runs - failures) / (failures + 1)) * (rate / (1 - rate))
  }
  return covered
}

test('what clean runs rule out, and how many are needed', () => {
  expect(rateRuledOut(59)).toBeLessThan(0.05)
  expect(rateRuledOut(58)).toBeGreaterThan(0.05)
  expect(rateRuledOut(0)).toBe(1)
  expect([0.5, 0.1, 0.05, 0.0175, 0.01].map(runsNeeded)).toEqual([5, 29, 59, 170, 299])
  expect(runsNeeded(1)).toBe(1)
  expect(runsNeeded(0)).toBe(Number.POSITIVE_INFINITY)
})

test("Fisher's exact test", () => {
  expect(chanceOfMore({ failures: 3, runs: 4 }, { failures: 1, runs: 4 })).toBeCloseTo(0.243, 3)
  expect(chanceOfMore({ failures: 5, runs: 5 }, { failures: 0, runs: 5 })).toBeCloseTo(1 / 252, 5)
  expect(chanceOfMore({ failures: 0, runs: 5 }, { failures: 0, runs: 5 })).toBe(1)
})
