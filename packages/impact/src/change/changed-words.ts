import type { Hunk } from '@groundcrew/core/repo'

/** A change of more names than this is about everything. */
const wordsMax = 200
const NAME = /[\p{L}_$][\p{L}\p{N}_$]{2,}/gu

/** The names on the lines that differ, of both sides: each once, in their order. */
export function changedWords(
  { before, after }: { readonly before: Buffer | undefined; readonly after: Buffer | undefined },
  hunks: readonly Hunk[],
): readonly string[] {
  const [old, now] = [linesOf(before), linesOf(after)]
  const words = new Set<string>()
  for (const { oldStart, oldLines, newStart, newLines } of hunks) {
    const lines = [
      ...old.slice(oldStart - 1, oldStart - 1 + oldLines),
      ...now.slice(newStart - 1, newStart - 1 + newLines),
    ]
    for (const line of lines) {
      for (const [word] of line.matchAll(NAME)) words.add(word)
      if (words.size >= wordsMax) return [...words].slice(0, wordsMax)
    }
  }
  return [...words]
}

function linesOf(source: Buffer | undefined): readonly string[] {
  return source === undefined ? [] : source.toString('utf8').split('\n')
}
