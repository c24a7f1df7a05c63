import { C, T, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'

/** The source from one token up to, but without, another, with white space made one. */
export function textBetween(open: OpenFile, from: number, to: number): string {
  const { tokens } = open.extraction
  if (from >= to || from >= tokens.count) return ''
  const text = open.source.toString('utf8', tokens.start[from], tokens.end[Math.min(to, tokens.count) - 1])
  return text
    .replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** Its first token, and the one after its last. */
export type Part = readonly [first: number, end: number]

const OPENING: readonly number[] = [C.open, C.openBracket, C.openBrace]
const CLOSING: readonly number[] = [C.close, C.closeBracket, C.closeBrace]

/** The token that closes the bracket at `from`; the number of tokens where none does. */
export function closingOf(open: OpenFile, from: number): number {
  const { tokens } = open.extraction
  let depth = 0
  for (let at = from; at < tokens.count; at++) {
    const kind = tokens.kind[at] as number
    if (OPENING.includes(kind)) depth++
    else if (CLOSING.includes(kind)) {
      depth--
      if (depth === 0) return at
    }
  }
  return tokens.count
}

/** The token that opens the bracket at `close`; 0 where none does. */
export function openingOf(open: OpenFile, close: number): number {
  const { kind } = open.extraction.tokens
  let depth = 0
  for (let at = close; at > 0; at--) {
    if (CLOSING.includes(kind[at] as number)) depth++
    else if (OPENING.includes(kind[at] as number)) depth--
    if (depth === 0) return at
  }
  return 0
}

/** Past a list of type arguments or parameters that begins at `from`; `from` where there is none. */
export function skipTypeList(open: OpenFile, from: number): number {
  const { tokens } = open.extraction
  if (tokens.kind[from] !== C.less) return from
  let depth = 0
  for (let at = from; at < tokens.count; at++) {
    const kind = tokens.kind[at] as number
    if (kind === C.less) depth++
    else if (kind === C.greater) depth--
    // `>>` and `>>>` are one token.
    else if (kind === T.operator && /^>+$/.test(textAt(open, at))) depth -= textAt(open, at).length
    else if (kind === C.semicolon || kind === C.closeBrace) return from
    if (depth <= 0) return at + 1
  }
  return from
}

/** What stands between commas inside the brackets from token `from`. */
export function splitList(open: OpenFile, from: number): readonly Part[] {
  const { tokens } = open.extraction
  const close = closingOf(open, from)
  const parts: Part[] = []
  let first = from + 1
  let angles = 0
  for (let at = from + 1; at < close; at++) {
    const kind = tokens.kind[at] as number
    if (OPENING.includes(kind)) at = closingOf(open, at)
    else if (kind === C.less) angles++
    else if (kind === C.greater) angles = Math.max(0, angles - 1)
    else if (kind === C.comma && !isInsideTypeList(open, { at, close, angles })) {
      parts.push([first, at])
      first = at + 1
    }
  }
  if (first < close) parts.push([first, close])
  return parts
}

/** In `Map<string, number>` the comma does not part; in `a < b, c` it does. */
function isInsideTypeList(
  open: OpenFile,
  { at, close, angles }: { readonly at: number; readonly close: number; readonly angles: number },
): boolean {
  if (angles === 0) return false
  const { tokens } = open.extraction
  for (let next = at; next < close; next++) {
    if (tokens.kind[next] === C.greater) return true
    if (tokens.kind[next] === T.operator && /^>+$/.test(textAt(open, next))) return true
    if (tokens.kind[next] === C.open) return false
  }
  return false
}
