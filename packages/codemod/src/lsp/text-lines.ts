import { lastAtOrBefore } from '@groundcrew/core/text'
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
    const line = Math.max(0, lastAtOrBefore(this.#starts, offset))
    return { line, character: offset - (this.#starts[line] ?? 0) }
  }
}
