import { ByteWriter } from '../index/bytes.ts'

const WIRE_VARINT = 0
const WIRE_BYTES = 2
/** Most messages are occurrences. */
const SIZE_BYTES = 256

/** Writes one message of the protobuf wire format; absent and zero fields are left out, as proto3 wants it. */
export class MessageWriter {
  readonly #bytes = new ByteWriter(SIZE_BYTES)

  number(field: number, value: number): void {
    if (value === 0) return
    this.#bytes.varint(field * 8 + WIRE_VARINT)
    this.#bytes.varint(value)
  }

  text(field: number, value: string): void {
    if (value === '') return
    this.#bytes.varint(field * 8 + WIRE_BYTES)
    this.#bytes.text(value)
  }

  /** `repeated int32`, packed. */
  numbers(field: number, values: readonly number[]): void {
    const packed = new ByteWriter(SIZE_BYTES)
    for (const value of values) packed.varint(value)
    this.#raw(field, packed.result())
  }

  message(field: number, write: (message: MessageWriter) => void): void {
    const inner = new MessageWriter()
    write(inner)
    this.#raw(field, inner.result())
  }

  result(): Uint8Array {
    return this.#bytes.result()
  }

  #raw(field: number, value: Uint8Array): void {
    this.#bytes.varint(field * 8 + WIRE_BYTES)
    this.#bytes.varint(value.length)
    this.#bytes.bytes(value)
  }
}
