import { contextBytes, type ByteEdit } from '../plan/edits.ts'

export interface Reversal {
  /** In order, over the old bytes. */
  readonly edits: readonly ByteEdit[]
  /** The bytes that the edits led to. */
  readonly after: Buffer
  /** What is there now: the same, with changes by others. */
  readonly current: Buffer
}

interface Located {
  readonly index: number
  readonly start: number
}

/**
 * Takes edits back in bytes that others have changed. An edit is found by its new bytes with those around them as they were written. Where
 * the same bytes stand in several places, there must be as many as were written, and the place is the one with the same number.
 */
export function reverseEdits(
  { edits, after, current }: Reversal,
  isWanted: (index: number) => boolean,
): { readonly bytes: Buffer; readonly isReversed: (index: number) => boolean } {
  const located: Located[] = []
  let shift = 0
  for (const [index, edit] of edits.entries()) {
    const start = edit.start + shift
    shift += edit.new.length - edit.old.length
    const found = isWanted(index) ? locate({ after, current }, { start, length: edit.new.length }) : undefined
    if (found !== undefined) located.push({ index, start: found })
  }
  const usable = withoutOverlaps(located, edits)
  const reversed = new Set(usable.map(({ index }) => index))
  const parts: Buffer[] = []
  let done = 0
  for (const { index, start } of usable) {
    const edit = edits[index]
    if (edit === undefined) continue
    parts.push(current.subarray(done, start), edit.old)
    done = start + edit.new.length
  }
  parts.push(current.subarray(done))
  return { bytes: Buffer.concat(parts), isReversed: (index) => reversed.has(index) }
}

function locate(
  { after, current }: Pick<Reversal, 'after' | 'current'>,
  { start, length }: { readonly start: number; readonly length: number },
): number | undefined {
  const from = Math.max(0, start - contextBytes)
  const needle = after.subarray(from, start + length + contextBytes)
  const written = placesOf(after, needle)
  const present = placesOf(current, needle)
  if (written.length !== present.length) return undefined
  const place = present[written.indexOf(from)]
  return place === undefined ? undefined : place + (start - from)
}

function placesOf(bytes: Buffer, needle: Buffer): readonly number[] {
  const places: number[] = []
  if (needle.length === 0) return places
  for (let at = bytes.indexOf(needle); at !== -1; at = bytes.indexOf(needle, at + 1)) places.push(at)
  return places
}

/** In the order of places; of two that would meet, neither: one of them was found in the wrong place. */
function withoutOverlaps(located: readonly Located[], edits: readonly ByteEdit[]): readonly Located[] {
  const sorted = [...located].sort((left, right) => left.start - right.start || left.index - right.index)
  const endOf = ({ index, start }: Located): number => start + (edits[index]?.new.length ?? 0)
  return sorted.filter((one, at) => {
    const [previous, next] = [sorted[at - 1], sorted[at + 1]]
    const isAfterPrevious = previous === undefined || (endOf(previous) <= one.start && previous.index < one.index)
    return isAfterPrevious && (next === undefined || (endOf(one) <= next.start && one.index < next.index))
  })
}
