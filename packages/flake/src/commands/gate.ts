import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { note, ToolError, type Io } from '@groundcrew/core/cli'
import type { TestOutcome } from '@groundcrew/core/history'
import { formatCommand } from '@groundcrew/core/process'
import { count, escapeLine } from '@groundcrew/core/text'
import { rateInterval, type Tally } from '../judge/rates.ts'
import { verdictKinds } from '../judge/verdict.ts'
import { planOf, type Plan } from '../model/plan.ts'
import { isBad, type RunRecord } from '../model/run-record.ts'
import {
  readQuarantine,
  quarantineFileName,
  type Quarantine,
  type QuarantineEntry,
} from '../quarantine/quarantine-file.ts'
import { renderAnnotation } from '../report/annotations.ts'
import { attemptsByTest, renderJunit } from '../report/junit.ts'
import { percent } from '../report/percent.ts'
import { quoteTest } from '../report/quote-test.ts'
import { said } from '../report/said.ts'
import { hasFailed } from '../search/compare.ts'
import type { Lab } from '../search/lab.ts'
import { nothingRan } from '../search/nothing-ran.ts'
import { refuseUnselectable } from '../search/require-tests.ts'
import { assignShards, type Shard } from '../shards/shards.ts'
import { withLab } from '../search/with-lab.ts'
import { testFile } from '../model/test-file.ts'

export interface GateOptions {
  readonly command: readonly string[]
  readonly report?: string
  readonly reruns: number
  readonly shard?: Shard
  readonly timeMs: number
  readonly junit?: string
  readonly isGithub: boolean
}

/** What the gate says of a test that failed, or that is in quarantine. */
export interface GatedTest {
  readonly test: string
  /**
   * `broken`: it never passed. `flaky`: it failed and passed. `order`: it fails in the suite and passes by itself. `passed`: only the
   * rules of the quarantine say something of it.
   */
  readonly kind: 'broken' | 'flaky' | 'order' | 'passed'
  readonly isFatal: boolean
  readonly why: string
  readonly tally: Tally
  readonly message?: string
}

export interface GateReport {
  readonly tests: number
  readonly gated: readonly GatedTest[]
  /** What is wrong with the quarantine itself, or with a run as a whole. */
  readonly problems: readonly string[]
  /** What the tests in quarantine did in the first run; without an outcome those that it did not have. */
  readonly quarantined: readonly { readonly test: string; readonly outcome: TestOutcome | undefined }[]
  /** Where only this part of the suite ran. */
  readonly shard?: Shard
  readonly logPath?: string
}

const flakyKinds = new Set<string>(verdictKinds.filter((kind) => kind !== 'broken' && kind !== 'unexplained'))

/**
 * Runs the suite once, and what failed again. Fails for what is broken, for flakes that nobody knew, and for a quarantine whose rules
 * are not kept; tests in quarantine run and are reported.
 *
 * @throws ToolError NO_SUITE, NOTHING_RAN, BROKEN_QUARANTINE.
 */
export async function gate(io: Io, options: GateOptions): Promise<GateReport> {
  return withLab(io, options, async (lab) => {
    const quarantine = readQuarantine(lab.suite.root)
    const suite = await chooseSuite(lab, options.shard)
    if (suite.tests?.length === 0) return emptyShard(quarantine, options)
    const first = await lab.run(suite, 'gate')
    if (first.attempts.size === 0) throw nothingRan(lab.suite, first)
    const failed = await rerunFailed(lab, { first, suite, reruns: options.reruns })
    const today = new Date(io.now()).toISOString().slice(0, 10)
    const gated: GatedTest[] = []
    for (const failure of failed) gated.push(await judge(lab, failure, { quarantine, today }))
    gated.push(...unusedEntries(quarantine, gated, today))
    const report: GateReport = {
      tests: first.attempts.size,
      gated,
      problems: fileProblems(quarantine),
      quarantined: quarantine.entries.map(({ test }) => ({ test, outcome: first.attempts.get(test)?.outcome })),
      ...(options.shard === undefined ? {} : { shard: options.shard }),
      ...(first.logPath === undefined || failed.length === 0 ? {} : { logPath: first.logPath }),
    }
    publish(io, lab, report, options)
    return report
  })
}

interface Failure {
  readonly test: string
  /** In whole runs of the suite, and by themselves. */
  readonly inSuite: Tally
  readonly alone: Tally
  readonly message?: string
}

/**
 * All of the suite, or the tests of a shard: for that they are listed first, in a run of none of them.
 *
 * @throws ToolError NOT_STEERED where the runner cannot do that.
 */
async function chooseSuite(lab: Lab, shard: Shard | undefined): Promise<Plan> {
  if (shard === undefined) return planOf(undefined)
  refuseUnselectable(lab)
  const { collected, problems } = await lab.run(planOf([]), 'list')
  if (collected.length === 0) {
    throw new ToolError(
      'NOT_STEERED',
      `${formatCommand(lab.suite.command)} does not list its tests without running them`,
      {
        hint: 'flake gate without --shard runs all of them; or give each machine a command for its own files',
      },
    )
  }
  const known = new Set(collected.map(testFile))
  const unloaded = problems.flatMap(({ file }) => (file === undefined || known.has(file) ? [] : [file]))
  const all = [...collected, ...unloaded]
  const shards = assignShards(all, shard.count)
  return planOf([...new Set(all)].filter((test) => shards.get(testFile(test)) === shard.index))
}

