import type { Io } from '@groundcrew/core/cli'
import { recordChanges } from './record-changes.ts'
import type { Session } from './tm.ts'

/**
 * Finishes a task by `run`: records before what the caller's worktree really changed, so that others hear of it, and after has
 * impact tell those whom the change reaches further away, which goes on in the background.
 */
export async function finishWork<Result extends { readonly id: number }>(
  io: Io,
  session: Session,
  run: () => Promise<Result>,
): Promise<Result & { readonly isPublishing: boolean }> {
  const seen = await recordChanges(session)
  const result = await run()
  const changes = seen.tasks.find(({ id }) => id === result.id)?.changes ?? 0
  if (changes === 0) return { ...result, isPublishing: false }
  const { publishLater } = await import('./publish/publish.ts')
  return { ...result, isPublishing: await publishLater(io, session, result.id) }
}
