import type { CodeFile, CodeMap } from '@groundcrew/code-map'
import type { Propagation } from '../graph/propagate.ts'
import type { Reach } from '../graph/reach.ts'
import { ChangedNames, scoreTest, type RankFacts, type Score } from './rank.ts'
import { isScript } from '../change/token-words.ts'
import { textLikeness } from './text-likeness.ts'
import { titleLikeness } from './title-likeness.ts'
import type { Confirmed } from '../record/coverage-store.ts'

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
  /** When the oldest coverage that confirms one of them was recorded; undefined where there is none. */
  readonly recordedAt: string | undefined
}

interface Question {
  readonly map: CodeMap
  readonly tests: readonly CodeFile[]
  readonly propagation: Propagation
  /** Both names of renamed files. */
  readonly changedPaths: readonly string[]
  /** The names on the changed lines. */
  readonly words: readonly string[]
  /** The names of the changed declarations, and of those around them. */
  readonly names: readonly string[]
  readonly likeness: ReadonlyMap<string, number>
  /** By path of the test. */
  readonly confirmed: ReadonlyMap<string, Confirmed>
  /** By test: why it belongs to the change, though nothing that runs leads to it. */
  readonly nearby: ReadonlyMap<string, string>
}

interface Found {
  readonly test: CodeFile
  readonly best: Reach | undefined
  readonly confirmed: Confirmed | undefined
  readonly beside: string | undefined
}

export function selectTests(question: Question): TestSelection {
  const { tests, propagation, nearby } = question
  const found: Found[] = []
  let typesOnly = 0
  for (const test of tests) {
    const reaches = propagation.inFile(test.number)
    const best = bestReach(reaches, { isErased: isScript(test.language) })
    const confirmed = question.confirmed.get(test.path)
    const beside = best === undefined ? nearby.get(test.path) : undefined
    if (best !== undefined || confirmed !== undefined || beside !== undefined)
      found.push({ test, best, confirmed, beside })
    else if (reaches.length > 0) typesOnly++
  }
  const selected = rankTests(question, found)
  const counts = { confirmed: 0, static: 0, widened: 0 }
  for (const { tier } of selected) counts[tier]++
  const recordedAt = found.flatMap(({ confirmed }) => confirmed?.at ?? []).sort()[0]
  return { selected, total: tests.length, counts, typesOnly, recordedAt }
}

/** Of more tests the texts are read of those that come first without them: what comes later seldom has one that brings it to the top. */
const textsMax = 100

function rankTests(question: Question, found: readonly Found[]): readonly SelectedTest[] {
  const { map, changedPaths, words, names } = question
  const facts = factsOf(question, found)
  const changedNames = new ChangedNames(changedPaths)
  const ranked = found
    .map((one, at) => ({
      ...one,
      facts: facts[at] as RankFacts,
      score: scoreTest(facts[at] as RankFacts, changedNames),
    }))
    .sort(byScore)
  const read = ranked.slice(0, textsMax)
  const texts = read.map(({ test }) => map.read(test.number)?.source ?? NO_TEXT)
  const [ofWords = [], ofNames = []] = textLikeness(texts, [words, names])
  const scored = read.map((one, at) => {
    const known = { ...one.facts, words: ofWords[at] ?? 0, naming: ofNames[at] ?? 0 }
    return { ...one, score: scoreTest(known, changedNames) }
  })
  return [...scored, ...ranked.slice(textsMax)]
    .sort(byScore)
    .map(({ facts: { path, isChanged }, best, confirmed, beside, score }): SelectedTest => {
      const reason = confirmed?.reason ?? (isChanged ? 'changed itself' : (beside ?? reasonOf(best)))
      return { path, tier: tierOf(best, confirmed), distance: best?.distance ?? 0, score, reason }
    })
}

const NO_TEXT = Buffer.alloc(0)

/** What is known of each test before its text is read. */
function factsOf({ changedPaths, words, names, likeness }: Question, found: readonly Found[]): readonly RankFacts[] {
  const isChanged = new Set(changedPaths)
  const paths = found.map(({ test }) => test.path)
  const titles = titleLikeness(paths, names)
  const titleWords = titleLikeness(paths, words)
  return found.map(({ test: { path }, best, confirmed }) => ({
    path,
    distance: best?.distance,
    isLoadOnly: best !== undefined && isLoadOnly(best),
    likeness: likeness.get(path) ?? 0,
    words: 0,
    title: titles.get(path) ?? 0,
    titleWords: titleWords.get(path) ?? 0,
    naming: 0,
    isConfirmed: confirmed !== undefined,
    isChanged: isChanged.has(path),
  }))
}

interface Ranked {
  readonly score: Score
  readonly best: Reach | undefined
  readonly test: CodeFile
}

/** More is earlier, then what is nearer. */
function byScore(left: Ranked, right: Ranked): number {
  const nearer = (left.best?.distance ?? 0) - (right.best?.distance ?? 0)
  return right.score.total - left.score.total || nearer || (left.test.path < right.test.path ? -1 : 1)
}

/** The shortest way that runs, uses before loads. Types that are not erased run: a Go type says how its values behave. */
export function bestReach(
  reaches: readonly Reach[],
  { isErased }: { readonly isErased: boolean } = { isErased: true },
): Reach | undefined {
  let best: Reach | undefined
  for (const reach of reaches) {
    if (reach.isTypeOnly && isErased) continue
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

function tierOf(best: Reach | undefined, confirmed: Confirmed | undefined): Tier {
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
