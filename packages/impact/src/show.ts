import { openCodeMap } from '@groundcrew/code-map'
import { note, usageError, type Io } from '@groundcrew/core/cli'
import { count } from '@groundcrew/core/text'
import { traceImpact, type ImpactReport, type Traced } from './impact.ts'
import { readRequest, namedPart, type ChangeFlags } from './request.ts'
import { runTests, type TestRun } from './run-tests.ts'
import { TEST_FORMATS, type TestFormat } from './tests/format-tests.ts'
import { planRuns, type PlannedRun, type RunPlan } from './tests/plan-runs.ts'
import type { SelectedTest } from './tests/select-tests.ts'
import { explain, type Why } from './why.ts'

export interface ShowFlags extends ChangeFlags {
  readonly tests: boolean
  readonly top: number | undefined
  readonly print0: boolean
  readonly format: string
  readonly run: boolean
  readonly why: string | undefined
}

/** What is to be shown, decided by the flags. */
export type Answer =
  | { readonly kind: 'report'; readonly report: ImpactReport; readonly call: string }
  | {
      readonly kind: 'tests'
      readonly report: ImpactReport
      readonly tests: readonly SelectedTest[]
      readonly call: string
    }
  | {
      readonly kind: 'command'
      readonly report: ImpactReport
      /** The first of `commands`. */
      readonly command: readonly string[] | undefined
      readonly format: TestFormat
      readonly commands: readonly PlannedRun[]
    }
  | { readonly kind: 'why'; readonly why: Why; readonly call: string }
  | { readonly kind: 'run'; readonly run: TestRun }

export async function show(
  io: Io,
  { flags, args, isJson }: { readonly flags: ShowFlags; readonly args: readonly string[]; readonly isJson: boolean },
): Promise<Answer> {
  const isTests = flags.tests || flags.print0 || flags.top !== undefined
  if (flags.why !== undefined && (isTests || flags.run))
    throw usageError('--why answers alone', 'leave out --tests and --run')
  const { request, call } = await readRequest(io, flags, args)
  const traced = await traceImpact({
    cwd: io.cwd,
    env: io.env,
    request,
    openMap: async (listener) => await openCodeMap('impact', io, listener),
  })
  if (flags.why !== undefined) return { kind: 'why', why: explain(traced, await namedPart(io, flags.why)), call }
  const { report } = traced
  const tests = report.tests.selected.slice(0, flags.top)
  const format = TEST_FORMATS.find((one) => one === flags.format)
  if (flags.run) return { kind: 'run', run: await run(io, { traced, tests, format, isJson }) }
  if (format !== undefined) {
    await summarize(io, report, tests.length)
    const plan = await planRuns(traced.graph.map, { tests, format })
    notePlan(io, plan, format)
    return { kind: 'command', report, command: plan.runs[0]?.command, format, commands: plan.runs }
  }
  if (!isTests) return { kind: 'report', report, call }
  if (!isJson) await summarize(io, report, tests.length)
  return { kind: 'tests', report, tests, call }
}

async function summarize(io: Io, report: ImpactReport, shown: number): Promise<void> {
  const { testsSummary } = await import('./render/render-tests.ts')
  note(io, `impact: ${testsSummary(report, shown)}`)
}

function notePlan(io: Io, { left, notes }: RunPlan, format: TestFormat | undefined): void {
  const why = format === undefined ? 'that no known runner takes' : `that ${format} does not run`
  if (left.length > 0) note(io, `impact: ${count(left.length, 'test')} left out ${why}`)
  for (const text of notes) note(io, `impact: ${text}`)
}

interface RunQuestion {
  readonly traced: Traced
  readonly tests: readonly SelectedTest[]
  readonly format: TestFormat | undefined
  readonly isJson: boolean
}

async function run(io: Io, { traced, tests, format, isJson }: RunQuestion): Promise<TestRun> {
  const { report, graph } = traced
  await summarize(io, report, tests.length)
  const plan = await planRuns(graph.map, { tests, format })
  notePlan(io, plan, format)
  return await runTests(io, { runs: plan.runs, root: graph.map.root, isJson })
}
