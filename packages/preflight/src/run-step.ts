import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { extractFailures, type FailureContext } from '@groundcrew/core/failures'
import { describeOutcome, formatCommand, runCommand, type CommandResult, type Outcome } from '@groundcrew/core/process'
import type { RunLogs } from './run-logs.ts'
import type { Step, StepOutcome, StepReport } from './report.ts'
import { judgeTests, readTestEvidence } from './test-evidence.ts'

/** Variables by which git tells a hook where its repository is; a step that runs git elsewhere must not inherit them. */
const gitVariables = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
]

/** Set for every step, so that a step that calls preflight on the same repository does not call itself for ever. */
export const runningVariable = 'GROUNDCREW_PREFLIGHT_ROOT'

/** What tells where the files in a step's output are. */
export type RepositoryFacts = Pick<FailureContext, 'files' | 'packages' | 'changedFiles'>

export interface StepContext {
  readonly io: Io
  readonly root: string
  /** `root` is a checkout of what is staged. */
  readonly isStaged: boolean
  readonly logs: RunLogs
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Time since the run began. */
  readonly elapsedMs: () => number
  /** Asked for only when a step fails. */
  readonly facts: () => Promise<RepositoryFacts>
}

/** Runs one step to its end, with its whole output in a log. */
export async function runStep(step: Step, context: StepContext): Promise<StepReport> {
  const { root, io } = context
  const startMs = context.elapsedMs()
  const logPath = context.logs.pathOf(step.id)
  const result = await runCommand(step.argv, {
    cwd: path.join(root, step.cwd),
    env: stepEnvironment(io.env, step, root),
    unset: [...gitVariables, 'FORCE_COLOR'],
    timeoutMs: context.timeoutMs,
    signal: context.signal,
    ...(logPath === undefined ? {} : { logPath }),
  })
  return {
    ...reportBase(step, context),
    ...(await judgeResult(step, result, context)),
    startMs,
    durationMs: result.durationMs,
    ...(result.logPath === undefined ? {} : { logPath: result.logPath }),
    ...(result.logProblem === undefined ? {} : { logProblem: result.logProblem }),
  }
}

type Judgement = StepOutcome & Pick<StepReport, 'failures' | 'tests'>

/** The output is read where the command did not pass, and of a test always: its exit code alone proves nothing. */
async function judgeResult(step: Step, { outcome, output }: CommandResult, context: StepContext): Promise<Judgement> {
  const ended = judge(outcome)
  const isTest = step.role === 'test' && ended.state === 'passed'
  if (!isTest && ended.state !== 'failed' && ended.state !== 'timed-out') return ended
  const text = output.text()
  const cwd = path.join(context.root, step.cwd)
  const place = { ...(await context.facts()), root: context.root, cwd, runner: step.runner, failed: !isTest }
  const failures = extractFailures(text, place)
  const tests = step.role === 'test' ? readTestEvidence(text, failures.tests) : undefined
  const judged = isTest ? judgeTests(text, failures.tests) : ended
  return {
    ...judged,
    ...(tests === undefined ? {} : { tests }),
    ...(judged.state === 'passed' ? {} : { failures }),
  }
}

/** The report of a step that was not run. */
export function skipStep(step: Step, reason: string, context: StepContext): StepReport {
  return { ...reportBase(step, context), state: 'skipped', reason, startMs: context.elapsedMs(), durationMs: 0 }
}

export function reportBase(
  step: Step,
  { isStaged }: Pick<StepContext, 'isStaged'>,
): Pick<StepReport, 'id' | 'role' | 'command' | 'cwd' | 'rerun'> {
  const command = formatCommand([...step.argv])
  const inPlace = step.cwd === '.' ? command : `(cd ${formatCommand([step.cwd])} && ${command})`
  // By itself the command would see the work tree, which may hold what is not staged.
  const rerun = isStaged ? formatCommand(['preflight', '--staged', '--only', step.id]) : inPlace
  return { id: step.id, role: step.role, command, cwd: step.cwd, rerun }
}

function stepEnvironment(env: Io['env'], step: Step, root: string): Io['env'] {
  return { CI: 'true', ...env, NO_COLOR: '1', ...step.environment, [runningVariable]: root }
}

function judge(outcome: Outcome): StepOutcome {
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
