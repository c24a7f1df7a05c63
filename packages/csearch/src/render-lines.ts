import { escapeLine } from '@groundcrew/core/text'
import { printable } from './printable.ts'
import { utf8, type FileCount, type FileLines } from './ripgrep-lines.ts'

/** Paths, or paths with their counts, a line each. */
export function renderCounts(files: readonly FileCount[], layout: 'files' | 'counts'): string {
  return files
    .map(({ path, count }) => (layout === 'files' ? escapeLine(utf8(path)) : `${escapeLine(utf8(path))}:${count}`))
    .join('\n')
}

/** Each line behind its path, with a line feed at its end. */
export function renderLines(files: readonly FileLines[]): Buffer {
  const bytes = files.reduce((sum, { path, lines }) => sum + path.length + lines.length + 2, 0)
  const output = new Lines(bytes)
  for (const file of files) if (!output.addPlain(file)) output.addText(`${renderFile(file)}\n`)
  return output.result()
}

function renderFile({ path, lines }: FileLines): string {
  const shownPath = escapeLine(utf8(path))
  return lines
    .toString()
    .split('\n')
    .map((line) => `${shownPath}:${printable(line)}`)
    .join('\n')
}

const LINE_FEED = 10
const TAB = 9
const COLON = 58
const FIRST_PRINTABLE = 32
const LAST_PRINTABLE = 126

/** Bytes of lines: one pass over what nothing has to be escaped in, which is nearly everything. */
class Lines {
  #bytes: Buffer
  #length = 0

  constructor(sizeBytes: number) {
    this.#bytes = Buffer.allocUnsafe(sizeBytes)
  }

  /** Returns false, and adds nothing, where a byte is no tab, line feed or printable ASCII. */
  addPlain({ path, lines }: FileLines): boolean {
    const from = this.#length
    if (!this.#addPath(path)) return false
    const size = lines.length
    let at = this.#length
    let bytes = this.#room(at, size + 1)
    for (let index = 0; index < size; index++) {
      const byte = lines[index] as number
      if (byte > LAST_PRINTABLE || (byte < FIRST_PRINTABLE && byte !== LINE_FEED && byte !== TAB)) {
        this.#length = from
        return false
      }
      bytes[at++] = byte
      if (byte !== LINE_FEED) continue
      const prefixEnd = from + path.length + 1
      bytes = this.#room(at, path.length + size - index + 1)
      bytes.copyWithin(at, from, prefixEnd)
      at += path.length + 1
    }
    bytes[at++] = LINE_FEED
    this.#length = at
    return true
  }

  addText(text: string): void {
    const bytes = Buffer.from(text)
    this.#room(this.#length, bytes.length).set(bytes, this.#length)
    this.#length += bytes.length
  }

  result(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  #addPath(path: string): boolean {
    const bytes = this.#room(this.#length, path.length + 1)
    for (let index = 0; index < path.length; index++) {
      const code = path.charCodeAt(index)
      if (code < FIRST_PRINTABLE || code > LAST_PRINTABLE) return false
      bytes[this.#length + index] = code
    }
    bytes[this.#length + path.length] = COLON
    this.#length += path.length + 1
    return true
  }

  /** The bytes, with space for so many more behind a place. */
  #room(at: number, more: number): Buffer {
    if (at + more <= this.#bytes.length) return this.#bytes
    const larger = Buffer.allocUnsafe(Math.max(at + more, Math.ceil(this.#bytes.length * 1.5)))
    larger.set(this.#bytes.subarray(0, at))
    this.#bytes = larger
    return larger
  }
}
