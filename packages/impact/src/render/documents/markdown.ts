import { count, escapeLine, formatNumber, truncateLine } from '@groundcrew/core/text'

/** GitHub takes no comment of more than 65,536 characters; some room is left for what others put around it. */
const commentLengthMax = 60_000
/** Longer texts make a table that nobody can read. */
const cellLengthMax = 300

/** Anybody's text as code: nothing in it is Markdown, mentions a person or closes an issue. */
export function code(text: string): string {
  const line = truncateLine(escapeLine(text), cellLengthMax)
  const ticks = '`'.repeat(1 + Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length)))
  // One space on each side is taken away where the text begins or ends with a backtick.
  const space = /^`|`$|^ .* $/.test(line) ? ' ' : ''
  return `${ticks}${space}${line}${space}${ticks}`
}

/** Words of ours around such text, in which nothing is a tag or a mention. */
export function plain(text: string): string {
  return truncateLine(escapeLine(text), cellLengthMax).replaceAll(/[\\`*_[\]<>&@#|~$]/g, String.raw`\$&`)
}

/** A pipe would end a cell, also inside of code. */
function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`)
}

export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  /** Markdown. */
  readonly rows: readonly (readonly string[])[]
  /** What the rows are, for what is left out: `test`. */
  readonly what: string
  readonly isFolded?: boolean
}

/** The head of a comment, as many rows of each table as there is room for, and the end. */
export function renderDocument(
  head: readonly string[],
  tables: readonly Table[],
  { end, rowsMax }: { readonly end: readonly string[]; readonly rowsMax: number },
): string {
  const shown = tables.filter(({ rows }) => rows.length > 0)
  for (let rows = rowsMax; ; rows = Math.floor(rows / 2)) {
    const text = [...head, ...shown.flatMap((table) => ['', ...renderTable(table, rows)]), '', ...end].join('\n')
    if (text.length <= commentLengthMax || rows === 0) return text
  }
}

function renderTable({ title, columns, rows, what, isFolded }: Table, rowsMax: number): readonly string[] {
  const left = rows.length - rowsMax
  const heading = `${title} (${formatNumber(rows.length)})`
  const body = [
    `| ${columns.join(' | ')} |`,
    `|${columns.map(() => '---|').join('')}`,
    ...rows.slice(0, rowsMax).map((row) => `| ${row.map(cell).join(' | ')} |`),
    ...(left > 0 ? ['', `… and ${count(left, `more ${what}`)}`] : []),
  ]
  return isFolded === true
    ? [`<details><summary>${heading}</summary>`, '', ...body, '', '</details>']
    : [`**${heading}**`, '', ...body]
}
