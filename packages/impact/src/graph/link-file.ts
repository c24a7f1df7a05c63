import { createHash } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { CodeMap } from '@groundcrew/code-map'
import { parseJson } from '../parse-json.ts'
import { makeLinkTable, type LinkState, type LinkTable } from './link-table.ts'
import type { NamedText } from './named-files.ts'

const MAGIC = 'impact links 41\n'
const NUMBER_BYTES = 4
/** After fewer resolved files the next call resolves them again: that costs less than to write the file. */
const worthWritingMin = 20

/** The links of a code base, from what an earlier call left beside the index; what changed since is resolved, and left for the next. */
export function loadLinkTable(map: CodeMap, textsOf: (file: number) => readonly NamedText[]): LinkTable {
  const place = placeOf(map)
  const { table, resolved } = makeLinkTable(map, { known: readTable(place), textsOf })
  if (resolved >= worthWritingMin) writeTable(place, table)
  return table
}

function placeOf(map: CodeMap): string {
  const hash = createHash('sha256').update(map.root).digest('hex').slice(0, 16)
  return join(map.index.place.indexDirectory, `links-${hash}.tbl`)
}

interface Head {
  readonly files: number
  readonly links: number
  readonly crc: number
  readonly paths: string
  readonly read: LinkState['read']
  readonly segments: readonly string[]
  readonly given: LinkState['given']
}

/** A line that says what it is, one of JSON, and the numbers in the machine's own order. */
function writeTable(place: string, { offsets, facts, targets, loadings, state }: LinkTable): void {
  const { segmentOf, contentOf, paths, read, segments, given } = state
  const numbers = [offsets, facts, targets, loadings, segmentOf, contentOf].map((array) => Buffer.from(array.buffer))
  const body = Buffer.concat(numbers)
  const head: Head = { files: segmentOf.length, links: facts.length, crc: crc32(body), paths, read, segments, given }
  const temporary = `${place}.${process.pid}`
  try {
    writeFileSync(temporary, Buffer.concat([Buffer.from(`${MAGIC}${JSON.stringify(head)}\n`), body]))
    renameSync(temporary, place)
  } catch (error) {
    // It only saves time: where nothing can be written, the next call takes longer.
    if (
      !['EACCES', 'EROFS', 'ENOENT', 'ENOSPC', 'EPERM', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')
    )
      throw error
    rmSync(temporary, { force: true })
  }
}

/** undefined where there is none, or it is not what was written. */
function readTable(place: string): LinkTable | undefined {
  const bytes = readIfThere(place)
  if (bytes === undefined || !bytes.subarray(0, MAGIC.length).equals(Buffer.from(MAGIC))) return undefined
  const headEnd = bytes.indexOf(10, MAGIC.length)
  const head = parseJson(bytes.toString('utf8', MAGIC.length, headEnd)) as Head | undefined
  const body = bytes.subarray(headEnd + 1)
  if (head === undefined || body.length !== sizeOf(head) || crc32(body) !== head.crc) return undefined
  const { files, links, paths, read, segments, given } = head
  // Numbers have to begin at a multiple of their size.
  const { buffer } = Uint8Array.from(body)
  let at = 0
  const next = (count: number): Int32Array => {
    const array = new Int32Array(buffer, at, count)
    at += count * NUMBER_BYTES
    return array
  }
  const table = { offsets: next(files + 1), facts: next(links), targets: next(links), loadings: next(links) }
  return { ...table, state: { paths, read, segments, given, segmentOf: next(files), contentOf: next(files) } }
}

function sizeOf({ files, links }: Head): number {
  return (3 * files + 1 + 3 * links) * NUMBER_BYTES
}

function readIfThere(place: string): Buffer | undefined {
  try {
    return readFileSync(place)
  } catch (error) {
    if (['ENOENT', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}
