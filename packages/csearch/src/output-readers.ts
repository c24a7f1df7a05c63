import { readSync } from 'node:fs'
import { LineFinisher } from './finish-lines.ts'
import { plainPath } from './ripgrep.ts'
import { BlockReader, type Block } from './ripgrep-blocks.ts'
import type { OutputReader } from './ripgrep-output.ts'

/** The lines of one file. */
export interface FileLines {
  /** Bytes as Latin-1 characters. */
  readonly path: string
  /** As they are shown: each behind the path, with a line feed at its end. */
  lines(): Buffer
}

const BINARY_REMARK = String.raw`found "\0" byte around offset`
/** So much is kept until ripgrep has ended. */
const KEPT_BYTES_MAX = 64 * 1024 * 1024

/**
 * Finishes lines while ripgrep searches on. They are printed by path, so none before the end: where they are too many to keep, those of the files
 * that come later are read a second time, when it is their turn.
 */
export class LineReader implements OutputReader {
  readonly files: FileLines[] = []
  isFileKept = false
  #hasBinary = false
  readonly #file: number | undefined
  readonly #blocks = new BlockReader((block) => this.#take(block))
  readonly #finisher = new LineFinisher()
  #keptBytes = 0

  /** `file` holds the output as it grows, where it is not a pipe. */
  constructor(file: number | undefined) {
    this.#file = file
  }

  add(bytes: Buffer): void {
    this.#blocks.add(bytes)
  }

  readAll(read: (bytes: Buffer, at: number) => number): void {
    this.#blocks.readAll(read)
  }

  /** The statistics, and what stands before them. */
  rest(): string {
    return this.#blocks.rest()
  }

  /** Whether ripgrep had a word to say of a binary file. Where a path has that word, the search is only done twice. */
  hasBinary(): boolean {
    return this.#hasBinary || this.rest().includes(BINARY_REMARK)
  }

  #take({ path: name, bytes, from, to, offset }: Block): void {
    // It stands behind the lines of its file, or where there are none before the path of the next.
    const lastLine = bytes[Math.max(from, bytes.lastIndexOf(LINE_FEED, to - 1) + 1)] as number
    if (lastLine < DIGIT_0 || lastLine > DIGIT_9 || name.includes(BINARY_REMARK)) this.#hasBinary = true
    const path = plainPath(name)
    const file = this.#file
    if (this.#keptBytes > KEPT_BYTES_MAX && file !== undefined) {
      this.isFileKept = true
      this.files.push({ path, lines: () => this.#finishPart(path, readPart(file, offset, to - from)) })
      return
    }
    const finished = this.#finisher.finish({ path, bytes, from, to })
    this.#keptBytes += finished.to - finished.from
    this.files.push({ path, lines: () => finished.slab.subarray(finished.from, finished.to) })
  }

  #finishPart(path: string, bytes: Buffer): Buffer {
    const { slab, from, to } = this.#finisher.finish({ path, bytes, from: 0, to: bytes.length })
    return slab.subarray(from, to)
  }
}

const LINE_FEED = 10
const DIGIT_0 = 48
const DIGIT_9 = 57

function readPart(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  let done = 0
  for (let count = -1; count !== 0 && done < length; done += count)
    count = readSync(file, bytes, done, length - done, offset + done)
  return bytes.subarray(0, done)
}

/** Keeps all that ripgrep prints. */
export class WholeReader implements OutputReader {
  readonly isFileKept = false
  readonly #parts: Buffer[] = []
  #room = Buffer.alloc(0)

  add(bytes: Buffer): void {
    this.#parts.push(bytes)
  }

  readAll(read: (bytes: Buffer, at: number) => number): void {
    for (let count = -1; count !== 0;) {
      if (this.#room.length === 0) this.#room = Buffer.allocUnsafe(ROOM_BYTES)
      count = read(this.#room, 0)
      this.#parts.push(this.#room.subarray(0, count))
      this.#room = this.#room.subarray(count)
    }
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts)
  }
}

const ROOM_BYTES = 256 * 1024
