import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { closingOf, splitList, textBetween } from './token-groups.ts'

export interface TypeMember {
  /** As written; empty for a method. */
  readonly type: string
  readonly isOptional: boolean
}

/** The own members of an interface or of a type that is an object; undefined for other types. */
export function readTypeMembers(open: OpenFile, symbol: CodeSymbol): ReadonlyMap<string, TypeMember> | undefined {
  const { tokens } = open.extraction
  let at = tokenAt(open, symbol.nameStart) + 1
  const isAlias = symbol.kind === 'type'
  while (tokens.kind[at] !== (isAlias ? C.equals : C.openBrace)) {
    if (at >= tokens.count || (tokens.start[at] as number) >= symbol.end) return undefined
    at++
  }
  const brace = isAlias ? at + 1 : at
  if (tokens.kind[brace] !== C.openBrace) return undefined
  const close = closingOf(open, brace)
  const isWhole = tokenAt(open, symbol.end) <= close + 2
  return isWhole ? membersBetween(open, brace, close) : undefined
}

function membersBetween(open: OpenFile, brace: number, close: number): ReadonlyMap<string, TypeMember> {
  const { tokens } = open.extraction
  const found = new Map<string, TypeMember>()
  for (let at = brace + 1; at < close;) {
    const end = memberEnd(open, at, close)
    const name = /^(?:readonly|declare)$/.test(textAt(open, at)) && tokens.kind[at + 1] === T.name ? at + 1 : at
    const isOptional = tokens.kind[name + 1] === C.question
    const after = isOptional ? name + 2 : name + 1
    const isMember = tokens.kind[after] === C.colon || tokens.kind[after] === C.open
    if (isMember && end > after && tokens.kind[name] !== C.openBracket) {
      const type = tokens.kind[after] === C.colon ? textBetween(open, after + 1, end) : ''
      found.set(textAt(open, name).replace(/^['"]|['"]$/g, ''), { type, isOptional })
    }
    at = end + (tokens.kind[end] === C.semicolon || tokens.kind[end] === C.comma ? 1 : 0)
  }
  return found
}

/** A member ends at a semicolon, a comma, or before a line that does not go on with it. */
function memberEnd(open: OpenFile, from: number, close: number): number {
  const { tokens } = open.extraction
  for (let at = from; at < close; at++) {
    const kind = tokens.kind[at] as number
    if (kind === C.semicolon || kind === C.comma) return at
    const isNext = at > from && tokens.isAfterNewline[at] === 1 && !GOES_ON.test(textAt(open, at))
    if (isNext && !OPEN_END.test(textAt(open, at - 1))) return at
    if (kind === C.open || kind === C.openBrace || kind === C.openBracket) at = closingOf(open, at)
    else if (kind === C.less) at = afterAngles(open, at, close)
  }
  return close
}

const GOES_ON = /^(?:[|&>.?:)\]}]|=>)/
const OPEN_END = /^(?:[|&:<=,?]|=>|extends)$/

function afterAngles(open: OpenFile, from: number, close: number): number {
  let depth = 0
  for (let at = from; at < close; at++) {
    const text = textAt(open, at)
    if (text === '<') depth++
    else if (/^>+$/.test(text)) depth -= text.length
    if (depth <= 0) return at
  }
  return from
}

/** An object that is written down. */
export interface ObjectLiteral {
  /** The token of its brace. */
  readonly at: number
  readonly line: number
  /** By key the text of its value where that is one token, otherwise undefined. */
  readonly values: ReadonlyMap<string, string | undefined>
}

/** Objects whose keys are all known: none is spread or computed, but for `[Name.member]`. */
export function readObjectLiterals(open: OpenFile): readonly ObjectLiteral[] {
  const { tokens } = open.extraction
  const found: ObjectLiteral[] = []
  for (let at = 1; at < tokens.count; at++) {
    if (tokens.kind[at] !== C.openBrace || !BEFORE_LITERAL.test(textAt(open, at - 1))) continue
    const values = readEntries(open, at)
    if (values !== undefined) found.push({ at, line: tokens.line[at] as number, values })
  }
  return found
}

const BEFORE_LITERAL = /^(?:[(,[=:?]|return|\|\||&&|\?\?)$/

function readEntries(open: OpenFile, brace: number): ReadonlyMap<string, string | undefined> | undefined {
  const { tokens } = open.extraction
  const found = new Map<string, string | undefined>()
  for (const [first, end] of splitList(open, brace)) {
    const isComputed = tokens.kind[first] === C.openBracket
    const close = isComputed ? closingOf(open, first) : first
    const key = isComputed ? textBetween(open, first + 1, close) : textAt(open, first).replace(/^['"]|['"]$/g, '')
    if (!/^[\w$-]+(?:\.\w+)?$/.test(key)) return undefined
    const next = tokens.kind[close + 1]
    if (end === close + 1 || next === C.open) found.set(key, undefined)
    else if (next === C.colon) found.set(key, end === close + 3 ? textAt(open, close + 2) : undefined)
    else return undefined
  }
  return found
}

/** The keys of the object that a constant is; undefined where it is none, or not all of them are known. */
export function readConstantKeys(open: OpenFile, symbol: CodeSymbol): ReadonlySet<string> | undefined {
  const { tokens } = open.extraction
  for (let at = tokenAt(open, symbol.nameStart) + 1; at < tokens.count; at++) {
    if ((tokens.start[at] as number) >= symbol.end) return undefined
    if (tokens.kind[at] !== C.equals) continue
    const entries = tokens.kind[at + 1] === C.openBrace ? readEntries(open, at + 1) : undefined
    return entries === undefined ? undefined : new Set(entries.keys())
  }
  return undefined
}
