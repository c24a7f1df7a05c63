/**
 * Keeps the first and the last bytes of a stream of any length, in memory that never exceeds the two limits.
 */
export class HeadTail {
  readonly #headBytesMax: number
  readonly #head: Buffer[] = []
  readonly #tail: RingBuffer
  #headBytes = 0
  #totalBytes = 0

  constructor(limits: { readonly headBytesMax: number; readonly tailBytesMax: number }) {
    this.#headBytesMax = limits.headBytesMax
    this.#tail = new RingBuffer(limits.tailBytesMax)
  }

  push(bytes: Buffer): void {
    this.#totalBytes += bytes.length
    const forHead = Math.min(this.#headBytesMax - this.#headBytes, bytes.length)
    if (forHead > 0) {
      // A copy: a view would keep the whole chunk it was cut from.
      this.#head.push(Buffer.from(bytes.subarray(0, forHead)))
      this.#headBytes += forHead
    }
    if (forHead < bytes.length) this.#tail.push(bytes.subarray(forHead))
  }

  /**
   * Everything in `head` when nothing had to go. Otherwise both ends are trimmed to whole lines where a line end is near the cut, and
   * to whole characters in any case. Bytes that are not UTF-8 come out as U+FFFD.
   */
  read(): { readonly head: string; readonly tail: string; readonly omittedBytes: number; readonly totalBytes: number } {
    const head = Buffer.concat(this.#head)
    const tail = this.#tail.read()
    const totalBytes = this.#totalBytes
    if (head.length + tail.length === totalBytes) {
      return { head: Buffer.concat([head, tail]).toString('utf8'), tail: '', omittedBytes: 0, totalBytes }
    }
    const trimmedHead = head.subarray(0, headCut(head))
    const trimmedTail = tail.subarray(tailCut(tail))
    const omittedBytes = totalBytes - trimmedHead.length - trimmedTail.length
    return { head: trimmedHead.toString('utf8'), tail: trimmedTail.toString('utf8'), omittedBytes, totalBytes }
  }
}

/** The last `bytesMax` bytes pushed. Grows to its limit as it fills. */
class RingBuffer {
  readonly #bytesMax: number
  #bytes = Buffer.alloc(0)
  #start = 0
  #length = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  push(bytes: Buffer): void {
    const kept = bytes.length > this.#bytesMax ? bytes.subarray(bytes.length - this.#bytesMax) : bytes
    this.#grow(this.#length + kept.length)
    const capacity = this.#bytes.length
    if (capacity === 0) return
    const end = (this.#start + this.#length) % capacity
    const first = kept.copy(this.#bytes, end)
    if (first < kept.length) kept.copy(this.#bytes, 0, first)
    const overflow = Math.max(0, this.#length + kept.length - capacity)
    this.#start = (this.#start + overflow) % capacity
    this.#length = this.#length + kept.length - overflow
  }

  read(): Buffer {
    const end = this.#start + this.#length
    const wrapped = Math.max(0, end - this.#bytes.length)
    return Buffer.concat([this.#bytes.subarray(this.#start, end), this.#bytes.subarray(0, wrapped)])
  }

  #grow(wanted: number): void {
    const capacity = this.#bytes.length
    if (wanted <= capacity || capacity === this.#bytesMax) return
    const grown = Buffer.alloc(Math.min(this.#bytesMax, Math.max(4096, wanted, capacity * 2)))
    this.read().copy(grown)
    this.#bytes = grown
    this.#start = 0
  }
}

// A line that is cut further from its end than this stays in pieces: dropping it would hide too much.
const nearBytes = 4096
const newline = 0x0a

function headCut(head: Buffer): number {
  const lineEnd = head.lastIndexOf(newline)
  if (lineEnd >= head.length - nearBytes && lineEnd !== -1) return lineEnd + 1
  let cut = head.length
  while (cut > head.length - 4 && cut > 0 && isContinuation(head[cut - 1])) cut -= 1
  const lead = head[cut - 1]
  const isComplete = lead === undefined || cut - 1 + characterLength(lead) <= head.length
  return isComplete ? head.length : cut - 1
}

function tailCut(tail: Buffer): number {
  const lineEnd = tail.indexOf(newline)
  if (lineEnd !== -1 && lineEnd < nearBytes) return lineEnd + 1
  let cut = 0
  while (cut < 3 && isContinuation(tail[cut])) cut += 1
  return cut
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}

function characterLength(lead: number): number {
  if (lead >= 0xf8) return 1
  if (lead >= 0xf0) return 4
  if (lead >= 0xe0) return 3
  return lead >= 0xc0 ? 2 : 1
}
