import { StringDecoder } from 'node:string_decoder'
import type { OutputStream } from './command.ts'

/** A line longer than this is passed on in pieces, so that output without line ends stays out of memory. */
export const lineBytesMax = 1024 * 1024

const newline = 0x0a

interface Unfinished {
  readonly pieces: Buffer[]
  sizeBytes: number
}

/**
 * Merges stdout and stderr in the order in which they arrive, but only by whole lines: a line that comes in several reads waits
 * until it is whole, so that the other stream cannot tear it. (A line beyond `lineBytesMax` does not wait.) No byte is added or lost.
 */
export class LineMerger {
  readonly #emit: (bytes: Buffer) => void
  readonly #unfinished = new Map<OutputStream, Unfinished>()

  constructor(emit: (bytes: Buffer) => void) {
    this.#emit = emit
  }

  push(chunk: Buffer, stream: OutputStream): void {
    const end = chunk.lastIndexOf(newline) + 1
    if (end > 0) {
      this.#release(stream)
      this.#emit(chunk.subarray(0, end))
    }
    if (end < chunk.length) this.#keep(chunk.subarray(end), stream)
  }

  /** Passes on what never got its line end, in the order in which it began. */
  end(): void {
    for (const stream of this.#unfinished.keys()) this.#release(stream)
  }

  #keep(bytes: Buffer, stream: OutputStream): void {
    const unfinished = this.#unfinished.get(stream) ?? { pieces: [], sizeBytes: 0 }
    unfinished.pieces.push(bytes)
    unfinished.sizeBytes += bytes.length
    this.#unfinished.set(stream, unfinished)
    if (unfinished.sizeBytes > lineBytesMax) this.#release(stream)
  }

  #release(stream: OutputStream): void {
    const unfinished = this.#unfinished.get(stream)
    this.#unfinished.delete(stream)
    for (const piece of unfinished?.pieces ?? []) this.#emit(piece)
  }
}

/**
 * Cuts the two streams into lines of text without their line ends (`\n` or `\r\n`), for live display. A line beyond `lineBytesMax`
 * is given in pieces.
 */
export class LineSplitter {
  readonly #onLine: (line: string, stream: OutputStream) => void
  readonly #states = new Map<OutputStream, { readonly decoder: StringDecoder; text: string }>()

  constructor(onLine: (line: string, stream: OutputStream) => void) {
    this.#onLine = onLine
  }

  push(chunk: Buffer, stream: OutputStream): void {
    const state = this.#states.get(stream) ?? { decoder: new StringDecoder('utf8'), text: '' }
    this.#states.set(stream, state)
    const lines = (state.text + state.decoder.write(chunk)).split('\n')
    state.text = lines.pop() ?? ''
    for (const line of lines) this.#give(line, stream)
    if (state.text.length > lineBytesMax) {
      this.#onLine(state.text, stream)
      state.text = ''
    }
  }

  /** Gives the last lines, when they had no line end. */
  end(): void {
    for (const [stream, state] of this.#states) {
      const rest = state.text + state.decoder.end()
      if (rest !== '') this.#give(rest, stream)
      state.text = ''
    }
  }

  #give(line: string, stream: OutputStream): void {
    this.#onLine(line.endsWith('\r') ? line.slice(0, -1) : line, stream)
  }
}
