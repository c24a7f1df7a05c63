import { createHash } from 'node:crypto'
import { isUtf8 } from 'node:buffer'
import { mkdirSync, readdirSync, rmSync, statSync, existsSync } from 'node:fs'
import path from 'node:path'
import { lookAt } from '../index/look-at.ts'
import { NO_STAMP, stampOf, systemPath, writeWhole, type Stamp } from '../index/path-table.ts'
import { TEXT_DIRECTORY, type Place } from '../index/place.ts'
import { textTreeFile } from '../place/has-index.ts'
import { readDirectory } from '../index/read-directory.ts'
import { readListedFile } from '../index/read-file.ts'
import { IndexDamage } from '../index/segment.ts'
import { TextSegment, TextSegmentBuild } from './text-segment.ts'
import { ENTRY, readTextTree, STAMP_NUMBERS, writeTextTree, type TextTree } from './text-tree.ts'

/** What ripgrep would search in a work tree, as it says itself. Paths relative to the root, bytes as Latin-1 characters. */
export interface SearchedTree {
  readonly files: readonly string[]
  /** Directories that it leaves out. */
  readonly ignored: readonly string[]
  /** Absolute: files that say what is ignored, there or not. */
  readonly rules: readonly string[]
}

/** Segments of fewer contents are put together when there are too many. */
const SMALL_SEGMENT_CONTENTS = 1000
const SEGMENTS_MAX = 12
/** What no table uses may belong to a build that has not written its table yet. */
const ORPHAN_MS_MIN = 3_600_000

export function textSegmentFile(place: Place, name: string): string {
  return path.join(place.indexDirectory, TEXT_DIRECTORY, name)
}

/** Which rows of an older table still hold; `states` as in TextTreeCheck. */
export interface Known {
  readonly tree: TextTree
  readonly states: Uint8Array
}

export interface TextBuild {
  readonly now: () => number
  /** Rows that need not be read again. */
  readonly known?: Known | undefined
  /** Ends the build with its reason; what was written until then serves the next one. */
  readonly signal: AbortSignal
  list(): Promise<SearchedTree>
  onProgress?(filesDone: number, filesTotal: number): void
}

/** Signals are heard, and progress is told, after so many files. */
const FILES_AT_ONCE = 100

/**
 * Writes the index of what `list` names: contents that any work tree of the clone already has are only looked up. Throws where the directory
 * cannot be written.
 */
export async function buildTextIndex(place: Place, options: TextBuild): Promise<TextTree> {
  mkdirSync(path.join(place.indexDirectory, TEXT_DIRECTORY), { recursive: true })
  const scannedAtMs = options.now()
  const watchedBefore = new Map<string, Stamp>()
  const listed = await options.list()
  const watched = [...directoriesOf(place.root, listed), ...listed.rules]
  // What changes from here on has a change time that is later than the beginning of the look, and counts as changed.
  for (const name of watched) {
    const stats = lookAt(systemPath(place.root, name))
    watchedBefore.set(name, stats === undefined ? NO_STAMP : stampOf(stats))
  }
  const rows = new Rows(place, unchangedRows(options.known))
  for (const [done, file] of listed.files.entries()) {
    rows.add(file)
    if (done % FILES_AT_ONCE !== 0) continue
    options.onProgress?.(done, listed.files.length)
    await new Promise((resolve) => setImmediate(resolve))
    options.signal.throwIfAborted()
  }
  const tree = rows.finish({ scannedAtMs, watched, stamps: watchedBefore, ignored: listed.ignored })
  writeTextTree(textTreeFile(place), tree)
  removeOrphans(place, options.now())
  return tree
}

/** All directories of the tree but those that are left out, with all above a file. */
function directoriesOf(root: string, { ignored }: SearchedTree): readonly string[] {
  const leftOut = new Set(ignored)
  const found: string[] = []
  const queue = ['']
  for (let directory = queue.pop(); directory !== undefined; directory = queue.pop()) {
    found.push(directory)
    for (const name of subdirectories(root, directory)) if (!leftOut.has(name)) queue.push(name)
  }
  return found.sort()
}

