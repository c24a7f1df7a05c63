import type { Position } from './documents.ts'

/** Offsets of a text as LSP's positions, and back. Lines end with LF, CRLF or CR. */
export class TextLines {
  readonly #starts: readonly number[]
  readonly #length: number

  constructor(text: string) {
    this.#starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((match) => match.index + match[0].length)]
    this.#length = text.length
  }

  offsetAt({ line, character }: Position): number {
    const start = this.#starts[line] ?? this.#length
    return Math.min(start + character, this.#length)
  }

  positionAt(offset: number): Position {
    let low = 0
    let high = this.#starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    const line = Math.max(0, low - 1)
    return { line, character: offset - (this.#starts[line] ?? 0) }
  }
}
