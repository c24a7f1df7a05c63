import { isFixtureSegment } from './places.ts'

const EXPANSIONS_MAX = 256

/**
 * Matches directories against the patterns of a workspace: `packages/*`, `{apps,libs}/**`, `!packages/old`. The last pattern that
 * matches decides, and a leading `!` takes out. `**` does not descend into fixtures: a pattern has to name them to mean them.
 */
export function matchesWorkspacePatterns(directory: string, patterns: readonly string[]): boolean {
  let isMatch = false
  for (const pattern of patterns) {
    const isNegated = pattern.startsWith('!')
    if (isMatch === isNegated && matchesGlob(directory, isNegated ? pattern.slice(1) : pattern)) isMatch = !isNegated
  }
  return isMatch
}

export function matchesGlob(path: string, pattern: string): boolean {
  const segments = path.split('/')
  return expandBraces(pattern).some((plain) => {
    const named = plain.split('/').filter((part) => part !== '' && part !== '.')
    const parts = named.filter((part, at) => part !== '**' || named[at - 1] !== '**')
    return matchesSegments(segments, parts)
  })
}

/** Dynamic programming over both lists: no pattern can make it exponential. */
function matchesSegments(segments: readonly string[], parts: readonly string[]): boolean {
  let reached = new Set([0])
  for (const part of parts) {
    const next = new Set<number>()
    for (const at of reached) {
      if (part === '**') {
        for (let end = at; end <= segments.length; end += 1) {
          next.add(end)
          if (isFixtureSegment(segments[end] ?? '')) break
        }
      } else if (at < segments.length && matchesWildcard(segments[at] ?? '', part)) {
        next.add(at + 1)
      }
    }
    reached = next
  }
  return reached.has(segments.length)
}

/** `*`, `?` and `[a-z]` inside one segment; remembers only the last star, so it is at worst quadratic. */
function matchesWildcard(text: string, pattern: string): boolean {
  if (text.startsWith('.') && !pattern.startsWith('.')) return false
  const tokens = pattern.match(/\[[^\]]+\]|./gsu) ?? []
  let [textAt, tokenAt, starAt, retryAt] = [0, 0, -1, 0]
  while (textAt < text.length) {
    const token = tokens[tokenAt]
    if (token === '*') {
      starAt = tokenAt
      retryAt = textAt
      tokenAt += 1
    } else if (token !== undefined && matchesToken(text[textAt] ?? '', token)) {
      textAt += 1
      tokenAt += 1
    } else if (starAt >= 0) {
      tokenAt = starAt + 1
      retryAt += 1
      textAt = retryAt
    } else return false
  }
  return tokens.slice(tokenAt).every((token) => token === '*')
}

function matchesToken(character: string, token: string): boolean {
  if (token === '?') return true
  if (!token.startsWith('[') || token.length < 3) return character === token
  const inner = token.slice(1, -1)
  const isNegated = inner.startsWith('!') || inner.startsWith('^')
  return isInClass(character, isNegated ? inner.slice(1) : inner) !== isNegated
}

function isInClass(character: string, characterClass: string): boolean {
  for (let at = 0; at < characterClass.length; at += 1) {
    const first = characterClass[at] ?? ''
    const isRange = characterClass[at + 1] === '-' && at + 2 < characterClass.length
    const last = isRange ? (characterClass[at + 2] ?? first) : first
    if (character >= first && character <= last) return true
    if (isRange) at += 2
  }
  return false
}

/** `{a,b}/c` to `a/c` and `b/c`; beyond the limit the rest of the alternatives is left out. */
function expandBraces(pattern: string): string[] {
  let expanded = [pattern]
  for (let round = 0; round < EXPANSIONS_MAX; round += 1) {
    const index = expanded.findIndex((candidate) => /\{[^{}]*,[^{}]*\}/.test(candidate))
    const found = expanded[index]
    if (found === undefined) break
    const alternatives = expandFirst(found)
    expanded = [...expanded.slice(0, index), ...alternatives, ...expanded.slice(index + 1)].slice(0, EXPANSIONS_MAX)
  }
  return expanded
}

function expandFirst(pattern: string): string[] {
  const match = /\{([^{}]*,[^{}]*)\}/.exec(pattern)
  if (match?.[1] === undefined) return [pattern]
  const before = pattern.slice(0, match.index)
  const after = pattern.slice(match.index + match[0].length)
  return match[1].split(',').map((alternative) => before + alternative + after)
}