function subdirectories(root: string, directory: string): readonly string[] {
  const around = directory === '' ? '' : `${directory}/`
  return readDirectory(root, directory).flatMap(([name, kind]) => (kind === 'directory' ? [around + name] : []))
}

interface Row {
  readonly file: string
  readonly stamp: readonly number[]
  readonly kind: number
  readonly segment: string
  readonly content: number
}

function unchangedRows(known: Known | undefined): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>()
  if (known === undefined) return rows
  const { tree, states } = known
  const crowd = crowdedSegments(tree)
  for (const [row, file] of tree.files.entries()) {
    const segment = tree.segments[tree.places[row * 2] as number] ?? ''
    if (states[row] !== 0 || crowd.has(segment)) continue
    const stamp = [...tree.stamps.subarray(row * STAMP_NUMBERS, (row + 1) * STAMP_NUMBERS)]
    rows.set(file, {
      file,
      stamp,
      kind: tree.kinds[row] as number,
      segment,
      content: tree.places[row * 2 + 1] as number,
    })
  }
  return rows
}

/** Small segments, where there are too many segments: their files are read again into one. */
function crowdedSegments({ segments, places }: TextTree): ReadonlySet<string> {
  if (segments.length < SEGMENTS_MAX) return new Set()
  const uses = segments.map(() => 0)
  for (let at = 0; at < places.length; at += 2) uses[places[at] as number] = (uses[places[at] as number] ?? 0) + 1
  return new Set(segments.filter((_name, index) => (uses[index] ?? 0) < SMALL_SEGMENT_CONTENTS))
}

/** Where a content is; an empty name is the segment that is being gathered. */
type Location = readonly [segment: string, content: number]

class Rows {
  readonly #place: Place
  readonly #unchanged: ReadonlyMap<string, Row>
  readonly #contents: Map<string, Location>
  readonly #rows: Row[] = []
  #build = new TextSegmentBuild()
  /** Rows whose segment is still being gathered. */
  #open: { readonly row: number; readonly hash: string }[] = []
  #textBytes = 0

  constructor(place: Place, unchanged: ReadonlyMap<string, Row>) {
    this.#place = place
    this.#unchanged = unchanged
    this.#contents = unchanged.size > 0 ? new Map<string, Location>() : contentsOnDisk(place)
  }

