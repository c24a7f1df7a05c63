import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import type { Cause } from '@groundcrew/core/failures'
import { formatCommand, runUnattended, type UnattendedResult } from '@groundcrew/core/process'
import type { Prove } from './false-green/proof.ts'
import { blamesEnvironment, type EnvironmentPlace } from './environment-class.ts'
import type { KnownFlakes } from './flake-history.ts'
import type { WorkCopy } from './hooks/copy-work.ts'
import { addChanges } from './hooks/judge-hooks.ts'
import { judgeResult, tellsFailedTests, type JudgeContext, type Judgement } from './judge-result.ts'
import { commandLine } from './lines.ts'
import type { RunLogs } from './run-logs.ts'
import type { Step, StepReport } from './report.ts'
import { startOfScript } from './start-script.ts'
import { isTestFile } from './test-files.ts'
import type { Turn } from './turns.ts'

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

export interface StepContext extends JudgeContext {
  readonly io: Io
  /** `root` is a checkout of what is staged. */
  readonly isStaged: boolean
  readonly logs: RunLogs
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Time since the run began. */
  readonly elapsedMs: () => number
  /** Names the cores that this run holds, so that a tool within a step does not wait for them. */
  readonly coreVariables: Readonly<Record<string, string>>
  /** The command line that runs a part of a step's tests, where there is one. */
  readonly narrow: (step: Step, files: readonly string[]) => Pick<Step, 'argv' | 'cwd'> | undefined
  readonly prove: Prove
  /** The packages of the repository, with what they ask for. */
  readonly dependents: EnvironmentPlace['packages']
  readonly knownFlakes: KnownFlakes
  readonly takeTurn: (step: Step, signal: AbortSignal) => Promise<Turn>
  /** Makes a copy of what is checked, for a step that changes files. */
  readonly copy: () => Promise<WorkCopy>
}

/** Runs one step to its end, with its whole output in a log. */
export async function runStep(step: Step, context: StepContext): Promise<StepReport> {
  return step.inCopy === true ? await runInCopy(step, context) : await runInTurn(step, context)
}

async function runInTurn(step: Step, context: StepContext): Promise<StepReport> {
  const turn = await context.takeTurn(step, context.signal)
  if (turn.kind === 'refused') return skipStep(step, turn.reason, context)
  try {
    return await runHere(step, context)
  } finally {
    turn.release()
  }
}

async function runInCopy(step: Step, context: StepContext): Promise<StepReport> {
  const startMs = context.elapsedMs()
  try {
    const copy = await context.copy()
    try {
      const report = await runHere(step, { ...context, root: copy.root })
      return step.hooks === undefined ? report : addChanges(report, step.hooks, await copy.changedFiles())
    } finally {
      copy.release()
    }
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    const durationMs = context.elapsedMs() - startMs
    const reason = `no copy could be made for it: ${error.message}`
    return { ...reportBase(step, context), state: 'unknown', reason, startMs, durationMs }
  }
}

async function runHere(step: Step, context: StepContext): Promise<StepReport> {
  const startMs = context.elapsedMs()
  const result = await runToEnd(step, { argv: step.argv, logPath: context.logs.pathOf(step.id) }, context)
  const judged = await context.prove(step, await judgeResult(step, result, context))
  return {
    ...reportBase(step, context),
    ...judged,
    ...(await classify(step, result, { judged, context })),
    startMs,
    durationMs: result.durationMs,
    ...(result.logPath === undefined ? {} : { logPath: result.logPath }),
    ...(result.logProblem === undefined ? {} : { logProblem: result.logProblem }),
  }
}

async function runToEnd(
  step: Step,
  { argv, logPath }: { readonly argv: Step['argv']; readonly logPath: string | undefined },
  { root, io, coreVariables, timeoutMs, signal }: StepContext,
): Promise<UnattendedResult> {
  const env = { CI: 'true', ...io.env, NO_COLOR: '1', ...coreVariables, ...step.environment, [runningVariable]: root }
  const options = {
    cwd: path.join(root, step.cwd),
    unset: [...gitVariables, 'FORCE_COLOR'],
    timeoutMs: step.timeoutMs ?? timeoutMs,
    signal,
    ...(logPath === undefined ? {} : { logPath, isTold: () => tellsFailedTests(step, logPath, { root }) }),
  }
  const start = await startOfScript({ ...step, argv }, { root, env })
  if (start !== undefined) {
    const result = await runUnattended(start.argv, { ...options, env: { ...env, ...start.environment } })
    // What the shell did not find its package manager may know.
    if (result.outcome.kind !== 'exited' || result.outcome.code !== programMissing) return result
  }
  return await runUnattended(argv, { ...options, env })
}

