import { isUtf8 } from 'node:buffer'
import { escapeLine } from '@groundcrew/core/text'
import { printable } from './printable.ts'

/** What ripgrep prints of one file with `--heading --line-number`. */
export interface LinesBelowPath {
  /** Bytes as Latin-1 characters: slices of such strings cost nothing. */
  readonly path: string
  /** With line feeds between. */
  readonly lines: Buffer
}

const LINE_FEED = 10
const TAB = 9
const DASH = 45
const DIGIT_0 = 48
const DIGIT_9 = 57
const FIRST_PRINTABLE = 32
const DELETE = 127
/** Room for the lines of a few hundred files. */
const SLAB_BYTES = 1024 * 1024

/**
 * Puts lines behind their paths, as they are shown. One pass over the bytes of what nothing has to be escaped in, which is nearly everything: the
 * string functions of the language take twice as long.
 */
export class LineFinisher {
  #slab = Buffer.alloc(0)
  /** Where the lines of the file begin, and where the next of them goes. */
  #from = 0
  #at = 0

  /** The lines of a file, each with a line feed at its end. */
  finish({ path, lines }: LinesBelowPath): Buffer {
    const name = shownPath(path)
    const odd = isUtf8(lines) ? ODD : ODD_OR_NOT_ASCII
    this.#from = this.#at
    for (let from = 0; from < lines.length;) {
      // The path, a mark, what is left of the lines, a line feed.
      this.#makeRoom(name.length + 1 + (lines.length - from) + 1)
      // ripgrep puts `--` between runs of lines.
      if (lines[from] !== DASH) this.#addPath(name, markOf(lines, from))
      const end = this.#addPlain(lines, from, odd)
      from = (end ?? this.#addEscaped(lines, from)) + 1
    }
    return this.#slab.subarray(this.#from, this.#at)
  }

  #addPath(name: Buffer, mark: number): void {
    const slab = this.#slab
    let at = this.#at
    for (let index = 0; index < name.length; index++) slab[at++] = name[index] as number
    slab[at++] = mark
    this.#at = at
  }

  /** Returns where the line ends; undefined, with nothing added, where a byte is odd. */
  #addPlain(lines: Buffer, from: number, odd: Uint8Array): number | undefined {
    const slab = this.#slab
    let at = this.#at
    let index = from
    for (; index < lines.length; index++) {
      const byte = lines[index] as number
      if (byte === LINE_FEED) break
      if (odd[byte] === 1) return undefined
      slab[at++] = byte
    }
    slab[at++] = LINE_FEED
    this.#at = at
    return index
  }

  #addEscaped(lines: Buffer, from: number): number {
    const feed = lines.indexOf(LINE_FEED, from)
    const end = feed === -1 ? lines.length : feed
    const line = Buffer.from(printable(lines.toString('utf8', from, end)))
    // What was escaped is longer than what room was made for.
    this.#makeRoom(line.length + 1)
    this.#at += line.copy(this.#slab, this.#at)
    this.#slab[this.#at++] = LINE_FEED
    return end
  }

  /** What is finished stays where it is; the lines of the file at hand move into a new slab. */
  #makeRoom(bytes: number): void {
    if (this.#at + bytes <= this.#slab.length) return
    const done = this.#slab.subarray(this.#from, this.#at)
    this.#slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, 2 * (done.length + bytes)))
    this.#slab.set(done)
    this.#from = 0
    this.#at = done.length
  }
}

const isOdd = (byte: number): boolean =>
  (byte < FIRST_PRINTABLE && byte !== TAB) || byte === DELETE || byte === 0xc2 || byte === 0xe2
/** Bytes by which a line may have something to escape: control characters, and what those beyond ASCII begin with. */
const ODD = Uint8Array.from({ length: 256 }, (_none, byte) => (isOdd(byte) ? 1 : 0))
const ODD_OR_NOT_ASCII = ODD.map((odd, byte) => (byte > DELETE ? 1 : odd))

/** What is behind the number that a line begins with: `:` for a match, `-` for context. */
function markOf(lines: Buffer, from: number): number {
  let at = from
  while (at < lines.length && (lines[at] as number) >= DIGIT_0 && (lines[at] as number) <= DIGIT_9) at++
  return lines[at] as number
}

function shownPath(path: string): Buffer {
  const bytes = Buffer.from(path, 'latin1')
  return /^[ -~]*$/.test(path) ? bytes : Buffer.from(escapeLine(bytes.toString()))
}
