import { intersects, minVersion, parse, satisfies } from 'semver'
import type { Requirement } from '@groundcrew/core/workspace'
import type { ToolDefinition } from './definitions.ts'

/**
 * - `fits`: inside the range, or another patch of the pinned version
 * - `near`: another version than the pinned one, of the kind that usually works
 * - `far`: outside of what the repository supports, or too different from the pin
 * - `untold`: the range is in no language that is known here
 */
export type Fit = 'fits' | 'near' | 'far' | 'untold'

export interface Judged {
  readonly version: string
  readonly requirement: Requirement
  readonly fit: Fit
}

/**
 * Compares a version with everything that is asked. What the manifests support decides; a pin that differs from a version that
 * they support is only near, because the code is said to work with it.
 */
export function judgeVersion(
  version: string,
  requirements: readonly Requirement[],
  definition: ToolDefinition,
): readonly Judged[] {
  const judged = requirements.map((requirement) => ({
    version,
    requirement,
    fit: fitOf(version, requirement, definition),
  }))
  const supported = judged.filter(({ requirement, fit }) => requirement.kind === 'supported' && fit !== 'untold')
  const isSupported = supported.length > 0 && supported.every(({ fit }) => fit === 'fits')
  if (!isSupported) return judged
  return judged.map(({ requirement, fit }) => ({ version, requirement, fit: fit === 'far' ? 'near' : fit }))
}

function fitOf(version: string, { constraint, kind }: Requirement, definition: ToolDefinition): Fit {
  const lowest = constraint === undefined ? undefined : lowestOf(constraint)
  if (constraint === undefined || lowest === undefined) return 'untold'
  if (satisfies(version, constraint, { includePrerelease: true })) return 'fits'
  if (kind === 'supported') return 'far'
  const pinned = parse(lowest)
  const present = parse(version)
  if (pinned === null || present === null) return 'untold'
  if (present.major !== pinned.major) return 'far'
  if (present.minor === pinned.minor) return 'fits'
  return definition.breaksAt === 'minor' || present.major === 0 ? 'far' : 'near'
}

/** Whether a range admits a version; what is no range admits none. */
export function admits(constraint: string, version: string): boolean {
  return satisfies(version, constraint, { includePrerelease: true })
}

/** The lowest version that a range admits, as `1.2.3`; `undefined` for what is no range. */
export function lowestOf(constraint: string): string | undefined {
  try {
    return minVersion(constraint)?.version
  } catch {
    return undefined
  }
}

/** Two requirements, on the same part of the repository, that no version meets. */
export function findContradiction(
  requirements: readonly Requirement[],
): readonly [Requirement, Requirement] | undefined {
  for (const [index, left] of requirements.entries()) {
    for (const right of requirements.slice(index + 1)) {
      if (areForOneVersion(left, right) && !canAgree(left, right)) return [left, right]
    }
  }
  return undefined
}

function canAgree(left: Requirement, right: Requirement): boolean {
  if (left.constraint === undefined || right.constraint === undefined) return true
  try {
    return intersects(left.constraint, right.constraint, { includePrerelease: true })
  } catch {
    return true
  }
}

/** Two pins of different directories select two versions; a range holds for everything below it. */
function areForOneVersion(left: Requirement, right: Requirement): boolean {
  if (left.directory === right.directory) return true
  if (left.kind === 'pinned' && right.kind === 'pinned') return false
  return contains(left.directory, right.directory) || contains(right.directory, left.directory)
}

function contains(outer: string, inner: string): boolean {
  return outer === '.' || inner.startsWith(`${outer}/`)
}
