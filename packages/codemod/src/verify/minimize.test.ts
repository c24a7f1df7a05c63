import { expect, test } from 'vitest'
import { minimizeLeftOut } from './minimize.ts'

const units = Array.from({ length: 40 }, (_, index) => index)

async function minimize(
  passes: (kept: readonly number[]) => boolean,
): Promise<{ leftOut: readonly number[]; runs: number }> {
  let runs = 0
  const leftOut = await minimizeLeftOut(units, async (some) => {
    runs++
    return passes(units.filter((unit) => !some.includes(unit)))
  })
  return { leftOut, runs }
}

test('exactly the culprits are left out, however many there are', async () => {
  for (const culprits of [[7], [0, 39], [3, 4, 21], [1, 9, 17, 25, 33]]) {
    const { leftOut } = await minimize((kept) => !kept.some((unit) => culprits.includes(unit)))
    expect(leftOut.toSorted((left, right) => left - right)).toEqual(culprits)
  }
})

test('one culprit among many takes few runs', async () => {
  expect((await minimize((kept) => !kept.includes(13))).runs).toBeLessThanOrEqual(12)
})

test('what only passes together is kept together', async () => {
  const together = [2, 18, 35]
  const { leftOut } = await minimize((kept) => {
    const amount = kept.filter((unit) => together.includes(unit)).length
    return (amount === 0 || amount === together.length) && !kept.includes(20)
  })
  expect(leftOut).toEqual([20])
})

test('two of which either passes alone: one of them is kept', async () => {
  const { leftOut } = await minimize((kept) => !(kept.includes(5) && kept.includes(30)))
  expect(leftOut).toHaveLength(1)
  expect([5, 30]).toContain(leftOut[0])
})
