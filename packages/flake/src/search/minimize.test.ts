import { expect, test } from 'vitest'
import { minimize } from './minimize.ts'

interface Asked {
  readonly found: readonly number[]
  readonly isMinimal: boolean
  readonly questions: number
}

async function search(
  count: number,
  needed: readonly number[],
  questionsMax = Number.POSITIVE_INFINITY,
): Promise<Asked> {
  let questions = 0
  const items = Array.from({ length: count }, (_, index) => index)
  const { items: found, isMinimal } = await minimize(items, async (part) => {
    if (questions === questionsMax) return undefined
    questions += 1
    return needed.every((item) => part.includes(item))
  })
  return { found, isMinimal, questions }
}

test('one needed item is found wherever it is, in log2(n) + 1 questions', async () => {
  for (const count of [1, 2, 3, 10, 64, 100, 1000]) {
    for (const at of [0, Math.floor(count / 2), count - 1]) {
      const { found, questions } = await search(count, [at])
      expect(found).toEqual([at])
      expect(questions).toBeLessThanOrEqual(Math.ceil(Math.log2(count)) + 1)
    }
  }
})

test('several needed items are found, in their order', async () => {
  for (const needed of [
    [3, 70],
    [0, 1, 2],
    [10, 50, 90, 99],
  ]) {
    expect(await search(100, needed)).toMatchObject({ found: needed, isMinimal: true })
  }
})

test('a search that is stopped gives the smallest part so far, which holds', async () => {
  const { found, isMinimal } = await search(100, [3, 70], 4)
  expect(isMinimal).toBe(false)
  expect(found).toEqual(expect.arrayContaining([3, 70]))
  expect(found.length).toBeLessThan(100)
})

test('an item that undoes another is left out', async () => {
  const items = Array.from({ length: 32 }, (_, index) => index)
  // 5 is needed; 9 takes its effect away, 12 brings it back.
  const { items: found } = await minimize(items, async (part) => {
    let isOn = false
    for (const item of part) {
      if (item === 5 || item === 12) isOn = true
      if (item === 9) isOn = false
    }
    return isOn
  })
  expect(found).toHaveLength(1)
})
