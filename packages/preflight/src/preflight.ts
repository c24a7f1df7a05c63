import { availableParallelism } from 'node:os'
import { createProgress, note, ToolError, type Io } from '@groundcrew/core/cli'
import { listFiles } from '@groundcrew/core/repo'
import { count, formatDuration } from '@groundcrew/core/text'
import { readWorkspace, resolveCommands } from '@groundcrew/core/workspace'
import { runDoctor } from './doctor-step.ts'
import { planSteps } from './plan.ts'
import { stepLine } from './render-run.ts'
import { readRepositoryFacts } from './repository-facts.ts'
import { createRunLogs, type RunLogs } from './run-logs.ts'
import { runningVariable, runStep, skipStep, type RepositoryFacts } from './run-step.ts'
import { runSteps } from './schedule.ts'
import { selectNamed, selectSteps, type Selection } from './select.ts'
import type { Plan, PlanReport, PreflightReport, Step, StepReport, Verdict } from './report.ts'

export interface PreflightOptions {
  readonly selection: Selection
  readonly isFailFast: boolean
  /** Steps at a time; default: one per core. */
  readonly jobs: number | undefined
  /** For each step. */
  readonly timeoutMs: number
}

/** The gate itself; what comes before every other step. */
const doctorStep = { id: 'doctor', role: 'doctor' } as const

const whatIsLookedFor =
  'preflight looks for package.json scripts, pyproject.toml, go.mod, Cargo.toml, Makefile targets and tool configurations'

/** What would run, and why. Throws NOTHING_TO_CHECK when nothing can be detected, and usage errors as `preflight` does. */
export async function listPlan(io: Io, selection: Selection): Promise<PlanReport> {
  const { plan } = await readPlan(io)
  const chosen = chooseSteps(plan, selection)
  return {
    kind: 'plan',
    ...plan,
    steps: plan.steps.filter((step) => chosen.includes(step)),
    doctor: chosen.includes(doctorStep),
  }
}

/**
 * Runs the checks that the repository around `io.cwd` has: doctor first, then the steps of the plan. A check that fails is a
 * finding in the report. Throws NOTHING_TO_CHECK when nothing can be detected, and usage errors for unknown steps.
 */
export async function preflight(io: Io, options: PreflightOptions): Promise<PreflightReport> {
  const startedAt = io.now()
  const elapsedMs = (): number => io.now() - startedAt
  const early = startDoctor(io, options.selection)
  try {
    const { plan, facts } = await readPlan(io)
    const chosen = chooseSteps(plan, options.selection)
    const steps = plan.steps.filter((step) => chosen.includes(step))
    const watcher = createWatcher(io)
    const [doctor, logs] = await Promise.all([
      early.report === undefined ? undefined : watcher.watch(doctorStep.id, early.report),
      createRunLogs(
        io,
        plan.root,
        steps.map(({ id }) => id),
      ),
    ])
    const reports = await runChosen(io, steps, { plan, options, doctor, logs, watcher, elapsedMs, facts })
    const all = doctor === undefined ? reports : [doctor, ...reports]
    return {
      kind: 'run',
      root: plan.root,
      verdict: judgeRun(all),
      durationMs: elapsedMs(),
      steps: all,
      leftOut: plan.leftOut,
      ...(logs.directory === undefined ? {} : { logDirectory: logs.directory }),
    }
  } finally {
    early.stop()
  }
}

interface EarlyDoctor {
  /** Undefined where doctor is not chosen. */
  readonly report: Promise<StepReport> | undefined
  /** Of no effect once the report is there. */
  stop(): void
}

/** doctor looks at the repository by itself, so it can do so while preflight makes its plan. */
function startDoctor(io: Io, selection: Selection): EarlyDoctor {
  const stop = new AbortController()
  const isChosen = selectNamed([doctorStep], selection).length > 0
  const report = isChosen ? runDoctor(io, AbortSignal.any([io.signal, stop.signal])) : undefined
  // Where the plan cannot be made nobody waits for it.
  report?.catch(() => undefined)
  return { report, stop: () => stop.abort() }
}

function chooseSteps(plan: Plan, selection: Selection): readonly (Step | typeof doctorStep)[] {
  const chosen = selectSteps([doctorStep, ...plan.steps], selection)
  if (chosen.length > 0) return chosen
  throw new ToolError('NOTHING_CHOSEN', '--only and --skip leave no step', { hint: 'preflight --list', exitCode: 2 })
}

interface Inspection {
  readonly plan: Plan
  readonly facts: () => Promise<RepositoryFacts>
}

