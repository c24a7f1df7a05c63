import { usageError, version } from '@groundcrew/core/cli'
import type { CodeMap } from './code-map.ts'
import { writeWhole } from './index/path-table.ts'
import { exportMap, type ExportFormat } from './queries/export.ts'

/** A file to write: its absolute path, and how the user named it. */
export interface OutputFile {
  readonly path: string
  readonly shownAs: string
}

interface Line {
  readonly line: string
}

/** The lines of an export; with a file they go there, and one line says so. */
export function exportLines(map: CodeMap, format: ExportFormat, file: OutputFile | undefined): readonly Line[] {
  const lines = [...exportMap(map, format)]
  if (file === undefined) return lines.map((line) => ({ line }))
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  writeWhole(file.path, bytes)
  return [{ line: `${file.shownAs}: ${format}, ${map.fileCount} files, ${bytes.length} bytes` }]
}

/** Writes a SCIP index and says what is in it. Bytes like these have no place on a terminal: there has to be a file. */
export async function writeScip(map: CodeMap, file: OutputFile | undefined): Promise<string> {
  if (file === undefined) {
    throw usageError('a SCIP index is binary: it needs a file', 'code-map export --format scip --output index.scip')
  }
  const { scipIndex } = await import('./scip/scip.ts')
  const counts = { documents: 0, symbols: 0, occurrences: 0 }
  writeWhole(file.path, Buffer.concat([...scipIndex(map, version, counts)]))
  const { documents, symbols, occurrences } = counts
  return `${file.shownAs}: scip, ${documents} documents, ${symbols} symbols, ${occurrences} occurrences`
}
