import type { HolderProcess, View } from './transaction.ts'
import type { Actor, Claim, Liveness, Reservation } from './types.ts'

/**
 * Whether a claim or reservation still counts. A holder whose process is known on this host counts exactly as long as that
 * process runs, whatever its lease says: a living silent one is never robbed, a killed one holds nothing. Of every other
 * holder only the lease is known.
 */
export function livenessOf(view: View, held: Claim | Reservation): Liveness {
  const { actor, nowMs, isProcessGone } = view.context
  if (held.session === actor.session) return 'mine'
  const isGone = isProcessGone(held)
  if (isGone !== undefined) return isGone ? 'dead' : 'live'
  return held.expiresMs > nowMs ? 'live' : 'expired'
}

export function holds(liveness: Liveness): boolean {
  return liveness === 'mine' || liveness === 'live'
}

/** Reads the processes of this host, each once; `undefined` for a holder that nothing can be said of from here. */
export function processProbe(
  actor: Actor,
  readStartTime: (pid: number) => string | undefined,
): (holder: HolderProcess) => boolean | undefined {
  const known = new Map<number, string | undefined>()
  const startTimeOf = (pid: number): string | undefined => {
    if (!known.has(pid)) known.set(pid, readStartTime(pid))
    return known.get(pid)
  }
  return (holder) => {
    if (holder.host !== actor.host) return undefined
    // The host went down since: nothing of that time runs.
    if (holder.bootId !== actor.bootId) return true
    if (holder.pid === undefined || holder.startedAt === undefined) return undefined
    return startTimeOf(holder.pid) !== holder.startedAt
  }
}
