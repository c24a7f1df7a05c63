/**
 * Whether two path patterns can match the same path. `*` and `?` stay inside a path segment, `**` crosses segments, `[…]` and
 * `{a,b}` are as in a shell. A plain path is a pattern that matches itself.
 */
export function globsOverlap(left: string, right: string): boolean {
  return expandBraces(left).some((one) => expandBraces(right).some((other) => overlap(tokenize(one), tokenize(other))))
}

/** A path as a pattern that matches only itself. */
export function escapeGlob(path: string): string {
  return path.replaceAll(/[*?[\]{}\\]/g, String.raw`\$&`)
}

export function isGlob(text: string): boolean {
  return /[*?]|\{[^}]*,[^}]*\}|\[[^\]]+\]/.test(text)
}

type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'class'; readonly accepts: (char: string) => boolean }
  | { readonly kind: 'star' }
  | { readonly kind: 'globstar' }

/** Patterns longer than this many alternatives are cut to their first ones joined with `*`: they can only overlap more. */
const ALTERNATIVES_MAX = 64

function expandBraces(pattern: string): readonly string[] {
  const parts = splitBrace(pattern)
  if (parts === undefined) return [pattern]
  const { before, options, after } = parts
  const expanded = options.flatMap((option) => expandBraces(before + option + after))
  return expanded.length > ALTERNATIVES_MAX ? [`${before}**`] : expanded
}

function splitBrace(pattern: string): { before: string; options: string[]; after: string } | undefined {
  const start = findUnescaped(pattern, '{')
  if (start === -1) return undefined
  const options: string[] = []
  let depth = 0
  let from = start + 1
  for (let index = start; index < pattern.length; index += 1) {
    const char = pattern[index]
    if (char === '\\') index += 1
    else if (char === '{') depth += 1
    else if (char === ',' && depth === 1) {
      options.push(pattern.slice(from, index))
      from = index + 1
    } else if (char === '}') {
      depth -= 1
      if (depth > 0) continue
      options.push(pattern.slice(from, index))
      if (options.length < 2) return undefined
      return { before: pattern.slice(0, start), options, after: pattern.slice(index + 1) }
    }
  }
  return undefined
}

function findUnescaped(text: string, wanted: string): number {
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1
    else if (text[index] === wanted) return index
  }
  return -1
}

function tokenize(pattern: string): readonly Token[] {
  const tokens: Token[] = []
  let index = 0
  while (index < pattern.length) {
    const [token, length] = readToken(pattern, index)
    tokens.push(token)
    index += length
  }
  return tokens
}

function readToken(pattern: string, index: number): readonly [Token, number] {
  const char = pattern.charAt(index)
  if (char === '\\' && index + 1 < pattern.length) return [{ kind: 'char', char: pattern.charAt(index + 1) }, 2]
  if (char === '*') return readStar(pattern, index)
  if (char === '?') return [{ kind: 'any' }, 1]
  if (char !== '[') return [{ kind: 'char', char }, 1]
  const end = pattern.indexOf(']', index + 2)
  if (end === -1) return [{ kind: 'char', char }, 1]
  return [{ kind: 'class', accepts: classOf(pattern.slice(index + 1, end)) }, end - index + 1]
}

/** `**` between slashes also matches no segment at all, so the slash behind it goes with it. */
function readStar(pattern: string, index: number): readonly [Token, number] {
  if (pattern[index + 1] !== '*') return [{ kind: 'star' }, 1]
  const isWhole = (index === 0 || pattern[index - 1] === '/') && pattern[index + 2] === '/'
  return [{ kind: 'globstar' }, isWhole ? 3 : 2]
}

function classOf(body: string): (char: string) => boolean {
  const isNegated = body.startsWith('!') || body.startsWith('^')
  const members = isNegated ? body.slice(1) : body
  const ranges: (readonly [string, string])[] = []
  for (let index = 0; index < members.length; index += 1) {
    const low = members.charAt(index)
    const isRange = members[index + 1] === '-' && index + 2 < members.length
    ranges.push([low, isRange ? members.charAt(index + 2) : low])
    if (isRange) index += 2
  }
  return (char) => char !== '/' && ranges.some(([low, high]) => low <= char && char <= high) !== isNegated
}

/** Walks both patterns at once over every path they could share; each pair of positions is looked at once. */
function overlap(left: readonly Token[], right: readonly Token[]): boolean {
  const width = right.length + 1
  const end = left.length * width + right.length
  const seen = new Uint8Array(end + 1)
  const pending: number[] = [0]
  for (const position of pending) {
    if (position === end) return true
    for (const step of steps(left[Math.floor(position / width)], right[position % width], width)) {
      if (seen[position + step] === 1) continue
      seen[position + step] = 1
      pending.push(position + step)
    }
  }
  return false
}

/** How far the pair of positions may move: a star may end, or stay where it is and take a character of the other side. */
function steps(one: Token | undefined, other: Token | undefined, width: number): readonly number[] {
  const ends = [...(isStar(one) ? [width] : []), ...(isStar(other) ? [1] : [])]
  if (one === undefined || other === undefined || !canShare(one, other)) return ends
  if (isStar(one)) return isStar(other) ? ends : [...ends, 1]
  return [...ends, isStar(other) ? width : width + 1]
}

function isStar(token: Token | undefined): boolean {
  return token?.kind === 'star' || token?.kind === 'globstar'
}

/** True when some character satisfies both tokens. Two classes may share one: said to, rather than missed. */
function canShare(left: Token, right: Token): boolean {
  if (left.kind === 'globstar' || right.kind === 'globstar') return true
  if (left.kind === 'char') return right.kind === 'char' ? left.char === right.char : accepts(right, left.char)
  if (right.kind === 'char') return accepts(left, right.char)
  return true
}

function accepts(token: Token, char: string): boolean {
  if (token.kind === 'class') return token.accepts(char)
  return token.kind === 'char' ? token.char === char : char !== '/'
}
