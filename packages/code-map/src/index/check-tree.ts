import { accessSync, constants, type Stats } from 'node:fs'
import { lookAt } from './look-at.ts'
import { trackedNamesOf } from './git-index.ts'
import { lookAtRows, SEEN } from './look-at-rows.ts'
import {
  settledBefore,
  stampOf,
  systemPath,
  type PathTable,
  type RowRange,
  type Skipped,
  type Watched,
} from './path-table.ts'
import { namesOf, readDirectory } from './read-directory.ts'
import { FILE_BYTES_MAX } from './read-file.ts'

/** What a look at the work tree found, against a table. */
export class TreeCheck {
  /** Whether files may have come or gone: the tree has to be listed again. */
  readonly needsListing: boolean
  /** Paths to read again. */
  readonly changed: readonly string[]
  readonly #table: PathTable
  /** Rows of files that are changed or gone. */
  readonly #others: readonly number[]
  /** What is watched and changed, but has the names it had: a file was replaced, or came and went; git looked at its files. */
  readonly #sameNames: ReadonlyMap<number, Stats>

  constructor(table: PathTable) {
    this.#table = table
    const sameNames = watchedWithSameNames(table)
    this.needsListing = sameNames === undefined || table.skipped.some((one) => canBeRead(table.root, one))
    this.#sameNames = sameNames ?? new Map()
    const { fileCount, root, columns, scannedAtMs } = table
    const paths = columns.paths.slice(0, fileCount)
    const seen = lookAtRows({ root, paths, stamps: columns.stamps, settledBeforeMs: settledBefore(scannedAtMs) })
    const changed: string[] = []
    const others: number[] = []
    for (const [row, state] of seen.entries()) {
      if (state === SEEN.same) continue
      others.push(row)
      if (state === SEEN.changed) changed.push(paths[row] as string)
    }
    this.changed = changed
    this.#others = others
  }

  /** What is watched, as it is now; of a tree that needs no listing. */
  get watched(): readonly Watched[] {
    const first = this.#table.fileCount
    return this.#table.watched.map((known, index) => {
      const stats = this.#sameNames.get(first + index)
      return stats === undefined ? known : { ...known, stamp: { ...stampOf(stats), sizeBytes: known.stamp.sizeBytes } }
    })
  }

  /** The table says what is there. */
  get isClean(): boolean {
    return !this.needsListing && this.#others.length === 0 && this.#sameNames.size === 0
  }

  /** Rows of files that are as they were. */
  get unchanged(): readonly RowRange[] {
    const ends = [...this.#others, this.#table.fileCount]
    return ends
      .map((end, index): RowRange => [index === 0 ? 0 : (ends[index - 1] as number) + 1, end])
      .filter(([from, to]) => from < to)
  }
}

/** Undefined where anything else that is watched changed. */
function watchedWithSameNames(table: PathTable): ReadonlyMap<number, Stats> | undefined {
  const found = new Map<number, Stats>()
  for (let row = table.fileCount; row < table.columns.paths.length; row++) {
    const stats = lookAt(table.systemPath(row))
    if (table.holdsWatched(row, stats)) continue
    // Looked at before its names are read: what comes to be in it afterwards changes it again.
    if (stats === undefined || namesNow(table, row, stats) !== table.namesAt(row)) return undefined
    found.set(row, stats)
  }
  return found
}

/** NaN where there are none that could be compared. */
function namesNow(table: PathTable, row: number, stats: Stats): number {
  if (Number.isNaN(table.namesAt(row))) return Number.NaN
  if (stats.isDirectory()) return namesOf(readDirectory(table.root, table.columns.paths[row] as string))
  return trackedNamesOf(table.systemPath(row))
}

/** Whether what was skipped need not be any more although no directory changed. */
function canBeRead(root: string, { path, reason }: Skipped): boolean {
  if (reason === 'too-large') return (lookAt(systemPath(root, path))?.size ?? 0) <= FILE_BYTES_MAX
  return reason === 'unreadable' && mayRead(systemPath(root, path))
}

function mayRead(path: string | Buffer): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}
