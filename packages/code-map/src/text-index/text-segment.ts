import { ByteWriter } from '../index/bytes.ts'
import { CheckedFile, checkedBytes } from './checked-file.ts'
import { CODES, TrigramSet } from './trigrams.ts'

const HASH_BYTES = 20
const CODE_BYTES = 8

/** Which contents have which trigrams, for some contents; read in pieces. */
export class TextSegment {
  readonly name: string
  readonly contents: number
  readonly #file: CheckedFile
  readonly #codes: number

  /** Throws IndexDamage. */
  constructor(file: string, name: string) {
    this.name = name
    this.#file = new CheckedFile(file, name)
    const [contents = 0, codes = 0] = this.#file.numbers
    this.contents = contents
    this.#codes = codes
  }

  close(): void {
    this.#file.close()
  }

  /** The hash of a content, in hexadecimal digits. */
  hashOf(content: number): string {
    return this.#file.read(content * HASH_BYTES, HASH_BYTES).toString('hex')
  }

  /** The contents with a trigram, ascending. */
  postings(code: number): Uint32Array {
    const entry = this.#find(code)
    if (entry === undefined) return new Uint32Array(0)
    const [from, to] = [this.#number(entry, 4), this.#number(entry + 1, 4)]
    const bytes = this.#file.read(this.#postingsAt + from, to - from)
    const found = new Uint32Array(bytes.length)
    let count = 0
    let content = -1
    for (let at = 0; at < bytes.length;) {
      let gap = 0
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++] ?? 0
        gap |= (byte & 127) << shift
        if (byte < 128) break
      }
      content += gap + 1
      found[count++] = content
    }
    return found.subarray(0, count)
  }

  /** How many bytes a trigram's postings take: the fewer, the rarer it is. */
  postingBytes(code: number): number {
    const entry = this.#find(code)
    return entry === undefined ? 0 : this.#number(entry + 1, 4) - this.#number(entry, 4)
  }

  get #codesAt(): number {
    return this.contents * HASH_BYTES
  }

  get #postingsAt(): number {
    return this.#codesAt + (this.#codes + 1) * CODE_BYTES
  }

  #number(entry: number, offset: 0 | 4): number {
    return this.#file.read(this.#codesAt + entry * CODE_BYTES + offset, 4).readUInt32LE()
  }

  #find(code: number): number | undefined {
    let low = 0
    let high = this.#codes
    while (low < high) {
      const middle = (low + high) >> 1
      const found = this.#number(middle, 0)
      if (found === code) return middle
      if (found < code) low = middle + 1
      else high = middle
    }
    return undefined
  }
}

/** So many pairs of content and trigram make a segment full. */
const PAIRS_MAX = 12_000_000
const PAIRS_START = 1 << 16

/** Gathers contents for one segment. */
export class TextSegmentBuild {
  readonly #hashes: string[] = []
  readonly #trigrams = new TrigramSet()
  readonly #counts = new Uint32Array(CODES)
  /** Trigrams of one content after another, and where each ends. */
  #pairs = new Uint32Array(PAIRS_START)
  #pairCount = 0
  readonly #ends: number[] = []

  get contents(): number {
    return this.#hashes.length
  }

  get isFull(): boolean {
    return this.#pairCount >= PAIRS_MAX
  }

  /** Adds a content and returns its number. */
  add(hash: string, bytes: Uint8Array): number {
    this.#trigrams.fill(bytes)
    const { codes, count } = this.#trigrams
    while (this.#pairCount + count > this.#pairs.length) {
      const larger = new Uint32Array(this.#pairs.length * 2)
      larger.set(this.#pairs)
      this.#pairs = larger
    }
    this.#pairs.set(codes.subarray(0, count), this.#pairCount)
    this.#pairCount += count
    for (let at = 0; at < count; at++) (this.#counts[codes[at] as number] as number)++
    this.#ends.push(this.#pairCount)
    this.#hashes.push(hash)
    return this.#hashes.length - 1
  }

  /** The bytes of the segment's file. */
  result(): Buffer {
    const present = Array.from(this.#counts.keys()).filter((code) => (this.#counts[code] as number) > 0)
    const sorted = this.#sortedContents(present)
    const table = Buffer.alloc((present.length + 1) * CODE_BYTES)
    const postings = new ByteWriter()
    let from = 0
    for (const [index, code] of present.entries()) {
      table.writeUInt32LE(code, index * CODE_BYTES)
      table.writeUInt32LE(postings.length, index * CODE_BYTES + 4)
      let last = -1
      const end = from + (this.#counts[code] as number)
      for (; from < end; from++) {
        const content = sorted[from] as number
        postings.varint(content - last - 1)
        last = content
      }
    }
    table.writeUInt32LE(CODES, present.length * CODE_BYTES)
    table.writeUInt32LE(postings.length, present.length * CODE_BYTES + 4)
    const hashes = Buffer.from(this.#hashes.join(''), 'hex')
    return checkedBytes([this.contents, present.length], Buffer.concat([hashes, table, postings.result()]))
  }

  /** The contents of each trigram, one trigram after another: a counting sort keeps them ascending. */
  #sortedContents(present: readonly number[]): Uint32Array {
    const next = new Uint32Array(CODES)
    let total = 0
    for (const code of present) {
      next[code] = total
      total += this.#counts[code] as number
    }
    const sorted = new Uint32Array(total)
    let pair = 0
    for (const [content, end] of this.#ends.entries()) {
      for (; pair < end; pair++) {
        const code = this.#pairs[pair] as number
        sorted[next[code] as number] = content
        next[code] = (next[code] as number) + 1
      }
    }
    return sorted
  }
}
