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
  const { name, hasType } = declaration
  const found = hasType || name !== undefined ? innermost(reader, open) : undefined
  if (found === undefined) return undefined
  const after = reader.afterGroup(open)
  const isDeclarator = found.isPointer
    ? name === undefined || isApplied(reader, after)
    : (hasType && name === undefined && found.isArray) || isNameAlone(reader, found.path, { after, name })
  return isDeclarator ? { ...found, after } : undefined
}

/** `(*name)(…)`, `(*name)[…]` */
function isApplied(reader: CReader, after: number): boolean {
  const kind = reader.kind(after)
  return kind === C.open || (kind === C.openBracket && !reader.isAttribute(after))
}

/** `int (name)(int)` */
function isNameAlone(
  reader: CReader,
  path: Path,
  { after, name }: { readonly after: number; readonly name: Path | undefined },
): boolean {
  if (path.nameEnd !== after - 1 || reader.kind(after) !== C.open) return false
  return name === undefined || reader.parameterLike(after) === 1
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
