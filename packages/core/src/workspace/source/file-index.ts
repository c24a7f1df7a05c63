import { compareText } from './order.ts'
import { baseName, joinPath } from './paths.ts'

/** The listing of a repository, asked by name and by folder without going to the disk. */
export class FileIndex {
  /** Sorted by code unit, each once. */
  readonly files: readonly string[]
  readonly #byName = new Map<string, string[]>()

  constructor(listing: Iterable<string>) {
    this.files = sortedPaths(listing)
    for (const path of this.files) {
      const name = baseName(path)
      const sameName = this.#byName.get(name)
      if (sameName === undefined) this.#byName.set(name, [path])
      else sameName.push(path)
    }
  }

  has(path: string): boolean {
    return this.#byName.has(baseName(path)) && this.files[this.#position(path)] === path
  }

  /** All files of that name, at any depth. */
  named(name: string): readonly string[] {
    return this.#byName.get(name) ?? []
  }

  /** All files whose name matches, at any depth. */
  namedLike(pattern: RegExp): readonly string[] {
    const found: string[] = []
    for (const [name, paths] of this.#byName) {
      if (pattern.test(name)) for (const path of paths) found.push(path)
    }
    return found.sort(compareText)
  }

  /** The first of `names` that `directory` holds, as a path. */
  first(directory: string, names: readonly string[]): string | undefined {
    return this.present(directory, names)[0]
  }

  /** All of `names` that `directory` holds, as paths. */
  present(directory: string, names: readonly string[]): string[] {
    const known = names.filter((name) => this.#byName.has(baseName(name)))
    return known.map((name) => joinPath(directory, name)).filter((path) => this.has(path))
  }

  /** The files below `directory`, at any depth. */
  under(directory: string): readonly string[] {
    if (directory === '.') return this.files
    // `0` is the code unit after `/`: everything below sorts between the two.
    return this.files.slice(this.#position(`${directory}/`), this.#position(`${directory}0`))
  }

  /** The files directly in `directory`. */
  inside(directory: string): readonly string[] {
    const depth = directory === '.' ? 0 : directory.length + 1
    return this.under(directory).filter((path) => !path.includes('/', depth))
  }

  #position(path: string): number {
    let low = 0
    let high = this.files.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareText(this.files[middle] ?? '', path) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Listings come sorted as a rule; then nothing is moved. */
function sortedPaths(listing: Iterable<string>): string[] {
  const paths: string[] = []
  let isSorted = true
  for (const listed of listing) {
    const path = listed.startsWith('./') ? listed.slice(2) : listed
    if (!isRelative(path)) continue
    const before = paths.at(-1)
    if (before !== undefined && before >= path) isSorted = false
    paths.push(path)
  }
  return isSorted ? paths : [...new Set(paths)].sort(compareText)
}

function isRelative(path: string): boolean {
  return path !== '' && !path.startsWith('/') && path !== '..' && !path.startsWith('../') && !path.includes('/../')
}
