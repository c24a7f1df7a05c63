import { usageError } from '@groundcrew/core/cli'
import { nearest } from '@groundcrew/core/text'
import type { PlannedCheck } from './context.ts'

/** Families that may have no check in a repository that asks for nothing. */
const familyNames = [
  'check',
  'compose',
  'dependencies',
  'dependencies.builds',
  'dependencies.native',
  'disk',
  'env',
  'git',
  'install',
  'port',
  'program',
  'service',
  'tool',
  'toolchain',
  'version',
  'workspace',
]

export interface Selection {
  /** Ids, or the beginnings of ids up to a `.` or a `:` (`tool`, `install.npm`); empty for all. */
  readonly only: readonly string[]
  /** Without it there may be more checks than are planned, and no name is known to be wrong. */
  readonly isComplete: boolean
}

/** The checks that are named. Throws a usage error for a name that fits none. */
export function selectChecks(
  planned: readonly PlannedCheck[],
  { only, isComplete }: Selection,
): readonly PlannedCheck[] {
  if (only.length === 0) return planned
  const named = (name: string): boolean => planned.some(({ id }) => isNamed(id, name))
  const wrong = only.find((name) => !familyNames.includes(name) && !named(name))
  if (wrong === undefined) return planned.filter(({ id }) => only.some((name) => isNamed(id, name)))
  if (isComplete) throw unknownName(wrong, planned)
  return planned.filter(({ id }) => id === readingCheck || only.some((name) => isNamed(id, name)))
}

/** It says why the others are not there. */
const readingCheck = 'workspace.manifests'

function isNamed(id: string, name: string): boolean {
  return id === name || id.startsWith(`${name}.`) || id.startsWith(`${name}:`)
}

function unknownName(name: string, planned: readonly PlannedCheck[]): Error {
  const ids = planned.map((check) => check.id)
  const near = nearest(name, [...familyNames, ...ids])
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'doctor -v lists the checks of this repository'
  return usageError(`no check is named '${name}'`, hint)
}
