import { countParts, partTable } from './count-parts.ts'
import { partsOf } from './name-parts.ts'
import { rarity } from './rarity.ts'

/** A shorter word is a part of too many names. */
const partMin = 3

/**
 * How much each text speaks of each list of names, from 0 to 1: how often it has the words that the names are made of, for its length, the
 * rarer among the texts the more. As search engines rank: Robertson and others, "Okapi at TREC-3" (1994). For each list the likeness of each text.
 */
export function textLikeness(
  texts: readonly Uint8Array[],
  lists: readonly (readonly string[])[],
): readonly (readonly number[])[] {
  const queries = lists.map((names) => [...new Set(names.flatMap(partsOf))].filter((part) => part.length >= partMin))
  const parts = [...new Set(queries.flat())]
  if (parts.length === 0) return lists.map(() => texts.map(() => 0))
  const table = partTable(parts)
  const counts = texts.map((text) => countParts(text, table))
  const mean = texts.reduce((sum, { length }) => sum + length, 0) / texts.length
  const saturation = texts.map(({ length }) => SATURATION * (1 - FOR_LENGTH + (FOR_LENGTH * length) / mean))
  const numbers = new Map(parts.map((part, number) => [part, number]))
  return queries.map((query) => {
    const sums = new Float64Array(texts.length)
    let whole = 0
    for (const part of query) {
      const number = numbers.get(part) ?? 0
      const holders = counts.filter((count) => (count[number] as number) > 0).length
      if (holders === 0) continue
      const weight = rarity(holders, texts.length)
      whole += weight
      for (const [at, count] of counts.entries()) {
        const times = count[number] as number
        if (times > 0) sums[at] = (sums[at] as number) + (weight * times) / (times + (saturation[at] as number))
      }
    }
    return [...sums].map((sum) => (whole === 0 ? 0 : sum / whole))
  })
}

/** The usual values: so often a word may come until more say little, and how far length counts. */
const SATURATION = 1.2
const FOR_LENGTH = 0.75
