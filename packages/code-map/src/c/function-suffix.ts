import { K, keywordSet } from '../lex/keywords.ts'
import { C, T } from '../lex/tokens.ts'
import type { CReader } from './reader.ts'
import { ROLE } from './words.ts'

/** Goes past what may stand between the parameters and the body. `isCertain`: the name before them is the function's. */
export function toBody(reader: CReader, isCertain: boolean): void {
  for (;;) {
    const role = reader.role()
    if (role === ROLE.group) reader.at = reader.afterParens(reader.at + 1)
    else if (reader.word() === K.requires) reader.skipRequires()
    else if (isQualifier(reader.word()) || isSign(reader)) reader.at++
    else if (reader.isAttribute()) reader.at = reader.afterGroup()
    else if (reader.kind() === T.arrow) skipResult(reader)
    else if (role === ROLE.name && isSuffix(reader, isCertain)) reader.at = reader.afterParens(reader.at + 1)
    else return
  }
}

const isQualifier = keywordSet(['const', 'volatile', 'override', 'final', 'try', 'mutable', '__restrict'])

/** `&` behind a method, or a text of what came before. */
function isSign(reader: CReader): boolean {
  const kind = reader.kind()
  return kind === C.ampersand || (kind === T.string && reader.kind(reader.at - 1) !== C.close)
}

/** Whether the name at hand is a macro that says something of the function before it, and not the beginning of something else. */
function isSuffix(reader: CReader, isCertain: boolean): boolean {
  if (!reader.isMacroLike(reader.at)) return false
  const isCall = reader.kind(reader.at + 1) === C.open
  const end = reader.afterParens(reader.at + 1)
  const isBodyNext = reader.kind(end) === C.openBrace
  const isBelow = reader.lineOf(reader.at) !== reader.lineOf(reader.at - 1)
  if (isCall && !isCertain && isBodyNext && (isBelow || reader.parameterLike(reader.at + 1) === 1)) return false
  return ENDS_SUFFIX[reader.kind(end)] === 1 || (reader.isName(end) && isMoreSuffix(reader, end))
}

function isMoreSuffix(reader: CReader, at: number): boolean {
  const word = reader.word(at)
  return reader.isMacroLike(at) || reader.role(at) === ROLE.group || word === K.override || word === K.requires
}

/** `-> type` */
function skipResult(reader: CReader): void {
  reader.at++
  for (;;) {
    const kind = reader.kind()
    const angles = kind === C.less ? reader.afterAngles(reader.at) : -1
    if (angles !== -1) reader.at = angles
    else if (kind === C.open || kind === C.openBracket) reader.at = reader.afterGroup()
    else if (IN_RESULT[kind] === 1 && reader.word() !== K.requires) reader.at++
    else return
  }
}

/** From `:` over `member(value), Base{value}` to the body; stays where it is if that does not follow. */
export function toBodyOfConstructor(reader: CReader): void {
  const { at } = reader
  do {
    if (!reader.isName()) reader.at++
    const path = reader.path()
    if (path === undefined || (reader.kind() !== C.open && reader.kind() !== C.openBrace)) {
      reader.at = at
      return
    }
    reader.at = reader.afterGroup()
    if (reader.kind() === T.ellipsis) reader.at++
  } while (reader.kind() === C.comma || reader.isName())
  if (reader.kind() !== C.openBrace) reader.at = at
}

const ENDS_SUFFIX = new Uint8Array(256)
for (const kind of [C.semicolon, C.comma, C.openBrace, C.equals, C.colon, T.arrow]) ENDS_SUFFIX[kind] = 1
const IN_RESULT = new Uint8Array(256)
for (const kind of [T.name, T.scope, T.ellipsis, C.star, C.ampersand]) IN_RESULT[kind] = 1
