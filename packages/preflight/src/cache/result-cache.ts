import { createHash } from 'node:crypto'
import type { Step, StepReport, StepState, TestEvidence } from '../report.ts'
import { isTestFile, isTestSettings } from '../test-files.ts'
import type { Contents } from './contents.ts'
import { explainChange } from './explain.ts'
import { stepKey, type StepFacts } from './facts.ts'
import type { FileGroups } from './file-groups.ts'
import { areOutputsThere, listOutputs, type Output } from './outputs.ts'
import type { Store } from './store.ts'

/** A result that is still true. */
export interface CachedResult {
  /** When it was found, ISO 8601. */
  readonly at: string
  readonly durationMs: number
  readonly tests?: TestEvidence
}

interface StoredResult extends CachedResult {
  /** What a build left behind; it has to be there still. */
  readonly outputs?: readonly Output[]
}

/** How a step ended when it last ran in this work tree. */
export interface LastRun {
  readonly state: StepState
  readonly durationMs: number
  /** Between 0 and 1: how often it failed, the newest runs weighing most. */
  readonly failureRate?: number
}

/** The last run of the same command in this work tree that passed, against now. */
export interface LastGreen {
  /** Tests. */
  readonly total: number
  /** Test files that it ran on, and that have changed or are gone. */
  readonly changedTests: readonly string[]
  readonly changedSettings: readonly string[]
}

interface StoredGreen {
  readonly total: number
  readonly facts: readonly (readonly [string, string])[]
}

interface StoredRun extends LastRun {
  /** What it was run on. */
  readonly facts: readonly (readonly [string, string])[]
}

export interface ResultCache {
  /** The result of an earlier run on the same facts, in any work tree, where one passed with evidence. */
  readonly find: (step: Step) => CachedResult | undefined
  readonly lastRun: (step: Step) => LastRun | undefined
  readonly lastGreen: (step: Step) => LastGreen | undefined
  /** What differs from the last run of the step in this work tree. */
  readonly explain: (step: Step) => string
  /** Keeps what passed, and of every step what it was run on. To be called after the run; `now` are the files as they are then. */
  readonly keep: (reports: readonly StepReport[], now: FileGroups) => void
}

export interface CacheSources {
  readonly root: string
  readonly store: Store
  readonly steps: readonly Step[]
  readonly groups: FileGroups
  readonly factsOf: (step: Step) => StepFacts
  /** When the run began, since the epoch. */
  readonly startedAtMs: number
}

export function createResultCache(sources: CacheSources): ResultCache {
  const { store, root, steps, groups } = sources
  const facts = new Map(steps.map((step) => [step.id, sources.factsOf(step)]))
  const factsOf = (id: string): StepFacts => facts.get(id) ?? new Map()
  const lastName = (id: string): string => createHash('sha256').update(`${root}\0${id}`).digest('hex').slice(0, 32)
  const greenName = ({ id, argv }: Step): string => lastName(`${id}\0${argv.join('\0')}`)
  const readLast = ({ id }: Step): StoredRun | undefined => store.read('last', lastName(id)) as StoredRun | undefined
  return {
    find(step) {
      const stored = store.read('results', stepKey(factsOf(step.id))) as StoredResult | undefined
      if (stored === undefined || !areOutputsThere(root, stored.outputs ?? [])) return undefined
      return stored
    },
    lastRun: readLast,
    lastGreen(step) {
      const green = store.read('greens', greenName(step)) as StoredGreen | undefined
      return green === undefined ? undefined : compareGreen(green, factsOf(step.id), sources)
    },
    explain(step) {
      const last = readLast(step)
      if (last === undefined) return 'it has not run in this work tree yet'
      if (last.state !== 'passed') return `it ${last.state} the last time`
      return explainChange(new Map(last.facts), factsOf(step.id), (fact) => {
        const id = new Map(last.facts).get(fact)
        return { before: id === undefined ? undefined : readGroup(store, id), now: groups.get(groupName(fact))?.files }
      })
    },
    keep(reports, now) {
      for (const report of reports) {
        const step = steps.find(({ id }) => id === report.id)
        if (step === undefined || report.cached !== undefined || report.state === 'skipped') continue
        const facts = [...factsOf(step.id)]
        const run: StoredRun = { facts, ...nextRun(readLast(step), report) }
        store.write('last', lastName(step.id), run)
        if (!isProven(step, report)) continue
        if (isUnchanged(factsOf(step.id), now)) keepResult(sources, step, report)
        const total = report.tests?.total
        if (total !== undefined) store.write('greens', greenName(step), { total, facts } satisfies StoredGreen)
      }
      for (const { id, files } of groups.values()) store.write('groups', id, [...files])
    },
  }
}

function nextRun(last: LastRun | undefined, { state, durationMs }: StepReport): LastRun {
  const failed = state === 'passed' ? 0 : 1
  return { state, durationMs, failureRate: (last?.failureRate ?? 0) * keptWeight + failed * (1 - keptWeight) }
}

/** A test only by what its runner said; and nothing of which a part was hidden, or that flake doubts. */
function isProven({ role }: Step, { state, hidden, tests, remarks }: StepReport): boolean {
  const needsTests = role === 'test' || role === 'e2e'
  const isDoubted = role === 'flake' && remarks !== undefined
  return state === 'passed' && hidden === undefined && !isDoubted && (!needsTests || tests !== undefined)
}

/** Of all runs before the newest: after seven more green ones a failure weighs a tenth. */
const keptWeight = 0.7

function compareGreen({ total, facts }: StoredGreen, now: StepFacts, { store, groups }: CacheSources): LastGreen {
  const changed = facts.flatMap(([name, id]) => {
    if (!name.startsWith('files ') || now.get(name) === id) return []
    const before = readGroup(store, id) ?? new Map<string, string>()
    const files = groups.get(groupName(name))?.files ?? new Map<string, string>()
    return [...before].filter(([file, content]) => files.get(file) !== content).map(([file]) => file)
  })
  return { total, changedTests: changed.filter(isTestFile), changedSettings: changed.filter(isTestSettings) }
}

function keepResult({ store, root, groups, startedAtMs, factsOf }: CacheSources, step: Step, report: StepReport): void {
  const isTracked = (file: string): boolean => [...groups.values()].some(({ files }) => files.has(file))
  const beganAtMs = startedAtMs + report.startMs
  const outputs =
    step.role === 'build' ? listOutputs(root, step.packageDirectory, { sinceMs: beganAtMs, isTracked }) : []
  if (outputs === undefined) return
  const result: StoredResult = {
    at: new Date(beganAtMs + report.durationMs).toISOString(),
    durationMs: report.durationMs,
    ...(report.tests === undefined ? {} : { tests: report.tests }),
    ...(outputs.length === 0 ? {} : { outputs }),
  }
  store.write('results', stepKey(factsOf(step)), result)
}

/** A file that changed while the step ran may have been read before or after. */
function isUnchanged(facts: StepFacts, now: FileGroups): boolean {
  return [...facts].every(([name, value]) => !name.startsWith('files ') || now.get(groupName(name))?.id === value)
}

function groupName(fact: string): string {
  return fact.slice('files '.length)
}

function readGroup(store: Store, id: string): Contents | undefined {
  const entries = store.read('groups', id) as readonly (readonly [string, string])[] | undefined
  return entries === undefined ? undefined : new Map(entries)
}
