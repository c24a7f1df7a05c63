/** Six bits for each byte: letters without their case, digits, and the rest by groups. What falls together is only searched in vain. */
const CLASS_BITS = 6
export const CODES = 1 << (CLASS_BITS * 3)

const classOf = new Uint8Array(256)
for (let byte = 0; byte < 256; byte++) classOf[byte] = classify(byte)

function classify(byte: number): number {
  if (byte >= 97 && byte <= 122) return byte - 97
  if (byte >= 65 && byte <= 90) return byte - 65
  if (byte >= 48 && byte <= 57) return 26 + byte - 48
  const common = ' \n\t_.,;:()[]{}<>="\'/-*#&'.indexOf(String.fromCharCode(byte))
  if (common !== -1) return 36 + common
  return byte >= 128 ? 61 + (byte % 3) : 60
}

/** Collects the trigrams of one text after another, each once a text. */
export class TrigramSet {
  readonly codes = new Uint32Array(CODES)
  count = 0
  readonly #seen = new Uint8Array(CODES)

  /** The codes of a text are then in `codes`, the first `count` of them. */
  fill(bytes: Uint8Array): void {
    const { codes } = this
    const seen = this.#seen
    for (let at = 0; at < this.count; at++) seen[codes[at] as number] = 0
    let count = 0
    let code = ((classOf[bytes[0] ?? 0] as number) << CLASS_BITS) | (classOf[bytes[1] ?? 0] as number)
    for (let at = 2; at < bytes.length; at++) {
      code = ((code << CLASS_BITS) | (classOf[bytes[at] as number] as number)) & (CODES - 1)
      if (seen[code] === 1) continue
      seen[code] = 1
      codes[count++] = code
    }
    this.count = count
  }
}

/** The trigrams of a literal; none where it is shorter. */
export function trigramsOf(literal: Uint8Array): readonly number[] {
  const found = new Set<number>()
  for (let at = 2; at < literal.length; at++) {
    const [first, second, third] = [literal[at - 2], literal[at - 1], literal[at]].map(
      (byte) => classOf[byte ?? 0] ?? 0,
    )
    found.add(((first ?? 0) << (CLASS_BITS * 2)) | ((second ?? 0) << CLASS_BITS) | (third ?? 0))
  }
  return [...found]
}
