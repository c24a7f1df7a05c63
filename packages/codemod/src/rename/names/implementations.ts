import { T } from '@groundcrew/code-map'
import { textAt, type FunctionRange } from './bindings.ts'
import type { NameToken } from './name-tokens.ts'

/** A block of Rust that has the methods of a type. */
export interface Implementation extends FunctionRange {
  readonly type: string
}

/** `impl<T> Type<T> { … }` and `impl Trait for Type { … }`. */
export function implementations(tokens: readonly NameToken[]): readonly Implementation[] {
  return tokens.flatMap(({ text, start, isFirst }, at) => {
    if (text !== 'impl' || !(isFirst || textAt(tokens, at - 1) === 'unsafe')) return []
    const open = tokens.findIndex((token, index) => index > at && token.text === '{')
    if (open === -1) return []
    const type = typeOf(tokens.slice(at + 1, open))
    return [{ type, start, nameStart: start, signatureEnd: tokens[open]?.start ?? start, end: closeOf(tokens, open) }]
  })
}

/** The last name outside of `<…>` and before `where`, behind `for` where that is. */
function typeOf(head: readonly NameToken[]): string {
  const end = head.findIndex(({ text }) => text === 'where')
  const words = end === -1 ? head : head.slice(0, end)
  const target = words.slice(words.findIndex(({ text }) => text === 'for') + 1)
  let depth = 0
  let type = ''
  for (const { text, kind } of target) {
    if (text === '<') depth++
    else if (text === '>') depth--
    else if (depth === 0 && kind === T.name) type = text
  }
  return type
}

function closeOf(tokens: readonly NameToken[], open: number): number {
  let depth = 0
  for (const { text, end } of tokens.slice(open)) {
    if (text === '{') depth++
    else if (text === '}' && --depth === 0) return end
  }
  return tokens.at(-1)?.end ?? 0
}
