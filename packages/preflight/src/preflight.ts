import { availableParallelism } from 'node:os'
import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { startGuard } from '@groundcrew/core/process'
import { count } from '@groundcrew/core/text'
import { openCache, type CachedResult, type OpenCache } from './cache/open-cache.ts'
import { runDoctor } from './doctor-step.ts'
import { isFailure, orderSteps, overBudget } from './order.ts'
import { readPlan } from './read-plan.ts'
import { createRunLogs, noLogs, type RunLogs } from './run-logs.ts'
import { reportBase, runStep, skipStep, type RepositoryFacts } from './run-step.ts'
import { runSteps } from './schedule.ts'
import { selectNamed, selectSteps, type Selection } from './select.ts'
import { checkOutStaged, type StagedCheckout } from './staged/check-out.ts'
import type { Plan, PlanReport, PreflightReport, Step, StepReport, Verdict, WhyReport } from './report.ts'
import { createWatcher, type Watcher } from './watcher.ts'

export interface PreflightOptions {
  readonly selection: Selection
  readonly isFailFast: boolean
  /** Steps at a time; default: one per core. */
  readonly jobs: number | undefined
  /** For each step. */
  readonly timeoutMs: number
  /** Check what is staged, in a checkout of its own, in place of the work tree. */
  readonly isStaged: boolean
  /** Run also what passed before on the same files. */
  readonly isFresh: boolean
  /** Only what did not pass the last time. */
  readonly isFailedOnly: boolean
  /** Start no step that would end later, after what is known of it. */
  readonly budgetMs: number | undefined
  /** Absolute paths of files that the caller writes after the run: they are no change of the repository. */
  readonly ownFiles: readonly string[]
}

/** The gate itself; what comes before every other step. */
const doctorStep = { id: 'doctor', role: 'doctor' } as const

/** What would run, and why. Throws NOTHING_TO_CHECK when nothing can be detected, and usage errors as `preflight` does. */
export async function listPlan(io: Io, selection: Selection): Promise<PlanReport> {
  const { plan } = await readPlan(io, undefined)
  const chosen = chooseSteps(plan, selection)
  return {
    kind: 'plan',
    ...plan,
    steps: plan.steps.filter((step) => chosen.includes(step)),
    doctor: chosen.includes(doctorStep),
  }
}

/** Why the one step of that name is there, and whether it would run now. Throws usage errors for a name of none or of several. */
export async function explainStep(io: Io, name: string): Promise<WhyReport> {
  const inspection = await readPlan(io, undefined)
  const { root, steps } = inspection.plan
  const named = selectSteps(steps, { only: [name], skip: [] })
  const step = named.find(({ id }) => id === name) ?? named[0]
  if (step === undefined || (step.id !== name && named.length > 1)) {
    throw usageError(
      `'${name}' names ${count(named.length, 'step')}`,
      `name one: ${named.map(({ id }) => id).join(', ')}`,
    )
  }
  const cache = await openCache(inspection, { io, workTree: root, startedAtMs: io.now(), ownFiles: [] })
  const result = cache?.find(step)
  const whyReport = { kind: 'why', root, step } as const
  if (cache === undefined) return { ...whyReport, answer: { kind: 'unknown' } }
  if (result === undefined) return { ...whyReport, answer: { kind: 'runs', reason: cache.explain(step) } }
  const { at, durationMs, tests } = result
  return { ...whyReport, answer: { kind: 'cached', at, durationMs, ...(tests === undefined ? {} : { tests }) } }
}

/**
 * Runs the checks that the repository around `io.cwd` has: doctor first, then the steps of the plan. A check that fails is a
 * finding in the report. Throws NOTHING_TO_CHECK when nothing can be detected, and usage errors for unknown steps.
 */
