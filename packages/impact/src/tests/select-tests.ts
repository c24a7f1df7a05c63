import type { CodeFile } from '@groundcrew/code-map'
import type { Propagation } from '../graph/propagate.ts'
import type { Reach } from '../graph/reach.ts'
import { ChangedNames, scoreTest, type Score } from './rank.ts'
import type { Confirmation } from '../record/coverage-store.ts'

/**
 * - `confirmed`: a recorded run of the test executed what changed
 * - `static`: names and imports lead from the test to what changed
 * - `widened`: it only loads what changed, or a rule leads there
 */
export type Tier = 'confirmed' | 'static' | 'widened'

export interface SelectedTest {
  readonly path: string
  readonly tier: Tier
  /** Steps from the change. */
  readonly distance: number
  readonly score: Score
  /** Why it is here, for a reader. */
  readonly reason: string
}

export interface TestSelection {
  /** Most likely to fail first. */
  readonly selected: readonly SelectedTest[]
  readonly total: number
  readonly counts: Readonly<Record<Tier, number>>
  /** Reached over types alone, which are gone when the program runs: not selected. */
  readonly typesOnly: number
  /** When the coverage that confirms was recorded; undefined where there is none. */
  readonly recordedAt: string | undefined
}

interface Question {
  readonly tests: readonly CodeFile[]
  readonly propagation: Propagation
  /** Both names of renamed files. */
  readonly changedPaths: readonly string[]
  readonly likeness: ReadonlyMap<string, number>
  readonly confirmation: Confirmation
  /** By test: why it belongs to the change, though nothing that runs leads to it. */
  readonly nearby: ReadonlyMap<string, string>
}

export function selectTests({
  tests,
  propagation,
  changedPaths,
  likeness,
  confirmation,
  nearby,
}: Question): TestSelection {
  const isChanged = new Set(changedPaths)
  const changedNames = new ChangedNames(changedPaths)
  const counts = { confirmed: 0, static: 0, widened: 0 }
  const selected: SelectedTest[] = []
  let typesOnly = 0
  for (const { number, path } of tests) {
    const reaches = propagation.inFile(number)
    const best = bestReach(reaches)
    const confirmed = confirmation.reasonFor(path)
    const beside = best === undefined ? nearby.get(path) : undefined
    if (best === undefined && confirmed === undefined && beside === undefined) {
      if (reaches.length > 0) typesOnly++
      continue
    }
    const tier = tierOf(best, confirmed)
    counts[tier]++
    const facts = {
      path,
      distance: best?.distance,
      isLoadOnly: best !== undefined && isLoadOnly(best),
      likeness: likeness.get(path) ?? 0,
      isConfirmed: confirmed !== undefined,
      isChanged: isChanged.has(path),
    }
    const score = scoreTest(facts, changedNames)
    selected.push({ path, tier, distance: best?.distance ?? 0, score, reason: confirmed ?? beside ?? reasonOf(best) })
  }
  selected.sort(
    (left, right) =>
      right.score.total - left.score.total || left.distance - right.distance || (left.path < right.path ? -1 : 1),
  )
  return { selected, total: tests.length, counts, typesOnly, recordedAt: confirmation.recordedAt }
}

/** The shortest way that runs, uses before loads. */
export function bestReach(reaches: readonly Reach[]): Reach | undefined {
  let best: Reach | undefined
  for (const reach of reaches) {
    if (reach.isTypeOnly) continue
    if (best === undefined || weight(reach) < weight(best)) best = reach
  }
  return best
}

const LOAD_WEIGHT = 1000

function weight(reach: Reach): number {
  return reach.distance + (isLoadOnly(reach) ? LOAD_WEIGHT : 0)
}

function isLoadOnly({ relation }: Reach): boolean {
  return relation === 'loads'
}

function tierOf(best: Reach | undefined, confirmed: string | undefined): Tier {
  if (confirmed !== undefined) return 'confirmed'
  if (best === undefined || isLoadOnly(best) || ruleBehind(best) !== undefined) return 'widened'
  return 'static'
}

function ruleBehind(reach: Reach): Reach | undefined {
  for (let at: Reach | undefined = reach; at !== undefined; at = at.from) if (at.relation === 'rule') return at
  return undefined
}

function reasonOf(best: Reach | undefined): string {
  if (best === undefined) return ''
  const rule = ruleBehind(best)
  if (rule !== undefined) return rule.note ?? 'rule'
  if (isLoadOnly(best)) return 'loads code that changed'
  if (best.relation === 'changed') return 'changed itself'
  return best.distance === 1 ? 'uses it' : `${best.distance} steps`
}
