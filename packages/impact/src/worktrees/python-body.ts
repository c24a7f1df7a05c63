import { C, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'

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

/** A text without escapes, prefixes or substitutions. */
export function plainText(open: OpenFile, at: number): string | undefined {
  return /^(['"])([^\\'"]*)\1$/.exec(textAt(open, at))?.[2]
}
