import { closeSync, openSync, readSync } from 'node:fs'

/** The memory of a running process (proc(5), mem): read only, and without stopping it. */
export class ProcessMemory implements Disposable {
  readonly #file: number

  /** @throws Error EACCES or ENOENT when the process is another user's, or gone. */
  constructor(pid: number) {
    this.#file = openSync(`/proc/${pid}/mem`, 'r')
  }

  /** @throws Error when nothing is mapped there. So do the others. */
  read(address: number, sizeBytes: number): Buffer {
    return this.readInto(Buffer.allocUnsafe(sizeBytes), address)
  }

  /** As many bytes as there is room for. */
  readInto(bytes: Buffer, address: number): Buffer {
    const sizeBytes = bytes.length
    if (!Number.isSafeInteger(address) || address <= 0) throw new RangeError(`no address: ${address}`)
    const got = readSync(this.#file, bytes, 0, sizeBytes, address)
    if (got < sizeBytes) throw new RangeError(`only ${got} bytes at ${address}`)
    return bytes
  }

  pointer(address: number): number {
    return pointerAt(this.read(address, 8), 0)
  }

  [Symbol.dispose](): void {
    closeSync(this.#file)
  }
}

/** Addresses of programs have 47 bits. */
export function pointerAt(bytes: Buffer, offset: number): number {
  return Number(bytes.readBigUInt64LE(offset))
}
