import type { FileFacts } from '../facts.ts'
import { readableFacts } from '../lex/facts-builder.ts'
import { NameTable } from '../lex/name-table.ts'
import { T, Tokens } from '../lex/tokens.ts'
import { outlineOf } from '../testing.ts'
import { extractBash } from './bash.ts'

export function read(text: string): FileFacts {
  return readableFacts(extractBash({ source: Buffer.from(text), names: new NameTable(), tokens: new Tokens() }))
}

/** As `outlineOf`. */
export function outline(text: string): string[] {
  return outlineOf(read(text))
}

/** The names of a script in their order, those that are called with brackets behind them. */
export function words(text: string): string {
  const names = new NameTable()
  const tokens = new Tokens()
  extractBash({ source: Buffer.from(text), names, tokens })
  const found: string[] = []
  for (let at = 0; at < tokens.count; at++) {
    const id = tokens.id[at] as number
    if (id >= 0) found.push(`${names.text(id)}${tokens.kind[at] === T.command ? '()' : ''}`)
  }
  return found.join(' ')
}
