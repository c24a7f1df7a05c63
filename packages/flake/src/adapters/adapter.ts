import type { Command, Outcome } from '@groundcrew/core/process'
import type { Plan } from '../model/plan.ts'
import type { Suite } from '../suite/suite.ts'

/** One process that a run consists of. */
export interface Step {
  readonly command: Command
  readonly environment?: Readonly<Record<string, string>>
}

export interface RunPlace {
  /** A directory of this run alone. */
  readonly directory: string
  readonly assets: string
  /** The environment of the caller. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What a runner can be told, and what its tests share. */
export interface Steering {
  /** It runs only the tests that a plan names. */
  readonly selects: boolean
  /** It runs them in the plan's order: exactly, or with the tests of a suite together. */
  readonly order: 'exact' | 'within suites' | 'none'
  readonly repeats: boolean
  /** Its ids are `FILE::CLASS::NAME`, and Python's seeds count; else they are `FILE > SUITE > NAME`. */
  readonly isPython: boolean
  /** Time can be made to pass more slowly in its process. */
  readonly stretchesTime: boolean
  /** Tests of different files share a process, and so its memory. */
  readonly sharesProcess: boolean
  /**
   * Several plans one after another in one process of the runner. `fresh`: where each file has a process of its own for each of them.
   * `search`: each has modules of its own, so that only what is confirmed later may be asked so.
   */
  readonly passes: 'none' | 'search' | 'fresh'
}

/** Of most runners; an adapter says where its own differs. */
export const usualSteering: Steering = {
  selects: true,
  order: 'within suites',
  repeats: true,
  isPython: false,
  stretchesTime: true,
  sharesProcess: false,
  passes: 'none',
}

export interface Adapter {
  readonly runner: string
  readonly steering: Steering
  /** The processes of one run, in order. They write records to the file that GROUNDCREW_FLAKE_RECORDS names. */
  steps(suite: Suite, plan: Plan, place: RunPlace): Promise<readonly Step[]>
  /** Where the runner writes no records itself: reads what it wrote instead. */
  readRecords?(
    suite: Suite,
    place: RunPlace,
    run: { readonly outcome: Outcome; readonly startedMs: number; readonly output: string },
  ): Promise<readonly unknown[]>
}
