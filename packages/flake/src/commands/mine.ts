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
import type { Lab } from '../search/lab.ts'
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
        for (const [test, plan] of plans) tests.push(await judge({ here, before, test, plan }))
        return { base: { commit: base.commit, name: base.name }, tests, ran, notes: base.notes }
      })
    })
  } finally {
    await base.remove()
  }
}

interface ChosenPlans {
  readonly plans: ReadonlyMap<string, Plan>
  readonly ran: number
}

/** What fails in the suite is looked at alone where it fails alone, and in the suite otherwise. */
async function choosePlans(lab: Lab, words: readonly string[]): Promise<ChosenPlans> {
  const suiteRun = await lab.run(planOf(undefined), 'here')
  if (suiteRun.attempts.size === 0 && suiteRun.problems.length === 0) {
    throw new ToolError('NOTHING_RAN', 'the suite ran no test here', {
      hint: suiteRun.logPath === undefined ? 'run it by itself' : `see ${suiteRun.logPath}`,
    })
  }
  const files = suiteRun.problems.flatMap(({ file }) => (file === undefined ? [] : [file]))
  const known = [...new Set([...suiteRun.collected, ...suiteRun.attempts.keys(), ...files])]
  const failed = [...[...suiteRun.attempts].filter(([, attempt]) => isBad(attempt)).map(([test]) => test), ...files]
  const tests = words.length === 0 ? failed : words.map((word) => findTest(word, known))
  const plans = new Map<string, Plan>()
  for (const test of tests) plans.set(test, await choosePlan(lab, test, suiteRun))
  return { plans, ran: suiteRun.attempts.size }
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

interface Contest {
  readonly here: Lab
  readonly before: Lab
  readonly test: string
  readonly plan: Plan
}

async function judge({ here, before, test, plan }: Contest): Promise<OwnedTest> {
  const sides = { here: newSighting(), before: newSighting() }
  let ownership = compareCommits(sides.here, sides.before)
  for (let run = 0; run < runsMax; run += 1) {
    if (run >= runsFirst && (ownership.kind !== 'unclear' || !here.fits(here.expectMs(plan) * 2))) break
    see(sides.here, await here.run(plan, 'here'), test)
    see(sides.before, await before.run(plan, 'base'), test)
    if (here.isStopped) break
    if (run + 1 >= runsFirst) ownership = compareCommits(sides.here, sides.before)
  }
  return { test, ownership: compareCommits(sides.here, sides.before), ...sides }
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
    ...tests.flatMap(({ test, ownership, here }) => [
      `${ownership.kind}  ${escapeLine(test)}`,
      `  ${ownership.why}${ownership.kind === 'unclear' ? `; ${count(ownership.runsWanted, 'run')} of each may tell: --time` : ''}`,
      ...here.messages.slice(0, 1).map((message) => `  said: ${said(message)}`),
    ]),
    ...notes.map((text) => `note: ${escapeLine(text)}`),
    `next: ${nextCommand(yours[0] ?? unclear[0] ?? tests[0])}`,
  ].join('\n')
}

function nextCommand(first: OwnedTest | undefined): string {
  return first === undefined ? 'flake run' : `flake run --test ${quoteTest(first.test)}`
}
