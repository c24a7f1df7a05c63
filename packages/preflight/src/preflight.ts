import { availableParallelism } from 'node:os'
import { note, usageError, type Io } from '@groundcrew/core/cli'
import { startGuard, takeCores, type CoreHold } from '@groundcrew/core/process'
import { count } from '@groundcrew/core/text'
import { mayKnowDoctor, openCache } from './cache/open-cache.ts'
import { chooseSteps, decideWork, doctorStep, type Work } from './decide-work.ts'
import { createProof } from './false-green/proof.ts'
import { readFlakeHistory } from './flake-history.ts'
import { copyWork, type WorkCopy } from './hooks/copy-work.ts'
import { blockedSteps, createAskedDoctor, createEarlyDoctor, type EarlyDoctor } from './ask-doctor.ts'
import { overBudget } from './order.ts'
import { readBaseline } from './new-only/baseline.ts'
import { readChangedLines } from './new-only/changed-lines.ts'
import { createHoldLine, type HoldLine } from './new-only/hold-line.ts'
import { readPlan, type Inspection } from './read-plan.ts'
import type { Plan, PlanReport, PreflightReport, StepReport, Verdict, WhyReport } from './report.ts'
import { createRunLogs, type RunLogs } from './run-logs.ts'
import { runStep, skipStep, type StepContext } from './run-step.ts'
import { lineOf } from './lines.ts'
import { runSteps } from './schedule.ts'
import { selectSteps, type Selection } from './select.ts'
import { narrowerOf } from './scope.ts'
import { checkOutStaged, type StagedCheckout } from './staged/check-out.ts'
import { isSibling } from './siblings/judge-sibling.ts'
import { withSiblings, type SiblingOptions } from './siblings/sibling-steps.ts'
import { createTurns } from './turns.ts'
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
  /** A commit or range: leave out what the change since then does not reach. */
  readonly since: string | undefined
  /** Of the tests run only those that the change reaches. */
  readonly isQuick: boolean
  /** Run also what passed before on the same files. */
  readonly isFresh: boolean
  /** Only what did not pass the last time. */
  readonly isFailedOnly: boolean
  /** End-to-end tests that are to run. */
  readonly endToEnd?: readonly string[]
  /** How long flake may look at new and changed tests. */
  readonly flakeMs?: number | undefined
  /** Fewer tests than in the last green run are meant. */
  readonly isFewerMeant?: boolean
  /** Judge only diagnostics that are new; of `preflight baseline` what keeps them. */
  readonly isNewOnly?: boolean
  readonly holdLine?: HoldLine
  /** Start no step that would end later, after what is known of it. */
  readonly budgetMs: number | undefined
  /** Absolute paths of files that the caller writes after the run: they are no change of the repository. */
  readonly ownFiles: readonly string[]
}

/** What would run, and why. Throws NOTHING_TO_CHECK when nothing can be detected, and usage errors as `preflight` does. */
export async function listPlan(io: Io, options: PreflightOptions): Promise<PlanReport> {
  const detected = await readPlan(io, undefined, options.endToEnd)
  const { plan } = await withSiblings(io, detected, siblingOptions(options))
  const chosen = chooseSteps(plan, options.selection)
  return {
    kind: 'plan',
    ...plan,
    steps: plan.steps.filter((step) => chosen.includes(step)),
    leftOut: [...plan.leftOut, ...(plan.notPlanned ?? [])],
    doctor: chosen.includes(doctorStep),
  }
}

