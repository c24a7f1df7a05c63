import { pathFilter, type Candidate } from '../plan/candidates.ts'
import type { EditedFile } from '../plan/make-plan.ts'
import { lineColumns } from '../plan/text-file.ts'
import type { Remainder, ReplaceRequestOptions } from '../plan/types.ts'
import { RemainderCounter } from '../review/remainder-counter.ts'
import { isWholeWord } from './matcher.ts'

export interface RemainderCall {
  readonly options: ReplaceRequestOptions
  /** All that have the old text in some case. */
  readonly files: readonly Candidate[]
  readonly edited: readonly EditedFile[]
}

/** The old text in lower case where what is left of it can be told: a name alone, not an expression. */
export function remainderWord({ old, isRegex }: ReplaceRequestOptions): string | undefined {
  return !isRegex && /^[\p{L}\p{N}_$-]+$/u.test(old) ? old.toLowerCase() : undefined
}

/** Where the old text still stands, in any case, after the plan; files that are refused are named elsewhere. */
export async function findRemainder({ options, files, edited }: RemainderCall): Promise<readonly Remainder[]> {
  const lower = remainderWord(options)
  if (lower === undefined) return []
  const counter = new RemainderCounter()
  const isAskedFor = await pathFilter(options.paths)
  const byPath = new Map(edited.map((entry) => [entry.file.path, entry]))
  for (const { path, decoded } of files) {
    const edits = byPath.get(path)?.edits ?? []
    const isAsked = isAskedFor(path)
    const placeOf = lineColumns(decoded.text)
    for (const { start, word } of occurrences(decoded.text, lower)) {
      if (edits.some((edit) => edit.start < start + word.length && edit.end > start)) continue
      const at = placeOf(start)
      const reason = reasonOf(decoded.text, { start, word, old: options.old, isAsked })
      counter.add(reason, `${path}:${at.line}:${at.column}`)
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

/** Whether a text in lower case is in the bytes of a file in any case. */
export function containsIgnoringCase(lower: string): (bytes: Buffer) => boolean {
  return (bytes) => bytes.toString('latin1').toLowerCase().includes(Buffer.from(lower).toString('latin1'))
}
