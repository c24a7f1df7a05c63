import { expect, test } from 'vitest'
import { judgeApart, judgePairs, type Group } from './judge.ts'

/** Numbers of the normal distribution, the same ones at every run. */
function createNormal(): () => number {
  let seed = 7
  return () => {
    let sum = 0
    for (let part = 0; part < 12; part++) {
      seed = (seed * 48_271) % 2_147_483_647
      sum += seed / 2_147_483_647
    }
    return sum - 6
  }
}

interface Program {
  readonly normal: () => number
  /** Of the first function. */
  readonly factor: number
}

/** Ten pairs of runs of four functions, on a machine whose speed changes by a fifth from run to run. */
function measure({ normal, factor }: Program): readonly [totals: readonly Group[], functions: readonly Group[]] {
  const sizes = [80, 60, 40, 20]
  const run = (first: number): readonly number[] => {
    const speed = Math.exp(0.2 * normal())
    return sizes.map((ms, index) => ms * speed * (index === 0 ? first : 1) * Math.exp(0.03 * normal()))
  }
  const pairs = Array.from({ length: 10 }, () => [run(1), run(factor)] as const)
  const functions = sizes.map((_, index) => ({
    before: pairs.map(([before]) => before[index] ?? 0),
    after: pairs.map(([, after]) => after[index] ?? 0),
    noise: 0,
  }))
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  const total = { before: pairs.map(([before]) => sum(before)), after: pairs.map(([, after]) => sum(after)), noise: 0 }
  return [[total], functions]
}

function certainIn(program: Program): readonly number[] {
  const [totals, functions] = measure(program)
  return judgePairs(totals, functions).flatMap(({ isCertain }, index) => (isCertain ? [index - totals.length] : []))
}

test('of equal pairs at most one in twenty differs', () => {
  const normal = createNormal()
  const found = Array.from({ length: 200 }, () => certainIn({ normal, factor: 1 })).filter(({ length }) => length > 0)
  expect(found.length).toBeLessThanOrEqual(10)
})

test('a function with a tenth more to do is found though the machine is uneven, and no other is named', () => {
  const normal = createNormal()
  const found = Array.from({ length: 100 }, () => certainIn({ normal, factor: 1.1 }))
  expect(found.filter((indexes) => indexes.includes(0)).length).toBeGreaterThanOrEqual(90)
  expect(found.filter((indexes) => indexes.some((index) => index !== 0)).length).toBeLessThanOrEqual(5)
})

/** Two recordings of five runs of the four functions: the machine is another in each, and some functions mind more than others. */
function record(
  normal: () => number,
  factor: number,
): readonly [totals: readonly Group[], functions: readonly Group[]] {
  const sizes = [80, 60, 40, 20]
  const side = (first: number): readonly (readonly number[])[] => {
    const machine = 0.1 * normal()
    const own = sizes.map(() => 0.01 * normal())
    return Array.from({ length: 5 }, () => {
      const speed = machine + 0.05 * normal()
      return sizes.map(
        (ms, index) => ms * (index === 0 ? first : 1) * Math.exp(speed + (own[index] ?? 0) + 0.02 * normal()),
      )
    })
  }
  const [before, after] = [side(1), side(factor)]
  const functions = sizes.map((_, index) => ({
    before: before.map((run) => run[index] ?? 0),
    after: after.map((run) => run[index] ?? 0),
    noise: 0,
  }))
  const sum = (runs: readonly (readonly number[])[]): readonly number[] =>
    runs.map((values) => values.reduce((total, value) => total + value, 0))
  return [[{ before: sum(before), after: sum(after), noise: 0, isSum: true }], functions]
}

test('of equal programs that were recorded at different times at most one in twenty differs', () => {
  const normal = createNormal()
  const found = Array.from({ length: 300 }, () => judgeApart(...record(normal, 1)).some(({ isCertain }) => isCertain))
  expect(found.filter(Boolean).length).toBeLessThanOrEqual(15)
})

test('a change of a fifth is found between recordings, and with it the whole, though the machine was another', () => {
  const normal = createNormal()
  const found = Array.from({ length: 100 }, () => judgeApart(...record(normal, 1.2)).map(({ isCertain }) => isCertain))
  expect(found.filter(([whole, first]) => whole === true && first === true).length).toBeGreaterThanOrEqual(85)
  expect(found.filter(([, , ...others]) => others.includes(true)).length).toBeLessThanOrEqual(5)
})

test.each([judgePairs, judgeApart])('of two functions the one is named that changed: %o', (judge) => {
  const steady = { before: [300, 302, 299, 301, 300], after: [301, 299, 300, 302, 300], noise: 1 }
  const varying = { before: [100, 101, 100, 99, 100], after: [600, 604, 596, 599, 602], noise: 1 }
  expect(judge([], [steady, varying]).map(({ isCertain }) => isCertain)).toEqual([false, true])
  expect(judge([], [varying, steady]).map(({ isCertain }) => isCertain)).toEqual([true, false])
})

test('one pair that something else disturbed hides no change', () => {
  const [totals, [first, ...others]] = measure({ normal: createNormal(), factor: 1.2 })
  if (first === undefined) throw new Error('no function')
  const disturbed = { ...first, before: first.before.map((ms, run) => (run === 4 ? 3 * ms : ms)) }
  expect(judgePairs(totals, [disturbed, ...others])[totals.length]?.isCertain).toBe(true)
})

test('of several looks at more and more pairs each has to be more certain', () => {
  const certain = (looks: number): boolean => {
    const pair = { before: [100, 101, 99, 100, 101], after: [102, 104, 101, 103, 102], noise: 0 }
    return judgePairs([], [pair], looks)[0]?.isCertain ?? false
  }
  expect([certain(1), certain(100)]).toEqual([true, false])
})

test('a function of a few samples that are the same in every run is not certain of them', () => {
  const sampled = (before: number, after: number, noise: number): Group => ({
    before: Array.from({ length: 5 }, () => before),
    after: Array.from({ length: 5 }, () => after),
    noise,
  })
  const others = [sampled(100, 100, 16), sampled(40, 40, 16)]
  const isCertain = (group: Group): boolean => judgePairs([], [group, ...others])[0]?.isCertain ?? false
  expect(isCertain(sampled(2, 4, 0))).toBe(true)
  expect(isCertain(sampled(2, 4, 4))).toBe(false)
  expect(isCertain(sampled(40, 60, 4))).toBe(true)
  expect(judgeApart([], [sampled(2, 4, 4), ...others])[0]?.isCertain).toBe(false)
})
