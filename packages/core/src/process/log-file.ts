import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * A log that cannot break the run it records: when it cannot be opened or written (read-only or full disk) or reaches its limit, it
 * remembers why and takes no more. Writes are synchronous: they land in the page cache faster than a stream could queue them, memory
 * stays flat whatever the command prints, and nothing is lost when this process dies.
 */
export class LogFile {
  readonly path: string
  readonly #bytesMax: number
  #descriptor: number | undefined
  #writtenBytes = 0
  #problem: string | undefined

  constructor(path: string, bytesMax: number) {
    this.path = path
    this.#bytesMax = bytesMax
    try {
      mkdirSync(dirname(path), { recursive: true })
      this.#descriptor = openSync(path, 'w')
    } catch (error) {
      this.#problem = `cannot write ${path}: ${reasonOf(error)}`
    }
    this.isOpened = this.#descriptor !== undefined
  }

  readonly isOpened: boolean

  get problem(): string | undefined {
    return this.#problem
  }

  write(bytes: Buffer): void {
    if (this.#descriptor === undefined) return
    const room = this.#bytesMax - this.#writtenBytes
    try {
      this.#writeAll(this.#descriptor, bytes.length > room ? bytes.subarray(0, room) : bytes)
    } catch (error) {
      this.#problem = `${this.path} ends after ${this.#writtenBytes} bytes: ${reasonOf(error)}`
      this.close()
      return
    }
    if (bytes.length > room) {
      this.#problem = `${this.path} ends at its limit of ${this.#bytesMax} bytes`
      this.close()
    }
  }

  close(): void {
    const descriptor = this.#descriptor
    this.#descriptor = undefined
    if (descriptor === undefined) return
    try {
      closeSync(descriptor)
    } catch (error) {
      // Network file systems report a full disk only now.
      this.#problem ??= `${this.path} may not be whole: ${reasonOf(error)}`
    }
  }

  #writeAll(descriptor: number, bytes: Buffer): void {
    let offset = 0
    while (offset < bytes.length) {
      const written = writeSync(descriptor, bytes, offset)
      offset += written
      this.#writtenBytes += written
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
