import type { TestVerdict } from '../judge/verdict.ts'
import { isBad } from '../model/run-record.ts'
import { machineReason } from './hints.ts'
import type { Observations } from './observations.ts'

/** Fewer tests that fail together may do so for reasons of their own. */
const clusterMin = 3

/** Tests that failed together in one run, all for the same reason of the machine, and passed in others. */
export function findClusters(seen: Observations, known: ReadonlyMap<string, TestVerdict>): readonly TestVerdict[] {
  return seen.runs.flatMap((run) => {
    // A network that was taken away on purpose is no accident.
    if (run.plan.variant.cause !== 'none') return []
    const byReason = new Map<string, string[]>()
    for (const [test, attempt] of run.attempts) {
      const reason = isBad(attempt) ? machineReason(attempt.message ?? '') : undefined
      if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), test])
    }
    return [...byReason].flatMap(([reason, tests]) => {
      const cluster = tests.filter(
        (test) => seen.failures(test).length === 1 && seen.tally(test).runs > 1 && !known.has(test),
      )
      if (cluster.length < clusterMin) return []
      return cluster.map((test) => {
        const message = run.attempts.get(test)?.message
        return {
          test,
          verdict: { kind: 'infrastructure' as const, with: cluster.filter((other) => other !== test), reason },
          seen: seen.tally(test),
          ...(message === undefined ? {} : { message }),
          plan: run.plan,
        }
      })
    })
  })
}