  add(file: string): void {
    const unchanged = this.#unchanged.get(file)
    if (unchanged !== undefined) {
      this.#textBytes += unchanged.stamp[0] ?? 0
      this.#rows.push(unchanged)
      return
    }
    const read = readListedFile(this.#place.root, file)
    if (read.kind !== 'read') {
      this.#rows.push({ file, stamp: [-1, 0, 0, 0], kind: ENTRY.unknown, segment: '', content: 0 })
      return
    }
    const { sizeBytes, mtimeMs, ctimeMs, inode } = read.stamp
    const stamp = [sizeBytes, mtimeMs, ctimeMs, inode]
    this.#textBytes += sizeBytes
    const { kind, text } = searchedPart(read.source)
    const hash = createHash('sha1').update(text).digest('hex')
    const known = this.#contents.get(hash)
    if (known === undefined) {
      const content = this.#build.add(hash, text)
      this.#contents.set(hash, ['', content])
    }
    const [segment, content] = this.#contents.get(hash) ?? ['', 0]
    if (segment === '') this.#open.push({ row: this.#rows.length, hash })
    this.#rows.push({ file, stamp, kind, segment, content })
    if (this.#build.isFull) this.#flush()
  }

  #flush(): void {
    if (this.#build.contents > 0) {
      const bytes = this.#build.result()
      const name = `${createHash('sha1').update(bytes).digest('hex').slice(0, 20)}.tri`
      writeWhole(textSegmentFile(this.#place, name), bytes)
      for (const { row, hash } of this.#open) {
        const [, content] = this.#contents.get(hash) ?? ['', 0]
        this.#contents.set(hash, [name, content])
        const open = this.#rows[row]
        if (open !== undefined) this.#rows[row] = { ...open, segment: name }
      }
    }
    this.#build = new TextSegmentBuild()
    this.#open = []
  }

  finish(parts: {
    readonly scannedAtMs: number
    readonly watched: readonly string[]
    readonly stamps: ReadonlyMap<string, Stamp>
    readonly ignored: readonly string[]
  }): TextTree {
    this.#flush()
    const segments = [...new Set(this.#rows.map(({ segment }) => segment))]
    const numbers = new Map(segments.map((name, index) => [name, index]))
    const stamps = new Float64Array((this.#rows.length + parts.watched.length) * STAMP_NUMBERS)
    const places = new Uint32Array(this.#rows.length * 2)
    for (const [row, { stamp, segment, content }] of this.#rows.entries()) {
      stamps.set(stamp, row * STAMP_NUMBERS)
      places[row * 2] = numbers.get(segment) ?? 0
      places[row * 2 + 1] = content
    }
    for (const [index, name] of parts.watched.entries()) {
      const { sizeBytes, mtimeMs, ctimeMs, inode } = parts.stamps.get(name) ?? NO_STAMP
      stamps.set([sizeBytes, mtimeMs, ctimeMs, inode], (this.#rows.length + index) * STAMP_NUMBERS)
    }
    return {
      root: this.#place.root,
      scannedAtMs: parts.scannedAtMs,
      segments,
      files: this.#rows.map(({ file }) => file),
      stamps,
      kinds: Uint8Array.from(this.#rows, ({ kind }) => kind),
      places,
      watched: parts.watched,
      ignored: parts.ignored,
      textBytes: this.#textBytes,
    }
  }
}

/** What of a file ripgrep would look at. */
function searchedPart(source: Buffer): { readonly kind: number; readonly text: Buffer } {
  const head = source.toString('latin1', 0, 3)
  const isRecoded =
    head.startsWith('\xff\xfe') || head.startsWith('\xfe\xff') || (head === '\xef\xbb\xbf' && !isUtf8(source))
  if (isRecoded) return { kind: ENTRY.unknown, text: Buffer.alloc(0) }
  const end = source.indexOf(0)
  return end === -1 ? { kind: ENTRY.text, text: source } : { kind: ENTRY.binary, text: source.subarray(0, end) }
}

/** Every content of the segments on disk. Segments that cannot be read are left out. */
function contentsOnDisk(place: Place): Map<string, Location> {
  const known = new Map<string, Location>()
  for (const name of segmentNames(place)) {
    try {
      const segment = new TextSegment(textSegmentFile(place, name), name)
      for (let content = 0; content < segment.contents; content++) known.set(segment.hashOf(content), [name, content])
      segment.close()
    } catch (error) {
      if (!(error instanceof IndexDamage)) throw error
    }
  }
  return known
}

function segmentNames(place: Place): readonly string[] {
  return readdirSync(path.join(place.indexDirectory, TEXT_DIRECTORY))
    .filter((name) => name.endsWith('.tri'))
    .sort()
}

/** Removes tables of work trees that are gone, segments that no table uses, and what an ended process left half written. */
function removeOrphans(place: Place, nowMs: number): void {
  const directory = path.join(place.indexDirectory, TEXT_DIRECTORY)
  const used = new Set<string>()
  for (const name of readdirSync(directory).filter((entry) => entry.endsWith('.txt.tbl'))) {
    try {
      const tree = readTextTree(path.join(directory, name))
      if (tree === undefined) continue
      if (existsSync(tree.root)) for (const segment of tree.segments) used.add(segment)
      else rmSync(path.join(directory, name), { force: true })
    } catch (error) {
      if (!(error instanceof IndexDamage)) throw error
      rmSync(path.join(directory, name), { force: true })
    }
  }
  for (const name of readdirSync(directory)) {
    if (used.has(name) || !/\.(?:tri|tmp)$/.test(name)) continue
    const stats = statSync(path.join(directory, name), { throwIfNoEntry: false })
    if (stats !== undefined && nowMs - stats.mtimeMs > ORPHAN_MS_MIN)
      rmSync(path.join(directory, name), { force: true })
  }
}
