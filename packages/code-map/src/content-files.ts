import type { PathTable } from './index/path-table.ts'

/** A key for a content of a segment: there are fewer of both than fit. */
export function contentKey(segment: number, content: number): number {
  return segment * 2 ** 32 + content
}

/** Which files of a work tree have a content: none where only other work trees have it. */
export class ContentFiles {
  readonly #table: PathTable
  #hasAnswered = false
  #byContent: Map<number, number[]> | undefined

  constructor(table: PathTable) {
    this.#table = table
  }

  /** The numbers of the files with a content. */
  of(segment: number, content: number): readonly number[] {
    return this.#filesByContent().get(contentKey(segment, content)) ?? []
  }

  /** Files by number with what is said of their contents, which are keys of `contentKey`. */
  withAny<T>(contents: ReadonlyMap<number, T>): readonly (readonly [file: number, what: T])[] {
    if (contents.size === 0) return []
    const found: (readonly [number, T])[] = []
    if (this.#hasAnswered) {
      const byContent = this.#filesByContent()
      for (const [key, what] of contents) for (const file of byContent.get(key) ?? []) found.push([file, what])
      return found.sort(([left], [right]) => left - right)
    }
    // Most questions ask once: a map of all files pays from the second time on.
    this.#hasAnswered = true
    for (let file = 0; file < this.#table.fileCount; file++) {
      const what = contents.get(this.#keyOf(file))
      if (what !== undefined) found.push([file, what])
    }
    return found
  }

  #keyOf(file: number): number {
    const { places } = this.#table.columns
    return contentKey(places[file * 2] ?? 0, places[file * 2 + 1] ?? 0)
  }

  #filesByContent(): ReadonlyMap<number, readonly number[]> {
    if (this.#byContent !== undefined) return this.#byContent
    this.#byContent = new Map()
    for (let file = 0; file < this.#table.fileCount; file++) {
      const list = this.#byContent.get(this.#keyOf(file))
      if (list === undefined) this.#byContent.set(this.#keyOf(file), [file])
      else list.push(file)
    }
    return this.#byContent
  }
}
