import type { CodeFile, CodeMap } from '@groundcrew/code-map'
import { rarity } from './rarity.ts'

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

/**
 * How much each test is about the changed declarations, from 0 to 1: how often its code has their names, for its length, the rarer among these
 * tests the more. By file number; tests that have none are left out.
 */
export function namedChanges(
  map: CodeMap,
  names: readonly string[],
  tests: readonly CodeFile[],
): ReadonlyMap<number, number> {
  const lines = new Map(tests.map((test) => [test.number, test.lines]))
  const named = new Map<number, number>()
  let whole = 0
  for (const name of names) {
    const holders = map.uses(name).filter(({ file }) => lines.has(file.number))
    if (holders.length === 0) continue
    const weight = rarity(holders.length, tests.length) ** 2
    whole += weight
    for (const { file, uses } of holders) {
      const frequency = Math.log(1 + uses) / Math.log(1 + Math.max(2, file.lines))
      named.set(file.number, (named.get(file.number) ?? 0) + weight * Math.min(1, frequency))
    }
  }
  return new Map([...named].map(([number, sum]) => [number, Math.sqrt(sum / whole)]))
}
