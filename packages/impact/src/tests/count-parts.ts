/** Which words are counted, and their numbers. */
export interface PartTable {
  readonly size: number
  /** By what `hashOf` makes of the word. */
  readonly byHash: ReadonlyMap<number, number>
}

/** Words as `partsOf` gives them; each has the number of its place. Those with anything but letters are never found. */
export function partTable(parts: readonly string[]): PartTable {
  return { size: parts.length, byHash: new Map(parts.map((part, number) => [hashOf(part), number])) }
}

/**
 * How often a text has each word, by number, as `partsOf` tells them apart in its names, comments and strings. Words are compared by a hash of
 * 32 bits: two that share one would count as one.
 */
export function countParts(text: Uint8Array, { size, byHash }: PartTable): Uint32Array {
  const counts = new Uint32Array(size)
  const end = Math.min(text.length, textBytesMax)
  let at = 0
  while (at < end) {
    let start = at
    while (at < end && CASES[text[at] as number] === UPPER) at++
    // `HTMLParser` has the words HTML and Parser.
    if (at - start > 1 && at < end && CASES[text[at] as number] === LOWER) {
      count(start, at - 1)
      start = at - 1
    }
    while (at < end && CASES[text[at] as number] === LOWER) at++
    if (at > start) count(start, at)
    else at++
  }
  return counts

  function count(from: number, to: number): void {
    const isPlural = to - from > 3 && small(text[to - 1] as number) === S && small(text[to - 2] as number) !== S
    const last = isPlural ? to - 1 : to
    let hash = 0
    for (let index = from; index < last; index++) hash = (Math.imul(hash, PRIME) + ((text[index] as number) | 0x20)) | 0
    const number = byHash.get(hash)
    if (number !== undefined) counts[number] = (counts[number] as number) + 1
  }
}

/** What stands further down in a test of that size tells it no further apart. */
const textBytesMax = 256 * 1024
const S = 0x73
/** That of FNV-1. */
const PRIME = 0x01000193
const LOWER = 1
const UPPER = 2
/** Of each byte what letter it is; 0 for others. */
const CASES = Uint8Array.from({ length: 256 }, (_, code) =>
  code >= 0x61 && code <= 0x7a ? LOWER : code >= 0x41 && code <= 0x5a ? UPPER : 0,
)

function hashOf(part: string): number {
  let hash = 0
  for (let index = 0; index < part.length; index++) hash = (Math.imul(hash, PRIME) + part.charCodeAt(index)) | 0
  return hash
}

function small(code: number): number {
  return code | 0x20
}
