import { C, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { tokenAt } from '../graph/token-text.ts'
import { closingOf } from './token-groups.ts'

/** The tokens of the body of a function, without those of functions inside of it. */
export function ownTokens(open: OpenFile, symbol: CodeSymbol): readonly number[] {
  const { tokens } = open.extraction
  const inner = open.symbols.filter(
    ({ kind, start, end }) =>
      (kind === 'function' || kind === 'class' || kind === 'method') && start > symbol.start && end <= symbol.end,
  )
  const found: number[] = []
  for (let at = tokenAt(open, symbol.signatureEnd); at < tokens.count; at++) {
    const start = tokens.start[at] as number
    if (start >= symbol.end) break
    if (!inner.some((one) => one.start <= start && start < one.end)) found.push(at)
  }
  return found
}

/** Whether a statement that is not in brackets ends before a token. */
export function isLineEnd(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  return at >= tokens.count || tokens.isAfterNewline[at] === 1 || tokens.kind[at] === C.semicolon
}

/** Values between commas, up to the end of the line. */
export function countValues(open: OpenFile, from: number): number {
  const { tokens } = open.extraction
  let count = 0
  let isInValue = false
  for (let at = from; !isLineEnd(open, at); at++) {
    const kind = tokens.kind[at] as number
    if (kind === C.comma) isInValue = false
    else if (!isInValue) {
      isInValue = true
      count++
    }
    // A call after the first token belongs to its value.
    if (kind === C.open || kind === C.openBracket || kind === C.openBrace) at = closingOf(open, at)
  }
  return count
}
