import type { SeenChanges, Session } from './tm.ts'
import { readChanges, type Change, type Checkpoint } from './changes.ts'

/**
 * Reads what the caller's worktree really changed since it claimed its tasks and records it, so that others hear of it. Does
 * nothing for a caller who holds no task in this worktree.
 */
export async function recordChanges(session: Session): Promise<SeenChanges> {
  const changes = await readOwnChanges(session)
  return changes === undefined ? { tasks: [] } : record(session, changes)
}

/** What the caller's worktree changed since; undefined for a caller who holds nothing here. */
export async function readOwnChanges(session: Session): Promise<readonly Change[] | undefined> {
  const { repository } = session.place
  const checkpoint = await findCheckpoint(session)
  return repository === undefined || checkpoint === undefined ? undefined : readChanges(repository, checkpoint)
}

/** From where on the changes of the worktree belong to what the caller holds here; undefined where that is nothing. */
export async function findCheckpoint({ store, place, actor }: Session): Promise<Checkpoint | undefined> {
  if (place.repository?.root === undefined) return undefined
  const mine = await store.ask('claims', {})
  const held = mine.claims
    .filter(({ worktree }) => worktree === actor.worktree)
    .sort((one, other) => one.fence - other.fence)
  const [first] = held
  const { head, branch } = actor
  return first === undefined ? undefined : { base: first.head, head, branch }
}

export function record({ store }: Session, changes: readonly Change[]): Promise<SeenChanges> {
  return store.run('changes', { changes })
}
