import type { CodeMap } from '../code-map.ts'
import { countClasses, countLanguages, type LanguageCount } from './file-counts.ts'

export interface Stats {
  readonly root: string
  readonly files: number
  readonly symbols: number
  readonly filesRead: number
  readonly textBytes: number
  readonly indexBytes: number
  readonly segments: number
  readonly classes: ReturnType<typeof countClasses>
  readonly languages: readonly LanguageCount[]
  readonly notUnderstood: readonly { readonly path: string; readonly line: number }[]
  readonly skipped: readonly { readonly path: string; readonly reason: string }[]
}

/** What the index has, what it takes, and what it could not read. */
export function stats(map: CodeMap): Stats {
  const files = [...map.files()]
  return {
    root: map.root,
    files: files.length,
    symbols: files.reduce((sum, file) => sum + file.symbols, 0),
    filesRead: map.index.filesRead,
    textBytes: files.reduce((sum, file) => sum + (file.language === 'binary' ? 0 : file.sizeBytes), 0),
    indexBytes: map.segments.reduce((sum, segment) => sum + segment.sizeBytes, 0),
    segments: map.segments.length,
    classes: countClasses(files),
    languages: countLanguages(files),
    notUnderstood: files.flatMap(({ path, problemLine }) =>
      problemLine === undefined ? [] : [{ path, line: problemLine }],
    ),
    skipped: map.skipped,
  }
}
