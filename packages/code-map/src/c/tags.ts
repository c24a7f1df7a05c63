import type { SymbolKind } from '../facts.ts'
import { K } from '../lex/keywords.ts'
import { C, T } from '../lex/tokens.ts'
import type { Path } from './cursor.ts'
import type { Declaration, Scope } from './declaration.ts'
import type { CReader } from './reader.ts'
import { isNameInC, ROLE } from './words.ts'

/** Reads `struct Name`, `class API Name : Base { … }`, `enum class Name : int { … }` and the like, from the word on. */
export function readTag(reader: CReader, declaration: Declaration, scope: Scope): void {
  const tag = reader.at
  const word = reader.word()
  reader.at++
  const isEnum = word === K.enum
  if (isEnum && (reader.word() === K.class || reader.word() === K.struct)) reader.at++
  const names = readNames(reader)
  const open = bodyAfter(reader, names)
  if (open === -1) {
    leaveType(reader, { tag, names, isClass: word === K.class })
    declaration.nameIsType(true)
    declaration.hasType = true
    return
  }
  declaration.nameIsType(true)
  declaration.hasType = declaration.hasBody = true
  const path = nameOf(reader, names)
  reader.at = reader.afterGroup(open)
  if (path === undefined) {
    declaration.bodies.push({ open, isEnum })
    return
  }
  const after = reader.at
  const kind: SymbolKind = isEnum ? 'enum' : word === K.class ? 'class' : 'struct'
  const first = declaration.isTypedef || declaration.isStatic ? tag : declaration.first
  const symbol = reader.add(kind, path, { first, scope, isExported: true })
  const raw = reader.builder.symbols[symbol]
  if (raw !== undefined) raw.signatureEnd = Math.max(raw.end, reader.endBefore(open))
  if (isEnum) readEnumBody(reader, open, symbol)
  else {
    reader.readBlock(open, scope, { parent: symbol, isMembers: true, typeName: raw?.nameId ?? -1 })
  }
  reader.close(symbol, after)
  reader.at = after
}

/** The names behind the word, attributes and what macros have in parentheses left out. */
function readNames(reader: CReader): readonly Path[] {
  const names: Path[] = []
  for (;;) {
    if (reader.isAttribute()) reader.at = reader.afterGroup()
    else if (reader.role() === ROLE.group) reader.at = reader.afterParens(reader.at + 1)
    else if (isNameOfType(reader, names.length === 0)) {
      const { at } = reader
      const path = reader.path()
      if (path === undefined) return names
      const end = reader.afterParens(reader.at)
      if (end === reader.at) names.push(path)
      else if (!isMacroOfType(reader, { path, end, isFirst: names.length === 0 })) {
        reader.at = at
        return names
      }
      reader.at = end
    } else return names
  }
}

function isNameOfType(reader: CReader, isFirst: boolean): boolean {
  if (reader.kind() === T.scope) return true
  return reader.isName() && (reader.role() === ROLE.name || (isFirst && isNameInC(reader.word())))
}

/** Whether a name with parentheses is a macro before or behind the name of the type, and not what is declared with it. */
function isMacroOfType(
  reader: CReader,
  { path, end, isFirst }: { readonly path: Path; readonly end: number; readonly isFirst: boolean },
): boolean {
  if (isFirst) return reader.isName(end)
  const isMacro = reader.isMacroLike(path.name) && reader.parameterLike(path.nameEnd) !== 1
  return isMacro && (reader.isName(end) || reader.kind(end) === C.openBrace)
}

/** The place of the brace that begins the body; -1 where there is none. */
function bodyAfter(reader: CReader, names: readonly Path[]): number {
  if (reader.kind() === C.openBrace) return isVariable(reader, names) ? -1 : reader.at
  if (reader.kind() !== C.colon) return -1
  for (let place = reader.at + 1; ;) {
    const kind = reader.kind(place)
    if (kind === C.openBrace) return place
    const angles = kind === C.less ? reader.afterAngles(place) : -1
    if (angles !== -1) place = angles
    else if (kind === C.open) place = reader.afterGroup(place)
    else if (IN_BASES[kind] === 1) place++
    else return -1
  }
}

/** `struct type name{1};` */
function isVariable(reader: CReader, names: readonly Path[]): boolean {
  const [, second] = names
  return names.length === 2 && !isFinal(reader, second) && !names.some(({ name }) => reader.isMacroLike(name))
}

function isFinal(reader: CReader, path: Path | undefined): boolean {
  return path !== undefined && reader.word(path.name) === K.final
}

/** Of `API Name final` the name: the last one, but for what stands behind it as a macro. */
function nameOf(reader: CReader, names: readonly Path[]): Path | undefined {
  const own = names.filter((path, index) => index === 0 || !isFinal(reader, path))
  const last = own.at(-1)
  if (last === undefined || !reader.isMacroLike(last.name)) return last
  return own.findLast((path) => !reader.isMacroLike(path.name)) ?? last
}

/** Where there is no body one name belongs to the type; `class API Name;` declares nothing. */
function leaveType(
  reader: CReader,
  { tag, names, isClass }: { readonly tag: number; readonly names: readonly Path[]; readonly isClass: boolean },
): void {
  const [first, second] = names
  if (first === undefined || second === undefined) {
    reader.at = Math.max(reader.at, tag + 1)
    return
  }
  const isForward = isClass && names.length === 2 && reader.kind() === C.semicolon && reader.isMacroLike(first.name)
  if (isForward) return
  reader.at = first.name
  reader.path()
}

/** The names in the braces of an enum. */
export function readEnumBody(reader: CReader, open: number, parent: number): void {
  const end = reader.view.match[open] as number
  const scope: Scope = { parent, end, isMembers: false, typeName: -1, depth: 0 }
  reader.at = open + 1
  while (reader.at < end) {
    if (reader.isName() && reader.kind(reader.at + 1) !== C.open) {
      const path = { name: reader.at, nameEnd: reader.at + 1, owner: -1 }
      const symbol = reader.add('enum-member', path, { first: reader.at, scope, isExported: true })
      reader.at++
      reader.toValueEnd()
      reader.close(symbol, reader.at)
    } else reader.toValueEnd()
    if (reader.kind() !== C.comma && reader.at < end && reader.kind() !== C.semicolon) break
    reader.at++
  }
  reader.at = end + 1
}

/** What stands between `:` and the body. */
const IN_BASES = new Uint8Array(256)
for (const kind of [T.name, T.scope, T.ellipsis, C.comma]) IN_BASES[kind] = 1
