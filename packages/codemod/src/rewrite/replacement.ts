import { usageError } from '@groundcrew/core/cli'

/** The new code as text and captures, in order. */
export type ReplacementPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'one' | 'many'; readonly name: string }

const metavariable = /\$\$\$([A-Z_][A-Z0-9_]*)|\$([A-Z_][A-Z0-9_]*)/g

/** Reads `Object.hasOwn($A, $$$REST)`. @throws a usage error for a capture that the pattern does not have. */
export function parseReplacement(text: string, pattern: string | undefined): readonly ReplacementPart[] {
  const known = pattern === undefined ? undefined : metavariablesOf(pattern)
  const parts: ReplacementPart[] = []
  let done = 0
  for (const match of text.matchAll(metavariable)) {
    const [all, many, one = ''] = match
    if (known !== undefined && !known.has(all)) {
      const has = known.size === 0 ? 'none' : [...known].join(', ')
      throw usageError(`${all} is not in the pattern`, `the captures of the pattern: ${has}`)
    }
    parts.push({ kind: 'text', text: text.slice(done, match.index) })
    parts.push(many === undefined ? { kind: 'one', name: one } : { kind: 'many', name: many })
    done = match.index + all.length
  }
  parts.push({ kind: 'text', text: text.slice(done) })
  return parts.filter((part) => part.kind !== 'text' || part.text !== '')
}

function metavariablesOf(pattern: string): ReadonlySet<string> {
  return new Set(pattern.match(metavariable) ?? [])
}

/** What every match has as it stands: the names in a pattern outside its captures. */
export function literalsOf(pattern: string): readonly string[] {
  const names = pattern.replaceAll(metavariable, ' ').match(/[\p{L}_][\p{L}\p{N}_]+/gu) ?? []
  return [...new Set(names)]
}
