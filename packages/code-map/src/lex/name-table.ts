import { grow } from './grow.ts'
import { HASH_PRIME, HASH_START, hashOf } from './hash.ts'
import { KEYWORDS } from './keywords.ts'
import { NAME_BYTE } from './name-bytes.ts'

const decoder = new TextDecoder('utf-8')

/** Identifiers as small numbers: the same bytes always get the same number. The keywords of all languages come first. */
export class NameTable {
  #arena = new Uint8Array(1 << 16)
  #ends = new Uint32Array(1 << 12)
  /** Open addressing: number + 1, or 0. */
  #slots = new Int32Array(1 << 13)
  #hashes = new Int32Array(1 << 12)
  #count = 0

  /** The words of the file being read, in order: see `learnWords`. */
  #wordStarts = new Int32Array(1 << 12)
  #wordEnds = new Int32Array(1 << 12)
  #wordIds = new Int32Array(1 << 12)
  #wordAt = 0

  constructor() {
    for (const word of KEYWORDS) this.add(word)
    this.forgetWords()
  }

  get count(): number {
    return this.#count
  }

  /** The memory that the names take, in bytes. */
  get sizeBytes(): number {
    return this.#count === 0 ? 0 : this.#end(this.#count - 1)
  }

  add(name: string): number {
    const bytes = Buffer.from(name)
    return this.intern(bytes, 0, bytes.length)
  }

  intern(source: Uint8Array, start: number, end: number): number {
    return this.internHashed(source, start, end, hashOf(source, start, end))
  }

  /** As `intern`, with the `hashOf` of the bytes. */
  internHashed(source: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const found = (slots[slot] as number) - 1
      if (found === -1) return this.#insert(source, { start, end, slot, hash })
      if (this.#hashes[found] === hash && this.#isEqual(found, source, start, end)) return found
    }
  }

  /**
   * Interns every word of a text, wherever it stands (a longest run of letters, digits, `_` and non-ASCII bytes), and remembers where
   * they are: then `internNext` is cheap. Returns how many there are; `wordId` and `wordStart` tell of each.
   */
  learnWords(source: Uint8Array): number {
    const { length } = source
    let count = 0
    let pos = 0
    while (pos < length) {
      if (NAME_BYTE[source[pos] as number] !== 1) {
        pos++
        continue
      }
      const start = pos
      let hash = HASH_START
      let byte = source[pos] as number
      // Never reads past the end: that would make every later read slow.
      for (;;) {
        hash = Math.imul(hash ^ byte, HASH_PRIME)
        if (++pos === length) break
        byte = source[pos] as number
        if (NAME_BYTE[byte] !== 1) break
      }
      const id = this.internHashed(source, start, pos, hash ^ (hash >>> 15))
      if (count + 1 >= this.#wordStarts.length) this.#growWords(count + 2)
      this.#wordStarts[count] = start
      this.#wordEnds[count] = pos
      this.#wordIds[count] = id
      count++
    }
    this.#wordStarts[count] = length + 1
    this.#wordAt = 0
    return count
  }

  wordId(word: number): number {
    return this.#wordIds[word] as number
  }

  wordStart(word: number): number {
    return this.#wordStarts[word] as number
  }

  /** Like `intern`, for names that come in the order of the text that `learnWords` went through. */
  internNext(source: Uint8Array, start: number, end: number): number {
    const starts = this.#wordStarts
    let at = this.#wordAt
    while ((starts[at] as number) < start) at++
    this.#wordAt = at
    if (starts[at] === start && this.#wordEnds[at] === end) return this.#wordIds[at] as number
    return this.intern(source, start, end)
  }

  /** Forgets the words of the last text. */
  forgetWords(): void {
    this.#wordStarts[0] = 0x7fffffff
    this.#wordAt = 0
  }

  #growWords(sizeMin: number): void {
    this.#wordStarts = grow(this.#wordStarts, sizeMin)
    this.#wordEnds = grow(this.#wordEnds, sizeMin)
    this.#wordIds = grow(this.#wordIds, sizeMin)
  }

  /** The number of a name that was interned before. */
  find(name: string): number | undefined {
    const bytes = Buffer.from(name)
    const mask = this.#slots.length - 1
    let slot = hashOf(bytes, 0, bytes.length) & mask
    for (;;) {
      const found = (this.#slots[slot] as number) - 1
      if (found === -1) return undefined
      if (this.#isEqual(found, bytes, 0, bytes.length)) return found
      slot = (slot + 1) & mask
    }
  }

  /** See `hashOfText`. */
  hash(id: number): number {
    return this.#hashes[id] as number
  }

  bytes(id: number): Uint8Array {
    return this.#arena.subarray(id === 0 ? 0 : this.#end(id - 1), this.#end(id))
  }

  /** Of a name, in bytes. */
  lengthOf(id: number): number {
    return this.#end(id) - (id === 0 ? 0 : this.#end(id - 1))
  }

  /** Appends the bytes of a name. */
  copyTo(id: number, writer: { part(source: Uint8Array, from: number, to: number): void }): void {
    writer.part(this.#arena, id === 0 ? 0 : this.#end(id - 1), this.#end(id))
  }

  text(id: number): string {
    return decoder.decode(this.bytes(id))
  }

  #end(id: number): number {
    return this.#ends[id] as number
  }

  #isEqual(id: number, source: Uint8Array, start: number, end: number): boolean {
    const from = id === 0 ? 0 : this.#end(id - 1)
    if (this.#end(id) - from !== end - start) return false
    const arena = this.#arena
    for (let index = start, at = from; index < end; index++, at++) if (arena[at] !== source[index]) return false
    return true
  }

  #insert(source: Uint8Array, { start, end, slot, hash }: NewName): number {
    const from = this.sizeBytes
    const to = from + end - start
    if (to > this.#arena.length) this.#arena = grow(this.#arena, to)
    // Names are short: a view of the source costs more than the copy.
    const arena = this.#arena
    for (let index = start, at = from; index < end; index++, at++) arena[at] = source[index] as number
    const id = this.#count
    if (id === this.#ends.length) {
      this.#ends = grow(this.#ends, id + 1)
      this.#hashes = grow(this.#hashes, id + 1)
    }
    this.#hashes[id] = hash
    this.#ends[id] = to
    this.#slots[slot] = id + 1
    this.#count = id + 1
    if (this.#count * 2 > this.#slots.length) this.#rehash()
    return id
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 4)
    const mask = slots.length - 1
    for (let id = 0; id < this.#count; id++) {
      let slot = (this.#hashes[id] as number) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = id + 1
    }
    this.#slots = slots
  }
}

interface NewName {
  readonly start: number
  readonly end: number
  readonly slot: number
  readonly hash: number
}
