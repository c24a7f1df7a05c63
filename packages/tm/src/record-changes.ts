import type { SeenChanges, Session } from './tm.ts'
import { readChanges } from './changes.ts'

/**
 * Reads what the caller's worktree really changed since it claimed its tasks and records it, so that others hear of it. Does
 * nothing for a caller who holds no task in this worktree.
 */
export async function recordChanges({ store, place, actor }: Session): Promise<SeenChanges> {
  const { repository } = place
  if (repository?.root === undefined) return { tasks: [] }
  const mine = await store.ask('claims', {})
  const held = mine.claims
    .filter(({ worktree }) => worktree === actor.worktree)
    .sort((one, other) => one.fence - other.fence)
  const [first] = held
  if (first === undefined) return { tasks: [] }
  const { head, branch } = actor
  const changes = await readChanges(repository, { base: first.head ?? head, head, branch })
  return store.run('changes', { changes })
}
