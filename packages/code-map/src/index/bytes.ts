import { grow } from '../lex/grow.ts'

/** Bytes that grow at their end: numbers as varints (7 bits a byte, lowest first), texts with their length before them. */
export class ByteWriter {
  #bytes: Uint8Array
  length = 0

  constructor(sizeBytes = 1 << 16) {
    this.#bytes = new Uint8Array(sizeBytes)
  }

  varint(value: number): void {
    if (this.length + 10 > this.#bytes.length) this.#bytes = grow(this.#bytes, this.length + 10)
    const bytes = this.#bytes
    let rest = value
    let at = this.length
    while (rest >= 0x80000000) {
      bytes[at++] = (rest % 128) + 128
      rest = Math.floor(rest / 128)
    }
    while (rest >= 128) {
      bytes[at++] = (rest & 127) | 128
      rest >>>= 7
    }
    bytes[at++] = rest
    this.length = at
  }

  /** A number that may be negative. */
  signed(value: number): void {
    this.varint(value >= 0 ? value * 2 : -value * 2 - 1)
  }

  bytes(bytes: Uint8Array): void {
    const end = this.length + bytes.length
    if (end > this.#bytes.length) this.#bytes = grow(this.#bytes, end)
    this.#bytes.set(bytes, this.length)
    this.length = end
  }

  /** A short part of other bytes: cheaper than a view of them. */
  part(source: Uint8Array, from: number, to: number): void {
    let at = this.length
    const end = at + to - from
    if (end > this.#bytes.length) this.#bytes = grow(this.#bytes, end)
    const bytes = this.#bytes
    for (let index = from; index < to; index++) bytes[at++] = source[index] as number
    this.length = end
  }

  text(text: string): void {
    const bytes = Buffer.from(text)
    this.varint(bytes.length)
    this.bytes(bytes)
  }

  result(): Uint8Array {
    return this.#bytes.subarray(0, this.length)
  }
}

/** Reads what a ByteWriter wrote. Past the end it reads zeros. */
export class ByteReader {
  readonly #bytes: Uint8Array
  at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes
    this.at = at
  }

  get isAtEnd(): boolean {
    return this.at >= this.#bytes.length
  }

  varint(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.#bytes[this.at++] ?? 0
      if (byte < 128) return value + byte * scale
      value += (byte - 128) * scale
      scale *= 128
    }
  }

  signed(): number {
    const value = this.varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  text(): string {
    const length = this.varint()
    const text = Buffer.from(
      this.#bytes.buffer,
      this.#bytes.byteOffset + this.at,
      Math.min(length, this.#bytes.length - this.at),
    ).toString()
    this.at += length
    return text
  }
}
