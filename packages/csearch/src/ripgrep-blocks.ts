/** What ripgrep found in one file. */
export interface Block {
  /** Bytes as Latin-1 characters. */
  readonly path: string
  /** Without the line feed at their end; the bytes are the taker's only until it returns. */
  readonly lines: Buffer
  /** Where they are in the output. */
  readonly offset: number
}

const ROOM_BYTES = 1024 * 1024

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
    for (;;) {
      const found = this.#bytes.subarray(0, this.#end)
      const pathEnd = found.indexOf(0, this.#from)
      if (pathEnd === -1) return
      const end = found.indexOf('\n\n', Math.max(pathEnd, this.#unseen), 'latin1')
      if (end === -1) {
        // The last byte may be the first half of an empty line.
        this.#unseen = this.#end - 1
        return
      }
      this.#take({
        path: found.toString('latin1', this.#from, pathEnd),
        lines: found.subarray(pathEnd + 1, end),
        offset: this.#dropped + pathEnd + 1,
      })
      this.#from = end + 2
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
