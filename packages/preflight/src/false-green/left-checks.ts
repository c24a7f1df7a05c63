import path from 'node:path'
import type { ChangedTree, ChangeView } from './change-view.ts'
import { hasExcludes, isExcluded, readExcludes, type CheckTool } from './checked-files.ts'
import { findSilencing, isGenerated, type SilencingMark } from './silencing-marks.ts'

/** What a change took out of what linters, formatters and type checkers look at. */
export interface LeftChecks {
  readonly by: CheckTool
  /** As a sentence: `2 files newly excluded by the change of .prettierignore: src/a.ts and 1 more`. */
  readonly what: string
  /** A place at which one line is left out; undefined where more is. */
  readonly isLine: boolean
  /** The files that it is about: of a package's step only its own count. */
  readonly files: readonly string[]
}

/** In the order of the files. */
export async function findLeftChecks({ files, view }: ChangedTree): Promise<readonly LeftChecks[]> {
  const left: LeftChecks[] = []
  const changes = [...view.changed.values()].sort((one, other) => (one.path < other.path ? -1 : 1))
  for (const { path: file, status } of changes) {
    if (status === 'deleted') continue
    if (hasExcludes(file)) left.push(...(await leftBySettings(file, files, view)))
    else left.push(...(await leftByMarks(file, view)))
  }
  return left
}

async function leftBySettings(
  file: string,
  files: readonly string[],
  { changed, readNow, readBefore }: ChangeView,
): Promise<readonly LeftChecks[]> {
  const [before = '', now] = await Promise.all([readBefore(file), readNow(file)])
  if (now === undefined) return []
  const directory = path.posix.dirname(file)
  const earlier = readExcludes(file, before)
  return readExcludes(file, now).flatMap((excluded, order) => {
    const old = earlier[order] ?? { by: excluded.by, matchers: [] }
    const added = excluded.matchers.filter(({ pattern }) => !old.matchers.some((one) => one.pattern === pattern))
    if (added.length === 0) return []
    const gone = files.filter((name) => {
      const own = directory === '.' ? name : name.startsWith(`${directory}/`) ? name.slice(directory.length + 1) : ''
      // What came with the change was never looked at.
      const isNew = changed.get(name)?.status === 'added' || changed.get(name)?.status === 'untracked'
      return own !== '' && !isNew && isSource(name) && isExcluded(own, excluded) && !isExcluded(own, old)
    })
    const [first] = gone
    if (first === undefined) return []
    const more = gone.length > 1 ? ` and ${gone.length - 1} more` : ''
    const what = `${gone.length} ${gone.length === 1 ? 'file' : 'files'} newly excluded by the change of ${file}: ${first}${more}`
    return [{ by: excluded.by, what, isLine: false, files: gone }]
  })
}

/** Lists, lock files and what is built are no loss. */
function isSource(file: string): boolean {
  return (
    /\.(?:[cm]?[jt]sx?|vue|svelte|astro|css|scss|less|pyi?|rb|go|rs|java|kt|php|sh|md|json|ya?ml|html)$/.test(file) &&
    !/(?:^|\/)(?:package-lock\.json|pnpm-lock\.yaml|npm-shrinkwrap\.json|dist|build|out|coverage|vendor|node_modules|generated|__generated__|__snapshots__)(?:\/|$)|\.min\.|\.generated\./.test(
      file,
    )
  )
}

async function leftByMarks(file: string, { readNow, readBefore }: ChangeView): Promise<readonly LeftChecks[]> {
  const now = await readNow(file)
  const marks = now === undefined ? [] : findSilencing(file, now)
  if (now === undefined || marks.length === 0 || isGenerated(now)) return []
  const before = await readBefore(file)
  const old = before === undefined ? [] : findSilencing(file, before)
  const added = newMarks(marks, old)
  return added.map(({ by, mark, line, isWide }) => ({
    by,
    what: `${file}:${line} ${isWide ? 'takes the file out of it' : 'silences a line'}: ${mark}`,
    isLine: !isWide,
    files: [file],
  }))
}

/** Each mark that was there before stands for one that is there now, wherever its line is. */
function newMarks(now: readonly SilencingMark[], before: readonly SilencingMark[]): readonly SilencingMark[] {
  const left = before.map(({ mark, isWide }) => `${mark} ${isWide}`)
  return now.filter(({ mark, isWide }) => {
    const at = left.indexOf(`${mark} ${isWide}`)
    if (at < 0) return true
    left.splice(at, 1)
    return false
  })
}
