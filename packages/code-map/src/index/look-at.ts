import { lstatSync, type Stats } from 'node:fs'

const IF_THERE = { throwIfNoEntry: false } as const
/** A file where a directory was, a directory that may not be entered any more, a link in its place that leads to itself. */
const UNREACHABLE: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP'])

/** Whether an error of a look at a path says that nothing can be reached there (any more). */
export function isUnreachable(error: unknown): boolean {
  return UNREACHABLE.has((error as NodeJS.ErrnoException).code)
}

/** What is at a path, without following a link in its last place; undefined where nothing can be reached. */
export function lookAt(path: string | Buffer): Stats | undefined {
  try {
    return lstatSync(path, IF_THERE)
  } catch (error) {
    if (isUnreachable(error)) return undefined
    throw error
  }
}
