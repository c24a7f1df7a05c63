import { setImmediate } from 'node:timers/promises'
import type { Readable } from 'node:stream'
import type { OutputStream } from './command.ts'

interface PipedProcess {
  readonly stdout: Readable
  readonly stderr: Readable
}

/** The reading ends of a command's stdout and stderr. */
export class OutputPipes {
  readonly #streams: readonly Readable[]
  /** Resolves when both are at their end: nobody holds the other side any more. */
  readonly ended: Promise<void>
  #openCount: number

  constructor(piped: PipedProcess, onChunk: (chunk: Buffer, stream: OutputStream) => void) {
    this.#streams = [piped.stdout, piped.stderr]
    this.#openCount = this.#streams.length
    piped.stdout.on('data', (chunk: Buffer) => onChunk(chunk, 'stdout'))
    piped.stderr.on('data', (chunk: Buffer) => onChunk(chunk, 'stderr'))
    this.ended = new Promise((resolve) => {
      const close = (): void => {
        this.#openCount -= 1
        if (this.#openCount === 0) resolve()
      }
      for (const stream of this.#streams) stream.once('close', close)
    })
  }

  get isEnded(): boolean {
    return this.#openCount === 0
  }

  /**
   * Waits for the end, at most for the grace. On a busy machine the timer may be served before output that has long been waiting, so
   * what the kernel still holds is read before the answer.
   */
  async waitForEnd(graceMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined
    const graceOver = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs)
    })
    await Promise.race([this.ended, graceOver])
    clearTimeout(timer)
    for (let turn = 0; turn < readingTurns && !this.isEnded; turn += 1) await setImmediate()
    return this.isEnded
  }

  /** Lets go of both pipes: whoever still writes gets EPIPE. */
  destroy(): void {
    for (const stream of this.#streams) stream.destroy()
  }
}

// One turn of the event loop reads up to 2 MiB of each pipe (libuv: 32 reads of 64 KiB), more than a pipe holds.
const readingTurns = 3
