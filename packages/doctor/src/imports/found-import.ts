/** Something that is not part of the repository as far as the line itself shows. */
export interface FoundImport {
  /** As a manifest would name it: a package of npm, a top-level module of Python, an import path of Go. */
  readonly name: string
  readonly line: number
}

/** Line numbers for ascending offsets into one text. */
export class LineCounter {
  readonly #text: string
  #offset = 0
  #line = 1

  constructor(text: string) {
    this.#text = text
  }

  at(offset: number): number {
    for (let next = this.#next(); next >= 0 && next < offset; next = this.#next()) {
      this.#offset = next + 1
      this.#line += 1
    }
    return this.#line
  }

  #next(): number {
    return this.#text.indexOf('\n', this.#offset)
  }
}
