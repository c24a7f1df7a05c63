import { SourceMap, type SourceMapPayload } from 'node:module'
import { dirname, resolve } from 'node:path'
import { parseJson } from '../parse-json.ts'
import { readIfThere } from './executed-declarations.ts'

const COMMENT = /\/\/[#@] sourceMappingURL=(\S+)\s*$/
/** A program that is larger is not looked through. */
const sizeBytesMax = 32 * 1024 * 1024

/** The absolute path of the file that stands behind each place of a compiled one. */
export type OriginalAt = (offset: number) => string | undefined

/** What the source map beside a compiled file says; undefined where it has none: it was run as it is. */
export async function readOriginalPlaces(file: string): Promise<OriginalAt | undefined> {
  if (!/\.[cm]?js$/.test(file)) return undefined
  const source = await readIfThere(file)
  if (source === undefined || source.length > sizeBytesMax) return undefined
  const text = source.toString('utf8')
  const url = COMMENT.exec(text.slice(-4096))?.[1]
  if (url === undefined || url.startsWith('data:')) return undefined
  const place = resolve(dirname(file), decodeURIComponent(url))
  const payload = parseJson((await readIfThere(place))?.toString('utf8') ?? '') as SourceMapPayload | undefined
  if (payload === undefined || !Array.isArray(payload.sources)) return undefined
  const map = new SourceMap(payload)
  const starts = lineStarts(text)
  return (offset) => {
    const line = lastAtMost(starts, offset)
    const entry = map.findEntry(line, offset - (starts[line] ?? 0))
    return 'originalSource' in entry
      ? resolve(dirname(place), payload.sourceRoot ?? '', entry.originalSource)
      : undefined
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function lastAtMost(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((sorted[middle] ?? 0) <= value) low = middle
    else high = middle - 1
  }
  return low
}
