import { C } from '../lex/tokens.ts'
import type { TokenView } from './token-view.ts'

/** A name in the braces of an import or export, or beside them. */
export interface Specifier {
  readonly statement: 'import' | 'export' | 're-export'
  readonly imported: string
  /** The name in this file, or that which goes out. */
  readonly local: string
}

/** What a name in an import or export statement is there; undefined for any other name. */
export function specifierAt(view: TokenView, at: number): Specifier | undefined {
  const open = view.around(at)
  const [last, name] = [view.word(at - 1), view.word(at)]
  if (name === 'as' || name === 'type' || name === 'from') return undefined
  if (view.kind(open) === C.openBrace) return inBraces(view, at, open)
  const isDefault = last === 'import' || (last === 'type' && view.word(at - 2) === 'import')
  if (isDefault && (view.word(at + 1) === 'from' || view.kind(at + 1) === C.comma)) {
    return { statement: 'import', imported: 'default', local: name }
  }
  if (last === 'as' && view.kind(at - 2) === C.star && view.word(at + 1) === 'from') {
    const isImport = view.word(at - 3) !== 'export' && view.word(at - 4) !== 'export'
    return { statement: isImport ? 'import' : 're-export', imported: '*', local: name }
  }
  return undefined
}

function inBraces(view: TokenView, at: number, open: number): Specifier | undefined {
  let first = open - 1
  if (view.word(first) === 'type') first--
  // `import Default, { … }`
  if (view.kind(first) === C.comma) first -= view.word(first - 2) === 'import' ? 2 : 3
  const statement = view.word(first)
  if (statement !== 'import' && statement !== 'export') return undefined
  const isOutgoing = view.word(at - 1) === 'as'
  const imported = view.word(isOutgoing ? at - 2 : at)
  const local = isOutgoing ? view.word(at) : view.word(at + 1) === 'as' ? view.word(at + 2) : imported
  const isFrom = view.word(view.pair(open) + 1) === 'from'
  return { statement: statement === 'import' ? 'import' : isFrom ? 're-export' : 'export', imported, local }
}
