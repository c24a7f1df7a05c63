import { readableFacts } from '../lex/facts-builder.ts'
import { NameTable } from '../lex/name-table.ts'
import { Tokens } from '../lex/tokens.ts'
import { extractScript } from './script.ts'

/** What a script declares and imports. */
export function read(text: string, jsx: 'none' | 'plain' | 'typed' = 'none') {
  return readableFacts(extractScript({ source: Buffer.from(text), names: new NameTable(), tokens: new Tokens() }, jsx))
}

/** `line kind Qualified.name`, with a `+` for what is exported. */
export function outline(text: string, jsx: 'none' | 'plain' | 'typed' = 'none'): string[] {
  const { symbols } = read(text, jsx)
  const qualified = (index: number): string => {
    const symbol = symbols[index]
    if (symbol === undefined) return ''
    return symbol.parent === -1 ? symbol.name : `${qualified(symbol.parent)}.${symbol.name}`
  }
  return symbols.map(
    (symbol, index) => `${symbol.line} ${symbol.kind} ${qualified(index)}${symbol.isExported ? ' +' : ''}`,
  )
}
