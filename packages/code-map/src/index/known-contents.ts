import { readdirSync } from 'node:fs'
import path from 'node:path'
import { LANGUAGES } from '../languages.ts'
import type { PathTable } from './path-table.ts'
import { Segment } from './segment.ts'

export type KnownContents = ReadonlyMap<string, readonly [segment: string, content: number]>

/** Every content of the segments on disk, by `blob id:language`. Segments that cannot be read are left out. */
export function knownContents(segmentDirectory: string): KnownContents {
  const known = new Map<string, readonly [string, number]>()
  for (const name of segmentFiles(segmentDirectory)) {
    try {
      const segment = Segment.open(path.join(segmentDirectory, name), name)
      for (let content = 0; content < segment.header.contents; content++) addTo(known, segment, content)
      segment.close()
    } catch {
      // A damaged segment knows nothing; whoever needs it will say so.
    }
  }
  return known
}

/** The contents that some files had: enough to see that a touched file is still the same. Throws IndexDamage. */
export function contentsOf(table: PathTable, rows: readonly number[], segmentDirectory: string): KnownContents {
  const known = new Map<string, readonly [string, number]>()
  const opened = new Map<string, Segment>()
  for (const row of rows) {
    const { segment: number, content } = table.entry(row)
    const name = table.segments[number] ?? ''
    const segment = opened.get(name) ?? Segment.open(path.join(segmentDirectory, name), name)
    opened.set(name, segment)
    addTo(known, segment, content)
  }
  for (const segment of opened.values()) segment.close()
  return known
}

function addTo(known: Map<string, readonly [string, number]>, segment: Segment, content: number): void {
  const { blobId, languageNumber } = segment.content(content)
  known.set(`${blobId}:${LANGUAGES[languageNumber] ?? 'text'}`, [segment.name, content])
}

export function segmentFiles(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith('.seg'))
      .sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
