import type { PairFinding, Place } from './findings.ts'
import type { Side } from './side.ts'

/** Who changed what the other uses. */
export type Direction = 'they-changed' | 'i-changed'

/** Who is who in the text of a finding, and where each side has its part of it. */
export function sidesIn(direction: Direction) {
  const isTheirs = direction === 'they-changed'
  return {
    changer: isTheirs ? 'they' : 'you',
    user: isTheirs ? 'you' : 'they',
    places: (used: Place, changed: Place): Pick<PairFinding, 'mine' | 'theirs' | 'user'> => ({
      mine: isTheirs ? used : changed,
      theirs: isTheirs ? changed : used,
      user: isTheirs ? 'mine' : 'theirs',
    }),
  }
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
