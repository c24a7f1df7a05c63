import { isAscii } from 'node:buffer'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { RawFacts } from '../lex/facts-builder.ts'
import { hashOf } from '../lex/hash.ts'
import { readFacts } from './fact-codec.ts'
import { EntryReader, readPostings, readRunPlace, type Posting, type RunPlace } from './name-section.ts'
import {
  BLOCK_BYTES,
  HEADER_BYTES,
  HEADER_FIELDS,
  keyOf,
  MAGIC,
  NAMES_PER_RUN,
  RUN_BYTES,
  type ContentRecord,
  type Header,
} from './segment-format.ts'

/** What the header of any segment begins with, whichever version of groundcrew wrote it. */
const OTHER_MAGIC = /^gcmap\d{3}$/
export const OTHER_FORMAT = 'the index was written by another version of groundcrew'

/** The index on disk is not what was written: it has to be built again. */
export class IndexDamage extends Error {
  constructor(what: string) {
    super(what === OTHER_FORMAT ? OTHER_FORMAT : `the index is damaged: ${what}`)
    this.name = 'IndexDamage'
  }
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

  content(number: number): ContentRecord {
    const view = this.#contentView(number)
    const blobId = Buffer.from(view.buffer, view.byteOffset, 20).toString('hex')
    const numberAt = (at: number): number => (at < view.byteLength ? view.getUint32(at, true) : 0)
    return {
      blobId,
      languageNumber: view.getUint8(20),
      flags: view.getUint8(21),
      sizeBytes: numberAt(24),
      lines: numberAt(28),
      problemLine: numberAt(32),
      factsAt: numberAt(36),
      symbols: numberAt(40),
    }
  }

  #contentView(number: number): DataView {
    const { contentBytes } = this.header
    const bytes = this.#read(HEADER_BYTES + number * contentBytes, contentBytes)
    return new DataView(bytes.buffer, bytes.byteOffset, contentBytes)
  }

  /** Of a segment of facts. */
  facts(number: number): RawFacts {
    const { contents, factsAt, directoryAt } = this.header
    const view = this.#contentView(number)
    const from = view.getUint32(36, true)
    const to = number + 1 < contents ? this.#contentView(number + 1).getUint32(36, true) : directoryAt - factsAt
    if (from === to) return { symbols: [], imports: [] }
    return readFacts(this.#read(factsAt + from, to - from), view.getUint32(40, true))
  }

  nameText(id: number): string {
    const { textAt, textEnd } = this.#entry(id)
    return Buffer.from(this.#text(textAt, textEnd)).toString()
  }

  #text(from: number, to: number): Uint8Array {
    return this.#read(this.header.textAt + from, to - from)
  }

  get #runs(): number {
    return Math.ceil(this.header.names / NAMES_PER_RUN)
  }

  #runPlace(run: number): RunPlace {
    const { directoryAt, entriesAt, textAt, postingsAt, checksAt } = this.header
    if (run < this.#runs) return readRunPlace(this.#read(directoryAt + run * RUN_BYTES, RUN_BYTES), 0)
    return { key: 0, entriesAt: textAt - entriesAt, textAt: postingsAt - textAt, postingsAt: checksAt - postingsAt }
  }

  #run(run: number): EntryReader {
    const place = this.#runPlace(run)
    const length = this.#runPlace(run + 1).entriesAt - place.entriesAt
    return new EntryReader(this.#read(this.header.entriesAt + place.entriesAt, length), place)
  }

  #entry(id: number): EntryReader {
    const entry = this.#run(Math.floor(id / NAMES_PER_RUN))
    for (let left = id % NAMES_PER_RUN; left >= 0; left--) entry.next()
    return entry
  }

  /** The number of a name, undefined where the segment has none. */
  findName(name: string): number | undefined {
    const bytes = Buffer.from(name)
    const key = keyOf(hashOf(bytes, 0, bytes.length))
    const { names } = this.header
    for (let run = this.#firstRunWith(key); run < this.#runs && this.#runPlace(run).key <= key; run++) {
      const entry = this.#run(run)
      const first = run * NAMES_PER_RUN
      for (let id = first; id < Math.min(first + NAMES_PER_RUN, names); id++) {
        entry.next()
        const { textAt, textEnd } = entry
        if (textEnd - textAt === bytes.length && bytes.equals(this.#text(textAt, textEnd))) return id
      }
    }
    return undefined
  }

  /** The first run that may have names with a key: the one before the first that begins with it or a later one. */
  #firstRunWith(key: number): number {
    let low = 0
    let high = this.#runs
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#runPlace(middle).key < key) low = middle + 1
      else high = middle
    }
    return Math.max(0, low - 1)
  }

  postings(id: number): readonly Posting[] {
    const { single, postingsAt, postingsEnd, count } = this.#entry(id)
    if (single !== undefined) return [single]
    return readPostings(this.#read(this.header.postingsAt + postingsAt, postingsEnd - postingsAt), count)
  }

  /** Calls `visit` with every name and its number; with `isDeclared`, only those that a file of the segment declares. */
  eachName({ isDeclared }: { readonly isDeclared: boolean }, visit: (name: string, id: number) => void): void {
    const { names, entriesAt, textAt, postingsAt } = this.header
    const entry = new EntryReader(this.#read(entriesAt, textAt - entriesAt), { textAt: 0, postingsAt: 0 })
    const bytes = Buffer.from(this.#read(textAt, postingsAt - textAt))
    // Parts of one text cost a tenth of what it costs to decode each by itself.
    const text = isAscii(bytes) ? bytes.toString('latin1') : undefined
    for (let id = 0; id < names; id++) {
      entry.next()
      if (isDeclared && !entry.isDeclared) continue
      const { textAt: from, textEnd: to } = entry
      visit(text === undefined ? bytes.toString('utf8', from, to) : text.slice(from, to), id)
    }
  }
}