export async function preflight(io: Io, options: PreflightOptions): Promise<PreflightReport> {
  const startedAtMs = io.now()
  const elapsedMs = (): number => io.now() - startedAtMs
  const early = startDoctor(io, options.selection)
  const guard = startGuard()
  let staged: StagedCheckout | undefined
  try {
    staged = options.isStaged ? await checkOutStaged(io) : undefined
    const inspection = await readPlan(io, staged)
    const { plan } = inspection
    const workTree = staged?.workTree ?? plan.root
    const cache = await openCache(inspection, { io, workTree, startedAtMs, ownFiles: options.ownFiles })
    const steps = orderSteps(stepsToRun(plan, options, cache), (step) => cache?.lastRun(step), options.budgetMs)
    const known = new Map(options.isFresh ? [] : steps.flatMap((step) => cachedReport(step, cache?.find(step))))
    const isAllKnown = steps.length > 0 && known.size === steps.length
    const watcher = createWatcher(io)
    const [doctor, logs] = await Promise.all([
      early.report === undefined || isAllKnown ? undefined : watcher.watch(doctorStep.id, early.report),
      isAllKnown
        ? noLogs
        : createRunLogs(
            io,
            workTree,
            steps.map(({ id }) => id),
          ),
    ])
    const { facts } = inspection
    const reports = await runChosen(io, steps, { plan, options, known, cache, doctor, logs, watcher, elapsedMs, facts })
    if (!isAllKnown) await cache?.keep(reports)
    const all = [...(doctor === undefined ? [] : [doctor]), ...inPlanOrder(reports, plan)]
    return {
      kind: 'run',
      root: workTree,
      ...(staged === undefined ? {} : { checkout: staged.root }),
      verdict: judgeRun(all),
      durationMs: elapsedMs(),
      steps: all,
      leftOut: plan.leftOut,
      ...(logs.directory === undefined ? {} : { logDirectory: logs.directory }),
    }
  } finally {
    early.stop()
    guard.stop()
    staged?.release()
  }
}

/** The chosen steps; with `--failed` those of them that did not pass the last time. */
function stepsToRun(plan: Plan, options: PreflightOptions, cache: OpenCache | undefined): readonly Step[] {
  const chosen = chooseSteps(plan, options.selection)
  const steps = plan.steps.filter((step) => chosen.includes(step))
  if (!options.isFailedOnly) return steps
  const failed = steps.filter((step) => isFailure(cache?.lastRun(step)))
  if (failed.length > 0) return failed
  const what = steps.some((step) => cache?.lastRun(step) !== undefined)
    ? 'no step failed the last time'
    : 'no step has run here yet'
  throw new ToolError('NOTHING_FAILED', what, { hint: 'preflight runs all of them' })
}

function inPlanOrder(reports: readonly StepReport[], { steps }: Plan): readonly StepReport[] {
  return steps.flatMap(({ id }) => reports.find((report) => report.id === id) ?? [])
}

/** The report of a step that need not run, by its id. */
function cachedReport(step: Step, result: CachedResult | undefined): readonly (readonly [string, StepReport])[] {
  if (result === undefined) return []
  const { at, durationMs, tests } = result
  const report = {
    ...reportBase(step, { isStaged: false }),
    state: 'passed',
    startMs: 0,
    durationMs: 0,
    cached: { at, durationMs },
    ...(tests === undefined ? {} : { tests }),
  } as const
  return [[step.id, report]]
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

interface RunContext {
  readonly plan: Plan
  readonly options: PreflightOptions
  /** Of the steps that need not run. */
  readonly known: ReadonlyMap<string, StepReport>
  readonly cache: OpenCache | undefined
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
  const { isStaged } = options
  const stepContext = { io, root: context.plan.root, isStaged, logs, timeoutMs, signal, elapsedMs, facts }
  return runSteps(steps, {
    jobs: options.jobs ?? availableParallelism(),
    stopReason: () => (io.signal.aborted ? 'interrupted' : stopReason),
    skip: (step, reason) => watcher.report(skipStep(step, reason, stepContext)),
    async execute(step) {
      const known = context.known.get(step.id)
      if (known !== undefined) return known
      const obstacle = blocked.get(step.commandId)
      if (obstacle !== undefined) return watcher.report(skipStep(step, obstacle, stepContext))
      const late =
        options.budgetMs === undefined
          ? undefined
          : overBudget(context.cache?.lastRun(step), options.budgetMs, elapsedMs())
      if (late !== undefined) return watcher.report(skipStep(step, late, stepContext))
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
