import { K, S, type Code } from './code.ts'
import type { Expressions } from './expressions.ts'
import { readType } from './type-refs.ts'
import { BOOLEAN, NUMBER, UNKNOWN, type Type } from './types.ts'

const TRUTHS: ReadonlySet<string> = new Set(['&&', '||', '==', '!=', '<=', '>=', 'instanceof', 'is', '<', '>'])
const UNARY: ReadonlySet<string> = new Set(['-', '+', '~', '++', '--', '!'])

/** The type of a whole expression between two tokens. */
export function valueType(reader: Expressions, from: number, to: number): Type {
  const { code } = reader
  if (from >= to) return UNKNOWN
  const split = splitAt(code, from, to)
  if (split.arrow !== -1) return UNKNOWN
  if (split.assigned !== -1) return reader.value(split.assigned + 1, to)
  if (split.asked !== -1) return ofChoice(reader, split, to)
  if (split.otherwise !== -1)
    return eitherOf(reader.value(from, split.otherwise), () => reader.value(split.otherwise + 1, to))
  if (split.as !== -1) return reader.typeAt(split.as + 1) ?? UNKNOWN
  if (split.isTruth) return BOOLEAN
  if (split.added !== -1) return ofSum(reader, { from, added: split.added, to })
  return ofOne(reader, from, to)
}

function eitherOf(first: Type, second: () => Type): Type {
  return first.kind === 'unknown' ? second() : first
}

/** Of an expression without operators between two values. */
function ofOne(reader: Expressions, from: number, to: number): Type {
  const word = reader.code.word(from)
  if (UNARY.has(word)) return word === '!' ? BOOLEAN : NUMBER
  if (word === 'await') return awaited(reader.value(from + 1, to))
  if (word === 'new') return ofMade(reader, from, to)
  const cast = castType(reader, from, to)
  return cast ?? reader.ending(to)
}

interface Split {
  readonly arrow: number
  readonly assigned: number
  readonly asked: number
  /** The `:` of a choice. */
  readonly colon: number
  /** `??` */
  readonly otherwise: number
  readonly as: number
  readonly isTruth: boolean
  readonly added: number
}

/** The operators of an expression that stand in no bracket. */
function splitAt(code: Code, from: number, to: number): Split {
  const found = { arrow: -1, assigned: -1, asked: -1, colon: -1, otherwise: -1, as: -1, isTruth: false, added: -1 }
  for (let at = from; at < to; at = code.next(at)) {
    const kind = code.kindAt(at)
    if (isPlain(kind)) continue
    if (kind === K.arrow && found.arrow === -1) found.arrow = at
    else if (kind === S.equals && found.assigned === -1) found.assigned = at
    else if (kind === S.question && found.asked === -1 && isChoice(code, at, to)) found.asked = at
    else if (kind === S.colon && found.asked !== -1 && found.colon === -1) found.colon = at
    else readOperator(code, { at, from }, found)
  }
  return found
}

function isPlain(kind: number): boolean {
  return kind === S.dot || kind === S.open || kind === S.openSquare || kind === S.openCurly
}

function readOperator(
  code: Code,
  { at, from }: { readonly at: number; readonly from: number },
  found: { otherwise: number; as: number; isTruth: boolean; added: number },
): void {
  const kind = code.kindAt(at)
  if ((kind === S.less || kind === S.greater) && code.mateOf(at) !== -1) return
  if (kind === K.text || kind === K.number) return
  const word = code.word(at)
  if (word === '??') found.otherwise = found.otherwise === -1 ? at : found.otherwise
  else if (TRUTHS.has(word)) found.isTruth = true
  else if (kind === K.name) found.as = word === 'as' && code.language === 'csharp' ? at : found.as
  else if (/^[-+*/%^|&]$/.test(word) && at > from && isOperand(code, at - 1)) found.added = at
}

function isOperand(code: Code, at: number): boolean {
  const kind = code.kindAt(at)
  return kind === K.name || kind === K.number || kind === K.text || kind === S.close || kind === S.closeSquare
}

/** Not `a?.b`, `a?[b]`, `Type? name`. */
function isChoice(code: Code, at: number, to: number): boolean {
  if (
    code.is(at + 1, S.dot) ||
    (code.language === 'csharp' && code.is(at + 1, S.openSquare) && code.is(at - 1, K.name) && !hasColon(code, at, to))
  )
    return false
  return hasColon(code, at, to)
}

function hasColon(code: Code, from: number, to: number): boolean {
  for (let at = from + 1; at < to; at = code.next(at)) if (code.is(at, S.colon)) return true
  return false
}

/** One of both, so far as one is known. */
function ofChoice(reader: Expressions, { asked, colon }: Split, to: number): Type {
  if (colon === -1) return UNKNOWN
  return eitherOf(reader.value(asked + 1, colon), () => reader.value(colon + 1, to))
}

/** Texts and numbers; what a class of the program makes of its own operators is of that class. */
function ofSum(
  reader: Expressions,
  { from, added, to }: { readonly from: number; readonly added: number; readonly to: number },
): Type {
  const { code } = reader
  if (code.language === 'csharp') {
    const left = reader.value(from, added)
    if (left.kind === 'unknown' || (left.kind === 'object' && left.classes.some(({ file }) => !file.isLibrary)))
      return left
  }
  if (code.word(added) !== '+') return NUMBER
  for (let at = from; at < to; at = code.next(at)) if (code.is(at, K.text)) return reader.world.ofLibrary('String')
  const sides = [reader.value(from, added), reader.value(added + 1, to)]
  const isText = sides.some((one) => one.kind === 'object' && one.classes.some(({ name }) => name === 'String'))
  return isText ? reader.world.ofLibrary('String') : NUMBER
}

/** What a task gives. */
export function awaited(type: Type): Type {
  const isTask = type.kind === 'object' && type.classes.some(({ name }) => name === 'Task' || name === 'ValueTask')
  return isTask && type.kind === 'object' ? (type.args[0] ?? UNKNOWN) : UNKNOWN
}

function ofMade(reader: Expressions, from: number, to: number): Type {
  const { code } = reader
  const read = readType(code, from + 1)
  if (read === undefined) return reader.ending(to)
  let at = read.next
  while (at < to && (code.is(at, S.open) || code.is(at, S.openCurly) || code.is(at, S.openSquare))) at = code.next(at)
  if (at < to || code.is(at - 1, S.close) || code.is(at - 1, S.closeSquare)) return reader.ending(to)
  const own = code.is(at - 1, S.closeCurly) ? reader.file.classOf(code.mateOf(at - 1)) : undefined
  return own?.name === '' ? reader.ending(to) : reader.world.resolve(read.type, reader.siteAt(from))
}

/** `(Name) value` */
function castType(reader: Expressions, from: number, to: number): Type | undefined {
  const { code } = reader
  const close = code.mateOf(from)
  if (!code.is(from, S.open) || close <= from || close + 1 >= to) return undefined
  const next = code.kindAt(close + 1)
  const isValue =
    next === K.name ||
    next === K.text ||
    next === K.number ||
    next === S.open ||
    next === S.bang ||
    code.word(close + 1) === '~'
  if (!isValue || /^(?:is|as|instanceof|switch|with)$/.test(code.word(close + 1))) return undefined
  const read = readType(code, from + 1)
  if (read === undefined) return undefined
  if (read.next !== close && !code.is(read.next, S.and)) return undefined
  return reader.world.resolve(read.type, reader.siteAt(from))
}
