import type { CodeFile, CodeMap } from '@groundcrew/code-map'

/**
 * How much each test speaks of what changed, from 0 to 1: the names on the changed lines that it has too, the rarer among these tests the
 * more. By file number; tests that have none are left out.
 */
export async function sharedWords(
  map: CodeMap,
  words: readonly string[],
  tests: readonly CodeFile[],
): Promise<ReadonlyMap<number, number>> {
  if (words.length === 0) return new Map()
  const index = await map.words()
  const isTest = new Set(tests.map(({ number }) => number))
  const shared = new Map<number, number>()
  let whole = 0
  for (const word of words) {
    const holders = index.filesNaming(word).filter((number) => isTest.has(number))
    if (holders.length === 0) continue
    const weight = rarity(holders.length, tests.length) ** 2
    whole += weight
    for (const number of holders) shared.set(number, (shared.get(number) ?? 0) + weight)
  }
  return new Map([...shared].map(([number, sum]) => [number, Math.sqrt(sum / whole)]))
}

/** As search engines weigh a term: Robertson and Spärck Jones, "Relevance weighting of search terms" (1976). */
function rarity(holders: number, all: number): number {
  return Math.log(1 + (all - holders + 0.5) / (holders + 0.5))
}
