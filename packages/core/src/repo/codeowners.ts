/** A rule of a CODEOWNERS file. */
export interface OwnerRule {
  readonly pattern: string
  readonly owners: readonly string[]
  readonly line: number
}

export interface CodeOwners {
  readonly rules: readonly OwnerRule[]
  /** Lines that the host would skip, and why. */
  readonly problems: readonly { readonly line: number; readonly text: string }[]
}

/** Where the hosts look, in their order; the first that is there counts alone. */
export const CODEOWNERS_PLACES: readonly string[] = [
  '.github/CODEOWNERS',
  '.gitlab/CODEOWNERS',
  'CODEOWNERS',
  'docs/CODEOWNERS',
]

const OWNER = /^(?:@[\w-]+(?:[./][\w.-]+)*|@@[\w-]+|[^@\s]+@[^@\s]+\.[^@\s]+)$/

/**
 * Reads CODEOWNERS as GitHub and GitLab do: comments, `\#` and `\ ` escapes, GitLab's `[sections]` with default owners. A line with an
 * owner that can be none, or with a pattern the hosts refuse (`!`, `[a-z]`), is skipped and reported.
 */
export function parseCodeOwners(text: string): CodeOwners {
  const rules: OwnerRule[] = []
  const problems: { line: number; text: string }[] = []
  let sectionOwners: readonly string[] = []
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1
    const plain = raw.trim()
    if (plain === '' || plain.startsWith('#')) continue
    const section = /^\^?\[[^\]]+\](?:\[\d+\])?\s*(.*)$/.exec(plain)
    if (section !== null) {
      sectionOwners = words(section[1] ?? '').filter((word) => OWNER.test(word))
      continue
    }
    const [pattern = '', ...given] = words(plain)
    const bad = given.find((word) => !OWNER.test(word))
    if (bad !== undefined) problems.push({ line, text: `"${bad}" is no owner` })
    else if (pattern.startsWith('!')) problems.push({ line, text: 'a pattern cannot begin with "!"' })
    else if (/\[[^\]]*\]/.test(pattern)) problems.push({ line, text: 'a pattern cannot have [ranges]' })
    else rules.push({ pattern, owners: given.length > 0 ? given : sectionOwners, line })
  }
  return { rules, problems }
}

/** Words up to a comment; a backslash keeps the blank or `#` after it. */
function words(text: string): readonly string[] {
  const found: string[] = []
  for (const [word] of text.matchAll(/(?:\\.|\S)+/g)) {
    if (word.startsWith('#')) break
    found.push(word.replaceAll(/\\([ #\\])/g, '$1'))
  }
  return found
}

/** The rule that decides: the last that matches. One without owners takes them away. */
export function ruleFor({ rules }: CodeOwners, path: string): OwnerRule | undefined {
  return rules.findLast(({ pattern }) => matcherOf(pattern).test(path))
}

const matchers = new Map<string, RegExp>()

/** gitignore's patterns: a slash in the middle or at the front ties them to the root, one at the end means a directory. */
function matcherOf(pattern: string): RegExp {
  const known = matchers.get(pattern)
  if (known !== undefined) return known
  const isTied = pattern.slice(0, -1).includes('/')
  const isDirectory = pattern.endsWith('/')
  const body = pattern.replace(/^\//, '').replace(/\/$/, '')
  // `docs/*` owns the files in docs, not what is in its directories.
  const isFlat = body.endsWith('/*') || (body === '*' && isTied)
  const end = isDirectory ? '/.*' : isFlat ? '' : '(?:/.*)?'
  const matcher = new RegExp(`^${isTied ? '' : '(?:.*/)?'}${globToRegExp(body)}${end}$`, 's')
  matchers.set(pattern, matcher)
  return matcher
}

function globToRegExp(glob: string): string {
  return glob.replaceAll(/\*\*\/|\/\*\*$|\*\*|\*|\?|[$()+.[\\\]^{|}]/g, (part) => {
    if (part === '**/') return '(?:.*/)?'
    if (part === '/**') return '/.*'
    if (part === '**') return '.*'
    if (part === '*') return '[^/]*'
    return part === '?' ? '[^/]' : `\\${part}`
  })
}
