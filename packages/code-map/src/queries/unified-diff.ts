export interface FileChange {
  readonly path: string
  /** Changed lines of the new side, from 1; empty where they are not known. */
  readonly lines: readonly { readonly first: number; readonly last: number }[]
}

/** The files of a unified diff, as git and diff write it. Deleted files have their old path. */
export function readUnifiedDiff(text: string): readonly FileChange[] {
  const files: { path: string; lines: FileChange['lines'] }[] = []
  const rows = text.split('\n')
  let before = ''
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] ?? ''
    const [mark, oldLines = '1', start, newLines = '1'] = HUNK.exec(row) ?? []
    const file = files.at(-1)
    if (mark !== undefined && file !== undefined) {
      const hunk = readHunk(rows.slice(at + 1), Number(start), { old: Number(oldLines), new: Number(newLines) })
      file.lines = [...file.lines, ...hunk.lines]
      at += hunk.rows
    } else if (row.startsWith('--- ')) before = pathOf(row.slice(4))
    else if (row.startsWith('+++ ') && before !== '') {
      const after = pathOf(row.slice(4))
      files.push({ path: after === '/dev/null' ? before : after, lines: [] })
    }
  }
  return files
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/

/** The changed lines of a hunk, and how many rows it takes: its content may look like a header. */
function readHunk(rows: readonly string[], start: number, left: { old: number; new: number }) {
  const lines: FileChange['lines'][number][] = []
  let line = start
  let taken = 0
  for (const row of rows) {
    if (left.old <= 0 && left.new <= 0) break
    taken++
    if (/^[+-]/.test(row)) lines.push({ first: line, last: line })
    if (/^[^+\\]|^$/.test(row)) left.old--
    if (!/^[^-\\]|^$/.test(row)) continue
    left.new--
    line++
  }
  return { lines, rows: taken }
}

/** Without git's prefix and the date that diff adds. */
function pathOf(header: string): string {
  return header.replace(/[\t\r].*$/, '').replace(/^[abciow]\//, '')
}
