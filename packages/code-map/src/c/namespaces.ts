import { C, T } from '../lex/tokens.ts'
import type { Declaration, Scope } from './declaration.ts'
import type { CReader } from './reader.ts'
import { ROLE } from './words.ts'

/** Reads `namespace a::b { … }` and `namespace a = b;`; undefined where the word is a name. False where the declaration ends. */
export function readNamespace(reader: CReader, scope: Scope): boolean | undefined {
  const first = reader.at++
  while (reader.isAttribute()) reader.at = reader.afterGroup()
  const from = reader.at
  const last = readNames(reader)
  if (reader.kind() === C.openBrace) {
    readNamespaceBlock(reader, { first, from, last }, scope)
    return false
  }
  if (last !== -1 && reader.kind(from + 1) === C.equals) {
    reader.toStatementEnd()
    return true
  }
  reader.at = first
  return undefined
}

/** Past names with `::` and macros between them; the place of the last one, or -1. */
function readNames(reader: CReader): number {
  let last = -1
  for (; reader.isName() || reader.kind() === T.scope; reader.at++) {
    if (!reader.isName()) continue
    if (reader.role() !== ROLE.group) last = reader.at
    if (reader.kind(reader.at + 1) === C.open) reader.at = reader.afterGroup(reader.at + 1) - 1
  }
  return last
}

function readNamespaceBlock(
  reader: CReader,
  { first, from, last }: { readonly first: number; readonly from: number; readonly last: number },
  scope: Scope,
): void {
  const open = reader.at
  const inside = { isMembers: false, typeName: -1 }
  if (last === -1) {
    reader.readBlock(open, scope, inside)
    return
  }
  const name = reader.kind(last - 1) === T.scope ? from : last
  const path = { name, nameEnd: last + 1, owner: -1 }
  const symbol = reader.add('namespace', path, { first, scope, isExported: true })
  reader.endSignature(symbol, open)
  reader.readBlock(open, scope, { ...inside, parent: symbol })
  reader.close(symbol, reader.at)
}

/** `using name = …;`, which declares a type, and others, which do not. Always true. */
export function readUsing(reader: CReader, declaration: Declaration, scope: Scope): true {
  reader.at++
  let place = reader.at + 1
  while (reader.isAttribute(place)) place = reader.afterGroup(place)
  if (reader.isMacroLike(place) || reader.role(place) === ROLE.group) place = reader.afterParens(place + 1)
  if (reader.isName() && reader.kind(place) === C.equals) return readAlias(reader, declaration, scope)
  reader.toStatementEnd()
  return true
}

/** The name of a type or a concept, and what it stands for. Always true. */
export function readAlias(reader: CReader, declaration: Declaration, scope: Scope): true {
  const path = { name: reader.at, nameEnd: reader.at + 1, owner: -1 }
  declaration.symbols.push(reader.add('type', path, { first: declaration.first, scope, isExported: true }))
  reader.toStatementEnd()
  return true
}
