/** A rule of a CODEOWNERS file. */
export interface OwnerRule {
  readonly pattern: string
  /** Empty: nobody, whatever an earlier rule says. */
  readonly owners: readonly string[]
  readonly line: number
  /** In each of GitLab's sections the last rule that matches counts; GitHub has one for all. */
  readonly section: string
  /** GitLab's `!pattern`: what it matches has no owners in its section, whatever else matches there. */
  readonly isExclusion: boolean
}

export interface CodeOwners {
  readonly rules: readonly OwnerRule[]
  /** Lines that the host would skip, and why. */
  readonly problems: readonly { readonly line: number; readonly text: string }[]
}

/** Where the hosts look, in their order; the first that is there counts alone. GitHub does not look at the last, GitLab not at the first. */
export const CODEOWNERS_PLACES: readonly string[] = [
  '.github/CODEOWNERS',
  'CODEOWNERS',
  'docs/CODEOWNERS',
  '.gitlab/CODEOWNERS',
]

const OWNER = /^(?:@[\w-]+(?:[./][\w.-]+)*|@@[\w-]+|[^@\s]+@[^@\s]+\.[^@\s]+)$/

/**
 * Reads CODEOWNERS as GitHub and GitLab do: comments, `\#` and `\ ` escapes, GitLab's `[sections]` with default owners and its `!exclusions`.
 * A line with an owner that can be none, or with a pattern that the host refuses (GitHub's `!`, anything with a `[`), is skipped and reported.
 * `place`: one of `CODEOWNERS_PLACES`; of those that both hosts read a file with sections is GitLab's.
 */
export function parseCodeOwners(text: string, place = 'CODEOWNERS'): CodeOwners {
  const rules: OwnerRule[] = []
  const problems: { line: number; text: string }[] = []
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const isGitLab = place.startsWith('.gitlab/') || (!place.startsWith('.github/') && lines.some(isSection))
  let section: Section = { name: '', owners: [] }
  for (const [index, plain] of lines.entries()) {
    const line = index + 1
    if (plain === '' || plain.startsWith('#')) continue
    const found = isGitLab ? readSection(plain) : undefined
    if (found !== undefined) {
      section = found
      continue
    }
    const rule = readRule(words(plain), { line, section, isGitLab })
    if (typeof rule === 'string') problems.push({ line, text: rule })
    else rules.push(rule)
  }
  return { rules, problems }
}

interface RuleContext {
  readonly line: number
  readonly section: Section
  readonly isGitLab: boolean
}

/** What is wrong with it, where it is none. */
function readRule(
  [first = '', ...given]: readonly string[],
  { line, section, isGitLab }: RuleContext,
): OwnerRule | string {
  const isExclusion = isGitLab && first.startsWith('!')
  const pattern = isExclusion ? first.slice(1) : first
  const bad = given.find((word) => !OWNER.test(word))
  if (bad !== undefined) return `"${bad}" is no owner`
  if (pattern.startsWith('!')) return 'a pattern cannot begin with "!"'
  if (/[[\]]/.test(pattern)) return 'a pattern cannot have [ranges]'
  const inherited = given.length > 0 ? given : section.owners
  return {
    // In GitLab's only a slash at the front ties a pattern to the root.
    pattern: isGitLab && /^[^/].*\/./.test(pattern) ? `**/${pattern}` : pattern,
    owners: isExclusion ? [] : inherited,
    line,
    section: section.name,
    isExclusion,
  }
}

interface Section {
  readonly name: string
  readonly owners: readonly string[]
}

/** `[Name]`, `^[Name]`, `[Name][2] @owner`. Names that differ in case alone are one. */
function readSection(line: string): Section | undefined {
  const [, name, owners = ''] = /^\^?\[([^\]]+)\](?:\[\d+\])?(?:\s+(.*))?$/.exec(line) ?? []
  if (name === undefined) return undefined
  return { name: name.trim().toLowerCase(), owners: words(owners).filter((word) => OWNER.test(word)) }
}

function isSection(line: string): boolean {
  return readSection(line) !== undefined
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

/** The rules that decide: of each section the last that matches. One without owners takes them away. */
export function rulesFor({ rules }: CodeOwners, path: string): readonly OwnerRule[] {
  const last = new Map<string, OwnerRule>()
  for (const rule of rules) {
    if (last.get(rule.section)?.isExclusion === true) continue
    if (matcherOf(rule.pattern).test(path)) last.set(rule.section, rule)
  }
  return [...last.values()]
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
