import type { CauseKind } from '@groundcrew/core/failures'
import type { Failure } from './failure.ts'
import { fingerprint, type Fingerprint } from './fingerprint/fingerprint.ts'

/** Failures of one cause. */
export interface FailureGroup {
  /** `c1-0123456789`. */
  readonly id: string
  /** One line that says what it is. */
  readonly title: string
  readonly failures: readonly GroupedFailure[]
}

export interface GroupedFailure extends Failure {
  readonly fingerprint: Fingerprint
}

/** What stops everything comes before what only follows; among equals the log's own order. */
const ranks: Readonly<Record<CauseKind, number>> = {
  install: 0,
  environment: 0,
  command: 1,
  crash: 2,
  diagnostic: 2,
  runner: 2,
  test: 2,
  error: 3,
  format: 4,
}

/**
 * One group for each cause; the one that came first in time and stops the most is the first. Tests do not stop each other: of them the cause
 * that fails the most comes first.
 */
export function groupFailures(failures: readonly Failure[]): readonly FailureGroup[] {
  const groups = new Map<string, GroupedFailure[]>()
  for (const failure of failures.toSorted(compareFailures)) {
    const grouped = { ...failure, fingerprint: fingerprint(failure) }
    const members = groups.get(grouped.fingerprint.cause)
    if (members === undefined) groups.set(grouped.fingerprint.cause, [grouped])
    else members.push(grouped)
  }
  return [...groups.values()].toSorted(compareGroups).map((members) => {
    const [first] = members
    if (first === undefined) throw new Error('a group of failures is never empty')
    return { id: first.fingerprint.cause, title: first.message, failures: members }
  })
}

function compareGroups(left: readonly GroupedFailure[], right: readonly GroupedFailure[]): number {
  const [one, other] = [left[0], right[0]]
  if (one?.kind !== 'test' || other?.kind !== 'test') return 0
  return other.isConsequence === one.isConsequence ? right.length - left.length : 0
}

/** By rank and place in each log: a log's first error may have made the later ones. */
function compareFailures(left: Failure, right: Failure): number {
  return (
    Number(left.isConsequence) - Number(right.isConsequence) ||
    ranks[left.kind] - ranks[right.kind] ||
    (left.source.log === right.source.log ? left.source.line - right.source.line : 0)
  )
}
