import { C, T } from '../lex/tokens.ts'
import type { Declaration, Scope } from './declaration.ts'
import { readFunction } from './functions.ts'
import { readInner, type InnerDeclarator } from './inner-declarator.ts'
import type { CReader } from './reader.ts'
import { readWord } from './specifiers.ts'

type Part = (reader: CReader, declaration: Declaration, scope: Scope) => boolean

/** Reads the part of a declaration that is at hand; false where the declaration ends. */
export function readPart(reader: CReader, declaration: Declaration, scope: Scope): boolean {
  return (PARTS[reader.kind()] ?? readOther)(reader, declaration, scope)
}

/** A sign that declarations of names do not have, or a text. */
const readOther: Part = (reader, declaration) => {
  if (reader.kind() !== T.string) declaration.isBroken = true
  reader.at++
  return true
}

const readTilde: Part = (reader, declaration, scope) =>
  (reader.isName(reader.at + 1) ? readWord : readOther)(reader, declaration, scope)

const readSemicolon: Part = (reader, declaration, scope) => {
  reader.declareName(declaration, scope)
  if (!reader.isPutIn()) reader.heads.length = 0
  reader.at++
  return false
}

const readPointer: Part = (reader, declaration) => {
  declaration.nameIsType(false)
  declaration.hasType = true
  reader.at++
  return true
}

const readBracket: Part = (reader, declaration) => {
  if (!reader.isAttribute()) declaration.isNameDone = declaration.name !== undefined
  reader.at = reader.afterGroup()
  return true
}

const readValue: Part = (reader, declaration, scope) => {
  reader.declareName(declaration, scope)
  reader.at++
  reader.toValueEnd()
  return true
}

const readComma: Part = (reader, declaration, scope) => {
  reader.declareName(declaration, scope)
  reader.at++
  return true
}

/** The width of a field, or a label. */
const readColon: Part = (reader, declaration, scope) => {
  const { name, hasType, hasMacro, symbols } = declaration
  reader.at++
  if (name !== undefined && !hasType && !hasMacro && symbols.length === 0) return false
  if (scope.isMembers) reader.declareName(declaration, scope)
  else declaration.name = undefined
  reader.toValueEnd()
  return true
}

/** The value of a variable, the block of `extern "C"`, or a body of something that is not understood. */
const readBrace: Part = (reader, declaration, scope) => {
  const { name, hasType, hasMacro } = declaration
  if (name === undefined && reader.at > 0 && reader.kind(reader.at - 1) === T.string) {
    reader.readBlock(reader.at, scope, {})
    return false
  }
  if (name !== undefined && (hasType || hasMacro)) {
    reader.declareName(declaration, scope)
    reader.at = reader.afterGroup()
    return true
  }
  reader.readBody(reader.at, scope, scope.parent)
  return false
}

const readParens: Part = (reader, declaration, scope) => {
  const inner = readInner(reader, reader.at, declaration)
  if (inner !== undefined) return readGrouped(reader, inner, { declaration, scope })
  if (declaration.name !== undefined) return readFunction(reader, declaration, scope)
  reader.at = reader.afterGroup()
  return true
}

/** Behind a declarator in parentheses. */
function readGrouped(
  reader: CReader,
  { path, after, isFunction, isPointer }: InnerDeclarator,
  { declaration, scope }: { readonly declaration: Declaration; readonly scope: Scope },
): boolean {
  declaration.name = path
  declaration.hasType = declaration.isNameTyped = true
  reader.at = after
  if (reader.kind() === C.open && (isFunction || !isPointer)) return readFunction(reader, declaration, scope)
  while (reader.kind() === C.open || reader.kind() === C.openBracket) reader.at = reader.afterGroup()
  declaration.isNameDone = true
  return true
}

const end: Part = () => false

const PARTS: Readonly<Record<number, Part>> = {
  0: end,
  [C.closeBrace]: end,
  [T.name]: readWord,
  [T.scope]: readWord,
  [C.tilde]: readTilde,
  [C.semicolon]: readSemicolon,
  [C.open]: readParens,
  [C.openBrace]: readBrace,
  [C.openBracket]: readBracket,
  [C.equals]: readValue,
  [C.comma]: readComma,
  [C.colon]: readColon,
  [C.star]: readPointer,
  [C.ampersand]: readPointer,
  [C.caret]: readPointer,
}
