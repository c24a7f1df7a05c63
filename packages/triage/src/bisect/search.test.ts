import { expect, test } from 'vitest'
import { searchFirstBad, type SearchResult } from './search.ts'

/** A generator of numbers below 1 that is the same for the same seed (Lehmer, Park and Miller). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}

interface World {
  readonly count: number
  readonly firstBad: number
  readonly flakiness: number
  readonly unbuildable?: ReadonlySet<number>
  readonly jobs?: number
  readonly seed?: number
}

async function search({
  count,
  firstBad,
  flakiness,
  unbuildable = new Set(),
  jobs = 1,
  seed = 1,
}: World): Promise<SearchResult> {
  const random = randomFrom(seed)
  return searchFirstBad({
    count,
    jobs,
    runsMax: 1000,
    tryCommit: async (index) => {
      if (unbuildable.has(index)) return 'skip'
      const isWrong = random() < flakiness
      return index >= firstBad !== isWrong ? 'fail' : 'pass'
    },
  })
}

function found(result: SearchResult): readonly number[] {
  return result.kind === 'found' && result.isSure ? [result.first.from, result.first.to] : []
}

test.each([0, 1, 97, 198, 199])('a command that never errs needs few runs for commit %d of 200', async (firstBad) => {
  const result = await search({ count: 200, firstBad, flakiness: 0 })
  expect(found(result)).toEqual([firstBad, firstBad])
  expect(result.kind === 'found' ? result.runs : 0).toBeLessThan(30)
})

test('a command that errs in one of five runs, on two cores, leads to the commit in each of 200 histories', async () => {
  const results: string[] = []
  for (let seed = 1; seed <= 200; seed += 1) {
    const firstBad = (seed * 37) % 200
    const result = await search({ count: 200, firstBad, flakiness: 0.2, jobs: 2, seed })
    const places = found(result)

    if (places.join() !== [firstBad, firstBad].join())
      results.push(`${seed}: ${firstBad} is not ${JSON.stringify(places)}`)
  }
  expect(results).toEqual([])
})

test('commits that cannot be built are passed over, and named where no test can tell them apart', async () => {
  const unbuildable = new Set([3, 4, 7, 8, 9])
  expect(found(await search({ count: 20, firstBad: 5, flakiness: 0, unbuildable }))).toEqual([3, 5])
  expect(found(await search({ count: 20, firstBad: 6, flakiness: 0, unbuildable }))).toEqual([6, 6])
  expect(found(await search({ count: 20, firstBad: 8, flakiness: 0, unbuildable }))).toEqual([7, 10])
})

test('ends that are not what they are said to be are refused', async () => {
  expect(await search({ count: 5, firstBad: -1, flakiness: 0 })).toMatchObject({ kind: 'good-fails' })
  expect(await search({ count: 5, firstBad: 5, flakiness: 0 })).toMatchObject({ kind: 'bad-passes' })
  expect(await search({ count: 5, firstBad: 2, flakiness: 0, unbuildable: new Set([4]) })).toEqual({
    kind: 'bad-untestable',
  })
})
