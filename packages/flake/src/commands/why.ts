import { ToolError, type Io } from '@groundcrew/core/cli'
import { count, escapeLine, truncateLine } from '@groundcrew/core/text'
import { stateDifference } from '../judge/state-difference.ts'
import type { TestVerdict, Verdict } from '../judge/verdict.ts'
import { planOf, type Plan } from '../model/plan.ts'
import type { RunRecord, StateFacts } from '../model/run-record.ts'
import { quoteTest } from '../report/quote-test.ts'
import { said } from '../report/said.ts'
import { hasFailed } from '../search/compare.ts'
import type { Lab } from '../search/lab.ts'
import { isCause, proofRuns, proveCause, type Proof, type ProvedChange } from '../search/prove-cause.ts'
import { sourceOf } from '../search/rank.ts'
import { withLab } from '../search/with-lab.ts'
import { asLastRun } from './as-last-run.ts'
import { bisect } from './bisect.ts'
import { askHistory, findTest } from './place.ts'

export interface WhyOptions {
  readonly test: string
  readonly timeMs: number
  readonly command: readonly string[]
}

export interface WhyReport {
  readonly test: string
  /** What makes the difference: the polluters, the setters, or the test itself the first time. */
  readonly others: readonly string[]
  readonly kind: 'order-victim' | 'order-brittle' | 'non-idempotent'
  readonly changes: readonly ProvedChange[]
  /** Whether the test still did alone and after the others what the verdict says. */
  readonly isConfirmed: boolean
  readonly message?: string
}

type Explained = Verdict & { readonly kind: WhyReport['kind'] }

/** Two snapshots without the others: what differs between them differs by itself. */
const aloneRuns = 2

/**
 * What a test finds changed after its polluters or setters: everything that it can see, written down at its start with and without them.
 * Searches for them first where they are not known.
 *
 * @throws ToolError NO_ORDER where no order decides, NO_STATE where the runner cannot be looked into, and those of `bisect`.
 */
export async function why(io: Io, options: WhyOptions): Promise<WhyReport> {
  const { test, verdict } = (await knownVerdict(io, options.test)) ?? (await searchVerdict(io, options))
  const { at, request } = await asLastRun(io, { ...options, test })
  return withLab(at, request, async (lab) => {
    const plans = plansOf(test, verdict)
    const alone: RunRecord[] = []
    for (let run = 0; run < aloneRuns; run += 1) alone.push(await lab.run({ ...plans.alone, watch: test }, 'why alone'))
    const after = await lab.run({ ...plans.after, watch: test }, 'why after')
    const runs = [...alone, after]
    const failure = runs.map((run) => run.attempts.get(test)?.message).find((message) => message !== undefined)
    const changes = stateDifference({
      alone: alone.map((run) => stateOf(lab, run, test)),
      after: stateOf(lab, after, test),
      words: `${sourceOf(lab, test)} ${failure ?? ''}`,
    })
    const isFailedAlone = verdict.kind === 'order-brittle'
    const isConfirmed =
      hasFailed(after, test) === !isFailedAlone && alone.every((run) => hasFailed(run, test) === isFailedAlone)
    return {
      test,
      kind: verdict.kind,
      others: membersOf(test, verdict),
      changes: isConfirmed
        ? await proveCause(lab, changes, { test, after: plans.after, isFailedAlone })
        : changes.map((change) => ({ ...change, proof: 'not tried' as const })),
      isConfirmed,
      ...(failure === undefined ? {} : { message: failure }),
    }
  })
}

interface Known {
  readonly test: string
  readonly verdict: Explained
}

async function knownVerdict(io: Io, word: string): Promise<Known | undefined> {
  return askHistory(io, async (history) => {
    const tests = await history.tests()
    const isKnown = tests.some((name) => name.includes(word) || escapeLine(name).includes(word))
    if (!isKnown) return undefined
    const test = findTest(word, tests)
    const verdict = ((await history.verdictOf(test))?.data as TestVerdict | undefined)?.verdict
    return isExplained(verdict) ? { test, verdict } : undefined
  })
}

function isExplained(verdict: Verdict | undefined): verdict is Explained {
  return verdict !== undefined && ['order-victim', 'order-brittle', 'non-idempotent'].includes(verdict.kind)
}

