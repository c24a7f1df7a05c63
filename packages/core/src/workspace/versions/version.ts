/** A version as version files write it: one to three numbers, then perhaps a prerelease. */
export interface Version {
  readonly numbers: readonly number[]
  /** In the form of semver, without the dash: `rc.1`. */
  readonly prerelease?: string
}

const versionPattern =
  /^[vV=]?\s*(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:\.\d+)*(?:[-.]?([A-Za-z][\w.-]*))?(?:\+[\w.-]*)?$/

/** A version or a range that is longer is not understood. */
export const RANGE_CHARACTERS_MAX = 256

export function parseVersion(text: string): Version | undefined {
  const match = text.length > RANGE_CHARACTERS_MAX ? null : versionPattern.exec(text.trim())
  if (match === null) return undefined
  const [, major, minor, patch, prerelease] = match
  const numbers = [major, minor, patch].filter((part) => part !== undefined).map(Number)
  return prerelease === undefined ? { numbers } : { numbers, prerelease: semverPrerelease(prerelease) }
}

/** `3.9` to `3.9.0`. */
export function fullVersion({ numbers, prerelease }: Version): string {
  const [major = 0, minor = 0, patch = 0] = numbers
  return `${major}.${minor}.${patch}${prerelease === undefined ? '' : `-${prerelease}`}`
}

/** What a version manager picks for it: `20` is any 20, `20.11.0` only that one. */
export function pinned(version: Version): string {
  return version.numbers.length === 3 || version.prerelease !== undefined
    ? fullVersion(version)
    : `${version.numbers.join('.')}.x`
}

export function pinnedText(text: string): string | undefined {
  const version = parseVersion(text)
  return version === undefined ? undefined : pinned(version)
}

export function atLeast(text: string): string | undefined {
  const version = parseVersion(text)
  return version === undefined ? undefined : `>=${fullVersion(version)}`
}

/** The first version after all that share the first `count` numbers: `bumped(3.9.1, 2)` is `3.10.0`. */
export function bumped(version: Version, count: number): string {
  const numbers = version.numbers.slice(0, Math.max(count, 1))
  const last = numbers.pop() ?? 0
  return fullVersion({ numbers: [...numbers, last + 1] })
}

/** From a version up to, not including, the next that differs in the first `count` numbers. */
export function upToNext(version: Version, count: number): string {
  return `>=${fullVersion(version)} <${bumped(version, count)}`
}

/** `rc1` to `rc.1`: semver compares the number as a number. */
function semverPrerelease(text: string): string {
  return text.replace(/^([A-Za-z]+)(\d+)$/, '$1.$2')
}
