import { fstatSync, statSync, writeSync } from 'node:fs'
import type { Writable } from 'node:stream'
import type { OutputStream } from './io.ts'

/** As much as is written straight to a pipe, in bytes: it holds four times as much, so a reader that is slow does not stop this process. */
const straightBytesMax = 16_384

type NodeStream = Writable & { readonly isTTY?: boolean; readonly columns?: number }

interface Target {
  readonly fd: number
  /** Node's stream for the same descriptor. */
  readonly openStream: () => NodeStream
  /** Hears of it when nothing more can be written: EPIPE where nobody reads. */
  readonly onError: (error: NodeJS.ErrnoException) => void
}

/**
 * Stdout or stderr. Node's own stream costs a start several milliseconds, mostly for loading its network code, and most answers
 * are short: they go straight to the file descriptor, and to a file all do. Node's stream is opened for a terminal, for a long answer to a pipe,
 * and where the other end cannot take more now.
 */
export class ProcessOutput implements OutputStream {
  readonly #target: Target
  /** In bytes, all writes together. */
  readonly #straightMax: number
  #stream: NodeStream | undefined
  #bytesWritten = 0
  #isDestroyed = false

  constructor(target: Target) {
    this.#target = target
    const kind = kindOf(target.fd)
    this.#straightMax = kind === 'file' ? Number.POSITIVE_INFINITY : straightBytesMax
    if (kind === 'terminal') this.#open()
  }

  get isTTY(): boolean {
    return this.#stream?.isTTY === true
  }

  /** The width of the terminal. */
  get columns(): number | undefined {
    return this.#stream?.columns
  }

  get destroyed(): boolean {
    return this.#isDestroyed || this.#stream?.destroyed === true
  }

  /** `onTaken` is called once the operating system has everything, and also when it never will. */
  write(text: string | Uint8Array, onTaken: () => void = () => {}): void {
    const rest = this.#stream === undefined && !this.#isDestroyed ? this.#writeStraight(text) : text
    if (this.destroyed || rest.length === 0) onTaken()
    else this.#open().write(rest, onTaken)
  }

  /** Resolves when everything written has reached the operating system. */
  drain(): Promise<void> {
    const stream = this.#stream
    if (stream === undefined || stream.destroyed || stream.writableLength === 0) return Promise.resolve()
    return new Promise((resolve) => {
      stream.once('error', () => resolve())
      stream.write('', () => resolve())
    })
  }

  /** Returns what is left for the stream. */
  #writeStraight(text: string | Uint8Array): Uint8Array {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text
    if (this.#bytesWritten + bytes.length > this.#straightMax) return bytes
    let offset = 0
    try {
      while (offset < bytes.length) offset += writeSync(this.#target.fd, bytes, offset)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') this.#fail(error as NodeJS.ErrnoException)
    }
    this.#bytesWritten += offset
    return bytes.subarray(offset)
  }

  #open(): NodeStream {
    if (this.#stream === undefined) {
      this.#stream = this.#target.openStream()
      this.#stream.on('error', (error: NodeJS.ErrnoException) => this.#fail(error))
    }
    return this.#stream
  }

  #fail(error: NodeJS.ErrnoException): void {
    this.#isDestroyed = true
    this.#target.onError(error)
  }
}

/** What takes all at once without a wait, what may be a terminal, and the rest. */
function kindOf(fd: number): 'file' | 'terminal' | 'other' {
  try {
    const stats = fstatSync(fd)
    if (stats.isFile()) return 'file'
    if (!stats.isCharacterDevice()) return 'other'
    return stats.rdev === statSync('/dev/null', { throwIfNoEntry: false })?.rdev ? 'file' : 'terminal'
  } catch {
    // Node's stream knows what to make of it.
    return 'terminal'
  }
}
