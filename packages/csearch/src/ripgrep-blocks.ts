/** What ripgrep found in one file. */
export interface Block {
  /** Bytes as Latin-1 characters. */
  readonly path: string
  /** Holds the lines; the bytes are the taker's only until it returns. */
  readonly bytes: Buffer
  /** Where the lines are in the bytes, without the line feed at their end. */
  readonly from: number
  readonly to: number
  /** Where they begin in the output. */
  readonly offset: number
}

const ROOM_BYTES = 1024 * 1024
const EMPTY_LINE = '\n\n'

/**
 * Parts what ripgrep prints with `--heading --null` while it comes: for each file its path, NUL, its lines, an empty line. Paths may have empty
 * lines in them; lines begin with their number.
 */
export class BlockReader {
  readonly #take: (block: Block) => void
  #bytes = Buffer.allocUnsafe(ROOM_BYTES)
  /** Where the block that is not whole begins and ends. */
  #from = 0
  #end = 0
  /** Where its end is looked for. */
  #unseen = 0
  /** Bytes of ripgrep's output before the buffer. */
  #dropped = 0

  constructor(take: (block: Block) => void) {
    this.#take = take
  }

  /** Reads as long as there is something: `read` puts bytes at a place of a buffer and returns how many. */
  readAll(read: (bytes: Buffer, at: number) => number): void {
    for (let count = -1; count !== 0;) {
      this.#makeRoom(1)
      count = read(this.#bytes, this.#end)
      this.#end += count
      this.#takeBlocks()
    }
  }

  add(bytes: Buffer): void {
    this.#makeRoom(bytes.length)
    bytes.copy(this.#bytes, this.#end)
    this.#end += bytes.length
    this.#takeBlocks()
  }

  /** What is behind the last block. */
  rest(): string {
    return this.#bytes.toString('latin1', this.#from, this.#end)
  }

  #takeBlocks(): void {
    const bytes = this.#bytes
    for (;;) {
      // What is found behind the end was there before.
      const pathEnd = bytes.indexOf(0, this.#from)
      if (pathEnd === -1 || pathEnd >= this.#end) return
      const to = bytes.indexOf(EMPTY_LINE, Math.max(pathEnd, this.#unseen), 'latin1')
      if (to === -1 || to + EMPTY_LINE.length > this.#end) {
        // The last byte may be the first half of an empty line.
        this.#unseen = this.#end - 1
        return
      }
      const from = pathEnd + 1
      this.#take({ path: bytes.toString('latin1', this.#from, pathEnd), bytes, from, to, offset: this.#dropped + from })
      this.#from = to + EMPTY_LINE.length
    }
  }

  /** Blocks that were taken make room, and else the buffer doubles. */
  #makeRoom(bytes: number): void {
    if (this.#end + bytes <= this.#bytes.length) return
    const left = this.#end - this.#from
    const size = left + bytes <= this.#bytes.length / 2 ? this.#bytes.length : 2 * (left + bytes + ROOM_BYTES)
    const next = size === this.#bytes.length ? this.#bytes : Buffer.allocUnsafe(size)
    this.#bytes.copy(next, 0, this.#from, this.#end)
    this.#bytes = next
    this.#dropped += this.#from
    this.#unseen = Math.max(0, this.#unseen - this.#from)
    this.#from = 0
    this.#end = left
  }
}
