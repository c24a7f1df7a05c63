import type { RustTokens } from './tokens.ts'

interface Brought {
  readonly uses: Map<string, readonly string[]>
  readonly globs: (readonly string[])[]
}

const DEPTH_MAX = 30

/** `use a::{b, c as d, e::*};`: the path of each name. */
export function readUse(tokens: RustTokens, from: number, brought: Brought): void {
  readTree(tokens, from, [], { brought, depth: 0 })
}

function readTree(
  tokens: RustTokens,
  from: number,
  before: readonly string[],
  { brought, depth }: { readonly brought: Brought; readonly depth: number },
): void {
  const path = [...before]
  let at = from
  for (; at < tokens.length; at++) {
    const word = tokens.word(at)
    if (word === '::') continue
    if (word === '*') {
      brought.globs.push(path)
      return
    }
    if (word === '{') {
      if (depth > DEPTH_MAX) return
      for (const [start] of tokens.split(at + 1, tokens.partner(at)))
        readTree(tokens, start, path, { brought, depth: depth + 1 })
      return
    }
    if (!/^[A-Za-z_\u0080-\u00FF]/.test(word) || word === 'as') break
    if (word !== 'self' || path.length === 0) path.push(word.replace(/^r#/, ''))
  }
  const name = tokens.word(at) === 'as' ? tokens.word(at + 1) : path.at(-1)
  if (name !== undefined && name !== '_' && path.length > 0) brought.uses.set(name, path)
}
