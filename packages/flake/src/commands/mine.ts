import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { requireRepository } from '@groundcrew/core/repo'
import { readWorkspace } from '@groundcrew/core/workspace'
import { count, escapeLine } from '@groundcrew/core/text'
import { compareCommits, type CommitSighting, type Ownership } from '../judge/compare-commits.ts'
import type { TestVerdict } from '../judge/verdict.ts'
import { planOf, type Plan } from '../model/plan.ts'
import { isBad, type RunRecord } from '../model/run-record.ts'
import { hasFailed } from '../search/compare.ts'
import { endNotes } from '../search/end-notes.ts'
import type { Lab } from '../search/lab.ts'
import { nothingRan } from '../search/nothing-ran.ts'
import { withLab } from '../search/with-lab.ts'
import { openBaseWorktree } from './base-worktree.ts'
import { quoteTest } from '../report/quote-test.ts'
import { said } from '../report/said.ts'
import { findTest } from './place.ts'

export interface MineOptions {
  /** None: those that fail now. */
  readonly tests: readonly string[]
  readonly base?: string
  readonly timeMs: number
  readonly command: readonly string[]
}

export interface OwnedTest {
  readonly test: string
  readonly ownership: Ownership
  readonly here: CommitSighting
  readonly before: CommitSighting
}

export interface MineReport {
  readonly base: { readonly commit: string; readonly name: string }
  readonly tests: readonly OwnedTest[]
  /** Tests that ran here. */
  readonly ran: number
  readonly notes: readonly string[]
}

/** Runs of each side before the first judgement, and at the most. */
const runsFirst = 3
const runsMax = 60
/** When more fail, one cause is likelier than many: they are looked at in the suite, all in the same runs. */
const aloneMax = 10
const shownMax = 10
/** What is to be done something about comes first. */
const ranks = { yours: 0, unclear: 1, 'not yours': 2, passes: 2 } as const

/**
 * Whether the change makes tests fail: runs them here and, in a directory of its own, at the commit that the change started from, turn by
 * turn, until it is told or the time is up.
 *
 * @throws ToolError NOT_A_REPOSITORY, NO_BASE, NO_SUITE, NOTHING_RAN.
 */
export async function whoseFailure(io: Io, options: MineOptions): Promise<MineReport> {
  const repository = await requireRepository(io.cwd, io.env)
  const { root } = repository
  if (root === undefined)
    throw new ToolError('NO_WORK_TREE', 'there is no work tree here to run tests in', { hint: 'go to a checkout' })
  const packages = (await readWorkspace(root)).packages.map(({ directory }) => directory)
  const base = await openBaseWorktree({ ...repository, root, git: repository.git }, options.base, [
    ...new Set(['.', ...packages]),
  ])
  try {
    return await withLab(io, options, async (here) => {
      const inBase = {
        ...io,
        cwd: path.join(base.directory, path.relative(root, io.cwd)),
        env: { ...io.env, ...here.environment },
      }
      return withLab(inBase, options, async (before) => {
        const { plans, ran } = await choosePlans(here, options.tests)
        const tests: OwnedTest[] = []
        for (const { plan, tests: together } of plans)
          tests.push(...(await judge({ here, before, tests: together, plan })))
        return {
          base: { commit: base.commit, name: base.name },
          tests,
          ran,
          notes: [...base.notes, ...endNotes([...here.runs, ...before.runs])],
        }
      })
    })
  } finally {
    await base.remove()
  }
}

interface ChosenPlans {
  readonly plans: readonly PlannedTests[]
  readonly ran: number
}

/** Tests that the same runs tell of. */
interface PlannedTests {
  readonly plan: Plan
  readonly tests: readonly string[]
  /** A run here by this plan that was already made. */
  readonly known?: RunRecord
}

/** What fails in the suite is looked at alone where it fails alone, and in the suite otherwise. */
async function choosePlans(lab: Lab, words: readonly string[]): Promise<ChosenPlans> {
  const suiteRun = await lab.run(planOf(undefined), 'here')
  if (suiteRun.attempts.size === 0 && suiteRun.problems.length === 0) {
    throw nothingRan(lab.suite, suiteRun)
  }
  const files = suiteRun.problems.flatMap(({ file }) => (file === undefined ? [] : [file]))
  const known = [...new Set([...suiteRun.collected, ...suiteRun.attempts.keys(), ...files])]
  const failed = [...[...suiteRun.attempts].filter(([, attempt]) => isBad(attempt)).map(([test]) => test), ...files]
  const tests = words.length === 0 ? failed : words.map((word) => findTest(word, known))
  const ran = suiteRun.attempts.size
  if (tests.length > aloneMax) return { plans: [{ plan: planOf(undefined), tests, known: suiteRun }], ran }
  const plans = new Map<string, { readonly plan: Plan; readonly tests: string[] }>()
  for (const test of tests) {
    const plan = await choosePlan(lab, test, suiteRun)
    const key = JSON.stringify(plan)
    const together = plans.get(key)
    if (together === undefined) plans.set(key, { plan, tests: [test] })
    else together.tests.push(test)
  }
  return { plans: [...plans.values()], ran }
}

