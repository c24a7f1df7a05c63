import type { OpenFile } from '@groundcrew/code-map'

/** The source of a token; empty beyond the last one and before the first. */
export function textAt(open: OpenFile, token: number): string {
  const { tokens } = open.extraction
  return token >= 0 && token < tokens.count ? open.source.toString('utf8', tokens.start[token], tokens.end[token]) : ''
}

/** The numbers that words have as names: to compare them costs nothing, unlike the text of a token. */
export function idsOf({ extraction }: OpenFile, words: Iterable<string>): ReadonlySet<number> {
  const found = new Set<number>()
  for (const word of words) {
    const id = extraction.names.find(word)
    if (id !== undefined) found.add(id)
  }
  return found
}

/** The first token that begins at or after an offset. */
export function tokenAt(open: OpenFile, offset: number): number {
  const { tokens } = open.extraction
  let low = 0
  let high = tokens.count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tokens.start[middle] as number) < offset) low = middle + 1
    else high = middle
  }
  return low
}