/** There may be fewer files than machines. */
function emptyShard(quarantine: Quarantine, { shard }: GateOptions): GateReport {
  const quarantined = quarantine.entries.map(({ test }) => ({ test, outcome: undefined }))
  return {
    tests: 0,
    gated: [],
    problems: fileProblems(quarantine),
    quarantined,
    ...(shard === undefined ? {} : { shard }),
  }
}

interface FirstRun {
  readonly first: RunRecord
  /** What it ran. */
  readonly suite: Plan
  readonly reruns: number
}

async function rerunFailed(lab: Lab, { first, suite, reruns }: FirstRun): Promise<readonly Failure[]> {
  const files = first.problems.map(({ file, message }) => file ?? message)
  const runProblems = new Set(first.problems.flatMap(({ file, message }) => (file === undefined ? [message] : [])))
  const tests = [...[...first.attempts].filter(([, attempt]) => isBad(attempt)).map(([test]) => test), ...files]
  if (tests.length === 0) return []
  const { selects } = lab.suite.adapter.steering
  const inSuite = new Map(tests.map((test) => [test, { failures: 1, runs: 1 }]))
  const alone = new Map(tests.map((test) => [test, { failures: 0, runs: 0 }]))
  // What goes wrong around the tests cannot be run by itself.
  const chosen = tests.filter((test) => !runProblems.has(test))
  for (let rerun = 0; rerun < reruns && lab.fits(lab.expectMs(suite)); rerun += 1) {
    // By themselves first: what passes so has been seen to pass, and one more run of the suite tells an order from a chance.
    const isWhole = !selects || rerun === reruns - 1 || chosen.length === 0
    const run = await lab.run(isWhole ? suite : planOf(chosen), 'rerun')
    if (lab.isStopped) break
    for (const test of isWhole ? tests : chosen) {
      const tally = (isWhole ? inSuite : alone).get(test)
      const isFailed = files.includes(test)
        ? run.problems.some(({ file, message }) => test === (file ?? message))
        : hasFailed(run, test)
      if (tally === undefined || isFailed === undefined) continue
      tally.runs += 1
      if (isFailed) tally.failures += 1
    }
  }
  return tests.map((test) => {
    const message = first.attempts.get(test)?.message ?? first.problems.find(({ file }) => file === test)?.message
    const none = { failures: 0, runs: 0 }
    return {
      test,
      inSuite: inSuite.get(test) ?? none,
      alone: alone.get(test) ?? none,
      ...(message === undefined ? {} : { message }),
    }
  })
}

interface Rules {
  readonly quarantine: Quarantine
  readonly today: string
}

async function judge(lab: Lab, failure: Failure, { quarantine, today }: Rules): Promise<GatedTest> {
  const { test, message } = failure
  const kind = kindOf(failure)
  const tally = {
    failures: failure.inSuite.failures + failure.alone.failures,
    runs: failure.inSuite.runs + failure.alone.runs,
  }
  const common = { test, kind, tally, ...(message === undefined ? {} : { message }) }
  const entry = quarantine.entries.find((candidate) => candidate.test === test)
  if (kind === 'broken') {
    const where = entry === undefined ? '' : '; it is in quarantine, which is for flaky tests'
    return { ...common, isFatal: true, why: `failed in all of ${count(tally.runs, 'run')}${where}` }
  }
  const counts =
    kind === 'order'
      ? `fails in the suite (${failure.inSuite.failures} of ${failure.inSuite.runs}), passes without the others`
      : `${tally.failures} of ${tally.runs} failed`
  if (entry !== undefined)
    return { ...common, ...judgeEntry(entry, today, { counts, rate: failure.inSuite.runs > 1 ? tally : undefined }) }
  const verdict = await lab.history?.verdictOf(test)
  const isKnown = verdict !== undefined && flakyKinds.has(verdict.kind) && verdict.commit !== lab.place.commit
  if (isKnown)
    return {
      ...common,
      isFatal: false,
      why: `${counts}; known since ${new Date(verdict.atMs).toISOString().slice(0, 10)} as ${verdict.kind}`,
    }
  return { ...common, isFatal: true, why: `${counts}: a new flake` }
}

function kindOf({ inSuite, alone }: Failure): 'broken' | 'flaky' | 'order' {
  const isAlwaysInSuite = inSuite.failures === inSuite.runs
  if (isAlwaysInSuite && alone.failures === alone.runs) return 'broken'
  return isAlwaysInSuite && inSuite.runs > 1 && alone.failures === 0 && alone.runs > 1 ? 'order' : 'flaky'
}

interface EntryFacts {
  readonly counts: string
  /** Undefined where too few runs were made to speak of a rate. */
  readonly rate: Tally | undefined
}