interface Judged {
  readonly judged: Judgement
  readonly context: StepContext
}

async function classify(
  step: Step,
  result: UnattendedResult,
  { judged, context }: Judged,
): Promise<Pick<StepReport, 'failureClass' | 'knownFlake'>> {
  if (judged.state === 'timed-out') return { failureClass: 'timeout' }
  if (judged.state !== 'failed') return {}
  if (result.question !== undefined) return { failureClass: 'prompt' }
  const { root, dependents: packages } = context
  const known = classOfOutput(result, judged.failures?.causes ?? [], { root, step, packages })
  if (known !== undefined) return { failureClass: known }
  // What did not end by itself is not started once more.
  if (result.outcome.kind === 'aborted') return { failureClass: 'code' }
  const knownFlake = await context.knownFlakes(judged.failures?.causes ?? [])
  const again = await passesAgain(step, judged, context)
  // A test that was flaky and fails again alone may be broken by now: only where it cannot be run again the history decides.
  const isFlaky = again ?? knownFlake !== undefined
  return { failureClass: isFlaky ? 'flaky' : 'code', ...(knownFlake === undefined ? {} : { knownFlake }) }
}

/** undefined where nothing but the code is to blame, or chance. */
function classOfOutput(
  { outcome }: UnattendedResult,
  causes: readonly Cause[],
  place: EnvironmentPlace,
): 'crash' | 'environment' | undefined {
  if (outcome.kind === 'signaled') return 'crash'
  if (outcome.kind === 'exited' && outcome.code === programMissing) return 'environment'
  if (blamesEnvironment(causes, place)) return 'environment'
  return causes.length > 0 && causes.every(({ kind }) => kind === 'crash') ? 'crash' : undefined
}

/** A shell's exit code for a program that it cannot find. */
const programMissing = 127
/** Where more files have failed tests, it is no chance. */
const againMax = 10

/** Runs the files of the failed tests once more; undefined where not all of them are known, or the runner cannot run just these. */
async function passesAgain(step: Step, { failures }: Judgement, context: StepContext): Promise<boolean | undefined> {
  const causes = failures?.causes ?? []
  if (step.role !== 'test' || causes.length === 0 || causes.some(({ kind }) => kind !== 'test')) return undefined
  const places = causes.flatMap(({ location, places: more = [] }) => [location, ...more])
  const files = [...new Set(places.map((place) => place?.file ?? ''))]
  if (files.length > againMax || !files.every(isTestFile)) return undefined
  const part = context.narrow(step, files)
  if (part === undefined) return undefined
  const result = await runToEnd({ ...step, cwd: part.cwd }, { argv: part.argv, logPath: undefined }, context)
  return (await judgeResult(step, result, context)).state === 'passed'
}

/** The report of a step that was not run. */
export function skipStep(step: Step, reason: string, context: StepContext): StepReport {
  return { ...reportBase(step, context), state: 'skipped', reason, startMs: context.elapsedMs(), durationMs: 0 }
}

export function reportBase(
  step: Step,
  { isStaged }: Pick<StepContext, 'isStaged'>,
): Pick<StepReport, 'id' | 'role' | 'command' | 'cwd' | 'rerun'> {
  const command = commandLine(step)
  const inPlace = step.cwd === '.' ? command : `(cd ${formatCommand([step.cwd])} && ${command})`
  // By itself the command would see the work tree, which may hold what is not staged; and it may change it.
  const staged = isStaged ? ['--staged'] : []
  const isOwn = isStaged || step.inCopy === true
  const rerun = isOwn ? formatCommand(['preflight', ...staged, '--only', step.id]) : inPlace
  return { id: step.id, role: step.role, command, cwd: step.cwd, rerun }
}
