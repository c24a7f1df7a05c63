import type { CoChanges } from './co-changes.ts'

/** A file that usually changes together with a changed one, and did not. */
export interface MissingCoChange {
  readonly path: string
  readonly missing: string
  readonly together: number
  readonly commits: number
}

const togetherMin = 4
const shareMin = 0.6

/** Most often together first. Files that are gone are left out. */
export function findMissingCoChanges(
  changed: readonly string[],
  { history, exists }: { readonly history: CoChanges; readonly exists: (path: string) => boolean },
): readonly MissingCoChange[] {
  const isChanged = new Set(changed)
  return changed
    .flatMap((path) => {
      const commits = history.countOf(path)
      return [...history.partnersOf(path)]
        .filter(
          ([other, together]) =>
            together >= togetherMin && together / commits >= shareMin && !isChanged.has(other) && exists(other),
        )
        .map(([missing, together]): MissingCoChange => ({ path, missing, together, commits }))
    })
    .sort(
      (left, right) =>
        right.together / right.commits - left.together / left.commits || (left.path < right.path ? -1 : 1),
    )
}