function judgeEntry(
  entry: QuarantineEntry,
  today: string,
  { counts, rate }: EntryFacts,
): Pick<GatedTest, 'isFatal' | 'why'> {
  const where = `in quarantine until ${entry.until}, task ${entry.task}`
  if (entry.until < today)
    return { isFatal: true, why: `${counts}; its quarantine ended on ${entry.until}, task ${entry.task}` }
  const low = rate === undefined ? 0 : rateInterval(rate).low
  if (low > entry.rateMax)
    return { isFatal: true, why: `${counts}; ${where}, where at most ${percent(entry.rateMax)} may fail` }
  return { isFatal: false, why: `${counts}; ${where}` }
}

/** An entry whose time is over fails the build also on a day on which its test passes. */
function unusedEntries({ entries }: Quarantine, gated: readonly GatedTest[], today: string): readonly GatedTest[] {
  return entries
    .filter(({ test, until }) => until < today && !gated.some((entry) => entry.test === test))
    .map(({ test, until, task }) => ({
      test,
      kind: 'passed' as const,
      isFatal: true,
      why: `its quarantine ended on ${until}, task ${task}: take it out of ${quarantineFileName}`,
      tally: { failures: 0, runs: 1 },
    }))
}

/** Two branches that enter one test leave it there twice, with two days. */
function fileProblems({ entries, entriesMax }: Quarantine): readonly string[] {
  const tests = entries.map(({ test }) => test)
  const twice = [...new Set(tests.filter((test, index) => tests.indexOf(test) !== index))]
  return [
    ...(entries.length > entriesMax
      ? [`${entries.length} tests are in quarantine, ${quarantineFileName} allows ${entriesMax}`]
      : []),
    ...twice.map((test) => `${escapeLine(test)} is twice in ${quarantineFileName}`),
  ]
}

function publish(io: Io, lab: Lab, { gated }: GateReport, { junit, isGithub }: GateOptions): void {
  if (junit !== undefined) {
    const byTest = attemptsByTest(lab.runs)
    const tests = [...byTest].map(([test, attempts]) => {
      const found = gated.find((entry) => entry.test === test)
      return { test, attempts, isFailed: found?.isFatal ?? false, ...(found === undefined ? {} : { note: found.why }) }
    })
    writeFileSync(path.resolve(io.cwd, junit), renderJunit(formatCommand(lab.suite.command), tests))
  }
  for (const { test, isFatal, kind, why } of isGithub ? gated : []) {
    const file = testFile(test)
    note(
      io,
      renderAnnotation({
        level: isFatal ? 'error' : 'warning',
        file,
        title: `${kind}: ${escapeLine(test)}`,
        message: why,
      }),
    )
  }
}

export function isPassed({ gated, problems }: GateReport): boolean {
  return problems.length === 0 && !gated.some(({ isFatal }) => isFatal)
}

const gatedShownMax = 15

export function renderGate(report: GateReport): string {
  const { gated, tests, problems, shard, logPath } = report
  const fatal = gated.filter(({ isFatal }) => isFatal)
  const shown = [...fatal, ...gated.filter(({ isFatal }) => !isFatal)].slice(0, gatedShownMax)
  const passedCount = gated.length - fatal.length
  const [first] = fatal
  return [
    `${shard === undefined ? '' : `shard ${shard.index} of ${shard.count}: `}${isPassed(report) ? 'passed' : 'failed'}: ${count(tests, 'test')}, ${fatal.length} fatal, ${passedCount} let pass`,
    ...problems.map((problem) => `fatal  ${problem}`),
    ...shown.flatMap(({ test, kind, isFatal, why, message }) => [
      `${isFatal ? 'fatal' : 'let pass'}  ${kind}  ${escapeLine(test)}`,
      `  ${why}`,
      ...(message === undefined ? [] : [`  said: ${said(message)}`]),
    ]),
    ...(gated.length > shown.length ? [`… ${gated.length - shown.length} more: --json has all`] : []),
    ...quarantineLines(report),
    ...(logPath === undefined ? [] : [`log: ${logPath}`]),
    `next: ${first === undefined ? 'flake top' : first.kind === 'broken' ? `flake mine ${quoteTest(first.test)}` : `flake run --test ${quoteTest(first.test)}`}`,
  ].join('\n')
}

const namesShownMax = 5

function quarantineLines({ quarantined, shard }: GateReport): readonly string[] {
  if (quarantined.length === 0) return []
  const passed = quarantined.filter(({ outcome }) => outcome === 'passed').length
  const absent = quarantined.filter(({ outcome }) => outcome === undefined)
  const failed = quarantined.filter((entry) => entry.outcome !== undefined && isBad({ outcome: entry.outcome })).length
  const others = absent.length === 0 ? '' : `, ${absent.length} not in this ${shard === undefined ? 'suite' : 'shard'}`
  return [
    `quarantine: ${count(quarantined.length, 'test')}, ${passed} passed, ${failed} failed${others}`,
    // A shard has the tests of its own files only.
    ...(shard === undefined ? absent : [])
      .slice(0, namesShownMax)
      .map(
        ({ test }) =>
          `note: not run: ${escapeLine(test)}; renamed or removed? flake quarantine --remove ${quoteTest(test)}`,
      ),
  ]
}
