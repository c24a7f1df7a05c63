import type { Membership } from '../types.ts'
import { ancestorsOf } from '../source/paths.ts'
import { isExamplePlace } from '../source/places.ts'

export interface MembershipFacts {
  readonly membership: Membership
  readonly workspaceRoot?: string
}

/** For ecosystems whose workspaces list their members: from the directory of a workspace to those of its members. */
export function membershipIn(directory: string, workspaces: ReadonlyMap<string, ReadonlySet<string>>): MembershipFacts {
  if (workspaces.has(directory)) return { membership: 'root' }
  const above = ancestorsOf(directory).filter((ancestor) => workspaces.has(ancestor))
  const workspaceRoot = above.find((ancestor) => workspaces.get(ancestor)?.has(directory) === true)
  if (workspaceRoot !== undefined) return { membership: 'member', workspaceRoot }
  return { membership: above.length > 0 || isExamplePlace(directory) ? 'detached' : 'standalone' }
}
