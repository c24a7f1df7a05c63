import { openCodeMap } from '@groundcrew/code-map'
import { note, usageError, type Io } from '@groundcrew/core/cli'
import { formatCommand } from '@groundcrew/core/process'
import { count } from '@groundcrew/core/text'
import { traceImpact, type ImpactReport, type Traced } from './impact.ts'
import { readRequest, namedPart, type ChangeFlags } from './request.ts'
import { runTests, type TestRun } from './run-tests.ts'
import { detectRunner } from './tests/detect-runner.ts'
import { countOthers, testCommand, TEST_FORMATS, type TestFormat } from './tests/format-tests.ts'
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
      readonly command: readonly string[] | undefined
      readonly format: TestFormat
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
    const answer = { kind: 'command', report, command: testCommand(format, tests), format } as const
    await summarize(io, report, tests.length)
    noteOthers(io, format, tests)
    return answer
  }
  if (!isTests) return { kind: 'report', report, call }
  if (!isJson) await summarize(io, report, tests.length)
  return { kind: 'tests', report, tests, call }
}

async function summarize(io: Io, report: ImpactReport, shown: number): Promise<void> {
  const { testsSummary } = await import('./render/render-tests.ts')
  note(io, `impact: ${testsSummary(report, shown)}`)
}

function noteOthers(io: Io, format: TestFormat, tests: readonly SelectedTest[]): void {
  const others = countOthers(format, tests)
  if (others > 0) note(io, `impact: ${count(others, 'test')} left out that ${format} does not run`)
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
  const runner = format ?? detectRunner(graph.map, tests)
  noteOthers(io, runner, tests)
  const command = testCommand(runner, tests)
  if (command === undefined) return { command: undefined, exitCode: 0 }
  note(io, `impact: ${formatCommand(command).slice(0, commandLengthMax)}`)
  return await runTests(io, { command, root: graph.map.root, isJson })
}

const commandLengthMax = 300
