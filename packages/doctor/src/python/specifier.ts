import { comparePythonVersions, compareReleases, parsePythonVersion, type PythonVersion } from './version.ts'

/**
 * Does a version meet a list of specifiers (`>=2,<3,!=2.5.*`, `~=1.4`), or of Poetry's `^` and `~`? `undefined` when a part of it is in
 * another language: a URL, `||`.
 */
export function meetsSpecifiers(version: string, specifiers: string): boolean | undefined {
  const present = parsePythonVersion(version)
  if (present === undefined) return undefined
  const clauses = specifiers.split(',').map((clause) => clause.trim())
  const results = clauses
    .filter((clause) => clause !== '' && clause !== '*')
    .map((clause) => meetsClause(present, clause, version))
  return results.includes(undefined) ? undefined : !results.includes(false)
}

function meetsClause(present: PythonVersion, clause: string, written: string): boolean | undefined {
  const match = /^(===|==|!=|~=|>=|<=|>|<|\^|~)?\s*([^\s<>=!~^|]+)$/.exec(clause)
  if (match === null) return undefined
  const [, operator = '==', text = ''] = match
  if (operator === '===') return written.toLowerCase() === text.toLowerCase()
  const isPrefix = text.endsWith('.*')
  const asked = parsePythonVersion(isPrefix ? text.slice(0, -2) : text)
  const compare = comparisons[isPrefix ? `${operator}.*` : operator]
  return asked === undefined || compare === undefined ? undefined : compare(present, asked)
}

type Comparison = (present: PythonVersion, asked: PythonVersion) => boolean | undefined

const comparisons: Readonly<Record<string, Comparison>> = {
  '==': (present, asked) => comparePythonVersions(present, asked) === 0,
  '!=': (present, asked) => comparePythonVersions(present, asked) !== 0,
  '==.*': (present, asked) => startsWith(present, asked),
  '!=.*': (present, asked) => !startsWith(present, asked),
  '>=': isFrom,
  '<=': (present, asked) => comparePythonVersions(present, asked) <= 0,
  // A post-release of the version itself is not later, a pre-release not earlier.
  '>': (present, asked) =>
    comparePythonVersions(present, asked) > 0 && (asked.post >= 0 || !isSameRelease(present, asked)),
  '<': (present, asked) =>
    comparePythonVersions(present, asked) < 0 && (isPreRelease(asked) || !isSameRelease(present, asked)),
  '~=': (present, asked) =>
    asked.release.length > 1
      ? isFrom(present, asked) && startsWith(present, asked, asked.release.length - 1)
      : undefined,
  '^': (present, asked) => isFrom(present, asked) && startsWith(present, asked, caretLength(asked.release)),
  '~': (present, asked) => isFrom(present, asked) && startsWith(present, asked, Math.min(asked.release.length, 2)),
}

function isFrom(present: PythonVersion, asked: PythonVersion): boolean {
  return comparePythonVersions(present, asked) >= 0
}

function isPreRelease({ phase, dev }: PythonVersion): boolean {
  return phase[0] < 3 || Number.isFinite(dev)
}

function isSameRelease(left: PythonVersion, right: PythonVersion): boolean {
  return left.epoch === right.epoch && compareReleases(left.release, right.release) === 0
}

function startsWith(version: PythonVersion, prefix: PythonVersion, length = prefix.release.length): boolean {
  if (version.epoch !== prefix.epoch) return false
  return prefix.release.slice(0, length).every((number, at) => (version.release[at] ?? 0) === number)
}

/** Up to and with the first number that is not zero. */
function caretLength(release: readonly number[]): number {
  const at = release.findIndex((number) => number !== 0)
  return at < 0 ? release.length : at + 1
}
