export interface TableOptions {
  /** A cell that is wider does not widen its column: what follows it in its row moves to the right. */
  readonly columnWidthMax?: number
}

/** Columns padded to their widest cell, two spaces between them, no trailing blanks; one line a row. */
export function formatTable(
  rows: readonly (readonly string[])[],
  { columnWidthMax = Number.POSITIVE_INFINITY }: TableOptions = {},
): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      const width = displayWidth(cell)
      if (width <= columnWidthMax) widths[index] = Math.max(widths[index] ?? 0, width)
    }
  }
  return rows.map((row) => formatRow(row, widths)).join('\n')
}

function formatRow(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, index) => cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(cell))))
  return cells.join('  ').trimEnd()
}

/** Terminal columns of a text without line breaks: colours count nothing, wide East Asian characters and emoji two. */
function displayWidth(text: string): number {
  // oxlint-disable-next-line no-control-regex -- colour sequences begin with ESC
  const plain = text.replaceAll(/\u001b\[[0-9;]*m/g, '')
  // Most text: the tables of Unicode take longer to load than the rest of a small answer.
  if (/^[ -~]*$/.test(plain)) return plain.length
  let width = 0
  for (const character of plain) width += columnsOf(character)
  return width
}

function columnsOf(character: string): number {
  if (/^\p{Mark}$/u.test(character)) return 0
  return /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u.test(
    character,
  )
    ? 2
    : 1
}
