import type { CodeMap } from '../code-map.ts'
import { wordSegmentSizes } from '../index/word-segments.ts'
import { countClasses, countLanguages, type LanguageCount } from './file-counts.ts'

export interface Stats {
  readonly root: string
  readonly files: number
  readonly symbols: number
  readonly filesRead: number
  readonly textBytes: number
  /** Of all segments, those of words included. */
  readonly indexBytes: number
  /** Of those of words alone. */
  readonly wordBytes: number
  readonly segments: number
  readonly classes: ReturnType<typeof countClasses>
  readonly languages: readonly LanguageCount[]
  readonly notUnderstood: readonly { readonly path: string; readonly line: number }[]
  readonly skipped: readonly { readonly path: string; readonly reason: string }[]
}

/** What the index has, what it takes, and what it could not read. */
export function stats(map: CodeMap): Stats {
  const files = [...map.files()]
  const factSizes = map.segments.map(({ sizeBytes }) => sizeBytes)
  const wordSizes = wordSegmentSizes(map.index.place)
  return {
    root: map.root,
    files: files.length,
    symbols: sum(files.map(({ symbols }) => symbols)),
    filesRead: map.index.filesRead,
    textBytes: sum(files.map(({ language, sizeBytes }) => (language === 'binary' ? 0 : sizeBytes))),
    indexBytes: sum([...factSizes, ...wordSizes]),
    wordBytes: sum(wordSizes),
    segments: factSizes.length + wordSizes.length,
    classes: countClasses(files),
    languages: countLanguages(files),
    notUnderstood: files.flatMap(({ path, problemLine }) =>
      problemLine === undefined ? [] : [{ path, line: problemLine }],
    ),
    skipped: map.skipped,
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
