import type { PairFinding } from './findings.ts'
import type { Side } from './side.ts'

/** Who changed what the other uses. */
export type Direction = 'they-changed' | 'i-changed'

/** Whose work uses what the other one changed. */
export function userIn(direction: Direction): 'mine' | 'theirs' {
  return direction === 'they-changed' ? 'mine' : 'theirs'
}

export interface Roles {
  readonly provider: Side
  readonly consumer: Side
}

/** What one side changed and the other one uses, and the other way round. */
export async function inBothDirections(
  mine: Side,
  theirs: Side,
  find: (roles: Roles, direction: Direction) => Promise<readonly PairFinding[]>,
): Promise<readonly PairFinding[]> {
  const found = await Promise.all([
    find({ provider: theirs, consumer: mine }, 'they-changed'),
    find({ provider: mine, consumer: theirs }, 'i-changed'),
  ])
  return found.flat()
}
