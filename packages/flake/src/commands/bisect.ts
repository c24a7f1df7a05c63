import { type Io } from '@groundcrew/core/cli'
import { count, escapeLine } from '@groundcrew/core/text'
import type { Tally } from '../judge/rates.ts'
import type { TestVerdict } from '../judge/verdict.ts'
import { planOf, type Plan } from '../model/plan.ts'
import type { RunRecord } from '../model/run-record.ts'
import { refuseUnsteered, requireTests } from '../search/require-tests.ts'
import { hasFailed } from '../search/compare.ts'
import { membersOf, predecessors, searchDependence, type OrderVerdict } from '../search/dependence.ts'
import type { Lab } from '../search/lab.ts'
import type { OrderCase, OrderRates, OrderSighting } from '../search/order-oracle.ts'
import { reversed, shuffled } from '../search/orders.ts'
import { withLab } from '../search/with-lab.ts'
import { explain } from '../render.ts'
import { quoteTest } from '../report/quote-test.ts'
import { said } from '../report/said.ts'
import { asLastRun } from './as-last-run.ts'
import { findTest } from './place.ts'

export interface BisectOptions {
  readonly test: string
  /** Goes on after the first set, until no other test does it. */
  readonly isAll: boolean
  readonly timeMs: number
  readonly command: readonly string[]
}

export type BisectOutcome =
  | {
      readonly kind: 'found'
      /** Each by itself is enough. */
      readonly sets: readonly OrderVerdict[]
      /** Whether others do it too; undefined where the time was up before they were asked. */
      readonly othersDoIt: boolean | undefined
      readonly message?: string
    }
  /** It did the same alone and in every order. */
  | { readonly kind: 'independent'; readonly alone: Tally; readonly inOrders: Tally }
  | { readonly kind: 'stopped'; readonly why: string; readonly smallest: readonly string[] }

export interface BisectReport {
  readonly test: string
  readonly outcome: BisectOutcome
  /** Tests that ran before it in the run that was looked into. */
  readonly before: number
  readonly runs: number
  readonly notes: readonly string[]
}

/** Sets of polluters that `--all` looks for at most. */
const setsMax = 20
const shufflesMax = 8
/** So often it is run alone where it failed there, and no order explains it. */
const aloneAgainMax = 4

/**
 * Which tests before it decide what a test does. Looks first for an order in which it does something else than alone.
 *
 * @throws ToolError NO_SUITE, NOTHING_RAN, NO_SUCH_TEST, AMBIGUOUS_TEST, NOT_STEERED.
 */
export async function bisect(io: Io, options: BisectOptions): Promise<BisectReport> {
  const { at, request } = await asLastRun(io, options)
  return withLab(at, request, async (lab) => {
    refuseUnsteered(lab)
    const suiteRun = await lab.run(planOf(undefined), 'baseline')
    const test = findTest(options.test, requireTests(lab, suiteRun))
    const { outcome, before } = await findOutcome(lab, test, { suiteRun, isAll: options.isAll })
    if (outcome.kind === 'found') await remember(io, lab, { test, outcome })
    return {
      test,
      before,
      runs: lab.runs.length,
      notes: processNotes(lab, test, outcome),
      outcome,
    }
  })
}

interface Asked {
  readonly suiteRun: RunRecord
  readonly isAll: boolean
}

interface Answer {
  readonly outcome: BisectOutcome
  /** Tests that ran before it in the run that was looked into. */
  readonly before: number
}

/**
 * Looks into each order in which the test does something else than alone, until one of them decides: known ones, its own suite's, after all
 * others, reversed, shuffled. Where it failed alone and none decides, it may have failed there by chance.
 */
async function findOutcome(lab: Lab, test: string, asked: Asked): Promise<Answer> {
  const first = await findForAlone(lab, test, asked)
  const isChance = 'alone' in first && first.alone && first.answer.outcome.kind === 'stopped' && !lab.isStopped
  if (!isChance) return first.answer
  const again = await findForAlone(lab, test, { ...asked, isAloneAgain: true })
  return 'alone' in again && !again.alone ? again.answer : first.answer
}

/** What nothing ran before ran as it does alone. */
async function runAlone(
  lab: Lab,
  test: string,
  { suiteRun, isAloneAgain = false }: Asked & { readonly isAloneAgain?: boolean },
): Promise<RunRecord | undefined> {
  const isFirst = hasFailed(suiteRun, test) !== undefined && predecessors(suiteRun, test).length === 0
  if (isFirst && !isAloneAgain) return suiteRun
  // One that fails at times passes once in a few times.
  for (let tries = isAloneAgain ? aloneAgainMax : 1; tries > 0; tries -= 1) {
    const run = await lab.ask(planOf([test]), 'alone')
    if (run === undefined || tries === 1 || hasFailed(run, test) === false) return run
  }
  return undefined
}

