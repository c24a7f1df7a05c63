import { lstatSync } from 'node:fs'
import { stampOf, systemPath, type PathEntry, type PathTable } from './path-table.ts'
import { watchedStamp } from './watched-stamp.ts'

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
    const { paths } = table.columns
    const changed: string[] = []
    const others = new Set<number>()
    for (let row = 0; row < table.fileCount; row++) {
      const path = paths[row] as string
      const stats = lstatSync(systemPath(table.root, path), { throwIfNoEntry: false })
      if (stats !== undefined && table.holds(row, stampOf(stats))) continue
      others.add(row)
      if (stats !== undefined) changed.push(path)
    }
    this.changed = changed
    this.#others = others
  }

  /** Nothing changed, and nothing came or went. */
  get isClean(): boolean {
    return !this.needsListing && this.#others.size === 0
  }

  get unchanged(): readonly PathEntry[] {
    return this.#table.entries.filter((_, row) => !this.#others.has(row))
  }
}

function needsListing(table: PathTable): boolean {
  const { paths } = table.columns
  for (let row = table.fileCount; row < paths.length; row++) {
    if (!table.holds(row, watchedStamp(table.root, paths[row] as string))) return true
  }
  return false
}
