import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { extractFailures, readPackageTests, type FailureContext, type FailureReport } from '@groundcrew/core/failures'
import { describeOutcome, type UnattendedResult } from '@groundcrew/core/process'
import { judgeHooks } from './hooks/judge-hooks.ts'
import { missingMembers } from './orchestrators/missing-members.ts'
import { readReplays } from './orchestrators/replays.ts'
import type { HoldLine } from './new-only/hold-line.ts'
import type { Replays, Step, StepOutcome, StepReport } from './report.ts'
import { isSibling, judgeSibling } from './siblings/judge-sibling.ts'
import { judgePackages, judgeTests, readTestEvidence } from './test-evidence.ts'

/** What a result is judged by. */
export interface JudgeContext {
  readonly root: string
  /** Ids or roles of test steps whose exit code counts although nothing tells how many tests ran. */
  readonly trusted: readonly string[]
  /** Judges only what is new; undefined where everything counts. */
  readonly holdLine: HoldLine | undefined
  /** Asked for only when a step fails. */
  readonly facts: () => Promise<RepositoryFacts>
}

/** What tells where the files in a step's output are. */
export type RepositoryFacts = Pick<FailureContext, 'files' | 'packages' | 'changedFiles'>

export type Judgement = StepOutcome & Pick<StepReport, 'failures' | 'hidden' | 'remarks' | 'replays' | 'tests'>

/** The output is read where the command did not pass, and of a test always: its exit code alone proves nothing. */
export async function judgeResult(step: Step, result: UnattendedResult, context: JudgeContext): Promise<Judgement> {
  const ended = judgeOutcome(result)
  const replays = step.through === undefined ? undefined : readReplays(step, result.output.text())
  const judged = await judgeOutput(step, { ended, result }, context)
  if (replays === undefined) return judged
  return { ...(judged.state === 'passed' ? judgeTasks(judged, replays, { step, result }) : judged), replays }
}

function judgeTasks(judged: Judgement, { by, total }: Replays, { step, result }: Ran): Judgement {
  if (total === 0) return { state: 'unknown', reason: `exit 0, but ${by} ran no task` }
  const { text, isWhole } = readOutput(result)
  const missing = step.through === undefined || !isWhole ? [] : missingMembers(step.through, text)
  const [first] = missing
  if (first === undefined) return judged
  const more = missing.length > 1 ? ` and ${missing.length - 1} more` : ''
  const task = step.through?.expects?.task ?? ''
  return { ...judged, state: 'unknown', reason: `exit 0, but ${by} ran no ${task} in ${first.directory}${more}` }
}

interface Ran {
  readonly step: Step
  readonly result: UnattendedResult
}

function isTestStep({ role }: Step): boolean {
  return role === 'test' || role === 'e2e'
}

/** Whether the output of a test runner, in its log, tells that tests failed: more than that it will not tell. */
export function tellsFailedTests(step: Step, log: string, context: Pick<JudgeContext, 'root'>): boolean {
  // Before the first output there is no log.
  const sizeBytes = statSync(log, { throwIfNoEntry: false })?.size ?? 0
  if (!isTestStep(step) || sizeBytes === 0 || sizeBytes > readBackBytesMax) return false
  const cwd = path.join(context.root, step.cwd)
  const { tests } = extractFailures(readFileSync(log, 'utf8'), { root: context.root, cwd, runner: step.runner })
  return tests !== undefined && tests.failed > 0
}

interface Ended {
  readonly ended: StepOutcome
  readonly result: UnattendedResult
}

/** A longer log is not read back: its head and tail have to do. */
const readBackBytesMax = 4 * 1024 * 1024

/** What is kept of an output in memory, or where that is not all of it the log, while that is of a size to be read. */
function readOutput({ output, logPath, logProblem }: UnattendedResult): {
  readonly text: string
  readonly isWhole: boolean
} {
  if (output.omittedBytes === 0) return { text: output.text(), isWhole: true }
  const sizeBytes = logPath === undefined || logProblem !== undefined ? Infinity : statSync(logPath).size
  if (logPath === undefined || sizeBytes > readBackBytesMax) return { text: output.text(), isWhole: false }
  return { text: readFileSync(logPath, 'utf8'), isWhole: true }
}

function hasFound({ causes }: FailureReport): boolean {
  return causes.some(({ kind }) => kind === 'test' || kind === 'diagnostic')
}

function judgeEnd(ended: StepOutcome, judgePassed: () => StepOutcome): StepOutcome {
  if (ended.state === 'passed') return judgePassed()
  // What it had found until then is true all the same.
  return ended.state === 'skipped'
    ? { state: 'failed', reason: 'stopped before its end, with failures until then' }
    : ended
}

interface Evidence {
  readonly text: string
  readonly isWhole: boolean
  readonly failures: FailureReport
  readonly place: FailureContext
}

/** What the output of tests that passed proves: in sum, and for each package of its own. */
function judgeEvidence({ text, isWhole, failures, place }: Evidence, { trusted }: JudgeContext): StepOutcome {
  const judged = judgeTests(text, failures.tests)
  if (judged.state !== 'passed' || !isWhole) return judged
  return judgePackages(readPackageTests(text, place), ({ label, task }) =>
    [task, 'test'].some((name) => trusted.includes(`${name}:${label}`)),
  )
}

async function judgeOutput(step: Step, { ended, result }: Ended, context: JudgeContext): Promise<Judgement> {
  if (isSibling(step)) return judgeSibling(step, ended, result.output.text())
  if (ended.state === 'unknown') return ended
  const { text, isWhole } = readOutput(result)
  if (ended.state === 'passed' && !isTestStep(step)) {
    return step.hooks === undefined || !isWhole ? ended : judgeHooks(step.hooks, text)
  }
  const cwd = path.join(context.root, step.cwd)
  const place = {
    ...(await context.facts()),
    root: context.root,
    cwd,
    runner: step.runner,
    failed: ended.state !== 'passed',
  }
  const failures = extractFailures(text, place)
  if (ended.state === 'skipped' && !hasFound(failures)) return ended
  const tests = isTestStep(step) ? readTestEvidence(text, failures.tests) : undefined
  const isTrusted = tests === undefined && [step.id, step.role].some((name) => context.trusted.includes(name))
  const judged = judgeEnd(ended, () => (isTrusted ? ended : judgeEvidence({ text, isWhole, failures, place }, context)))
  const whole = {
    ...judged,
    ...(tests === undefined ? {} : { tests }),
    ...(judged.state === 'passed' ? {} : { failures }),
  }
  return context.holdLine?.(step, { judged: whole, text, isWhole, place }) ?? whole
}

function judgeOutcome({ outcome, question, lingered }: UnattendedResult): StepOutcome {
  if (lingered === true) return { state: 'failed', reason: 'tests failed, and then the runner did not end: stopped' }
  if (question !== undefined) return { state: 'failed', reason: `it asks '${question}', and nobody answers` }
  const reason = describeOutcome(outcome)
  switch (outcome.kind) {
    case 'exited':
      return outcome.code === 0 ? { state: 'passed' } : { state: 'failed', reason }
    case 'signaled':
      return { state: 'failed', reason }
    case 'timed-out':
      return { state: 'timed-out', reason }
    case 'aborted':
      return { state: 'skipped', reason: 'stopped before its end' }
    case 'not-found':
    case 'not-executable':
    case 'bad-directory':
      return { state: 'unknown', reason }
  }
}