async function findForAlone(
  lab: Lab,
  test: string,
  asked: Asked & { readonly isAloneAgain?: boolean },
): Promise<{ readonly answer: Answer; readonly alone: boolean } | { readonly answer: Answer }> {
  const aloneRun = await runAlone(lab, test, asked)
  const alone = aloneRun === undefined ? undefined : hasFailed(aloneRun, test)
  if (alone === undefined) return { answer: { outcome: stopped('it was not run alone'), before: 0 } }
  if (alone && asked.isAloneAgain === true)
    return { answer: { outcome: stopped('it also fails alone'), before: 0 }, alone }
  return { answer: await tryOrders(lab, test, { ...asked, aloneRun, alone }), alone }
}

async function tryOrders(
  lab: Lab,
  test: string,
  { suiteRun, isAll, aloneRun, alone }: Asked & { readonly aloneRun: RunRecord | undefined; readonly alone: boolean },
): Promise<Answer> {
  let [failures, runs] = [0, 0]
  let last: Answer | undefined
  const seen: OrderSighting[] = [{ before: [], isShown: false }]
  for await (const run of inOrders(lab, test, suiteRun)) {
    const isFailed = hasFailed(run, test)
    if (isFailed === undefined || run === aloneRun) continue
    runs += 1
    if (isFailed) failures += 1
    const before = predecessors(run, test)
    const isShown = isFailed !== alone && before.length > 0
    seen.push({ before, isShown })
    if (!isShown) continue
    const orderCase = { test, before, isBrittle: alone, seen: [...seen], asksOthers: true }
    const outcome = await findSets(lab, orderCase, isAll)
    last = { outcome, before: before.length }
    if (outcome.kind !== 'stopped' || outcome.smallest.length > 0) return last
  }
  if (last !== undefined) return last
  if (lab.isStopped)
    return { outcome: stopped('no order was found in which it does something else than alone'), before: 0 }
  const outcome: BisectOutcome = {
    kind: 'independent',
    alone: { failures: alone ? 1 : 0, runs: 1 },
    inOrders: { failures, runs },
  }
  return { outcome, before: 0 }
}

async function* inOrders(lab: Lab, test: string, suiteRun: RunRecord): AsyncGenerator<RunRecord> {
  yield suiteRun
  const all = suiteRun.collected.length > 0 ? suiteRun.collected : [...suiteRun.attempts.keys()]
  const others = all.filter((id) => id !== test)
  const separator = lab.suite.adapter.steering.isPython ? '::' : ' > '
  const known = (await lab.history?.verdictOf(test))?.data as TestVerdict | undefined
  const plans: Plan[] = [
    planOf([...others, test]),
    planOf(reversed(all)),
    ...(known?.plan.tests === undefined || known.plan.variant.cause !== 'none' ? [] : [planOf(known.plan.tests)]),
    ...Array.from({ length: shufflesMax }, (_, seed) =>
      planOf(shuffled(all, { seed: seed + 1, separator, seenPairs: new Set() })),
    ),
  ]
  for (const plan of plans) {
    if (others.length === 0 || !lab.fits(lab.expectMs(plan))) return
    const run = await lab.run(plan, 'order')
    if (!lab.isStopped) yield run
  }
}

async function findSets(lab: Lab, orderCase: OrderCase, isAll: boolean): Promise<BisectOutcome> {
  const sets: OrderVerdict[] = []
  let left = orderCase
  let rates: OrderRates | undefined
  for (;;) {
    const dependence = await searchDependence(lab, left, rates)
    if (dependence.kind !== 'found') {
      if (sets.length > 0) return foundOutcome(lab, sets, dependence.kind === 'none' ? false : undefined)
      if (dependence.kind === 'none')
        return stopped('in one run it did something else than alone, and not again: chance')
      return stopped(dependence.why ?? 'the search was stopped', dependence.smallest ?? orderCase.before)
    }
    sets.push(dependence.verdict)
    rates = dependence.rates
    if (dependence.othersDoIt !== true || !isAll || sets.length >= setsMax)
      return foundOutcome(lab, sets, dependence.othersDoIt)
    const known = new Set(membersOf(dependence.verdict))
    const seen = left.seen.filter(({ before, isShown }) => !isShown || before.every((id) => !known.has(id)))
    left = { ...left, before: left.before.filter((id) => !known.has(id)), seen }
  }
}

function foundOutcome(lab: Lab, sets: readonly OrderVerdict[], othersDoIt: boolean | undefined): BisectOutcome {
  const { plan } = sets[0]?.comparison.failing ?? {}
  const test = plan?.tests?.at(-1) ?? ''
  const message = lab.runs
    .find((run) => run.plan === plan && hasFailed(run, test) === true)
    ?.attempts.get(test)?.message
  return { kind: 'found', sets, othersDoIt, ...(message === undefined ? {} : { message }) }
}

function stopped(why: string, smallest: readonly string[] = []): BisectOutcome {
  return { kind: 'stopped', why, smallest }
}

