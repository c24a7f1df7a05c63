import { escapeLine } from '@groundcrew/core/text'
import { utf8, type FileCount } from './ripgrep-lines.ts'
import type { LineReport } from './search-lines.ts'

/** Paths, or paths with their counts, a line each. */
export function renderCounts(files: readonly FileCount[], layout: 'files' | 'counts'): string {
  return files
    .map(({ path, count }) => (layout === 'files' ? escapeLine(utf8(path)) : `${escapeLine(utf8(path))}:${count}`))
    .join('\n')
}

/** As much as is written at once. */
const CHUNK_BYTES = 1024 * 1024

/** The lines of files, in parts: of all of them there may be more than memory. */
export function* renderLines({ files, hasContext }: Pick<LineReport, 'files' | 'hasContext'>): Generator<Buffer> {
  const between = Buffer.from(hasContext ? '--\n' : '')
  let parts: Buffer[] = []
  let bytes = 0
  for (const [index, file] of files.entries()) {
    const lines = file.lines()
    parts.push(...(index === 0 ? [] : [between]), lines)
    bytes += lines.length
    if (bytes < CHUNK_BYTES) continue
    yield Buffer.concat(parts)
    parts = []
    bytes = 0
  }
  yield Buffer.concat(parts)
}
