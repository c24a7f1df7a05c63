import type { TokenKind } from '@groundcrew/code-map'
import type { Candidate } from '../plan/candidates.ts'
import type { EditedFile } from '../plan/make-plan.ts'
import { byteOffsets, lineColumns } from '../plan/text-file.ts'
import type { Remainder } from '../plan/types.ts'
import { isWholeWord } from '../replace/matcher.ts'
import { RemainderCounter } from './remainder-counter.ts'

export interface WordCall {
  readonly word: string
  /** All that have the word. */
  readonly files: readonly Candidate[]
  readonly edited: readonly EditedFile[]
  /** What a place in code is called; by default code. */
  readonly describeCode?: (path: string) => string
  /** What is known of a place in code, by its offset in bytes. */
  readonly reasonOf?: (path: string, offset: number) => string | undefined
}

/** Every whole word that no edit touches, by what it stands in. */
export function findWords({ word, files, edited, describeCode, reasonOf }: WordCall): readonly Remainder[] {
  const counter = new RemainderCounter()
  const byPath = new Map(edited.map(({ file, edits }) => [file.path, edits]))
  for (const file of files) {
    const { path, decoded } = file
    const edits = byPath.get(path) ?? []
    const placeOf = lineColumns(decoded.text)
    for (const { start, startByte, kindOf } of wholeWords(file, word)) {
      if (edits.some((edit) => edit.start < start + word.length && edit.end > start)) continue
      const kind = kindOf()
      const { line, column } = placeOf(start)
      const inCode = reasonOf?.(path, startByte) ?? describeCode?.(path) ?? 'other code'
      const reason = kind === 'code' ? inCode : `in a ${kind}`
      counter.add(kind === 'text' ? 'in other files' : reason, `${path}:${line}:${column}`)
    }
  }
  return counter.result
}

/** Whether a file has the word outside of strings and comments. */
export function hasInCode(file: Candidate, word: string): boolean {
  for (const { kindOf } of wholeWords(file, word)) if (kindOf() === 'code') return true
  return false
}

/** Where it has it there, in offsets of its text. */
export function wordsInCode(file: Candidate, word: string): readonly number[] {
  return [...wholeWords(file, word)].filter(({ kindOf }) => kindOf() === 'code').map(({ start }) => start)
}

function* wholeWords(
  { decoded, facts }: Candidate,
  word: string,
): Generator<{ readonly start: number; readonly startByte: number; readonly kindOf: () => TokenKind }> {
  const { text } = decoded
  const offsetOf = byteOffsets(decoded)
  for (let start = text.indexOf(word); start !== -1; start = text.indexOf(word, start + word.length)) {
    if (!isWholeWord(text, start, start + word.length)) continue
    const startByte = offsetOf(start)
    // A file is read into tokens when this is asked for the first time.
    yield { start, startByte, kindOf: () => facts.kindAt(startByte) }
  }
}
