import { K } from '../lex/keywords.ts'
import { C } from '../lex/tokens.ts'
import type { Declaration, Scope } from './declaration.ts'
import { readName } from './names.ts'
import { readAlias, readNamespace, readUsing } from './namespaces.ts'
import type { CReader } from './reader.ts'
import { readTag } from './tags.ts'
import { isNameInC, ROLE } from './words.ts'

/** Reads a word of a declaration, or a name; false where the declaration ends. */
export function readWord(reader: CReader, declaration: Declaration, scope: Scope): boolean {
  const role = reader.role()
  const isName = role === ROLE.name || role === ROLE.operator
  if (isName || (isNameInC(reader.word()) && endsName(reader, declaration))) return readName(reader, declaration)
  if (role === ROLE.tag) {
    if (!declaration.isTypedef) leaveMacros(reader, declaration)
    readTag(reader, declaration, scope)
    return true
  }
  return readSpecifier(reader, role, declaration) || readStatement(reader, role, { declaration, scope })
}

/** Whether what stands behind a word says that it is the name. */
function endsName(reader: CReader, { hasType }: Declaration): boolean {
  const behind = reader.kind(reader.at + 1)
  if (behind === C.openBracket) return hasType && !reader.isAttribute(reader.at + 1)
  return ENDS_NAME[behind] === 1 || (behind === C.colon && hasType && reader.role() !== ROLE.access)
}

/** True where the word is one of those before a name. */
function readSpecifier(reader: CReader, role: number, declaration: Declaration): boolean {
  if (role === ROLE.static) declaration.isStatic = true
  else if (role === ROLE.friend) declaration.isFriend = true
  else if (role === ROLE.typedef) {
    begin(reader, declaration)
    declaration.isTypedef = true
  } else if (role === ROLE.type) {
    declaration.nameIsType(false)
    declaration.hasType = true
  } else if (role === ROLE.group || role === ROLE.typeGroup) {
    if (role === ROLE.typeGroup) declaration.hasType = true
    reader.at = reader.afterParens(reader.at + 1)
    return true
  } else if (role !== ROLE.specifier) return false
  reader.at++
  return true
}

/** Words that begin something of their own; where what follows does not fit they are names, which they may be in C. */
function readStatement(
  reader: CReader,
  role: number,
  { declaration, scope }: { readonly declaration: Declaration; readonly scope: Scope },
): boolean {
  if (role === ROLE.namespace) return readNamespace(reader, scope) ?? readName(reader, declaration)
  if (role === ROLE.template && reader.kind(reader.at + 1) === C.less) return readTemplate(reader, declaration)
  if (role === ROLE.using && !declaration.hasType) return readUsing(reader, declaration, scope)
  if (role === ROLE.access && isAccess(reader)) {
    reader.at += reader.kind(reader.at + 1) === C.colon ? 2 : 3
    return false
  }
  if (role === ROLE.concept && reader.isName(reader.at + 1) && reader.kind(reader.at + 2) === C.equals) {
    reader.at++
    return readAlias(reader, declaration, scope)
  }
  return skipStatement(reader, role, declaration) || readName(reader, declaration)
}

/** True where the word begins a statement that declares nothing, or a condition. */
function skipStatement(reader: CReader, role: number, declaration: Declaration): boolean {
  if (role === ROLE.requires && declaration.hasType) {
    reader.skipRequires()
    return true
  }
  if (role !== ROLE.statement && !isInstantiation(reader, role, declaration)) return false
  reader.toStatementEnd()
  declaration.name = undefined
  return true
}

/** `public:`, `public slots:` */
function isAccess(reader: CReader): boolean {
  const { at } = reader
  return reader.kind(at + 1) === C.colon || (reader.isName(at + 1) && reader.kind(at + 2) === C.colon)
}

/** `template class Name<int>;` */
function isInstantiation(reader: CReader, role: number, { hasType }: Declaration): boolean {
  return role === ROLE.template && reader.isName(reader.at + 1) && !hasType
}

function readTemplate(reader: CReader, declaration: Declaration): boolean {
  leaveMacros(reader, declaration)
  const end = reader.afterAngles(reader.at + 1)
  reader.at = end === -1 ? reader.at + 2 : end
  if (reader.word() === K.requires) reader.skipRequires()
  return true
}

/** What was there before has nothing to do with what begins here. */
function begin(reader: CReader, declaration: Declaration): void {
  if (declaration.name === undefined) return
  declaration.name = undefined
  declaration.hasType = declaration.hasMacro = false
  declaration.first = reader.at
}

/** Macros on lines of their own are no part of what comes below them. */
function leaveMacros(reader: CReader, declaration: Declaration): void {
  const { name, hasType } = declaration
  if (name === undefined || hasType) return
  if (reader.lineOf(name.name) !== reader.lineOf(reader.at)) begin(reader, declaration)
  else declaration.nameIsType(reader.isMacroLike(name.name))
}

const ENDS_NAME = new Uint8Array(256)
for (const kind of [C.semicolon, C.comma, C.equals]) ENDS_NAME[kind] = 1
