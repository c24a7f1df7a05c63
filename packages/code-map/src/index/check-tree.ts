import { lookAt } from './look-at.ts'
import type { PathTable } from './path-table.ts'

/** What a look at the work tree found, against a table. */
export class TreeCheck {
  /** Whether files may have come or gone: the tree has to be listed again. */
  readonly needsListing: boolean
  /** Paths to read again. */
  readonly changed: readonly string[]
  readonly #table: PathTable
  /** Rows of files that are changed or gone. */
  readonly #others: ReadonlySet<number>

  constructor(table: PathTable) {
    this.#table = table
    this.needsListing = needsListing(table)
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

function needsListing(table: PathTable): boolean {
  for (let row = table.fileCount; row < table.columns.paths.length; row++) {
    if (!table.holdsWatched(row, lookAt(table.systemPath(row)))) return true
  }
  return false
}
