import { languageOfPath } from '../languages.ts'
import { displayPath, type Skipped, type Stamp } from './path-table.ts'
import { readListedFile, type ReadBuffer } from './read-file.ts'
import { blobIdOf, type SegmentWriter } from './segment-writer.ts'

/** Source text that one segment takes in before the next is begun: bounds the memory of a build. */
export const SEGMENT_SOURCE_BYTES = 24 * 1024 * 1024

/** Files to read, by path as in the table. */
export interface Batch {
  readonly root: string
  readonly paths: readonly string[]
  /** Where contents that are already in a segment are: `blob id:language`, see `knownContents`. */
  readonly known: ReadonlyMap<string, readonly [segment: string, content: number]>
  readonly buffer: ReadBuffer
}

/** A file that was read: its content is in the segment, by name, or with an empty name in the one being written. */
export interface BatchEntry {
  readonly path: string
  readonly stamp: Stamp
  readonly segment: string
  readonly content: number
}

export interface BatchResult {
  readonly entries: readonly BatchEntry[]
  readonly skipped: readonly Skipped[]
  readonly bytes: number
}

/** Reads the files of a batch into the writer. */
export function readBatch({ root, paths, known, buffer }: Batch, writer: SegmentWriter): BatchResult {
  const entries: BatchEntry[] = []
  const skipped: Skipped[] = []
  let bytes = 0
  for (const path of paths) {
    const file = readListedFile(root, path, buffer)
    if (file.kind === 'gone') continue
    if (file.kind === 'skipped') {
      skipped.push({ path, reason: file.reason })
      continue
    }
    bytes += file.source.length
    const language = languageOfPath(displayPath(path))
    const blobId = blobIdOf(file.source)
    const found = known.get(`${blobId}:${language ?? 'text'}`) ?? known.get(`${blobId}:binary`)
    if (found !== undefined) entries.push({ path, stamp: file.stamp, segment: found[0], content: found[1] })
    else entries.push({ path, stamp: file.stamp, segment: '', content: writer.add(file.source, language, blobId) })
  }
  return { entries, skipped, bytes }
}
