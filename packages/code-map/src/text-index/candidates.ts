import type { Need } from './need.ts'
import type { TextSegment } from './text-segment.ts'
import { ENTRY, type TextTree } from './text-tree.ts'

/** More trigrams of one literal hardly narrow further. */
const TRIGRAMS_MAX = 12

/** One for each file of the table: whether what is needed may be in it, as the file was when it was indexed. */
export function mayMatch(tree: TextTree, need: Need, openSegment: (name: string) => TextSegment): Uint8Array {
  const matching = tree.segments.map((name) => {
    if (name === '') return new Set<number>()
    const segment = openSegment(name)
    try {
      return new Set(contentsWith(segment, need))
    } finally {
      segment.close()
    }
  })
  const found = new Uint8Array(tree.files.length)
  for (let row = 0; row < found.length; row++) {
    const isUnknown = tree.kinds[row] === ENTRY.unknown
    if (isUnknown || matching[tree.places[row * 2] as number]?.has(tree.places[row * 2 + 1] as number)) found[row] = 1
  }
  return found
}

function contentsWith(segment: TextSegment, need: Need): Uint32Array {
  switch (need.kind) {
    case 'trigrams':
      return withTrigrams(segment, need.codes)
    case 'all':
      return need.needs.map((part) => contentsWith(segment, part)).reduce(intersect)
    case 'any':
      return Uint32Array.from(new Set(need.needs.flatMap((part) => [...contentsWith(segment, part)]))).sort()
  }
}

function withTrigrams(segment: TextSegment, codes: readonly number[]): Uint32Array {
  const rarest = codes
    .map((code) => ({ code, bytes: segment.postingBytes(code) }))
    .sort((left, right) => left.bytes - right.bytes)
    .slice(0, TRIGRAMS_MAX)
  let found: Uint32Array | undefined
  for (const { code } of rarest) {
    if (found?.length === 0) break
    const postings = segment.postings(code)
    found = found === undefined ? postings : intersect(found, postings)
  }
  return found ?? new Uint32Array(0)
}

function intersect(left: Uint32Array, right: Uint32Array): Uint32Array {
  const both = new Uint32Array(Math.min(left.length, right.length))
  let count = 0
  for (let at = 0, other = 0; at < left.length && other < right.length;) {
    const difference = (left[at] as number) - (right[other] as number)
    if (difference === 0) both[count++] = left[at] as number
    if (difference <= 0) at++
    if (difference >= 0) other++
  }
  return both.subarray(0, count)
}
