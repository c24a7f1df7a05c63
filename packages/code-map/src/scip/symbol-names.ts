import type { CodeSymbol } from '../code-map.ts'
import type { SymbolKind } from '../facts.ts'

/** The symbols of a file that SCIP knows, each with the string that names it in an index. */
export interface ScipSymbol {
  readonly symbol: CodeSymbol
  readonly id: string
}

const OMITTED: readonly SymbolKind[] = ['heading', 'table', 'selector']

/** By the place of the symbol in the file; undefined for what is no code. Overloads share an id. */
export function scipSymbols(path: string, symbols: readonly CodeSymbol[]): readonly (ScipSymbol | undefined)[] {
  const ids: string[] = []
  return symbols.map((symbol, index) => {
    // No package: the whole code base is one, and files keep names apart.
    const outer = ids[symbol.parent] ?? `code-map . . . ${identifier(path)}/`
    const id = outer + descriptor(symbol)
    ids[index] = id
    return OMITTED.includes(symbol.kind) ? undefined : { symbol, id }
  })
}

function descriptor({ name, kind }: CodeSymbol): string {
  const written = identifier(name)
  switch (kind) {
    case 'module':
    case 'namespace':
      return `${written}/`
    case 'class':
    case 'interface':
    case 'struct':
    case 'enum':
    case 'type':
      return `${written}#`
    case 'function':
    case 'method':
    case 'constructor':
      return `${written}().`
    case 'macro':
      return `${written}!`
    default:
      return `${written}.`
  }
}

function identifier(name: string): string {
  return /^[\w+$-]+$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``
}

/** `SymbolInformation.Kind` of scip.proto. */
export const SCIP_KINDS: Readonly<Record<SymbolKind, number>> = {
  module: 29,
  namespace: 30,
  class: 7,
  method: 26,
  property: 41,
  field: 15,
  constructor: 9,
  enum: 11,
  interface: 21,
  function: 17,
  variable: 61,
  constant: 8,
  'enum-member': 12,
  struct: 49,
  type: 55,
  macro: 25,
  heading: 0,
  table: 0,
  selector: 0,
}
