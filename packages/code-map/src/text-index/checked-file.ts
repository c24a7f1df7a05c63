import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { IndexDamage } from '../index/segment.ts'

const BLOCK_BYTES = 16_384
const MAGIC = 'gctext01'
/** Magic, numbers of the file's own, length of the body, checksum of the table of checksums, checksum of what is before it. */
const HEADER_BYTES = 40
const OWN_NUMBERS = 4

/** Bytes of a file that tells when it is not what was written: a checksum for each block, checked when the block is first read. */
export class CheckedFile {
  readonly name: string
  /** Four numbers of the writer's choice. */
  readonly numbers: readonly number[]
  readonly #fd: number
  readonly #bodyBytes: number
  readonly #checks: Buffer
  readonly #blocks = new Map<number, Buffer>()

  /** Throws IndexDamage, also where there is no such file. */
  constructor(file: string, name: string) {
    this.name = name
    this.#fd = openForReading(file, name)
    const size = fstatSync(this.#fd).size
    const head = this.#readRaw(0, Math.min(HEADER_BYTES, size))
    if (
      head.length < HEADER_BYTES ||
      head.toString('latin1', 0, 8) !== MAGIC ||
      head.readUInt32LE(HEADER_BYTES - 4) !== crc32(head.subarray(0, HEADER_BYTES - 4))
    )
      throw new IndexDamage(`${name} has no valid header`)
    this.numbers = Array.from({ length: OWN_NUMBERS }, (_, index) => head.readUInt32LE(8 + index * 4))
    this.#bodyBytes = head.readUInt32LE(24) + head.readUInt32LE(28) * 2 ** 32
    const checksBytes = Math.ceil(this.#bodyBytes / BLOCK_BYTES) * 4
    if (size !== HEADER_BYTES + this.#bodyBytes + checksBytes) throw new IndexDamage(`${name} is cut short`)
    this.#checks = this.#readRaw(HEADER_BYTES + this.#bodyBytes, checksBytes)
    if (crc32(this.#checks) !== head.readUInt32LE(32)) throw new IndexDamage(`${name} was changed`)
  }

  close(): void {
    closeSync(this.#fd)
  }

  read(at: number, length: number): Buffer {
    if (at < 0 || length < 0 || at + length > this.#bodyBytes)
      throw new IndexDamage(`${this.name} points outside itself`)
    const first = Math.floor(at / BLOCK_BYTES)
    const last = Math.floor((at + Math.max(1, length) - 1) / BLOCK_BYTES)
    if (first === last) return this.#block(first).subarray(at - first * BLOCK_BYTES, at - first * BLOCK_BYTES + length)
    const blocks = Array.from({ length: last - first + 1 }, (_, index) => this.#block(first + index))
    return Buffer.concat(blocks).subarray(at - first * BLOCK_BYTES, at - first * BLOCK_BYTES + length)
  }

  #block(number: number): Buffer {
    const known = this.#blocks.get(number)
    if (known !== undefined) return known
    const from = number * BLOCK_BYTES
    const bytes = this.#readRaw(HEADER_BYTES + from, Math.min(BLOCK_BYTES, this.#bodyBytes - from))
    if (crc32(bytes) !== this.#checks.readUInt32LE(number * 4)) throw new IndexDamage(`${this.name} was changed`)
    this.#blocks.set(number, bytes)
    return bytes
  }

  #readRaw(at: number, length: number): Buffer {
    const bytes = Buffer.alloc(length)
    for (let done = 0; done < length;) {
      const read = readSync(this.#fd, bytes, done, length - done, at + done)
      if (read === 0) throw new IndexDamage(`${this.name} is cut short`)
      done += read
    }
    return bytes
  }
}

/** The bytes of a file for `CheckedFile`. */
export function checkedBytes(numbers: readonly number[], body: Buffer): Buffer {
  const checks = Buffer.alloc(Math.ceil(body.length / BLOCK_BYTES) * 4)
  for (let block = 0; block * 4 < checks.length; block++)
    checks.writeUInt32LE(crc32(body.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES)), block * 4)
  const head = Buffer.alloc(HEADER_BYTES)
  head.write(MAGIC, 'latin1')
  for (let index = 0; index < OWN_NUMBERS; index++) head.writeUInt32LE(numbers[index] ?? 0, 8 + index * 4)
  head.writeUInt32LE(body.length % 2 ** 32, 24)
  head.writeUInt32LE(Math.floor(body.length / 2 ** 32), 28)
  head.writeUInt32LE(crc32(checks), 32)
  head.writeUInt32LE(crc32(head.subarray(0, HEADER_BYTES - 4)), HEADER_BYTES - 4)
  return Buffer.concat([head, body, checks])
}

function openForReading(file: string, name: string): number {
  try {
    return openSync(file, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new IndexDamage(`${name} is missing`)
    throw error
  }
}
