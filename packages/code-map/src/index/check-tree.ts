import type { Stats } from 'node:fs'
import { lookAt } from './look-at.ts'
import { directoryStamp, type PathTable, type Watched } from './path-table.ts'
import { namesOf, readDirectory } from './read-directory.ts'

/** What a look at the work tree found, against a table. */
export class TreeCheck {
  /** Whether files may have come or gone: the tree has to be listed again. */
  readonly needsListing: boolean
  /** Paths to read again. */
  readonly changed: readonly string[]
  readonly #table: PathTable
  /** Rows of files that are changed or gone. */
  readonly #others: ReadonlySet<number>
  /** Directories that changed and have the names they had: a file was replaced, or came and went. */
  readonly #sameNames: ReadonlyMap<number, Stats>

  constructor(table: PathTable) {
    this.#table = table
    const sameNames = directoriesWithSameNames(table)
    this.needsListing = sameNames === undefined
    this.#sameNames = sameNames ?? new Map()
    const { fileCount } = table
    const changed: string[] = []
    const others = new Set<number>()
    for (let row = 0; row < fileCount; row++) {
      const stats = lookAt(table.systemPath(row))
      if (stats !== undefined && table.holds(row, stats)) continue
      others.add(row)
      if (stats !== undefined) changed.push(table.columns.paths[row] as string)
    }
    this.changed = changed
    this.#others = others
  }

  /** What is watched, as it is now; of a tree that needs no listing. */
  get watched(): readonly Watched[] {
    const first = this.#table.fileCount
    return this.#table.watched.map((known, index) => {
      const stats = this.#sameNames.get(first + index)
      return stats === undefined ? known : { ...known, stamp: directoryStamp(stats, known.stamp.sizeBytes) }
    })
  }

  /** Nothing changed, and nothing came or went. */
  get isClean(): boolean {
    return !this.needsListing && this.#others.size === 0
  }

  /** Rows of files that are as they were. */
  get unchanged(): readonly number[] {
    const rows: number[] = []
    for (let row = 0; row < this.#table.fileCount; row++) if (!this.#others.has(row)) rows.push(row)
    return rows
  }
}

/** Undefined where anything else that is watched changed. */
function directoriesWithSameNames(table: PathTable): ReadonlyMap<number, Stats> | undefined {
  const found = new Map<number, Stats>()
  for (let row = table.fileCount; row < table.columns.paths.length; row++) {
    const stats = lookAt(table.systemPath(row))
    if (table.holdsWatched(row, stats)) continue
    // Looked at before its names are read: what comes to be in it afterwards changes it again.
    if (stats?.isDirectory() !== true || !hasSameNames(table, row)) return undefined
    found.set(row, stats)
  }
  return found
}

function hasSameNames(table: PathTable, row: number): boolean {
  return table.holdsNames(row, namesOf(readDirectory(table.root, table.columns.paths[row] as string)))
}
