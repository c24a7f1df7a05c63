import { bumped, fullVersion, parseVersion, pinned, RANGE_CHARACTERS_MAX, upToNext, type Version } from './version.ts'

/** What an operator with a version means, in the terms of one ecosystem; `undefined` for an operator that it does not know. */
type Comparator = (operator: string, version: Version, isWildcard: boolean) => string | undefined

/** PEP 440 specifiers, and the `^` and `~` of Poetry. */
export function pythonConstraint(range: string): string | undefined {
  return alternatives(range, /\s*\|\|?\s*/, pythonConjunction)
}

/** RubyGems requirements: `~> 3.2`, `>= 3.0`. */
export function rubyConstraint(range: string): string | undefined {
  if (range.length > RANGE_CHARACTERS_MAX) return undefined
  return conjunction(range.split(','), (operator, version, isWildcard) => {
    if (operator === '~>') return upToNext(version, version.numbers.length - 1)
    return common(operator, version, isWildcard)
  })
}

/** Composer: a comma or a space means "and", `|` means "or", `~1.2` leaves the minor open. */
export function phpConstraint(range: string): string | undefined {
  return alternatives(range, /\s*\|\|?\s*/, (part) => {
    const hyphen = /^(\S+)\s+-\s+(\S+)$/.exec(part)
    if (hyphen !== null) return npmConstraint(part)
    return conjunction(part.split(/\s*,\s*|(?<=[\d*x])\s+(?=[<>=!^~\d])/), (operator, version, isWildcard) => {
      if (operator === '~') return upToNext(version, Math.max(version.numbers.length - 1, 1))
      if (operator === '^') return upToNext(version, caretCount(version))
      return common(operator, version, isWildcard)
    })
  })
}

/** node-semver's own language: given back cleaned, or `undefined` when it is not of that language. */
export function npmConstraint(range: string): string | undefined {
  if (range.length > RANGE_CHARACTERS_MAX) return undefined
  const parts = range.trim().split(/\s*\|\|\s*/)
  const comparators = parts.map((part) => part.replaceAll(/([<>=~^]+)\s+/g, '$1').trim())
  const isUnderstood = comparators.every((part) => {
    const words = part.replace(/\s+-\s+/, ' ').split(/\s+/)
    return part === '' || words.every((word) => npmComparatorPattern.test(word))
  })
  if (!isUnderstood) return undefined
  const cleaned = comparators.map((part) => part.replaceAll(/(^|[\s<>=~^])v(?=\d)/g, '$1'))
  return cleaned.map((part) => (part === '' ? '*' : part)).join(' || ')
}

const npmComparatorPattern =
  /^(?:[<>]=?|=|~>?|\^)?v?(?:\d+|[xX*])(?:\.(?:\d+|[xX*]))?(?:\.(?:\d+|[xX*]))?(?:-[\w.-]+)?(?:\+[\w.-]+)?$/

function alternatives(
  range: string,
  separator: RegExp,
  read: (part: string) => string | undefined,
): string | undefined {
  if (range.length > RANGE_CHARACTERS_MAX) return undefined
  const parts = range.trim().split(separator).map(read)
  return parts.includes(undefined) ? undefined : parts.join(' || ')
}

function conjunction(clauses: readonly string[], compare: Comparator): string | undefined {
  const read = clauses.map((clause) => readClause(clause, compare))
  return read.includes(undefined) ? undefined : read.filter((clause) => clause !== '*').join(' ') || '*'
}

function readClause(clause: string, compare: Comparator): string | undefined {
  const trimmed = clause.trim()
  if (trimmed === '' || trimmed === '*') return '*'
  const match = /^(===|==|~=|~>|!=|>=|<=|<|>|=|\^|~)?\s*(.+)$/.exec(trimmed)
  if (match === null) return undefined
  const [, operator = '', text = ''] = match
  const isWildcard = /\.[*x]$/i.test(text)
  const version = parseVersion(text.replace(/(?:\.[*xX])+$/, ''))
  return version === undefined ? undefined : compare(operator, version, isWildcard)
}

/** The operators that mean the same everywhere. Versions are filled up, because semver reads `<=3.9` as "any 3.9". */
function common(operator: string, version: Version, isWildcard: boolean): string | undefined {
  switch (operator) {
    case '>=':
    case '<=':
    case '<':
    case '>':
      return operator + fullVersion(version)
    case '':
    case '=':
    case '==':
    case '===':
      return isWildcard ? pinned(version) : fullVersion(version)
    default:
      return undefined
  }
}

function pythonConjunction(part: string): string | undefined {
  const clauses = part.trim().split(/\s*,\s*|\s+(?=[<>=!~^])/)
  const base = conjunction(
    clauses.filter((clause) => !clause.startsWith('!=')),
    comparePython,
  )
  if (base === undefined) return undefined
  const excluded = clauses.filter((clause) => clause.startsWith('!=')).slice(0, EXCLUSIONS_MAX)
  const gaps = excluded.map(gapOf)
  return gaps.some((gap) => gap === undefined)
    ? base
    : withoutGaps(
        base,
        gaps.filter((gap) => gap !== undefined),
      )
}

/** `!=` clauses that are honoured; each adds an alternative. */
const EXCLUSIONS_MAX = 8

function comparePython(operator: string, version: Version, isWildcard: boolean): string | undefined {
  switch (operator) {
    case '~=':
      return upToNext(version, version.numbers.length - 1)
    case '^':
      return upToNext(version, caretCount(version))
    case '~':
      return upToNext(version, Math.min(version.numbers.length, 2))
    default:
      return common(operator, version, isWildcard)
  }
}

interface Gap {
  readonly start: string
  /** The first version after the gap, with the operator that admits it. */
  readonly end: string
  readonly order: readonly number[]
}

function gapOf(clause: string): Gap | undefined {
  const text = clause.slice(2).trim()
  const version = parseVersion(text.replace(/\.\*$/, ''))
  if (version === undefined) return undefined
  const isWildcard = text.endsWith('.*')
  const end = isWildcard ? `>=${bumped(version, version.numbers.length)}` : `>${fullVersion(version)}`
  return { start: fullVersion(version), end, order: version.numbers }
}

/** semver knows no "not": `>=2.7, !=3.0.*` becomes `>=2.7.0 <3.0.0 || >=2.7.0 >=3.1.0`. */
function withoutGaps(base: string, gaps: readonly Gap[]): string {
  const sorted = [...gaps].sort((left, right) => compareNumbers(left.order, right.order))
  const prefix = base === '*' ? '' : `${base} `
  let lower = ''
  const parts: string[] = []
  for (const gap of sorted) {
    parts.push(`${prefix}${lower}<${gap.start}`)
    lower = `${gap.end} `
  }
  return sorted.length === 0 ? base : [...parts, `${prefix}${lower}`.trim()].join(' || ')
}

function compareNumbers(left: readonly number[], right: readonly number[]): number {
  for (let at = 0; at < 3; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** How many numbers a caret holds fast: up to and with the first that is not zero. */
function caretCount({ numbers }: Version): number {
  const at = numbers.findIndex((number) => number !== 0)
  return at < 0 ? numbers.length : at + 1
}
