import { findCandidates, pathFilter } from '../plan/candidates.ts'
import type { EditedFile } from '../plan/make-plan.ts'
import type { Place } from '../plan/place.ts'
import { lineColumns } from '../plan/text-file.ts'
import type { Remainder, ReplaceRequestOptions } from '../plan/types.ts'
import { RemainderCounter } from '../review/remainder-counter.ts'
import { isWholeWord } from './matcher.ts'

export interface RemainderCall {
  readonly place: Place
  readonly options: ReplaceRequestOptions
  readonly edited: readonly EditedFile[]
}

/** Where the old text still stands, in any case, after the plan; files that are refused are named elsewhere. A name alone can be looked for so. */
export async function findRemainder({ place, options, edited }: RemainderCall): Promise<readonly Remainder[]> {
  const { old, isRegex } = options
  if (isRegex || !/^[\p{L}\p{N}_$-]+$/u.test(old)) return []
  const counter = new RemainderCounter()
  const lower = old.toLowerCase()
  const { files } = await findCandidates(place, { paths: [], mayMatch: containsIgnoringCase(lower) })
  const isAskedFor = await pathFilter(options.paths)
  const byPath = new Map(edited.map((entry) => [entry.file.path, entry]))
  for (const { path, decoded } of files) {
    const edits = byPath.get(path)?.edits ?? []
    const isAsked = isAskedFor(path)
    const placeOf = lineColumns(decoded.text)
    for (const { start, word } of occurrences(decoded.text, lower)) {
      if (edits.some((edit) => edit.start < start + word.length && edit.end > start)) continue
      const at = placeOf(start)
      counter.add(reasonOf(decoded.text, { start, word, old, isAsked }), `${path}:${at.line}:${at.column}`)
    }
  }
  return counter.result
}

interface Occurrence {
  readonly start: number
  readonly word: string
  readonly old: string
  readonly isAsked: boolean
}

function reasonOf(text: string, { start, word, old, isAsked }: Occurrence): string {
  if (!isAsked) return 'in files that were not asked for'
  if (!isWholeWord(text, start, start + word.length)) return 'part of a longer word'
  return word === old ? 'whole word' : 'in another case'
}

function* occurrences(text: string, lower: string): Generator<{ readonly start: number; readonly word: string }> {
  const lowered = text.toLowerCase()
  // A few characters have a lower case of another length; then only the text as it is can be searched.
  const searched = lowered.length === text.length ? lowered : text
  for (let at = searched.indexOf(lower); at !== -1; at = searched.indexOf(lower, at + lower.length)) {
    yield { start: at, word: text.slice(at, at + lower.length) }
  }
}

function containsIgnoringCase(lower: string): (bytes: Buffer) => boolean {
  return (bytes) => bytes.toString('latin1').toLowerCase().includes(Buffer.from(lower).toString('latin1'))
}
