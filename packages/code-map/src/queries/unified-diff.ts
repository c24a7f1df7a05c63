export interface FileChange {
  readonly path: string
  /** Changed lines of the new side, from 1; empty where they are not known. */
  readonly lines: readonly LineRange[]
}

interface LineRange {
  readonly first: number
  readonly last: number
}

/** The files of a unified diff, as git and diff write it. Deleted files have their old path. */
export function readUnifiedDiff(text: string): readonly FileChange[] {
  const files: { path: string; lines: LineRange[] }[] = []
  const rows = text.split('\n')
  let before: string | undefined
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] ?? ''
    const file = files.at(-1)
    const hunk = file === undefined ? null : HUNK.exec(row)
    if (file !== undefined && hunk !== null) at = readHunk(rows, { at: at + 1, hunk }, file.lines)
    else if (row.startsWith('--- ')) before = pathOf(row.slice(4))
    else if (row.startsWith('+++ ') && before !== undefined) {
      const after = pathOf(row.slice(4))
      files.push({ path: after === '/dev/null' ? before : after, lines: [] })
      before = undefined
    }
  }
  return files
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/

/** Adds the changed lines of a hunk, and gives its last row: its content may look like a header. */
function readHunk(
  rows: readonly string[],
  { at: first, hunk }: { readonly at: number; readonly hunk: RegExpExecArray },
  lines: LineRange[],
): number {
  const [, oldLines = '1', start, newLines = '1'] = hunk
  let [oldLeft, newLeft, line] = [Number(oldLines), Number(newLines), Number(start)]
  let at = first
  for (; at < rows.length && (oldLeft > 0 || newLeft > 0); at++) {
    const mark = rows[at]?.[0] ?? ' '
    if (mark === '+' || mark === '-') addLine(lines, line)
    if (mark === '+' || mark === ' ') {
      newLeft--
      line++
    }
    if (mark === '-' || mark === ' ') oldLeft--
  }
  return at - 1
}

/** Neighbouring lines are one range. */
function addLine(lines: LineRange[], line: number): void {
  const last = lines.at(-1)
  if (last === undefined || line > last.last + 1) lines.push({ first: line, last: line })
  else if (line === last.last + 1) lines[lines.length - 1] = { first: last.first, last: line }
}

/** Without git's prefix and the date that diff adds. */
function pathOf(header: string): string {
  const path = header.startsWith('"') ? unquote(header) : header.replace(/[\t\r].*$/s, '')
  return path.replace(/^[abciow]\//, '')
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
}

/** A name that git has written as a string of C: bytes that are not printable are octal numbers. */
function unquote(header: string): string {
  const body = /^"((?:[^"\\]|\\.)*)"/s.exec(header)?.[1] ?? header
  const bytes = Buffer.from(body).toString('latin1')
  const plain = bytes.replaceAll(/\\(?:([0-7]{1,3})|(.))/gs, (_, octal: string | undefined, letter: string) =>
    octal === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(octal, 8) & 255),
  )
  return Buffer.from(plain, 'latin1').toString()
}
