import type { Place } from '../index/place.ts'
import { textTreeFile } from '../place/has-index.ts'
import { textSegmentFile, type Known } from './build-text-index.ts'
import { mayMatch } from './candidates.ts'
import { checkTextTree, scopeTest } from './check-text-tree.ts'
import type { Need } from './need.ts'
import { TextSegment } from './text-segment.ts'
import { ENTRY, readTextTree, type TextTree } from './text-tree.ts'

/** Of more files than this share a search of everything is faster. */
const SHARE_MAX = 0.15
/** So many files are searched without being in the index, before the index is brought up to date. */
const UNINDEXED_MAX = 64

export type Filtered =
  /** Paths relative to the root, bytes as Latin-1 characters. */
  | {
      readonly kind: 'filtered'
      /** Text without a NUL when it was indexed, and unchanged since: these may be named to ripgrep one by one. */
      readonly texts: readonly string[]
      /** All others that may match. ripgrep has to come upon them by itself, for it treats files that are named to it otherwise. */
      readonly others: readonly string[]
      /** All files in scope. */
      readonly files: number
    }
  | { readonly kind: 'no-index' | 'broad' }
  /** The index is behind the tree. `known`: what of it still holds; `changed`: files that do not. */
  | { readonly kind: 'behind'; readonly known: Known; readonly changed: number }

export interface FilterQuery {
  readonly need: Need
  /** Directories relative to the root that end in a slash; an empty text is the root. */
  readonly prefixes: readonly string[]
  /** Absolute: files that would say what is ignored, as they are called for this caller. */
  readonly rules: readonly string[]
  /** The files that ripgrep finds in directories, without what is below them. */
  listDirectories(directories: readonly string[]): Promise<readonly string[]>
}

/**
 * The files in which a pattern may match, by the index and by a look at every file's stamp: what was changed or came since is among them. Throws
 * IndexDamage.
 */
export async function filterFiles(place: Place, query: FilterQuery): Promise<Filtered> {
  const tree = readTextTree(textTreeFile(place))
  if (tree === undefined || tree.root !== place.root) return { kind: 'no-index' }
  // What is left out of a search of the whole is searched when it is named.
  const directories = new Set(tree.watched)
  if (!query.prefixes.every((prefix) => directories.has(prefix.slice(0, -1)))) return { kind: 'no-index' }
  const matching = mayMatch(tree, query.need, (name) => new TextSegment(textSegmentFile(place, name), name))
  const inScope = scopeTest(query.prefixes)
  if (isBroad(tree, matching, inScope)) return { kind: 'broad' }
  const { states, changed, gone, touched, needsListing } = checkTextTree(tree, inScope)
  const knownRules = new Set(tree.watched.filter((name) => name.startsWith('/')))
  const isBehind = needsListing || query.rules.some((name) => !knownRules.has(name))
  if (isBehind || changed > UNINDEXED_MAX) return { kind: 'behind', known: { tree, states }, changed: changed + gone }
  const known = new Set(touched.length === 0 ? [] : tree.files)
  const listed = touched.length === 0 ? [] : await query.listDirectories(touched)
  const fresh = listed.filter((file) => !known.has(file) && inScope(file))
  if (changed + fresh.length > UNINDEXED_MAX)
    return { kind: 'behind', known: { tree, states }, changed: changed + fresh.length }
  const isIn = (row: number): boolean => states[row] === 1 || (states[row] === 0 && matching[row] === 1)
  const rows = Array.from(tree.files.keys()).filter(isIn)
  const isText = (row: number): boolean => states[row] === 0 && tree.kinds[row] === ENTRY.text
  return {
    kind: 'filtered',
    texts: rows.filter(isText).map((row) => tree.files[row] as string),
    others: [...rows.filter((row) => !isText(row)).map((row) => tree.files[row] as string), ...fresh],
    files: states.reduce((sum, state) => sum + (state === 2 ? 0 : 1), 0) + fresh.length,
  }
}

function isBroad({ files }: TextTree, matching: Uint8Array, inScope: (file: string) => boolean): boolean {
  let scope = 0
  let found = 0
  for (let row = 0; row < files.length; row++) {
    if (!inScope(files[row] as string)) continue
    scope++
    if (matching[row] === 1) found++
  }
  return found > scope * SHARE_MAX
}
