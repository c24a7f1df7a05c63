import type { TestVerdict, Verdict } from '../judge/verdict.ts'
import type { Observations } from './observations.ts'

/** Tests that are looked into together, and what to do with an answer. */
export interface Group {
  readonly tests: readonly string[]
  readonly conclude: (test: string, verdict: Verdict) => void
}

export function timeIsUp(lead?: string): Verdict {
  const why = 'the time was up before its cause was confirmed'
  return { kind: 'unexplained', why: lead === undefined ? why : `${why}: ${lead}` }
}

/** Nothing is known of it, too little was, or what was said of it has been refuted since. */
export function isOpen(known: TestVerdict | undefined, seen: Observations): boolean {
  if (known === undefined || known.verdict.kind === 'unexplained') return true
  return known.verdict.kind === 'broken' && seen.tally(known.test).failures < seen.tally(known.test).runs
}

/** It has both passed and failed in runs of the same plan with nothing changed, or did so at other repeats in one process than in another. */
export function isChance(seen: Observations, test: string): boolean {
  const byPlan = new Map<string, Set<boolean>>()
  for (const { run, isFailed } of seen.plainSightings(test)) {
    const key = run.plan.tests?.join('\0') ?? ''
    byPlan.set(key, (byPlan.get(key) ?? new Set()).add(isFailed))
  }
  return [...byPlan.values()].some(({ size }) => size > 1) || new Set(failedRepeats(seen, test)).size > 1
}

/** Of each run that repeats it in one process with nothing else changed, by how often it does. */
function failedRepeats(seen: Observations, test: string): readonly string[] {
  const repeated = seen.of(test).filter(({ run }) => run.purpose === againPurpose)
  return repeated.map(({ attempt }) => attempt.repeated?.failed.join(' ') ?? '')
}

/** Runs that repeat in one process what is fast, the same each time: what is left behind fails at the same repeat in all of them. */
export const againPurpose = 'again'