function siblingOptions(options: PreflightOptions): SiblingOptions {
  const { isStaged, since, flakeMs, isQuick, budgetMs } = options
  return { isStaged, since, flakeMs, isShort: isStaged || isQuick || budgetMs !== undefined }
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
  const cache = await openCache(inspection, { io, steps, workTree: root, startedAtMs: io.now(), ownFiles: [] })
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
  const early = createEarlyDoctor(io, options.selection)
  // Where all may be remembered doctor would be asked for nothing, and take the time of what looks it up.
  if (early.isChosen && (options.isFresh || (options.isStaged && !(await mayKnowDoctor(io))))) void early.start()
  const guard = startGuard()
  let staged: StagedCheckout | undefined
  try {
    staged = options.isStaged ? await checkOutStaged(io) : undefined
    const detected = await readPlan(io, staged, options.endToEnd)
    const inspection = await withSiblings(io, detected, siblingOptions(options))
    const { plan } = inspection
    const workTree = staged?.workTree ?? plan.root
    const work = await decideWork(io, inspection, { options, workTree, startedAtMs })
    const elapsedMs = (): number => io.now() - startedAtMs
    const holdLine =
      options.isNewOnly === true
        ? createHoldLine(readBaseline(plan.root), await readChangedLines(io, options))
        : options.holdLine
    const place = { inspection, options, work, workTree, early, elapsedMs, holdLine }
    const { steps, logDirectory } = await runWork(io, place)
    return {
      kind: 'run',
      root: workTree,
      ...(staged === undefined ? {} : { checkout: staged.root }),
      verdict: judgeRun(steps),
      durationMs: elapsedMs(),
      steps,
      leftOut: [...plan.leftOut, ...work.leftOut],
      ...(work.unproven.length === 0 ? {} : { unproven: work.unproven }),
      ...(logDirectory === undefined ? {} : { logDirectory }),
    }
  } finally {
    early.stop()
    guard.stop()
    staged?.release()
  }
}

interface RunPlace {
  readonly inspection: Inspection
  readonly options: PreflightOptions
  readonly work: Work
  readonly workTree: string
  readonly early: EarlyDoctor
  readonly holdLine: HoldLine | undefined
  readonly elapsedMs: () => number
}

/** The reports in the order of the plan, doctor's first. Where every step is known from before, nothing is run and doctor is not asked. */
async function runWork(io: Io, place: RunPlace): Promise<Pick<PreflightReport, 'steps' | 'logDirectory'>> {
  const { inspection, options, work, workTree, early, elapsedMs, holdLine } = place
  const { steps, known, cache } = work
  const ids = steps.map(({ id }) => id)
  if (steps.length > 0 && known.size === steps.length) return { steps: ids.flatMap((id) => known.get(id) ?? []) }
  const watcher = createWatcher(io)
  const asked = createAskedDoctor(early, { cache, watcher, isFresh: options.isFresh })
  const [doctor, logs] = await Promise.all([asked.before(), createRunLogs(io, workTree, ids)])
  const cores = await holdCores(io, options, steps.length - known.size)
  try {
    const { plan, facts, original, settings } = inspection
    const { trusted } = settings
    const directories = ['.', ...original.packages.map(({ directory }) => directory)]
    const copy = async (): Promise<WorkCopy> => copyWork(io, { isStaged: options.isStaged, directories })
    const prove = createProof(io, {
      root: plan.root,
      options,
      facts,
      lineOf: (step) => lineOf(step, inspection.workspace),
      lastGreen: (step) => cache?.lastGreen(step),
      isFewerMeant: options.isFewerMeant === true,
    })
    const knownFlakes = readFlakeHistory(io, workTree)
    const takeTurn = createTurns(io, { root: plan.root, workTree, timeoutMs: options.timeoutMs })
    const context = {
      plan,
      options,
      work,
      doctor,
      logs,
      watcher,
      elapsedMs,
      facts,
      trusted,
      copy,
      holdLine,
      prove,
      knownFlakes,
      takeTurn,
      dependents: original.packages,
    }
    const coreVariables = cores?.environment ?? {}
    const reports = await runChosen(io, { ...context, narrow: narrowerOf(original), coreVariables })
    await cache?.keep(reports)
    const inOrder = ids.flatMap((id) => reports.find((report) => report.id === id) ?? [])
    const judged = io.signal.aborted ? { doctor, reports: inOrder } : await asked.after(doctor, inOrder, steps)
    return {
      steps: [...(judged.doctor === undefined ? [] : [judged.doctor]), ...judged.reports],
      ...(logs.directory === undefined ? {} : { logDirectory: logs.directory }),
    }
  } finally {
    cores?.release()
  }
}

