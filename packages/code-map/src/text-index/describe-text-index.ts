import { rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { TEXT_DIRECTORY, type Place } from '../index/place.ts'
import { textTreeFile } from '../place/has-index.ts'
import { textSegmentFile } from './build-text-index.ts'
import { checkTextTree } from './check-text-tree.ts'
import { readTextTree } from './text-tree.ts'

export interface TextIndexState {
  readonly files: number
  readonly textBytes: number
  /** Of the files of the index that this work tree uses. */
  readonly indexBytes: number
  readonly changed: number
  readonly gone: number
  readonly isBehind: boolean
}

/** What the index of a work tree holds and how far it is behind; undefined where there is none. Throws IndexDamage. */
export function describeTextIndex(place: Place): TextIndexState | undefined {
  const tree = readTextTree(textTreeFile(place))
  if (tree === undefined) return undefined
  const { changed, gone, needsListing } = checkTextTree(tree, () => true)
  const parts = [
    textTreeFile(place),
    ...tree.segments.filter((name) => name !== '').map((name) => textSegmentFile(place, name)),
  ]
  return {
    files: tree.files.length,
    textBytes: tree.textBytes,
    indexBytes: parts.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0),
    changed,
    gone,
    isBehind: needsListing,
  }
}

/** Removes the text index of all work trees of the clone. */
export function removeTextIndex(place: Place): void {
  rmSync(path.join(place.indexDirectory, TEXT_DIRECTORY), { recursive: true, force: true })
}
