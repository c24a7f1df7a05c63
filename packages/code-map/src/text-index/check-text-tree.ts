import { readdirSync, type Dirent, type Stats } from 'node:fs'
import { isUnreachable, lookAt } from '../index/look-at.ts'
import { lookAtRows, SEEN } from '../index/look-at-rows.ts'
import { settledBefore, systemPath } from '../index/path-table.ts'
import { STAMP_NUMBERS, type TextTree } from './text-tree.ts'

/** Names of files that say what is ignored, or where a repository begins. */
const RULES: ReadonlySet<string> = new Set(['.gitignore', '.ignore', '.rgignore', '.git'])

/** A work tree now, against a table. */
export interface TextTreeCheck {
  /** Directories came, or what says which files are ignored changed: the tree has to be listed again. */
  readonly needsListing: boolean
  /** One for each file of the table: 0 as it was, 1 changed, 2 gone or out of scope. */
  readonly states: Uint8Array
  readonly changed: number
  readonly gone: number
  /** Directories in which files may have come, relative to the root. */
  readonly touched: readonly string[]
}

/** Whether a path of the table lies in what is searched: everything, or one of some directories that end in a slash. */
export function scopeTest(prefixes: readonly string[]): (file: string) => boolean {
  return prefixes.includes('') ? () => true : (file) => prefixes.some((prefix) => file.startsWith(prefix))
}

/** Compares every file in scope and every watched path with its stamp. */
export function checkTextTree(tree: TextTree, inScope: (file: string) => boolean): TextTreeCheck {
  const touched: string[] = []
  let needsListing = false
  for (const [index, name] of tree.watched.entries()) {
    const row = tree.files.length + index
    const stats = lookAt(systemPath(tree.root, name))
    const wasThere = tree.stamps[row * STAMP_NUMBERS] !== -1
    if (name.startsWith('/')) {
      const isKnown = stats === undefined ? !wasThere : isSame(stats, tree, { row, ignoresSize: false })
      if (!isKnown) needsListing = true
    } else if (stats === undefined || !stats.isDirectory()) needsListing = true
    else if (!isSame(stats, tree, { row, ignoresSize: true })) touched.push(name)
  }
  needsListing ||= touched.length > 0 && !holdKnownDirectories(tree, touched)
  return { ...checkFiles(tree, inScope), touched, needsListing }
}

function checkFiles(
  tree: TextTree,
  inScope: (file: string) => boolean,
): Pick<TextTreeCheck, 'states' | 'changed' | 'gone'> {
  const { root, scannedAtMs } = tree
  const rows = rowsIn(tree, inScope)
  const seen = lookAtRows({ root, settledBeforeMs: settledBefore(scannedAtMs), ...rows })
  const states = new Uint8Array(tree.files.length).fill(SEEN.gone)
  let changed = 0
  let gone = 0
  for (const [index, state] of seen.entries()) {
    states[rows.numbers?.[index] ?? index] = state
    if (state === SEEN.changed) changed++
    else if (state === SEEN.gone) gone++
  }
  return { states, changed, gone }
}

interface ScopeRows {
  readonly paths: readonly string[]
  readonly stamps: Float64Array
  /** Of each row its number in the table; undefined where that is its place. */
  readonly numbers: readonly number[] | undefined
}

function rowsIn({ files, stamps }: TextTree, inScope: (file: string) => boolean): ScopeRows {
  const numbers: number[] = []
  for (let row = 0; row < files.length; row++) if (inScope(files[row] as string)) numbers.push(row)
  if (numbers.length === files.length) return { paths: files, stamps, numbers: undefined }
  const own = new Float64Array(numbers.length * STAMP_NUMBERS)
  for (const [index, row] of numbers.entries())
    own.set(stamps.subarray(row * STAMP_NUMBERS, (row + 1) * STAMP_NUMBERS), index * STAMP_NUMBERS)
  return { paths: numbers.map((row) => files[row] as string), stamps: own, numbers }
}

function isSame(
  stats: Stats,
  { stamps, scannedAtMs }: TextTree,
  { row, ignoresSize }: { readonly row: number; readonly ignoresSize: boolean },
): boolean {
  const at = row * STAMP_NUMBERS
  return (
    stats.mtimeMs === stamps[at + 1] &&
    stats.ctimeMs === stamps[at + 2] &&
    stats.ino === stamps[at + 3] &&
    (ignoresSize || stats.size === stamps[at]) &&
    stats.ctimeMs < settledBefore(scannedAtMs)
  )
}

/** Whether the directories hold no directory that the table has not, and no new file that says what is ignored. */
function holdKnownDirectories(tree: TextTree, touched: readonly string[]): boolean {
  const known = new Set([...tree.watched, ...tree.ignored])
  return touched.every((directory) =>
    readEntries(tree.root, directory)?.every((entry) => {
      const name = entry.name.toString('latin1')
      const path = directory === '' ? name : `${directory}/${name}`
      if (entry.isDirectory()) return known.has(path)
      return !RULES.has(name) || known.has(ruleFile(tree.root, path))
    }),
  )
}

/** Undefined: the directory is gone since it was looked at. */
function readEntries(root: string, directory: string): readonly Dirent<Buffer>[] | undefined {
  try {
    return readdirSync(systemPath(root, directory), { withFileTypes: true, encoding: 'buffer' })
  } catch (error) {
    if (isUnreachable(error)) return undefined
    throw error
  }
}

/** A file that says what is ignored, as the table has it: absolute. */
function ruleFile(root: string, path: string): string {
  return `${Buffer.from(root).toString('latin1')}/${path}`
}
