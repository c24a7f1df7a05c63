import { readableFacts } from '../lex/facts-builder.ts'
import { NameTable } from '../lex/name-table.ts'
import { Tokens } from '../lex/tokens.ts'
import type { FileFacts } from '../facts.ts'
import { extractC } from './c.ts'

export function read(text: string): FileFacts {
  return readableFacts(extractC({ source: Buffer.from(text), names: new NameTable(), tokens: new Tokens() }))
}

/** `line kind Qualified.name`, with a `+` for what is exported, and what is included. */
export function outline(text: string): string[] {
  const { symbols, imports } = read(text)
  const scope = (parent: number): string =>
    symbols[parent] === undefined ? '' : `${scope(symbols[parent].parent)}${symbols[parent].name}.`
  return [
    ...symbols.map(
      (symbol) => `${symbol.line} ${symbol.kind} ${scope(symbol.parent)}${symbol.name}${symbol.isExported ? ' +' : ''}`,
    ),
    ...imports.map(({ line, kind, specifier }) => `${line} ${kind}: ${specifier}`),
  ]
}
