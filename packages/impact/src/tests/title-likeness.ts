import { partsOf } from './name-parts.ts'
import { rarity } from './rarity.ts'
import { fileStem } from './rank.ts'

/** They say nothing of what a test is about. */
const GENERIC: ReadonlySet<string> = new Set(['test', 'spec', 'index', 'unit'])

/**
 * How much of the name of each test's file is made of words of the changed names, from 0 to 1: `command.positionalOptions.test.js` for
 * `enablePositionalOptions`. A word that few of the tests have counts more.
 */
export function titleLikeness(tests: readonly string[], names: readonly string[]): ReadonlyMap<string, number> {
  const changed = new Set(names.flatMap(partsOf))
  const titles = new Map(
    tests.map((test) => [test, new Set(partsOf(fileStem(test)).filter((part) => !GENERIC.has(part)))]),
  )
  const counts = new Map<string, number>()
  for (const parts of titles.values()) for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1)
  const weigh = (parts: readonly string[]): number =>
    parts.reduce((sum, part) => sum + rarity(counts.get(part) ?? 0, tests.length), 0)
  const likeness = new Map<string, number>()
  for (const [test, parts] of titles) {
    const shared = [...parts].filter((part) => changed.has(part))
    if (shared.length > 0) likeness.set(test, weigh(shared) / weigh([...parts]))
  }
  return likeness
}
