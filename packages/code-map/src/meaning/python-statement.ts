import { C } from '../lex/tokens.ts'
import type { TokenView } from './token-view.ts'

/** The first token of the statement of Python that a token is in. */
export function statementStart(view: TokenView, at: number): number {
  let first = at
  for (;;) {
    const around = view.around(first)
    if (around !== -1) first = around
    else if (first === 0 || view.isAfterNewline(first) || view.kind(first - 1) === C.semicolon) return first
    else first--
  }
}
