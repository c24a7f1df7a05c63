import { findCandidates } from '../plan/candidates.ts'
import type { EditedFile } from '../plan/make-plan.ts'
import type { Place } from '../plan/place.ts'
import { byteOffsets, lineColumns } from '../plan/text-file.ts'
import type { Remainder } from '../plan/types.ts'
import { isWholeWord } from '../replace/matcher.ts'
import { RemainderCounter } from './remainder-counter.ts'

export interface WordCall {
  readonly word: string
  readonly edited: readonly EditedFile[]
  /** What a place in code is called; by default code. */
  readonly describeCode?: (path: string) => string
}

/** Every whole word that no edit touches, by what it stands in. */
export async function findWords(place: Place, { word, edited, describeCode }: WordCall): Promise<readonly Remainder[]> {
  const counter = new RemainderCounter()
  const byPath = new Map(edited.map(({ file, edits }) => [file.path, edits]))
  const { files } = await findCandidates(place, { paths: [], mayMatch: (bytes) => bytes.includes(word) })
  for (const { path, decoded, facts } of files) {
    const { text } = decoded
    const edits = byPath.get(path) ?? []
    const offsetOf = byteOffsets(decoded)
    const placeOf = lineColumns(text)
    for (let start = text.indexOf(word); start !== -1; start = text.indexOf(word, start + word.length)) {
      const end = start + word.length
      if (!isWholeWord(text, start, end) || edits.some((edit) => edit.start < end && edit.end > start)) continue
      const kind = facts.kindAt(offsetOf(start))
      const { line, column } = placeOf(start)
      const reason = kind === 'code' ? (describeCode?.(path) ?? 'other code') : `in a ${kind}`
      counter.add(kind === 'text' ? 'in other files' : reason, `${path}:${line}:${column}`)
    }
  }
  return counter.result
}
