import { readFileSync } from 'node:fs'
import { truncateLine } from '@groundcrew/core/text'

const codeLengthMax = 70

/** The text of lines of files, cut to the width of an answer; empty where there is none, as for code that was made in memory. */
export class CodeLines {
  readonly #files = new Map<string, readonly string[]>()

  read({ file, line }: { readonly file: string; readonly line: number }): string {
    const lines = this.#files.get(file) ?? readLines(file)
    this.#files.set(file, lines)
    return truncateLine((lines[line - 1] ?? '').trim(), codeLengthMax)
  }
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}
