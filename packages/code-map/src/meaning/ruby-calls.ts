import { C, T } from '../lex/tokens.ts'
import type { TokenView } from './token-view.ts'

/** Words that stand behind a call without brackets. */
const BEHIND_CALL: ReadonlySet<string> = new Set('do if unless and or then end rescue while until'.split(' '))

/** The name of the method whose block begins at a token: `list.each do`, `list.map(1) {`. */
export function rubyCallee(view: TokenView, block: number): number | undefined {
  const before = block - 1
  if (view.isAfterNewline(block) || before < 0) return undefined
  if (view.kind(before) === C.close && view.isName(view.pair(before) - 1)) return view.pair(before) - 1
  return view.isName(before) && !BEHIND_CALL.has(view.word(before)) && before >= 0 ? before : undefined
}

/** Where the arguments of a call begin, by the name of the method, with or without brackets. */
export function partStarts(view: TokenView, name: number): readonly number[] {
  const { tokens } = view.open.lexed
  const hasBrackets = view.kind(name + 1) === C.open && tokens.end[name] === tokens.start[name + 1]
  const from = hasBrackets ? name + 2 : name + 1
  const end = hasBrackets ? view.pair(name + 1) : lineEnd(view, from)
  const found: number[] = []
  for (let at = from; at < end; at = view.skip(at) + 1) if (at === from || view.kind(at - 1) === C.comma) found.push(at)
  return found
}

function lineEnd(view: TokenView, from: number): number {
  let at = from
  while (at < view.count) {
    const kind = view.kind(at)
    const isBehind = view.isAfterNewline(at) && view.kind(at - 1) !== C.comma
    const isClosing = kind === C.close || kind === C.closeBracket || kind === C.closeBrace
    if (isBehind || isClosing || kind === T.optionalChain || BEHIND_CALL.has(view.word(at))) return at
    at = view.skip(at) + 1
  }
  return at
}
