import path from 'node:path'
import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { startGuard, takeCores, type CoreHold } from '@groundcrew/core/process'
import { readNamed } from '../files.ts'
import { findPlace } from '../place.ts'
import { readDocument } from '../read-document.ts'
import { carryOut } from './carry-out.ts'
import { journalDirectory, putStep, readRuns, type RunRecord } from './journal.ts'
import { planRun, refuseUnsafe, type PlannedStep, type Selection } from './plan-run.ts'
import { reported, stopState, type ReportedStep } from './reported.ts'
import { openRecorder, type Recorder } from './record-results.ts'

export interface RunOptions extends Selection {
  readonly file: string
  readonly dryRun: boolean
  readonly db: string | undefined
}

export interface RunReport {
  readonly file: string
  /** The number of the run; undefined: nothing was run. */
  readonly run: number | undefined
  readonly steps: readonly ReportedStep[]
  readonly selection: Selection
  /** Why results are not in the history of a task. */
  readonly recording: string | undefined
}

/** Carries out the steps of a file in order and stops at the first that does not go as it should. */
export async function run(io: Io, options: RunOptions): Promise<RunReport> {
  refuseContradiction(options)
  const { file, dryRun } = options
  const target = path.resolve(io.cwd, file)
  const document = readDocument(await readNamed(target, file))
  const place = await findPlace(io, options.db)
  const directory = await journalDirectory(io, target)
  if (dryRun) {
    const planned = planRun(document.steps, options, { runs: readRuns(directory), file })
    return { file, run: undefined, steps: planned.map(previewStep), selection: options, recording: undefined }
  }
  const hold = await holdAlone(directory, file)
  const guard = startGuard()
  try {
    const past = { runs: readRuns(directory), file }
    const planned = planRun(document.steps, options, past)
    refuseUnsafe(planned, options, past)
    const recorder = await openRecorder(io, place, document.header)
    try {
      await recordLeft(past.runs, recorder, { directory, file })
      const base = document.header === undefined ? path.dirname(target) : place.root
      const where = { file, directory: path.resolve(base, document.cwd ?? '.'), journals: directory }
      const done = await carryOut(io, planned, { ...where, recorder, isSingle: options.step !== undefined })
      return { file, ...done, selection: options, recording: recorder.problem }
    } finally {
      recorder.close()
    }
  } finally {
    guard.stop()
    hold.release()
  }
}

function refuseContradiction({ step, from, resume, fresh }: RunOptions): void {
  const given = Object.entries({ step, from, resume, fresh }).filter(
    ([, value]) => value !== undefined && value !== false,
  )
  if (given.length > 1) throw usageError(`${given.map(([name]) => `--${name}`).join(' and ')} do not go together`)
}

/** One run of a file at a time: a second one is refused and not kept waiting. @throws ToolError RUNNING */
async function holdAlone(directory: string, file: string): Promise<CoreHold> {
  const refusal = new AbortController()
  let holders: readonly number[] = []
  const hold = await takeCores(1, {
    env: {},
    total: 1,
    directory: path.join(directory, 'turns'),
    signal: refusal.signal,
    onWait: (pids) => {
      holders = pids
      refusal.abort()
    },
  })
  if (hold !== undefined) return hold
  throw new ToolError('RUNNING', `${file} is being run already (process ${holders.join(', ')})`, {
    exitCode: 1,
    hint: 'wait until it has ended: runbook list',
  })
}

/** What a killed run had no time to tell the database. */
async function recordLeft(
  runs: readonly RunRecord[],
  recorder: Recorder,
  { directory, file }: { readonly directory: string; readonly file: string },
): Promise<void> {
  if (recorder.problem !== undefined) return
  for (const { number, steps } of runs) {
    for (const step of steps) {
      if (step.isRecorded || step.task === undefined || (step.state !== 'passed' && step.state !== 'failed')) continue
      if (await recorder.record(step, { runbook: file, run: number }))
        putStep(directory, number, { ...step, isRecorded: true })
    }
  }
}

function previewStep({ step, action, why }: PlannedStep): ReportedStep {
  const state = action === 'run' ? 'would run' : action === 'stop' ? stopState(step) : 'passed over'
  return { ...reported(step), state, why }
}