/**
 * Waits for cores that other runs on this machine hold, this one's agent or another's: two suites at once take longer than one after the other, and
 * fail by their time limits. It waits no longer than a step may take.
 */
async function holdCores(io: Io, { jobs, timeoutMs }: PreflightOptions, steps: number): Promise<CoreHold | undefined> {
  const hold = await takeCores(Math.min(jobs ?? availableParallelism(), steps), {
    env: io.env,
    signal: AbortSignal.any([io.signal, AbortSignal.timeout(timeoutMs)]),
    onWait: (holders) => note(io, `waiting for the cores that process ${holders.join(', ')} uses`),
  })
  if (hold === undefined && !io.signal.aborted) note(io, 'note: the cores are not free yet; going on without')
  return hold
}

interface RunContext {
  readonly plan: Plan
  readonly options: PreflightOptions
  readonly trusted: StepContext['trusted']
  readonly narrow: StepContext['narrow']
  readonly coreVariables: StepContext['coreVariables']
  readonly work: Work
  readonly doctor: StepReport | undefined
  readonly logs: RunLogs
  readonly watcher: Watcher
  readonly facts: StepContext['facts']
  readonly copy: StepContext['copy']
  readonly prove: StepContext['prove']
  readonly knownFlakes: StepContext['knownFlakes']
  readonly takeTurn: StepContext['takeTurn']
  readonly dependents: StepContext['dependents']
  readonly holdLine: HoldLine | undefined
  readonly elapsedMs: () => number
}

async function runChosen(io: Io, context: RunContext): Promise<readonly StepReport[]> {
  const { steps, known, cache } = context.work
  const { options, doctor, watcher, elapsedMs, logs, facts, narrow, coreVariables, trusted } = context
  const stop = new AbortController()
  let stopReason = options.isFailFast && doctor?.state === 'failed' ? '--fail-fast: doctor did not pass' : undefined
  const signal = AbortSignal.any([io.signal, stop.signal])
  const blocked = blockedSteps(doctor)
  const timeoutMs = options.timeoutMs
  const { isStaged } = options
  const stepContext = {
    io,
    root: context.plan.root,
    isStaged,
    logs,
    timeoutMs,
    signal,
    elapsedMs,
    facts,
    narrow,
    coreVariables,
    trusted,
    copy: context.copy,
    holdLine: context.holdLine,
    prove: context.prove,
    knownFlakes: context.knownFlakes,
    takeTurn: context.takeTurn,
    dependents: context.dependents,
  }
  return runSteps(steps, {
    jobs: options.jobs ?? availableParallelism(),
    stopReason: () => (io.signal.aborted ? 'interrupted' : stopReason),
    skip: (step, reason) => watcher.report(skipStep(step, reason, stepContext)),
    async execute(step) {
      const cached = known.get(step.id)
      if (cached !== undefined) return cached
      const obstacle = [step.commandId, ...(step.covers ?? [])].flatMap((id) => blocked.get(id) ?? [])[0]
      if (obstacle !== undefined) return watcher.report(skipStep(step, obstacle, stepContext))
      const late =
        options.budgetMs === undefined ? undefined : overBudget(cache?.lastRun(step), options.budgetMs, elapsedMs())
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

/**
 * Failed when anything failed; otherwise unknown when a step could not run or none did. That doctor itself could not tell holds
 * nothing up: the steps show what works.
 */
function judgeRun(reports: readonly StepReport[]): Verdict {
  const steps = reports.filter(({ role, state }) => role !== 'doctor' && !(isSibling({ role }) && state === 'skipped'))
  if (reports.some(({ state }) => state === 'failed' || state === 'timed-out')) return 'failed'
  if (steps.some(({ state }) => state === 'unknown')) return 'unknown'
  return reports.some(({ state }) => state === 'passed') && !steps.some(({ state }) => state === 'skipped')
    ? 'passed'
    : 'unknown'
}
