import { lookAt } from './look-at.ts'
import { NOTHING, stampOf, systemPath, type Stamp } from './path-table.ts'

const NO_STAMP: Stamp = { sizeBytes: NOTHING, mtimeMs: 0, ctimeMs: 0, inode: 0 }

/** The stamp of a watched path: absolute, or relative to the root. */
export function watchedStamp(root: string, watched: string): Stamp {
  const stats = lookAt(systemPath(root, watched))
  if (stats === undefined) return NO_STAMP
  // A directory's own size says nothing more than its times.
  return stats.isDirectory() ? { ...stampOf(stats), sizeBytes: 0 } : stampOf(stats)
}