async function choosePlan(lab: Lab, test: string, suiteRun: RunRecord): Promise<Plan> {
  const verdict = await lab.history?.verdictOf(test)
  const known = (verdict?.data as TestVerdict | undefined)?.plan
  if (known !== undefined && verdict?.kind !== 'broken') return known
  const isFailedInSuite = hasFailed(suiteRun, test) === true
  if (!isFailedInSuite || !lab.suite.adapter.steering.selects)
    return isFailedInSuite ? planOf(undefined) : planOf([test])
  const alone = await lab.run(planOf([test]), 'here')
  return hasFailed(alone, test) === true ? planOf([test]) : planOf(undefined)
}

interface Contest extends PlannedTests {
  readonly here: Lab
  readonly before: Lab
}

/** Turn by turn, so that what slows the machine down slows both sides. */
async function judge({ here, before, tests, plan, known }: Contest): Promise<readonly OwnedTest[]> {
  const sides = new Map(tests.map((test) => [test, { here: newSighting(), before: newSighting() }]))
  const judgeAll = (): readonly OwnedTest[] =>
    [...sides].map(([test, seen]) => ({ test, ownership: compareCommits(seen.here, seen.before), ...seen }))
  if (known !== undefined) for (const [test, seen] of sides) see(seen.here, known, test)
  for (let run = 0; run < runsMax; run += 1) {
    const isOpen = run < runsFirst || judgeAll().some(({ ownership }) => ownership.kind === 'unclear')
    if (!isOpen || (run > 0 && !here.fits(here.expectMs(plan) + before.expectMs(plan)))) break
    const [now, then] = [await here.run(plan, 'here'), await before.run(plan, 'base')]
    if (here.isStopped) break
    for (const [test, seen] of sides) {
      see(seen.here, now, test)
      see(seen.before, then, test)
    }
  }
  return judgeAll()
}

interface GrowingSighting {
  readonly tally: { failures: number; runs: number }
  readonly messages: string[]
}

function newSighting(): GrowingSighting {
  return { tally: { failures: 0, runs: 0 }, messages: [] }
}

function see(sighting: GrowingSighting, run: RunRecord, test: string): void {
  const isFailed = hasFailed(run, test)
  if (isFailed === undefined) return
  sighting.tally.runs += 1
  if (!isFailed) return
  sighting.tally.failures += 1
  const message = run.attempts.get(test)?.message ?? run.problems.find(({ file }) => file === test)?.message
  if (message !== undefined && !sighting.messages.includes(message)) sighting.messages.push(message)
}

export function renderMine({ base, tests, ran, notes }: MineReport): string {
  const yours = tests.filter(({ ownership }) => ownership.kind === 'yours')
  const unclear = tests.filter(({ ownership }) => ownership.kind === 'unclear')
  const others = tests.length - yours.length - unclear.length
  const headline =
    tests.length === 0
      ? `no failure among ${count(ran, 'test')}`
      : `${yours.length} yours, ${others} not yours, ${unclear.length} unclear`
  return [
    `${headline}: compared with ${base.name} (${base.commit.slice(0, 7)})`,
    ...tests
      .toSorted((left, right) => ranks[left.ownership.kind] - ranks[right.ownership.kind])
      .slice(0, shownMax)
      .flatMap(({ test, ownership, here }) => [
        `${ownership.kind}  ${escapeLine(test)}`,
        `  ${ownership.why}${ownership.kind === 'unclear' ? `; ${count(ownership.runsWanted, 'run')} of each may tell: --time` : ''}`,
        ...here.messages.slice(0, 1).map((message) => `  said: ${said(message)}`),
      ]),
    ...(tests.length > shownMax ? [`… ${tests.length - shownMax} more tests: --json`] : []),
    ...notes.map((text) => `note: ${escapeLine(text)}`),
    `next: ${nextCommand(yours[0] ?? unclear[0] ?? tests[0])}`,
  ].join('\n')
}

function nextCommand(first: OwnedTest | undefined): string {
  return first === undefined ? 'flake run' : `flake run --test ${quoteTest(first.test)}`
}
