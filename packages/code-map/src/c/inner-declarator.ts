import { C, T } from '../lex/tokens.ts'
import type { Path } from './cursor.ts'
import type { Declaration } from './declaration.ts'
import type { CReader } from './reader.ts'
import { ROLE } from './words.ts'

export interface InnerDeclarator {
  readonly path: Path
  readonly isPointer: boolean
  readonly isArray: boolean
  /** `*name(…)` */
  readonly isFunction: boolean
  /** The place behind the parentheses. */
  readonly after: number
}

/** Reads `(*name)`, `(*name[2])`, `(*name(int))`, `(Type::*name)` and `(name)` where a declarator is written so; undefined for other parentheses. */
export function readInner(reader: CReader, open: number, declaration: Declaration): InnerDeclarator | undefined {
  const after = reader.afterGroup(open)
  const behind = reader.kind(after)
  const isApplied = behind === C.open || behind === C.openBracket
  const { name, hasType } = declaration
  const hasTypeBefore = hasType || name !== undefined
  if (!hasTypeBefore) return undefined
  const found = innermost(reader, open)
  if (found === undefined) return undefined
  if (!found.isPointer) {
    // `int *(name[2])`
    if (hasType && name === undefined && found.isArray) return { ...found, after }
    // `int (name)(int)`
    const isNameAlone = found.path.nameEnd === after - 1 && reader.kind(after) === C.open
    return isNameAlone && (name === undefined || reader.parameterLike(after) === 1) ? { ...found, after } : undefined
  }
  if (name !== undefined && !isApplied) return undefined
  return { ...found, after }
}

/** Goes through brackets that only group. */
function innermost(reader: CReader, open: number): Omit<InnerDeclarator, 'after'> | undefined {
  let isPointer = false
  let path: Path | undefined
  const { at } = reader
  reader.at = open + 1
  for (;;) {
    const kind = reader.kind()
    if (SIGN[kind] === 1) {
      isPointer = true
      path = undefined
      reader.at++
    } else if (kind === C.open && path === undefined) reader.at++
    else if (reader.role() === ROLE.specifier) reader.at++
    else if (reader.role() === ROLE.group) reader.at = reader.afterParens(reader.at + 1)
    else if (reader.isName() && reader.role() === ROLE.name) path = reader.path()
    else if (kind === T.scope) reader.at++
    else break
  }
  const behind = reader.kind()
  reader.at = at
  if (path === undefined || ENDS_NAME[behind] !== 1) return undefined
  return { path, isPointer, isFunction: behind === C.open, isArray: behind === C.openBracket }
}

const SIGN = new Uint8Array(256)
for (const kind of [C.star, C.ampersand, C.caret]) SIGN[kind] = 1
const ENDS_NAME = new Uint8Array(256)
for (const kind of [C.close, C.open, C.openBracket]) ENDS_NAME[kind] = 1
