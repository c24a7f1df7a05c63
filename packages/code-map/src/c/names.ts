import { C } from '../lex/tokens.ts'
import type { Path } from './cursor.ts'
import type { Declaration } from './declaration.ts'
import type { CReader } from './reader.ts'

/** Takes a name in: what was the name until now is a part of the type, unless the new one is a macro that says something of it. Always true. */
export function readName(reader: CReader, declaration: Declaration): true {
  const { at } = reader
  const path = reader.path()
  if (path === undefined) {
    reader.at = at + 1
    return true
  }
  const known = declaration.name
  if (known !== undefined && declaration.isNameDone) {
    reader.at = reader.afterParens(reader.at)
    return true
  }
  const isMacro = path.owner === -1 && reader.isMacroLike(path.name)
  if (isMacro && isAnnotation(reader, path, declaration)) return true
  if (known !== undefined) replaceName(reader, known, { path, declaration })
  declaration.name = path
  declaration.isNameDone = false
  declaration.isNameTyped = declaration.hasType
  return true
}

function replaceName(
  reader: CReader,
  known: Path,
  { path, declaration }: { readonly path: Path; readonly declaration: Declaration },
): void {
  const isMacro = reader.isMacroLike(known.name)
  declaration.nameIsType(isMacro)
  // A macro alone on a line is no part of what comes below it, though it may be its type.
  if (isMacro && known.name === declaration.first && reader.lineOf(known.name) !== reader.lineOf(path.name)) {
    declaration.isMacroAbove = true
    declaration.first = path.name
  }
}

/** Whether a macro says something of what stands before it. Goes past what it has in parentheses. */
function isAnnotation(reader: CReader, path: Path, declaration: Declaration): boolean {
  const { name, isTypedef, isNameTyped, hasBody } = declaration
  if (name === undefined) return hasBody && isAnnotationOfType(reader, path.name, declaration)
  // `typedef int __bitwise __name;`, `struct type __unused NAME;`
  const isBefore = isTypedef
    ? reader.isMacroLike(name.name)
    : reader.isReserved(name.name) && !reader.isReserved(path.name)
  return isNameTyped && !isBefore && isAnnotationOfName(reader)
}

/** `int a __aligned(8);` */
function isAnnotationOfName(reader: CReader): boolean {
  if (reader.kind() !== C.open) return true
  const end = reader.afterGroup()
  if (reader.parameterLike(reader.at) === 1 || reader.kind(end) === C.openBrace) return false
  reader.at = end
  return true
}

/** `struct { … } __packed name;`, `} PACKED;` */
function isAnnotationOfType(reader: CReader, place: number, { isTypedef, bodies }: Declaration): boolean {
  const isFollowed = reader.isName() || reader.kind() === C.open
  // With its body alone a type without a name declares what stands there, and `PACKED` is its name.
  const isAlone = reader.kind() === C.semicolon && bodies.length === 0
  if (isTypedef ? !isFollowed : !reader.isReserved(place) && !isFollowed && !isAlone) return false
  reader.at = reader.afterParens(reader.at)
  return true
}
