/** What a run is to do. The plan is what reproduces a failure: no random generator of a runner has a part in it. */
export interface Plan {
  /** The tests to run, in exactly this order; without it all of the suite in its own order. */
  readonly tests?: readonly string[]
  /** How often each test runs, one time after the other in the same process. */
  readonly repeats: number
  readonly variant: Variant
  /** The test at whose start everything that it can see is written down; the run has a directory for temporary files of its own. */
  readonly watch?: string
  /** Of what the watched test sees these are put back to what they were before the first test, instead. */
  readonly restore?: readonly string[]
}

/** What is different from an ordinary run. */
export interface Variant {
  /** `plain`, `TZ=Asia/Kolkata`, `2 busy processes and nice 10`: as a report names it. */
  readonly name: string
  /** What kind of cause it points to. */
  readonly cause: VariantCause
  readonly environment?: Readonly<Record<string, string>>
  /** The time at which the run believes to begin, in ISO 8601. */
  readonly clock?: string
  /** A new one, with a long name that holds a space and an umlaut. */
  readonly hasOddTemporaryDirectory?: boolean
  /** Of Math.random and Python's random, seeded before each test. */
  readonly randomSeed?: number
  /** Timers, sleeps and clocks of the process are so many times slower; the processor is not. */
  readonly timeFactor?: number
  readonly isOffline?: boolean
  readonly stress?: { readonly busyProcesses: number; readonly niceness: number }
  /** The same suite so many times at once. */
  readonly copies?: number
}

export type VariantCause =
  | 'none'
  | 'load'
  | 'time zone'
  | 'locale'
  | 'clock'
  | 'hash seed'
  | 'random seed'
  | 'temporary directory'
  | 'network'
  | 'itself in parallel'

const plainVariant: Variant = { name: 'plain', cause: 'none' }

export function planOf(tests: readonly string[] | undefined, variant: Variant = plainVariant): Plan {
  return { ...(tests === undefined ? {} : { tests }), repeats: 1, variant }
}
