import { statSync } from 'node:fs'
import path from 'node:path'
import { readPathTable } from './path-table.ts'
import { tableFileOf, wordPlace, type Place } from './place.ts'
import { IndexDamage } from './segment.ts'

/** The sizes in bytes of the segments of words that a work tree has on disk: none before the first question for words. */
export function wordSegmentSizes(place: Place): readonly number[] {
  const words = wordPlace(place)
  const names = segmentsOf(tableFileOf(words))
  return names.map((name) => {
    const stats = statSync(path.join(words.indexDirectory, 'segments', name), { throwIfNoEntry: false })
    return stats?.size ?? 0
  })
}

function segmentsOf(tableFile: string): readonly string[] {
  try {
    return readPathTable(tableFile)?.segments ?? []
  } catch (error) {
    // The next question for words builds it anew.
    if (error instanceof IndexDamage) return []
    throw error
  }
}