async function searchVerdict(io: Io, options: WhyOptions): Promise<Known> {
  const { test, outcome } = await bisect(io, { ...options, isAll: false })
  const verdict = outcome.kind === 'found' ? outcome.sets[0] : undefined
  if (verdict !== undefined) return { test, verdict }
  throw new ToolError('NO_ORDER', `no test before '${escapeLine(test)}' is known to decide what it does`, {
    hint: `flake run --test ${quoteTest(test)} says what it is`,
  })
}

function plansOf(test: string, verdict: Explained): { readonly alone: Plan; readonly after: Plan } {
  if (verdict.kind === 'non-idempotent') return { alone: planOf([test]), after: { ...planOf([test]), repeats: 2 } }
  return { alone: planOf([test]), after: planOf([...membersOf(test, verdict), test]) }
}

function membersOf(test: string, verdict: Explained): readonly string[] {
  if (verdict.kind === 'order-victim') return verdict.polluters
  return verdict.kind === 'order-brittle' ? verdict.setters : [test]
}

function stateOf(lab: Lab, run: RunRecord, test: string): StateFacts {
  if (run.state !== undefined) return run.state
  const isReached = hasFailed(run, test) !== undefined
  const { runner } = lab.suite.adapter
  throw new ToolError(
    isReached ? 'NO_STATE' : 'NOTHING_RAN',
    isReached ? `what a test sees cannot be written down under ${runner}` : `no run reached '${escapeLine(test)}'`,
    { hint: isReached ? `flake repro ${quoteTest(test)}` : `flake history ${quoteTest(test)}` },
  )
}

const changesShownMax = 12
const valueLengthMax = 70

export function renderWhy({ test, others, kind, changes, isConfirmed, message }: WhyReport): string {
  const shown = changes.slice(0, changesShownMax)
  const causes = changes.filter(isCause).length
  const who = { 'order-victim': 'polluter', 'order-brittle': 'setter', 'non-idempotent': 'left by its first run' }[kind]
  return [
    `${count(changes.length, 'difference')} that the test can see, ${causes} of them shown to be the cause: ${escapeLine(test)}`,
    ...(kind === 'non-idempotent' ? [`  ${who}`] : others.map((other) => `  ${who}: ${escapeLine(other)}`)),
    ...shown.map(renderChange),
    ...(changes.length > shown.length ? [`  … ${changes.length - shown.length} more: --json`] : []),
    ...(changes.length === 0
      ? [
          '  what decides is neither in its variables, nor in the environment, globals or files: perhaps a server or a database',
        ]
      : []),
    `  ${proofLine(changes, kind)}`,
    ...(isConfirmed ? [] : ['  this time it did not do what it was known for: the differences may explain nothing']),
    ...(message === undefined ? [] : [`  said: ${said(message)}`]),
    `next: flake repro ${quoteTest(test)}`,
  ].join('\n')
}

/** What putting things back when the test begins has shown. */
function proofLine(changes: readonly ProvedChange[], kind: WhyReport['kind']): string {
  const causes = changes.filter(isCause)
  const does = kind === 'order-brittle' ? 'it fails' : 'it passes'
  if (causes.length > 0) {
    return `confirmed: with ${causes.length === 1 ? 'it' : 'them'} put back when the test begins, all else left, ${does} (${proofRuns} of ${proofRuns}); no less is enough`
  }
  const isTried = changes.some(({ proof }) => proof === 'no cause')
  return isTried
    ? 'not confirmed: all that can be put back is put back, and it does the same'
    : 'not confirmed: nothing could be put back'
}

const proofWords: Readonly<Record<Proof, string>> = {
  cause: '  <- the cause',
  part: '  <- a part of the cause',
  'no cause': '',
  'not tried': '',
}

function renderChange({ name, alone, after, isNamed, proof }: ProvedChange): string {
  const value = (text: string | undefined): string =>
    text === undefined ? 'not there' : truncateLine(escapeLine(text), valueLengthMax)
  return `  ${isNamed ? '* ' : '- '}${escapeLine(name)}: ${value(alone)} -> ${value(after)}${proofWords[proof]}`
}
