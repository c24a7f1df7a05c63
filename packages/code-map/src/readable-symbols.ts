import type { CodeSymbol } from './code-map.ts'
import type { RawSymbol } from './lex/facts-builder.ts'

/** One symbol of a file, with the names around it. */
export function readableSymbol(
  symbols: readonly RawSymbol[],
  index: number,
  nameOf: (id: number) => string,
): CodeSymbol {
  const raw = symbols[index]
  if (raw === undefined) throw new Error(`there is no symbol number ${index}`)
  const name = nameOf(raw.nameId)
  const names = [name]
  for (let around = symbols[raw.parent]; around !== undefined; around = symbols[around.parent]) {
    names.unshift(nameOf(around.nameId))
  }
  return withNames(raw, name, names.join('.'))
}

/** Symbols with their names as text. */
export function readableSymbols(symbols: readonly RawSymbol[], nameOf: (id: number) => string): readonly CodeSymbol[] {
  const readable: CodeSymbol[] = []
  for (const symbol of symbols) {
    const name = nameOf(symbol.nameId)
    const parent = readable[symbol.parent]
    readable.push(withNames(symbol, name, parent === undefined ? name : `${parent.qualifiedName}.${name}`))
  }
  return readable
}

/** Field by field: that takes a tenth of the time of a spread, and `refs` does it for every symbol of a thousand files. */
function withNames(raw: RawSymbol, name: string, qualifiedName: string): CodeSymbol {
  const { kind, parent, line, endLine, start, nameStart, signatureEnd, end, isExported } = raw
  return { name, qualifiedName, kind, parent, line, endLine, start, nameStart, signatureEnd, end, isExported }
}
