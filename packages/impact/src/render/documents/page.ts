import { escapeLine, escapeMarkup, formatNumber } from '@groundcrew/core/text'

/** A table of a page. The first cell of a row is a place or a name, and is shown as code. */
export interface Section {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** What is said where there are no rows; without it the section is left out then. */
  readonly empty?: string
}

export interface Page {
  readonly title: string
  readonly verdict: string
  readonly notes: readonly string[]
  /** Commands to run now, with what each is for. */
  readonly next: readonly (readonly [what: string, command: string])[]
  readonly sections: readonly Section[]
}

/** A longer table is folded. */
const rowsOpenMax = 25

const style = `:root{color-scheme:light dark;--line:#8885;--soft:#8882}
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;overflow-wrap:anywhere}
h1{font-size:1.3rem;line-height:1.35}
summary,h2{font-size:1.05rem;font-weight:600;margin:1.5rem 0 .4rem}
summary{cursor:pointer}
details{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th{text-align:left;font-weight:600;opacity:.7;white-space:nowrap}
th,td{padding:.2rem .8rem .2rem 0;vertical-align:top;border-bottom:1px solid var(--line)}
code{font:13px/1.5 ui-monospace,monospace;background:var(--soft);border-radius:3px;padding:.1em .3em}
td:not(:first-child){min-width:6ch}
.note,.empty{opacity:.8}`

/** One page without anything from elsewhere. */
export function renderPage({ title, verdict, notes, next, sections }: Page): string {
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${html(title)}</title>`,
    `<style>${style}</style></head><body>`,
    `<h1>${html(verdict)}</h1>`,
    ...notes.map((note) => `<p class="note">${html(note)}</p>`),
    ...next.map(([what, command]) => `<p>${html(what)} <code>${html(command)}</code></p>`),
    ...sections.map(renderSection),
    '</body></html>',
  ]
    .filter((line) => line !== '')
    .join('\n')
}

function renderSection({ title, columns, rows, empty }: Section): string {
  if (rows.length === 0)
    return empty === undefined ? '' : `<h2>${html(title)}</h2>\n<p class="empty">${html(empty)}</p>`
  const head = `<tr>${columns.map((column) => `<th>${html(column)}</th>`).join('')}</tr>`
  const isOpen = rows.length <= rowsOpenMax ? ' open' : ''
  const summary = `<summary>${html(title)} (${formatNumber(rows.length)})</summary>`
  return [
    `<details${isOpen}>${summary}<table><thead>${head}</thead><tbody>`,
    ...rows.map((row) => `<tr>${row.map(renderCell).join('')}</tr>`),
    '</tbody></table></details>',
  ].join('\n')
}

function renderCell(text: string, index: number): string {
  return index === 0 ? `<td><code>${html(text)}</code></td>` : `<td>${html(text)}</td>`
}

function html(text: string): string {
  return escapeMarkup(escapeLine(text))
}
