import type { CodeFile } from '../code-map.ts'
import type { FileClass } from '../languages.ts'

export interface LanguageCount {
  readonly name: string
  readonly files: number
  readonly lines: number
}

const LANGUAGES_MAX = 10

export function countClasses(files: readonly CodeFile[]): Readonly<Partial<Record<FileClass, number>>> {
  const counts: Partial<Record<FileClass, number>> = {}
  for (const file of files) counts[file.class] = (counts[file.class] ?? 0) + 1
  return counts
}

/** The languages with the most lines. */
export function countLanguages(files: readonly CodeFile[]): readonly LanguageCount[] {
  const counts = new Map<string, { files: number; lines: number }>()
  for (const file of files) {
    if (file.language === 'binary' || file.language === 'text') continue
    const count = counts.get(file.language) ?? { files: 0, lines: 0 }
    counts.set(file.language, count)
    count.files++
    count.lines += file.lines
  }
  return [...counts]
    .map(([name, count]) => ({ name, ...count }))
    .sort((left, right) => right.lines - left.lines || (left.name < right.name ? -1 : 1))
    .slice(0, LANGUAGES_MAX)
}
