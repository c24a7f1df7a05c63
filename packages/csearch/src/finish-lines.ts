import { isUtf8 } from 'node:buffer'
import { escapeLine } from '@groundcrew/core/text'
import { printable } from './printable.ts'

/** What ripgrep prints of one file with `--heading --line-number`. */
export interface LinesBelowPath {
  /** Bytes as Latin-1 characters: slices of such strings cost nothing. */
  readonly path: string
  readonly bytes: Buffer
  /** Where the lines are, with line feeds between. */
  readonly from: number
  readonly to: number
}

const LINE_FEED = 10
const TAB = 9
const DASH = 45
const DIGIT_0 = 48
const DIGIT_9 = 57
const FIRST_PRINTABLE = 32
const DELETE = 127

/** Where in a buffer lines are. */
export interface Finished {
  readonly slab: Buffer
  readonly from: number
  readonly to: number
}

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

  /** The lines of a file, each with a line feed at its end: bytes of a buffer, which stay as they are. */
  finish({ path, bytes, from, to }: LinesBelowPath): Finished {
    const name = shownPath(path)
    this.#from = this.#at
    for (let at = from; at < to;) {
      // The path, a mark, what is left of the lines, a line feed.
      this.#makeRoom(name.length + 1 + (to - at) + 1)
      // ripgrep puts `--` between runs of lines.
      if (bytes[at] !== DASH) this.#addPath(name, markOf(bytes, at))
      at = (this.#addPlain(bytes, at, to) ?? this.#addOdd(bytes, at, to)) + 1
    }
    return { slab: this.#slab, from: this.#from, to: this.#at }
  }

  #addPath(name: string, mark: number): void {
    const slab = this.#slab
    let at = this.#at
    for (let index = 0; index < name.length; index++) slab[at++] = name.charCodeAt(index)
    slab[at++] = mark
    this.#at = at
  }

  /** Returns where the line ends; undefined, with nothing added, where a byte is odd. */
  #addPlain(bytes: Buffer, from: number, to: number): number | undefined {
    const slab = this.#slab
    let at = this.#at
    let index = from
    for (; index < to; index++) {
      const byte = bytes[index] as number
      if (byte === LINE_FEED) break
      if (ODD[byte] === 1) return undefined
      slab[at++] = byte
    }
    slab[at++] = LINE_FEED
    this.#at = at
    return index
  }

  /** As it is where it is UTF-8 without anything to escape. */
  #addOdd(bytes: Buffer, from: number, to: number): number {
    const feed = bytes.indexOf(LINE_FEED, from)
    const end = feed === -1 || feed > to ? to : feed
    const line = bytes.subarray(from, end)
    const isShown = isUtf8(line) && !line.some((byte) => ESCAPED[byte] === 1)
    const shown = isShown ? line : Buffer.from(printable(line.toString()))
    // What was escaped is longer than what room was made for.
    this.#makeRoom(shown.length + 1)
    this.#slab.set(shown, this.#at)
    this.#at += shown.length
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

/** Bytes of characters that may have to be escaped: control characters, and what some beyond ASCII begin with. */
const ESCAPED = Uint8Array.from({ length: 256 }, (_none, byte) =>
  (byte < FIRST_PRINTABLE && byte !== TAB) || byte === DELETE || byte === 0xc2 || byte === 0xe2 ? 1 : 0,
)
/** These, and all that is not ASCII. */
const ODD = ESCAPED.map((escaped, byte) => (byte > DELETE ? 1 : escaped))

/** What is behind the number that a line begins with: `:` for a match, `-` for context. */
function markOf(bytes: Buffer, from: number): number {
  let at = from
  while ((bytes[at] as number) >= DIGIT_0 && (bytes[at] as number) <= DIGIT_9) at++
  return bytes[at] as number
}

/** Bytes as Latin-1 characters. */
function shownPath(path: string): string {
  return /^[ -~]*$/.test(path) ? path : latin1(escapeLine(Buffer.from(path, 'latin1').toString()))
}

function latin1(text: string): string {
  return Buffer.from(text).toString('latin1')
}
