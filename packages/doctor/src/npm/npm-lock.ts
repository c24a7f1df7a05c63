import { satisfies, validRange } from 'semver'
import type { Difference, LockAnswer, Lockfile, LockQuestion } from './lockfile.ts'

interface LockedPackage {
  readonly version?: string
  readonly link?: boolean
  readonly optional?: boolean
  readonly devOptional?: boolean
  readonly peer?: boolean
  readonly extraneous?: boolean
  readonly inBundle?: boolean
  readonly os?: unknown
  readonly cpu?: unknown
}

interface LockDocument {
  /** Versions 2 and 3: by place, `node_modules/a/node_modules/b`. */
  readonly packages?: Readonly<Record<string, LockedPackage>>
  /** Version 1: by name, nested. */
  readonly dependencies?: Readonly<Record<string, LockedPackage>>
}

/**
 * package-lock.json, versions 1 to 3, beside the record that npm 7 and later leave in node_modules/.package-lock.json (`undefined`
 * where there is none). `undefined` for what is no such file.
 */
export function readNpmLock(text: string, recordText: string | undefined): Lockfile | undefined {
  const lock = parse(text)
  if (lock === undefined) return undefined
  const record = recordText === undefined ? undefined : parse(recordText)
  return {
    answer: (question) => answer(lock, question),
    differences:
      record?.packages === undefined || lock.packages === undefined ? [] : compare(lock.packages, record.packages),
  }
}

function parse(text: string): LockDocument | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** npm itself asks whether the locked version lies in the range, not whether the range is the one that was locked. */
function answer(lock: LockDocument, { name, range, directory }: LockQuestion): LockAnswer {
  const found = find(lock, name, directory)
  if (found === undefined) return { kind: 'outdated', was: undefined }
  const { version, link } = found
  if (link === true || version === undefined || /[:/]/.test(version)) return { kind: 'untold' }
  const isRange = validRange(range) !== null
  if (isRange && !satisfies(version, range, { includePrerelease: true })) return { kind: 'outdated', was: version }
  return { kind: 'locked', version }
}

function find(lock: LockDocument, name: string, directory: string): LockedPackage | undefined {
  const { packages, dependencies } = lock
  if (packages === undefined) return dependencies?.[name]
  for (let at = directory; at !== '.'; at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '.') {
    const nested = packages[`${at}/node_modules/${name}`]
    if (nested !== undefined) return nested
  }
  return packages[`node_modules/${name}`]
}

function compare(
  locked: Readonly<Record<string, LockedPackage>>,
  installed: Readonly<Record<string, LockedPackage>>,
): readonly Difference[] {
  const differences: Difference[] = []
  for (const [place, { version, link, optional, devOptional, peer, os, cpu, inBundle }] of Object.entries(locked)) {
    if (!place.includes('node_modules/') || link === true || version === undefined || inBundle === true) continue
    const present = installed[place]
    const mayBeAbsent =
      optional === true || devOptional === true || peer === true || os !== undefined || cpu !== undefined
    if (present === undefined ? mayBeAbsent : present.version === version) continue
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
    differences.push({ name, locked: version, installed: present?.version })
  }
  return differences
}