/** As `flake run` remembers a verdict, so that `repro` and `why` know the plan. */
async function remember(
  io: Io,
  lab: Lab,
  { test, outcome }: { readonly test: string; readonly outcome: BisectOutcome & { readonly kind: 'found' } },
): Promise<void> {
  const [verdict] = outcome.sets
  if (verdict === undefined) return
  const ran = lab.runs.map((run) => hasFailed(run, test)).filter((isFailed) => isFailed !== undefined)
  const { message } = outcome
  const data: TestVerdict = {
    test,
    verdict,
    seen: { failures: ran.filter(Boolean).length, runs: ran.length },
    ...(message === undefined ? {} : { message }),
    plan: verdict.comparison.failing.plan,
  }
  const { commit } = lab.place
  await lab.history?.saveVerdicts([
    { test, atMs: io.now(), ...(commit === undefined ? {} : { commit }), kind: verdict.kind, data },
  ])
}

/** What files in processes of their own share is outside of the memory. */
function processNotes(lab: Lab, test: string, outcome: BisectOutcome): readonly string[] {
  const { sharesProcess, isPython } = lab.suite.adapter.steering
  if (sharesProcess || outcome.kind !== 'found') return []
  const fileOf = (id: string): string => id.split(isPython ? '::' : ' > ')[0] ?? ''
  const isElsewhere = outcome.sets.some((set) => membersOf(set).some((id) => fileOf(id) !== fileOf(test)))
  return isElsewhere
    ? [
        'they are in different files: unless the runner shares memory between them, look for files, a database or a server',
      ]
    : []
}

const testsShownMax = 10

export function renderBisect({ test, outcome, before, runs, notes }: BisectReport): string {
  return [
    ...outcomeLines(outcome, { test, before, runs }),
    ...notes.map((text) => `note: ${text}`),
    `next: ${nextCommand(outcome, test)}`,
  ].join('\n')
}

function outcomeLines(
  outcome: BisectOutcome,
  { test, before, runs }: Pick<BisectReport, 'test' | 'before' | 'runs'>,
): readonly string[] {
  const id = escapeLine(test)
  switch (outcome.kind) {
    case 'independent':
      return [
        `no order decides in ${count(runs, 'run')}: ${id}`,
        `  alone ${tallied(outcome.alone)}, in ${count(outcome.inOrders.runs, 'order')} ${tallied(outcome.inOrders)}`,
      ]
    case 'stopped':
      return [
        `not known after ${count(runs, 'run')}: ${id}`,
        `  ${outcome.why}`,
        ...(outcome.smallest.length === 0 ? [] : [`  smallest so far: ${listed(outcome.smallest, before)}`]),
        ...outcome.smallest.slice(0, testsShownMax).map((member) => `    ${escapeLine(member)}`),
      ]
    case 'found':
      return foundLines(outcome, { test, before, runs })
  }
}

function foundLines(
  { sets, othersDoIt, message }: BisectOutcome & { readonly kind: 'found' },
  { test, before, runs }: Pick<BisectReport, 'test' | 'before' | 'runs'>,
): readonly string[] {
  const isBrittle = sets[0]?.kind === 'order-brittle'
  const role = isBrittle ? 'setter' : 'polluter'
  const search = sets.reduce((sum, set) => sum + set.searchRuns, 0)
  const tests = sets.reduce((sum, set) => sum + membersOf(set).length, 0)
  const inSets = sets.length > 1 ? ` in ${sets.length} sets, each enough,` : tests > 1 ? ', needed together,' : ''
  return [
    `${count(tests, role)}${inSets} of ${count(before, 'test')} before it: ${escapeLine(test)}`,
    ...sets.flatMap((set) => [
      ...membersOf(set).map((member) => `  ${role}: ${escapeLine(member)}`),
      `  ${explain(set, set.comparison.failing)}`,
    ]),
    ...(message === undefined ? [] : [`  said: ${said(message)}`]),
    `  ${count(runs, 'run')}, ${search} of them the search${others(othersDoIt, role)}`,
  ]
}

function others(othersDoIt: boolean | undefined, role: string): string {
  if (othersDoIt === undefined) return ''
  return othersDoIt ? `; without it another ${role} does the same: --all finds all` : `; no other ${role}`
}

function listed(tests: readonly string[], before: number): string {
  return `${tests.length} of the ${count(before, 'test')} before it`
}

function tallied({ failures, runs }: Tally): string {
  return failures === 0 ? 'it passed' : failures === runs ? 'it failed' : `${failures} of ${runs} failed`
}

function nextCommand(outcome: BisectOutcome, test: string): string {
  if (outcome.kind === 'found') return `flake why ${quoteTest(test)}`
  if (outcome.kind === 'stopped') return `flake bisect --time 10m ${quoteTest(test)}`
  const { failures } = outcome.alone
  return failures > 0 ? `flake mine ${quoteTest(test)}` : `flake run --test ${quoteTest(test)}`
}
