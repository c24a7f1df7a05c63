import type { RememberedGroup } from '@groundcrew/core/tasks'

/**
 * `new`: never seen before. `seen`: seen before, and nobody has a task for it. `known`: its task is open, or was cancelled. `regressed`: its task
 * was completed, and here it is again.
 */
export type Standing = 'new' | 'seen' | 'known' | 'regressed' | 'done'

/**
 * What a group is to those who were here before. `source` is what it was read from now: that it was read before from the same source is no
 * sighting.
 */
export function standingOf(remembered: RememberedGroup | undefined, source: string | undefined): Standing {
  if (remembered === undefined) return 'new'
  const { task, sources } = remembered
  if (task?.state === 'completed') return isAfter(remembered, source) ? 'regressed' : 'done'
  if (task !== undefined) return 'known'
  const isFirst = source === undefined ? sources.length === 1 : sources.every((other) => other === source)
  return isFirst ? 'new' : 'seen'
}

/** A log that was read before the task was completed shows nothing new. */
function isAfter({ task, sources, lastMs }: RememberedGroup, source: string | undefined): boolean {
  if (source !== undefined && !sources.includes(source)) return true
  return lastMs > (task?.closedMs ?? Number.POSITIVE_INFINITY)
}
