import { isAscii } from 'node:buffer'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { RawFacts } from '../lex/facts-builder.ts'
import { hashOf } from '../lex/hash.ts'
import { ByteReader } from './bytes.ts'
import { readFacts } from './fact-codec.ts'
import {
  BLOCK_BYTES,
  CONTENT_BYTES,
  HEADER_BYTES,
  HEADER_FIELDS,
  IS_DECLARED,
  MAGIC,
  NAME_BYTES,
  type ContentRecord,
  type Header,
} from './segment-format.ts'

/** What the header of any segment begins with, whichever version of groundcrew wrote it. */
const OTHER_MAGIC = /^gcmap\d{3}$/
const OTHER_FORMAT = 'the index was written by another version of groundcrew'

/** The index on disk is not what was written: it has to be built again. */
export class IndexDamage extends Error {
  constructor(what: string) {
    super(what === OTHER_FORMAT ? OTHER_FORMAT : `the index is damaged: ${what}`)
    this.name = 'IndexDamage'
  }
}

export interface Posting {
  /** The number of the content in the segment. */
  readonly content: number
  /** Uses outside comments and strings, declarations included. */
  readonly uses: number
  readonly isDeclared: boolean
}

/** A segment that is read in pieces: only what a question needs, and each block checked when it is first read. */
export class Segment {
  readonly name: string
  readonly header: Header
  readonly sizeBytes: number
  readonly #fd: number
  readonly #checks: Uint8Array
  readonly #blocks = new Map<number, Uint8Array>()
  readonly #memory: Uint8Array | undefined

  /** Opens a segment file. Throws IndexDamage, also when it is not there. */
  static open(path: string, name: string): Segment {
    try {
      return new Segment(name, openSync(path, 'r'))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new IndexDamage(`${name} is missing`)
      throw error
    }
  }

  /** A segment that was never written to disk. */
  static ofBytes(name: string, bytes: Uint8Array): Segment {
    return new Segment(name, -1, bytes)
  }

