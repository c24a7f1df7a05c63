import { C } from '../../lex/tokens.ts'
import type { TokenView } from '../token-view.ts'
import { readArrays, readType, typeStart, withPointers, type CType } from './c-type.ts'

interface Types {
  /** How many braces around were looked at already. */
  readonly depth?: number
  /** The type of a member, by the token that names it behind what has it. */
  member(view: TokenView, at: number): CType | undefined
  /** The type whose writing ends at a token. */
  typeEnding(view: TokenView, end: number): CType | undefined
}

/** Braces so deep in others are data. */
const DEPTH_MAX = 40
const BEFORE_ENTRY: ReadonlySet<number> = new Set([C.openBrace, C.comma])

/** Whether a token begins an entry between braces: `{ .name = value, [0] = value }`. */
function isEntry(view: TokenView, at: number): boolean {
  return BEFORE_ENTRY.has(view.kind(at - 1)) && view.kind(view.around(at)) === C.openBrace
}

/** Whether a token names a member of what the braces around it give values to: `.name =`, `[0].name =`. */
export function isKey(view: TokenView, at: number): boolean {
  return view.kind(at - 1) === C.dot && isEntry(view, startOfIndexes(view, at - 1))
}

/** The first token of `[0][1]`, which end before a token. */
function startOfIndexes(view: TokenView, end: number): number {
  let at = end
  while (view.kind(at - 1) === C.closeBracket) at = view.pair(at - 1)
  return at
}

/** Of what type the object is whose member a key names. */
export function keyedType(view: TokenView, at: number, types: Types): CType | undefined {
  const first = startOfIndexes(view, at - 1)
  const type = bracedType(view, view.around(first), types)
  return type === undefined ? undefined : withoutArrays(type, countIndexes(view, first, at - 1))
}

/** Of what type the braces are that open at a token: `Type name[] = {`, `(Type[]){`, `Type{`, `.key = {`, or those of an entry. */
function bracedType(view: TokenView, open: number, types: Types): CType | undefined {
  const before = open - 1
  const depth = (types.depth ?? 0) + 1
  if (view.kind(open) !== C.openBrace || depth > DEPTH_MAX) return undefined
  if (view.kind(before) === C.close) return castType(view, before)
  if (view.kind(before) === C.equals) return valuedType(view, before, { ...types, depth })
  if (isEntry(view, open)) {
    const list = bracedType(view, view.around(open), { ...types, depth })
    return list === undefined ? undefined : withoutArrays(list, 1)
  }
  return view.isName(before) ? (declaredType(view, before) ?? types.typeEnding(view, before)) : undefined
}

/** `(Type[])` */
function castType(view: TokenView, close: number): CType | undefined {
  const read = readType(view, view.pair(close) + 1)
  const whole = read === undefined ? undefined : readArrays(view, read.type, read.end)
  return whole?.end === close ? whole.type : undefined
}

/** The type of what stands before `=`: a variable that is declared there, a key or an index. */
function valuedType(view: TokenView, equals: number, types: Types): CType | undefined {
  const first = startOfIndexes(view, equals)
  const indexes = countIndexes(view, first, equals)
  if (first < equals && isEntry(view, first)) {
    const list = bracedType(view, view.around(first), types)
    return list === undefined ? undefined : withoutArrays(list, indexes)
  }
  const name = first - 1
  if (view.kind(name - 1) === C.dot) {
    const member = types.member(view, name)
    return member === undefined ? undefined : withoutArrays(member, indexes)
  }
  const declared = declaredType(view, name)
  return declared === undefined ? undefined : withPointers(declared, indexes)
}

/** The type that stands before a name. */
function declaredType(view: TokenView, name: number): CType | undefined {
  const start = typeStart(view, name - 1)
  return start === undefined ? undefined : readType(view, start, { to: name })?.type
}

function countIndexes(view: TokenView, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at = view.pair(at) + 1) count++
  return count
}

function withoutArrays(type: CType, count: number): CType | undefined {
  return type.pointers < count ? undefined : withPointers(type, -count)
}
