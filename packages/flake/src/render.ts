import type { Style } from '@groundcrew/core/cli'
import { count, escapeLine, formatDuration } from '@groundcrew/core/text'
import { quoteTest } from './report/quote-test.ts'
import type { Interval, Tally } from './judge/rates.ts'
import type { TestVerdict, Verdict } from './judge/verdict.ts'
import type { VariantCause } from './model/plan.ts'
import { percent } from './report/percent.ts'
import { said } from './report/said.ts'
import type { CleanTests, FlakeReport } from './report/report.ts'

const verdictsShownMax = 12
const namesShownMax = 5

export function renderReport(report: FlakeReport, style: Style): string {
  const { verdicts, notes } = report
  const shown = verdicts.slice(0, verdictsShownMax)
  const left = verdicts.length - shown.length
  return [
    `${shardsHead(report)}${headline(report)}`,
    ...shown.flatMap((verdict) => renderVerdict(verdict, style)),
    ...(left > 0 ? [`… ${left} more: --json has all`] : []),
    ...report.troubles
      .slice(0, namesShownMax)
      .map(
        ({ message, failures, runs }) =>
          `${style.bold('run')}  ${said(message)} (${failures} of ${count(runs, 'run')})`,
      ),
    ...changedLines(report),
    okLine(report.ok, report.changed === undefined ? 'test' : 'other test'),
    ...(report.shards?.unseen ?? []).slice(0, namesShownMax).map((test) => `not looked at: ${escapeLine(test)}`),
    ...notes.map((text) => `note: ${escapeLine(text)}`),
    ...(report.logPath === undefined ? [] : [`log: ${report.logPath}`]),
    `next: ${nextCommand(report)}`,
  ]
    .filter((line) => line !== '')
    .join('\n')
}

function headline({ verdicts, troubles, tests, runs, suite, durationMs, isInterrupted }: FlakeReport): string {
  const broken = verdicts.filter(({ verdict }) => verdict.kind === 'broken').length
  const undecided = verdicts.filter(isUndecided).length
  const flaky = verdicts.length - broken - undecided
  const what = [
    ...(broken > 0 ? [`${broken} broken`] : []),
    ...(flaky > 0 ? [`${flaky} flaky`] : []),
    ...(undecided > 0 ? [`${undecided} undecided`] : []),
    ...(verdicts.length === 0 ? [troubles.length === 0 ? 'no failure' : 'no test failed, but the run did,'] : []),
  ].join(', ')
  const stopped = isInterrupted ? ', interrupted' : ''
  return `${what} among ${count(tests, 'test')} of ${suite.runner}: ${count(runs.length, 'run')} in ${formatDuration(durationMs)}${stopped}`
}

/** It was not seen to pass, and there was no time to show that it never does. */
function isUndecided({ verdict, seen }: TestVerdict): boolean {
  return verdict.kind === 'unexplained' && seen.failures === seen.runs
}

function renderVerdict({ test, verdict, seen, message }: TestVerdict, style: Style): readonly string[] {
  const lines = [`${style.bold(verdict.kind)}  ${escapeLine(test)}`, `  ${explain(verdict, seen)}`]
  const reproduce = `  reproduce: flake repro ${quoteTest(test)}`
  return [...lines, ...(message === undefined ? [] : [`  said: ${said(message)}`]), reproduce]
}