  private constructor(name: string, fd: number, memory?: Uint8Array) {
    this.name = name
    this.#fd = fd
    this.#memory = memory
    this.sizeBytes = memory?.length ?? fstatSync(fd).size
    const head = this.#readRaw(0, HEADER_BYTES)
    const view = new DataView(head.buffer, head.byteOffset)
    const magic = Buffer.from(head.subarray(0, MAGIC.length)).toString('latin1')
    if (magic !== MAGIC && OTHER_MAGIC.test(magic)) throw new IndexDamage(OTHER_FORMAT)
    const isIntact =
      magic === MAGIC && view.getUint32(HEADER_BYTES - 4, true) === crc32(head.subarray(0, HEADER_BYTES - 4))
    if (!isIntact) throw new IndexDamage(`${name} has no valid header`)
    this.header = Object.fromEntries(
      HEADER_FIELDS.map((field, index) => [field, view.getUint32(8 + index * 4, true)]),
    ) as Record<(typeof HEADER_FIELDS)[number], number>
    this.#checks = this.#readRaw(this.header.checksAt, this.header.blocks * 4)
    if (crc32(this.#checks) !== this.header.checksCrc) throw new IndexDamage(`${name} is cut short or changed`)
  }

  close(): void {
    if (this.#fd !== -1) closeSync(this.#fd)
  }

  #readRaw(at: number, length: number): Uint8Array {
    if (at + length > this.sizeBytes) throw new IndexDamage(`${this.name} is cut short`)
    if (this.#memory !== undefined) return this.#memory.subarray(at, at + length)
    const bytes = new Uint8Array(length)
    let done = 0
    while (done < length) {
      const read = readSync(this.#fd, bytes, done, length - done, at + done)
      if (read === 0) throw new IndexDamage(`${this.name} is cut short`)
      done += read
    }
    return bytes
  }

  /** Bytes of the segment, checked. */
  #read(at: number, length: number): Uint8Array {
    if (at + length > this.header.checksAt) throw new IndexDamage(`${this.name} points outside itself`)
    const first = Math.floor(at / BLOCK_BYTES)
    const last = Math.floor((at + Math.max(length, 1) - 1) / BLOCK_BYTES)
    if (first === last) return this.#block(first).subarray(at - first * BLOCK_BYTES, at - first * BLOCK_BYTES + length)
    const bytes = new Uint8Array(length)
    for (let block = first; block <= last; block++) {
      const from = Math.max(at, block * BLOCK_BYTES)
      const to = Math.min(at + length, (block + 1) * BLOCK_BYTES)
      bytes.set(this.#block(block).subarray(from - block * BLOCK_BYTES, to - block * BLOCK_BYTES), from - at)
    }
    return bytes
  }

  #block(number: number): Uint8Array {
    const known = this.#blocks.get(number)
    if (known !== undefined) return known
    const from = number * BLOCK_BYTES
    const bytes = this.#readRaw(from, Math.min(BLOCK_BYTES, this.header.checksAt - from))
    const check = new DataView(this.#checks.buffer, this.#checks.byteOffset).getUint32(number * 4, true)
    if (crc32(number === 0 ? bytes.subarray(HEADER_BYTES) : bytes) !== check)
      throw new IndexDamage(`${this.name} was changed`)
    this.#blocks.set(number, bytes)
    return bytes
  }

  #number(at: number): number {
    const bytes = this.#read(at, 4)
    return (
      ((bytes[0] as number) |
        ((bytes[1] as number) << 8) |
        ((bytes[2] as number) << 16) |
        ((bytes[3] as number) << 24)) >>>
      0
    )
  }

  content(number: number): ContentRecord {
    const bytes = this.#read(HEADER_BYTES + number * CONTENT_BYTES, CONTENT_BYTES)
    const view = new DataView(bytes.buffer, bytes.byteOffset, CONTENT_BYTES)
    return {
      blobId: Buffer.from(bytes.subarray(0, 20)).toString('hex'),
      languageNumber: view.getUint8(20),
      flags: view.getUint8(21),
      sizeBytes: view.getUint32(24, true),
      lines: view.getUint32(28, true),
      problemLine: view.getUint32(32, true),
      factsAt: view.getUint32(36, true),
      factsBytes: view.getUint32(40, true),
      symbols: view.getUint32(44, true),
    }
  }

  facts(number: number): RawFacts {
    const { factsAt, factsBytes } = this.content(number)
    return factsBytes === 0
      ? { symbols: [], imports: [] }
      : readFacts(this.#read(this.header.factsAt + factsAt, factsBytes))
  }

  nameText(id: number): string {
    return Buffer.from(this.#nameBytes(id)).toString()
  }

  #nameBytes(id: number): Uint8Array {
    const at = this.#number(this.header.namesAt + id * NAME_BYTES)
    const { names, postingsAt, textAt } = this.header
    const end = id + 1 < names ? this.#number(this.header.namesAt + (id + 1) * NAME_BYTES) : postingsAt - textAt
    return this.#read(textAt + at, Math.max(0, end - at))
  }

  /** The number of a name, undefined where the segment has none. */
  findName(name: string): number | undefined {
    const bytes = Buffer.from(name)
    const mask = this.header.slots - 1
    for (let slot = hashOf(bytes, 0, bytes.length) & mask; ; slot = (slot + 1) & mask) {
      const id = this.#number(this.header.slotsAt + slot * 4) - 1
      if (id === -1) return undefined
      if (bytes.equals(this.#nameBytes(id))) return id
    }
  }

  postings(id: number): Posting[] {
    const entry = this.header.namesAt + id * NAME_BYTES
    const from = this.#number(entry + 4)
    const { names, checksAt, postingsAt } = this.header
    const to = id + 1 < names ? this.#number(entry + NAME_BYTES + 4) : checksAt - postingsAt
    const reader = new ByteReader(this.#read(postingsAt + from, to - from))
    const found: Posting[] = []
    let content = 0
    for (let left = (this.#number(entry + 8) & ~IS_DECLARED) >>> 0; left > 0; left--) {
      content += reader.varint()
      const value = reader.varint()
      found.push({ content, uses: value >> 1, isDeclared: value % 2 === 1 })
    }
    return found
  }

  /** Calls `visit` with every name and its number; with `isDeclared`, only those that a file of the segment declares. */
  eachName({ isDeclared }: { readonly isDeclared: boolean }, visit: (name: string, id: number) => void): void {
    const { names, namesAt, textAt, postingsAt } = this.header
    const entries = this.#read(namesAt, names * NAME_BYTES)
    const bytes = Buffer.from(this.#read(textAt, postingsAt - textAt))
    // Parts of one text cost a tenth of what it costs to decode each by itself.
    const text = isAscii(bytes) ? bytes.toString('latin1') : undefined
    const view = new DataView(entries.buffer, entries.byteOffset, entries.byteLength)
    for (let id = 0; id < names; id++) {
      const info = view.getUint32(id * NAME_BYTES + 8, true)
      if (info === 0 || (isDeclared && (info & IS_DECLARED) === 0)) continue
      const start = view.getUint32(id * NAME_BYTES, true)
      const end = id + 1 < names ? view.getUint32((id + 1) * NAME_BYTES, true) : bytes.length
      visit(text === undefined ? bytes.toString('utf8', start, end) : text.slice(start, end), id)
    }
  }
}
