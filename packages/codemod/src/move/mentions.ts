import path from 'node:path'
import type { Candidate } from '../plan/candidates.ts'
import type { EditedFile } from '../plan/make-plan.ts'
import { lineColumns } from '../plan/text-file.ts'
import type { RemainderCounter } from '../review/remainder-counter.ts'
import type { Span } from '../rewrite/syntax.ts'
import { compiledName, withoutExtension } from './layout.ts'
import type { Moves } from './moved-paths.ts'

/** Places where the old path stands in full, and no edit changes it: scripts, workflows, prose. */
export function findMentions(
  { source, isDirectory }: Moves,
  files: readonly Candidate[],
  { edited, counter }: { readonly edited: readonly EditedFile[]; readonly counter: RemainderCounter },
): void {
  const byPath = new Map(edited.map(({ file, edits }) => [file.path, edits]))
  const compiled = compiledName(source)
  const bare = withoutExtension(source)
  const olds = isDirectory ? [source] : [source, ...(compiled === undefined ? [] : [compiled]), bare]
  for (const { path: file, decoded } of files) {
    const { text } = decoded
    const directory = path.posix.dirname(file)
    const names = olds.flatMap((old) => [old, ...(file.includes('/') ? fromDirectory(directory, old) : [])])
    const placeOf = lineColumns(text)
    for (const { start, end } of placesOf(text, names)) {
      if (byPath.get(file)?.some((edit) => edit.start < end && edit.end > start) === true) continue
      const { line, column } = placeOf(start)
      counter.add('the old path in a text', `${file}:${line}:${column}`)
    }
  }
}

/** How a file may name a path below its own directory. */
function fromDirectory(directory: string, old: string): readonly string[] {
  const below = old.startsWith(`${directory}/`) ? old.slice(directory.length + 1) : ''
  return below.includes('/') ? [below] : []
}

function placesOf(text: string, names: readonly string[]): readonly Span[] {
  const found = new Map<number, number>()
  for (const name of names) {
    // A name at the root without an extension is a word like any other, unless a path goes on behind it.
    const isPath = name.includes('/') || name.includes('.')
    const isBare = withoutExtension(name) === name
    for (let start = text.indexOf(name); start !== -1; start = text.indexOf(name, start + name.length)) {
      const end = start + name.length
      if (!isAlone(text, { start, end }) || (!isPath && text[end] !== '/')) continue
      if (isBare && /^\.\w/.test(text.slice(end, end + 2))) continue
      found.set(start, Math.max(end, found.get(start) ?? 0))
    }
  }
  return [...found].map(([start, end]) => ({ start, end })).sort((left, right) => left.start - right.start)
}

/** Not a part of a longer word or path, but for `./` and `/` at its beginning. */
function isAlone(text: string, { start, end }: Span): boolean {
  const before = text.slice(Math.max(0, start - 3), start)
  if (/[\w@$-]$/.test(before) || /[\w$-]/.test(text[end] ?? '')) return false
  return !before.endsWith('/') || /(?:^|[\s"'`(=:])\.?\/$/.test(before)
}
