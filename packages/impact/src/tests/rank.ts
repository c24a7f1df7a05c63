/** What is known of a test for a change. */
export interface RankFacts {
  readonly path: string
  /** Steps from the change; undefined where only a rule leads here. */
  readonly distance: number | undefined
  /** It only loads what changed. */
  readonly isLoadOnly: boolean
  /** 0 to 1: how often it changed together with the changed files. */
  readonly likeness: number
  readonly isConfirmed: boolean
  readonly isChanged: boolean
}

const WEIGHTS = { history: 3, name: 1.2, nearness: 0.8, changed: 4, confirmed: 1 }

export interface Score {
  /** More is earlier. */
  readonly total: number
  /** Each from 0 to 1. */
  readonly history: number
  readonly name: number
  readonly nearness: number
}

/** How early a test should run. Distance, name and history each see what the others do not; together they order best. */
export function scoreTest(facts: RankFacts, changedPaths: readonly string[]): Score {
  const { path, distance, isLoadOnly, likeness: history, isConfirmed, isChanged } = facts
  const nearness = distance === undefined ? 0 : 1 / (1 + distance + (isLoadOnly ? LOAD_STEPS : 0))
  const name = Math.max(0, ...changedPaths.map((changed) => nameLikeness(path, changed)))
  const known = (isChanged ? WEIGHTS.changed : 0) + (isConfirmed ? WEIGHTS.confirmed : 0)
  const total = WEIGHTS.history * history + WEIGHTS.name * name + WEIGHTS.nearness * nearness + known
  return { total: round(total), history: round(history), name: round(name), nearness: round(nearness) }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

/** What is only loaded counts as this much further away. */
const LOAD_STEPS = 4

/** From 0 to 1: 1 is `a/b.spec.ts` for `a/b.ts`. */
function nameLikeness(test: string, source: string): number {
  const testName = stem(test)
  const sourceName = stem(source)
  const isIndex = sourceName === 'index'
  const name = testName === sourceName && !isIndex ? 1 : partLikeness(testName, sourceName)
  return name * (0.6 + 0.4 * directoryLikeness(test, source))
}

function stem(path: string): string {
  const base = path.slice(path.lastIndexOf('/') + 1)
  return base
    .replace(/\.[^.]+$/, '')
    .replace(/[._-](?:test|spec|tests)$|^test_/, '')
    .replace(/\.(?:test|spec)$/, '')
    .toLowerCase()
}

/** One name is a part of the other, or they share words. */
function partLikeness(left: string, right: string): number {
  if (left === '' || right === '') return 0
  const [short, long] = left.length < right.length ? [left, right] : [right, left]
  if (short.length >= NAME_MIN && long.includes(short)) return 0.7 * (short.length / long.length) + 0.2
  return 0
}

const NAME_MIN = 3

function directoryLikeness(test: string, source: string): number {
  const ignored = new Set(['test', 'tests', '__tests__', 'spec', 'src', 'lib', 'unit'])
  const parts = (path: string): string[] =>
    path
      .split('/')
      .slice(0, -1)
      .filter((part) => !ignored.has(part))
  const left = parts(test)
  const right = parts(source)
  if (left.length === 0 && right.length === 0) return 1
  let shared = 0
  while (shared < Math.min(left.length, right.length) && left[shared] === right[shared]) shared++
  return shared / Math.max(left.length, right.length)
}
