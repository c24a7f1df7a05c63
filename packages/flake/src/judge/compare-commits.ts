import { chanceOfMore, runsNeeded, type Tally } from './rates.ts'
import { signatureOf } from './signature.ts'

/** What one test did at one commit. */
export interface CommitSighting {
  readonly tally: Tally
  /** What its failures said. */
  readonly messages: readonly string[]
}

export type Ownership =
  /** The change made it fail, or fail more often. */
  | { readonly kind: 'yours'; readonly why: string }
  /** It failed in the same way before the change. */
  | { readonly kind: 'not yours'; readonly why: string }
  | { readonly kind: 'passes'; readonly why: string }
  /** More runs may tell. */
  | { readonly kind: 'unclear'; readonly why: string; readonly runsWanted: number }

const chanceMax = 0.05
/** Fewer runs say nothing of a test that always fails here. */
const runsMin = 3

/**
 * Whose failure it is. Only a test that was seen to fail before the change, in the same way and about as often, is not the change's: that
 * it is flaky is no excuse for a failure that is new.
 */
export function compareCommits(here: CommitSighting, before: CommitSighting): Ownership {
  const { failures, runs } = here.tally
  if (runs === 0) return { kind: 'unclear', why: 'it was not run here', runsWanted: runsMin }
  if (failures === 0) return { kind: 'passes', why: `0 of ${runs} failed here` }
  if (before.tally.runs === 0) return { kind: 'yours', why: 'the test is not there before the change' }
  const chance = chanceOfMore(here.tally, before.tally)
  const counts = `${failures} of ${runs} failed here, ${before.tally.failures} of ${before.tally.runs} before`
  if (before.tally.failures === 0) return judgeNew(here.tally, before.tally, { chance, counts })
  if (chance < chanceMax) return { kind: 'yours', why: `${counts}: more often than chance makes it` }
  const isSame = haveCommon(here.messages.map(signatureOf), before.messages.map(signatureOf))
  if (!isSame) return { kind: 'yours', why: `${counts}, but it fails in another way now` }
  return { kind: 'not yours', why: `${counts}, in the same way` }
}

function judgeNew(
  here: Tally,
  before: Tally,
  { chance, counts }: { readonly chance: number; readonly counts: string },
): Ownership {
  const always = here.failures === here.runs && here.runs >= runsMin && before.runs >= runsMin
  if (always || chance < chanceMax) return { kind: 'yours', why: counts }
  const needed = Math.max(runsMin, runsNeeded(here.failures / here.runs))
  return { kind: 'unclear', why: `${counts}: before it may have failed as rarely`, runsWanted: needed }
}

function haveCommon(left: readonly string[], right: readonly string[]): boolean {
  return left.some((entry) => right.includes(entry))
}