async function readPlan(io: Io): Promise<Inspection> {
  const { root, files } = await listFiles(io.cwd, { env: io.env })
  if (io.env[runningVariable] === root) {
    throw new ToolError('RECURSION', `preflight runs already in ${root}, and one of its steps calls it again`, {
      hint: 'take the call of preflight out of the script that the step runs',
    })
  }
  const workspace = await resolveCommands(await readWorkspace(root, { files }), io.env)
  const plan = planSteps(workspace)
  if (plan.steps.length > 0) return { plan, facts: readRepositoryFacts({ files, workspace, env: io.env }) }
  const remarks = [
    ...workspace.problems.map(({ message }) => message),
    ...plan.leftOut.map(({ command, why }) => `left out: ${command} (${why})`),
  ]
  const seen = [`nothing to check was found in ${root} (${count(files.length, 'file')})`, ...remarks.slice(0, 3)]
  throw new ToolError('NOTHING_TO_CHECK', seen.join('; '), { hint: whatIsLookedFor })
}

interface RunContext {
  readonly plan: Plan
  readonly options: PreflightOptions
  readonly doctor: StepReport | undefined
  readonly logs: RunLogs
  readonly watcher: Watcher
  readonly facts: () => Promise<RepositoryFacts>
  readonly elapsedMs: () => number
}

async function runChosen(io: Io, steps: readonly Step[], context: RunContext): Promise<readonly StepReport[]> {
  const { options, doctor, watcher, elapsedMs, logs, facts } = context
  const stop = new AbortController()
  let stopReason = options.isFailFast && doctor?.state === 'failed' ? '--fail-fast: doctor did not pass' : undefined
  const signal = AbortSignal.any([io.signal, stop.signal])
  const blocked = blockedSteps(doctor)
  const timeoutMs = options.timeoutMs
  const stepContext = { io, root: context.plan.root, logs, timeoutMs, signal, elapsedMs, facts }
  return runSteps(steps, {
    jobs: options.jobs ?? availableParallelism(),
    stopReason: () => (io.signal.aborted ? 'interrupted' : stopReason),
    skip: (step, reason) => watcher.report(skipStep(step, reason, elapsedMs())),
    async execute(step) {
      const obstacle = blocked.get(step.commandId)
      if (obstacle !== undefined) return watcher.report(skipStep(step, obstacle, elapsedMs()))
      const run = runStep(step, stepContext)
      const report = await watcher.watch(step.id, run)
      if (options.isFailFast && report.state !== 'passed' && stopReason === undefined) {
        stopReason = `--fail-fast: ${step.id} did not pass`
        stop.abort()
      }
      return report
    },
  })
}

/** Why a command of the workspace cannot work, by its id, as doctor says. */
function blockedSteps(doctor: StepReport | undefined): ReadonlyMap<string, string> {
  const blocked = new Map<string, string>()
  for (const finding of doctor?.findings ?? []) {
    if (finding.state !== 'fail') continue
    for (const commandId of finding.blocks) blocked.set(commandId, `doctor: ${finding.id}`)
  }
  return blocked
}

/**
 * Failed when anything failed; otherwise unknown when a step could not run or none did. That doctor itself could not tell holds
 * nothing up: the steps show what works.
 */
function judgeRun(reports: readonly StepReport[]): Verdict {
  const steps = reports.filter((report) => report.role !== 'doctor')
  if (reports.some(({ state }) => state === 'failed' || state === 'timed-out')) return 'failed'
  if (steps.some(({ state }) => state === 'unknown')) return 'unknown'
  return reports.some(({ state }) => state === 'passed') && !steps.some(({ state }) => state === 'skipped')
    ? 'passed'
    : 'unknown'
}

interface Watcher {
  /** Shows that a step runs until its report is there. */
  watch(id: string, run: Promise<StepReport>): Promise<StepReport>
  report(report: StepReport): StepReport
}

/** How often a terminal's status line is redrawn, in milliseconds. */
const redrawMs = 250

/** One line on stderr for each step that ended; on a terminal also a line that shows what is running. */
function createWatcher(io: Io): Watcher {
  const progress = createProgress(io)
  const running = new Map<string, number>()
  const redraw = (): void => {
    const parts = [...running].map(([id, startedAt]) => `${id} ${formatDuration(io.now() - startedAt)}`)
    if (parts.length > 0) progress.update(`running: ${parts.join(', ')}`)
  }
  const report = (step: StepReport): StepReport => {
    progress.clear()
    note(io, stepLine(step))
    return step
  }
  return {
    report,
    async watch(id, run) {
      running.set(id, io.now())
      const timer = io.stderr.isTTY === true ? setInterval(redraw, redrawMs) : undefined
      try {
        return report(await run)
      } finally {
        clearInterval(timer)
        running.delete(id)
      }
    },
  }
}
