import { lstatSync } from 'node:fs'
import { isSameStamp, stampOf, systemPath, type PathEntry, type PathTable, type Stamp } from './path-table.ts'
import { watchedStamp } from './watched-stamp.ts'

/** A file that changed this shortly before it was looked at may change again without another time stamp (git's racy entries). */
const RACY_MS = 25

/** What a look at the work tree found, against a table. */
export interface TreeCheck {
  /** Whether files may have come or gone: the tree has to be listed again. */
  readonly needsListing: boolean
  readonly unchanged: readonly PathEntry[]
  /** Paths to read again. */
  readonly changed: readonly string[]
}

/** Whether a file had its stamp for so long, when the table was made, that another change would show. */
export function isSettled({ ctimeMs }: Pick<Stamp, 'ctimeMs'>, { scannedAtMs }: Pick<PathTable, 'scannedAtMs'>): boolean {
  return ctimeMs < scannedAtMs - RACY_MS
}

/** Compares every file and watched directory with its stamp. */
export function checkTree(table: PathTable): TreeCheck {
  const { root, watched, entries } = table
  const needsListing = watched.some(({ path, stamp }) => {
    const now = watchedStamp(root, path)
    return !isSameStamp(now, stamp) || (now.sizeBytes !== -1 && !isSettled(now, table))
  })
  const unchanged: PathEntry[] = []
  const changed: string[] = []
  for (const entry of entries) {
    const stats = lstatSync(systemPath(root, entry.path), { throwIfNoEntry: false })
    if (stats === undefined) continue
    if (isSameStamp(stampOf(stats), entry.stamp) && isSettled(stats, table)) unchanged.push(entry)
    else changed.push(entry.path)
  }
  return { needsListing, unchanged, changed }
}
