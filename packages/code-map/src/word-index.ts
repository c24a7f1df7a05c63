import type { CodeMap, NameUse, OpenOptions } from './code-map.ts'
import { contentKey } from './content-files.ts'
import { displayPath } from './index/path-table.ts'
import { refreshWords, type FreshIndex } from './index/refresh.ts'
import type { Segment } from './index/segment.ts'
import { isProse } from './plain/plain.ts'

/** Where any word of a code base is: those of comments, strings and prose beside the names of its code. */
export class WordIndex {
  readonly #map: CodeMap
  readonly #index: FreshIndex
  #byContent: Map<number, number[]> | undefined

  /** Reads what changed since the last question for words. */
  static async open(map: CodeMap, options: OpenOptions): Promise<WordIndex> {
    return new WordIndex(map, await refreshWords(map.index, options))
  }

  private constructor(map: CodeMap, index: FreshIndex) {
    this.#map = map
    this.#index = index
  }

  get sizeBytes(): number {
    return this.#index.segments.reduce((sum, segment) => sum + segment.sizeBytes, 0)
  }

  /** The numbers of the files that have a word, in any order. */
  filesNaming(word: string): readonly number[] {
    const inCode = this.#map.uses(word).flatMap(({ file }) => (isProse(file.language) ? [] : [file.number]))
    const elsewhere = this.#index.segments.flatMap((segment, number) => {
      const id = segment.findName(word)
      return id === undefined ? [] : segment.postings(id).flatMap(({ content }) => this.#filesWith(number, content))
    })
    return [...inCode, ...elsewhere]
  }

  /** Calls `visit` with every word that `isWanted`, and the files that have it: one of several times with other files. */
  eachWord(isWanted: (word: string) => boolean, visit: (word: string, uses: readonly NameUse[]) => void): void {
    const { segments } = this.#map
    for (const [number, segment] of segments.entries()) {
      eachWanted(segment, isWanted, (name, id) => {
        const uses = this.#map.usesIn(number, id)
        visit(
          name,
          uses.filter(({ file }) => !isProse(file.language)),
        )
      })
    }
    for (const [number, segment] of this.#index.segments.entries()) {
      eachWanted(segment, isWanted, (name, id) => {
        const uses = segment
          .postings(id)
          .flatMap(({ content, uses: count, isDeclared }) =>
            this.#filesWith(number, content).map((file) => ({ file: this.#map.file(file), uses: count, isDeclared })),
          )
        visit(name, uses)
      })
    }
  }

  #filesWith(segment: number, content: number): readonly number[] {
    if (this.#byContent === undefined) {
      this.#byContent = new Map()
      for (const entry of this.#index.table.entries) {
        // Undefined: the file came since the map was opened.
        const file = this.#map.findFile(displayPath(entry.path))
        if (file === undefined) continue
        const key = contentKey(entry.segment, entry.content)
        const list = this.#byContent.get(key)
        if (list === undefined) this.#byContent.set(key, [file])
        else list.push(file)
      }
    }
    return this.#byContent.get(contentKey(segment, content)) ?? []
  }
}

function eachWanted(
  segment: Segment,
  isWanted: (word: string) => boolean,
  visit: (word: string, id: number) => void,
): void {
  segment.eachName({ isDeclared: false }, (word, id) => {
    if (isWanted(word)) visit(word, id)
  })
}