/** What a verdict says, with the numbers that show it. */
export function explain(verdict: Verdict, seen: Tally): string {
  switch (verdict.kind) {
    case 'broken':
      return `failed in all of ${count(seen.runs, 'run')}${aloneToo(verdict.alone)}: not flaky`
    case 'order-victim':
      return `passes without ${pronoun(verdict.polluters)} (${passes(verdict.comparison.passing)}), fails after ${names(verdict.polluters)} (${ofRuns(verdict.comparison.failing)})${unfinished(verdict)}`
    case 'order-brittle':
      return `fails without ${pronoun(verdict.setters)} (${ofRuns(verdict.comparison.failing)}), passes after ${names(verdict.setters)} (${passes(verdict.comparison.passing)})${unfinished(verdict)}`
    case 'non-idempotent':
      return `fails ${verdict.comparison.failing.plan.repeats > 2 ? `when run ${verdict.comparison.failing.plan.repeats} times` : 'the second time'} in one process (${ofRuns(verdict.comparison.failing)}), passes the first (${passes(verdict.comparison.passing)}): it leaves something behind that it trips over`
    case 'timing':
      if (verdict.comparison.failing.plan.variant.cause === 'none')
        return `fails on this machine as it is: ${ofRuns(verdict.comparison.failing)}; passes where waits and time limits are ten times as long: ${passes(verdict.comparison.passing)}`
      return `fails with ${verdict.comparison.failing.plan.variant.name}: ${ofRuns(verdict.comparison.failing)}, ${verdict.comparison.passing.plan.variant.cause === 'none' ? 'idle' : verdict.comparison.passing.plan.variant.name}: ${ofRuns(verdict.comparison.passing)}`
    case 'environment':
      return `${dependsOn(verdict.cause)}: with ${verdict.variant} it fails (${ofRuns(verdict.comparison.failing)}), else ${ofRuns(verdict.comparison.passing)}`
    case 'random': {
      const hint = verdict.hint === undefined ? '' : `; its failures name ${verdict.hint}`
      const repeated = verdict.repeated === undefined ? '' : `; ${ofRuns(verdict.repeated)} repeated in one process`
      return `fails by chance: ${ofRuns(verdict.rate)} ${verdict.where}, ${percentRange(verdict.interval)} at 95 %${repeated}${hint}`
    }
    case 'infrastructure':
      return `failed together with ${count(verdict.with.length, 'other test')} in one run, over ${verdict.reason}; passed in the others`
    case 'unexplained':
      return `failed ${ofRuns(seen)}: ${verdict.why}`
  }
}

/** Not where a test cannot be run alone. */
function aloneToo(alone: Tally): string {
  return alone.runs === 0 ? '' : ` and ${ofRuns(alone)} alone`
}

function dependsOn(cause: VariantCause): string {
  return cause === 'itself in parallel' ? 'does not bear another run beside it' : `depends on the ${cause}`
}

function unfinished({ isMinimal }: { readonly isMinimal: boolean }): string {
  return isMinimal ? '' : '; the search was stopped, fewer tests may do'
}

function ofRuns({ failures, runs }: Tally): string {
  return `${failures} of ${runs}`
}

function passes({ failures, runs }: Tally): string {
  return `${runs - failures} of ${runs}`
}

function pronoun(tests: readonly string[]): string {
  return tests.length === 1 ? 'it' : 'them'
}

function names(tests: readonly string[]): string {
  const shown = tests.slice(0, namesShownMax).map((test) => `'${escapeLine(test)}'`)
  const left = tests.length - shown.length
  return left > 0 ? `${shown.join(' + ')} + ${left} more` : shown.join(' + ')
}

function percentRange({ low, high }: Interval): string {
  return `${percent(low)} to ${percent(high)}`
}

function okLine(ok: CleanTests, noun: string): string {
  if (ok.tests === 0) return ''
  return `ok: ${count(ok.tests, noun)}, 0 of ${ok.cleanRunsMin} or more runs failed: a rate below ${percent(ok.rateBelow)} at 95 %`
}

function changedLines({ changed }: FlakeReport): readonly string[] {
  if (changed === undefined) return []
  const { since, tests, runsMin, othersRunsMin, ok } = changed
  const others = othersRunsMin === 0 ? '' : `, the others ${othersRunsMin} or more`
  return [
    `changed since ${escapeLine(since)}: ${count(tests, 'test')}, ${runsMin} or more runs each${others}`,
    okLine(ok, 'changed test'),
  ]
}

/** What is missing comes before anything else: the rest of the answer is not about it. */
function shardsHead({ shards, tests }: FlakeReport): string {
  if (shards === undefined) return ''
  const { count: all, present, missing, unseen, testsAll } = shards
  if (missing.length > 0) return `${missing.length} of ${all} shards missing (${missing.join(', ')}): `
  if (unseen.length > 0) return `${count(unseen.length, 'test')} in no shard: `
  return present.length === all ? '' : `shard ${present.join(', ')} of ${all}, ${tests} of ${count(testsAll, 'test')}: `
}

function nextCommand({ verdicts }: FlakeReport): string {
  const [first] = verdicts
  if (first === undefined) return 'flake --time 10m looks longer'
  return `flake repro ${quoteTest(first.test)}`
}
