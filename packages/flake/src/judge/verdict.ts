import type { Plan, VariantCause } from '../model/plan.ts'
import type { Comparison } from '../search/compare.ts'
import type { Interval, Tally } from './rates.ts'

/** What a test is, each with the runs that show it. */
export type Verdict =
  /** It failed in every run, alone too. Not flaky. */
  | { readonly kind: 'broken'; readonly alone: Tally }
  /** It passes alone and fails after others, the polluters. */
  | {
      readonly kind: 'order-victim'
      readonly polluters: readonly string[]
      readonly isMinimal: boolean
      readonly comparison: Comparison
      readonly searchRuns: number
    }
  /** It fails alone and passes after others, the setters. */
  | {
      readonly kind: 'order-brittle'
      readonly setters: readonly string[]
      readonly isMinimal: boolean
      readonly comparison: Comparison
      readonly searchRuns: number
    }
  /** It fails when it has run before in the same process. */
  | { readonly kind: 'non-idempotent'; readonly comparison: Comparison }
  /** It fails when it gets less of the processor. */
  | { readonly kind: 'timing'; readonly comparison: Comparison }
  /** It fails where something of the machine or the day is different. */
  | {
      readonly kind: 'environment'
      readonly cause: VariantCause
      readonly variant: string
      readonly comparison: Comparison
    }
  /** It fails by chance, with nothing changed between the runs. */
  | {
      readonly kind: 'random'
      readonly rate: Tally
      readonly interval: Interval
      /** Runs after the one that showed it: only a number that does not depend on what they show has an honest interval. */
      readonly where: 'in later runs' | 'in the suite'
      /** Of repeats in one process, where those showed it. */
      readonly repeated?: Tally
      /** What the failures name: a port, the network, a file. */
      readonly hint?: string
    }
  /** It failed with others in the same run, all for a reason of the machine. */
  | { readonly kind: 'infrastructure'; readonly with: readonly string[]; readonly reason: string }
  /** It has failed and passed, and the time was up before more was known. */
  | { readonly kind: 'unexplained'; readonly why: string }

/** In the order of a report: what is worst and surest first. */
export const verdictKinds: readonly Verdict['kind'][] = [
  'broken',
  'order-victim',
  'order-brittle',
  'non-idempotent',
  'timing',
  'environment',
  'random',
  'infrastructure',
  'unexplained',
]

export interface TestVerdict {
  readonly test: string
  readonly verdict: Verdict
  /** In all runs of the search. */
  readonly seen: Tally
  /** What the failure said. */
  readonly message?: string
  /** The shortest plan that failed. */
  readonly plan: Plan
}

export function byKind(a: TestVerdict, b: TestVerdict): number {
  return verdictKinds.indexOf(a.verdict.kind) - verdictKinds.indexOf(b.verdict.kind) || (a.test < b.test ? -1 : 1)
}
